"""Partners as they see themselves and as their managers see them, with the bookings that they made."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from server.accounts.rules import Person
from server.bookings import queries as bookings
from server.bookings.queries import BookingView
from server.foundation.errors import Gone, NotFound
from server.foundation.ids import digest
from server.partners import rules
from server.partners.access import managed, today
from server.partners.tables import Partner, Prescription

PARTNER = """
SELECT p.id, p.name, p.until, p.revoked_at, p.created_at,
  coalesce(array_agg(l.id ORDER BY l.name) FILTER (WHERE l.id IS NOT NULL), ARRAY[]::uuid[]) AS libraries,
  coalesce(array_agg(l.name ORDER BY l.name) FILTER (WHERE l.id IS NOT NULL), ARRAY[]::text[]) AS names
FROM partner p LEFT JOIN partner_library o ON o.partner = p.id LEFT JOIN library l ON l.id = o.library
"""
MADE = """
SELECT p.booking, p.consented, p.answered, p.made_at, a.state AS came FROM prescription p
JOIN booking b ON b.id = p.booking JOIN session s ON s.id = b.session JOIN contact c ON c.booking = b.id
LEFT JOIN attendance a ON a.booking = b.id
WHERE p.partner = {} AND ({}::uuid IS NULL OR p.booking = {}) ORDER BY s.starts_at, b.joined LIMIT {}
"""
MOST = 300


@dataclass(frozen=True)
class PartnerView:
    """A partner. `libraries` and `names` go together; `until` is the last day of its link."""

    id: UUID
    name: str
    until: date
    revoked_at: datetime | None
    created_at: datetime
    libraries: tuple[UUID, ...]
    names: tuple[str, ...]

    def is_open(self, now: datetime) -> bool:
        return rules.is_open(self.until, self.revoked_at, today(now))


@dataclass(frozen=True)
class Made:
    """A booking that a partner made, while its contact is kept.

    `slip` is what the partner may know of it now: mostly "" without the person's consent. `answered` is what it was
    told when it booked. Of `booking`, the partner may see who and when, never the state.
    """

    booking: BookingView
    consented: bool
    answered: str
    slip: str
    made_at: datetime


async def by_token(token: str, now: datetime) -> PartnerView:
    """Return the partner behind a link; raises NotFound, or Gone when the link is over."""
    found = _views(await Partner.raw(PARTNER + "WHERE p.digest = {} GROUP BY p.id", digest(token)))
    if not found:
        raise NotFound
    if not found[0].is_open(now):
        raise Gone
    return found[0]


async def managed_by(person: Person) -> list[PartnerView]:
    """Return the partners of the libraries that a person manages, by name."""
    own = await managed(person)
    found = _views(await Partner.raw(PARTNER + "GROUP BY p.id ORDER BY p.name, p.id"))
    return [partner for partner in found if own & set(partner.libraries)]


async def one_managed(person: Person, partner: UUID) -> PartnerView:
    """Return a partner for someone who manages one of its libraries; raises NotFound."""
    found = _views(await Partner.raw(PARTNER + "WHERE p.id = {} GROUP BY p.id", partner))
    if not found or not await managed(person) & set(found[0].libraries):
        raise NotFound
    return found[0]


async def how_many(partners: list[UUID]) -> dict[UUID, int]:
    """Return how many bookings each of these partners made, among those not erased."""
    sql = "SELECT partner, count(*) AS bookings FROM prescription WHERE partner = any({}::uuid[]) GROUP BY partner"
    return {row["partner"]: row["bookings"] for row in await Prescription.raw(sql, partners)}


async def made_by(partner: UUID) -> list[Made]:
    """Return the bookings of a partner that are not erased, the next session first."""
    return await _made(await Prescription.raw(MADE, partner, None, None, MOST))


async def one_made_by(partner: UUID, booking: UUID) -> Made:
    """Return one booking of a partner; raises NotFound for those of others and once erased."""
    found = await _made(await Prescription.raw(MADE, partner, booking, booking, 1))
    if not found:
        raise NotFound
    return found[0]


async def name_of_booking(booking: UUID) -> str:
    """Return the name of the partner who made a booking, for staff; an empty text for those of others."""
    sql = "SELECT p.name FROM prescription q JOIN partner p ON p.id = q.partner WHERE q.booking = {}"
    rows = await Prescription.raw(sql, booking)
    return rows[0]["name"] if rows else ""


async def _made(rows: list[dict[str, Any]]) -> list[Made]:
    views = await bookings.by_ids([row["booking"] for row in rows])
    return [_one(row, views[row["booking"]]) for row in rows if row["booking"] in views]


def _one(row: dict[str, Any], view: BookingView) -> Made:
    slip = rules.slip(row["consented"], view.party.state, view.party.cancelled_by, row["came"])
    return Made(view, row["consented"], row["answered"], slip, row["made_at"])


def _views(rows: list[dict[str, Any]]) -> list[PartnerView]:
    return [PartnerView(**row | {name: tuple(row[name]) for name in ("libraries", "names")}) for row in rows]
