"""Requests to other agendas, for those who hold their link, for staff, and for what must be said about them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from server.bookings.parties import same_family, spoken_words
from server.bookings.references import parse
from server.elsewhere import rules
from server.elsewhere.tables import RemoteBooking, RemoteContact
from server.foundation.due import Due
from server.foundation.errors import Gone, NotFound
from server.foundation.ids import derived, digest
from server.foundation.languages import N_
from server.foundation.settings import settings

REQUEST = """
SELECT b.id, b.event, b.owner, b.host, b.title, b.organiser, b.place, b.page, b.phone AS organiser_phone, b.starts_at,
  b.ends_at, b.timezone, b.state, b.told, b.shares_contact, b.guest, b.asked_at, b.tries, b.called_at, b.answered_at,
  b.reference, b.channel, b.language, b.sequence, b.cancelled_by, b.created_at, b.updated_at, c.name, c.helper,
  c.channel AS contact, coalesce(c.email, '') AS email, coalesce(c.phone, '') AS phone
FROM remote_booking b LEFT JOIN remote_contact c ON c.booking = b.id
"""
MOST = 200


def _silent(asked: list[tuple[str, str, str]] | None, now: datetime) -> int:
    read = datetime.fromisoformat
    return sum(rules.is_silent(state, read(asked_at), read(starts), now) for state, asked_at, starts in asked or [])


TO_DO = Due(
    one=N_("%(num)s demande sans réponse d'une autre bibliothèque"),
    many=N_("%(num)s demandes sans réponse d'une autre bibliothèque"),
    url="/bureau/prevenir",
    value="""
SELECT json_agg(json_build_array(b.state, b.asked_at, b.starts_at)) FROM remote_booking b
JOIN remote_contact c ON c.booking = b.id
WHERE b.starts_at > $2 AND b.state = 'asked' AND b.called_at IS NULL
  AND (cardinality($1) > 0 OR $4)""",
    count=_silent,
)


@dataclass(frozen=True)
class RequestView:
    """A request with its contact. The event is what it was when it was asked for, or as it was last seen to change.

    `contact` says how to warn the person: email, call, none. `told` are the organiser's own words. `secret` makes the
    link. Texts are "" when unknown.
    """

    id: UUID
    event: str
    owner: str
    host: str
    title: str
    organiser: str
    place: str
    page: str
    organiser_phone: str
    starts_at: datetime
    ends_at: datetime | None
    timezone: str
    state: str
    told: str
    shares_contact: bool
    guest: str
    asked_at: datetime
    tries: int
    called_at: datetime | None
    answered_at: datetime | None
    reference: str
    channel: str
    language: str
    sequence: int
    cancelled_by: str
    created_at: datetime
    updated_at: datetime
    name: str
    helper: str
    contact: str
    email: str
    phone: str
    erased: bool

    @property
    def path(self) -> str:
        return f"/demandes/{secret_of(self.id)}"

    def shown_state(self, now: datetime) -> str:
        """Return the state in the words of pages: `silent` is a request that got no answer in time."""
        return "silent" if rules.is_silent(self.state, self.asked_at, self.starts_at, now) else self.state


def secret_of(booking: UUID) -> str:
    """Return the secret of a request's link: derived again for each mail, since only its digest is kept."""
    return derived(settings().secret, "elsewhere", str(booking))


async def by_secret(secret: str) -> RequestView:
    """Return the request behind a link; raises NotFound, or Gone once the contact is erased."""
    return _shown(await RemoteBooking.raw(REQUEST + "WHERE b.secret_digest = {}", digest(secret)))


async def by_id(booking: UUID) -> RequestView:
    """Return a request, for what acts by itself or has already checked who asks; raises NotFound or Gone."""
    return _shown(await RemoteBooking.raw(REQUEST + "WHERE b.id = {}", booking))


async def by_ids(bookings: list[UUID]) -> dict[UUID, RequestView]:
    """Return requests in one query; erased ones are left out."""
    views = [_view(row) for row in await RemoteBooking.raw(REQUEST + "WHERE b.id = any({}::uuid[])", bookings)]
    return {view.id: view for view in views if not view.erased}


async def find(reference: str, family_name: str) -> RequestView:
    """Return the request with this reference if a name of it holds `family_name`; raises NotFound or Gone.

    The reference is no secret: callers count the tries (`foundation.limits`).
    """
    known = parse(reference)
    rows = await RemoteBooking.raw(REQUEST + "WHERE b.reference = {}", known) if known else []
    if not any(same_family(family_name, rows[0][field] or "") for field in ("name", "helper") if rows):
        raise NotFound
    return _shown(rows)


async def by_guest(guest: str) -> RequestView | None:
    """Return the request that a guest of ours stands for, erased or not; None when there is none."""
    rows = await RemoteBooking.raw(REQUEST + "WHERE b.guest = {}", guest)
    return _view(rows[0]) if rows else None


async def any_state(booking: UUID) -> RequestView | None:
    """Return a request, erased or not, for what says it to its organiser; None when there is none."""
    rows = await RemoteBooking.raw(REQUEST + "WHERE b.id = {}", booking)
    return _view(rows[0]) if rows else None


async def coming(now: datetime) -> list[RequestView]:
    """Return the requests for what is still to come, those without an answer first, then by start."""
    rows = await RemoteBooking.raw(
        REQUEST + "WHERE b.starts_at > {} AND c.booking IS NOT NULL"
        " ORDER BY b.state <> 'asked', b.starts_at, b.id LIMIT {}",
        now,
        MOST,
    )
    return [_view(row) for row in rows]


async def contact_of(guest: str) -> dict[str, str] | None:
    """Return what a person agreed that the organiser gets: a first name and one way to be reached; None for nothing.

    Only while the request waits for its answer: nothing is said again later.
    """
    asked = RemoteContact.select(RemoteContact.name, RemoteContact.email, RemoteContact.phone, RemoteContact.channel)
    guests = (RemoteContact.booking.guest == guest) & (RemoteContact.booking.state == "asked")
    row = await asked.where(guests & (RemoteContact.booking.shares_contact == True)).first()  # noqa: E712  # a column
    if row is None:
        return None
    way = {"email": "email", "call": "phone"}.get(row["channel"], "")
    return {"name": rules.first_name(row["name"]), way: row[way]} if way and row[way] else None


def _view(row: dict[str, Any]) -> RequestView:
    facts = {**row, "erased": row["name"] is None}
    facts |= {name: row[name] or "" for name in ("name", "helper", "contact")}
    return RequestView(**facts)


def _shown(rows: list[dict[str, Any]]) -> RequestView:
    if not rows:
        raise NotFound
    view = _view(rows[0])
    if view.erased:
        raise Gone
    return view


async def search(text: str, now: datetime, most: int) -> list[RequestView]:
    """Return the requests that a reference or the words of a name find, those to come first; without erased ones."""
    reference, words = parse(text), [f"%{word}%" for word in spoken_words(text)]
    if not (reference or words):
        return []
    rows = await RemoteBooking.raw(
        REQUEST + "WHERE c.booking IS NOT NULL AND ({}::text IS NULL OR b.reference = {}) AND ({}::text IS NOT NULL OR"
        " c.folded LIKE all({})) ORDER BY b.starts_at < {}, b.starts_at, b.id LIMIT {}",
        reference,
        reference,
        reference,
        words,
        now,
        most,
    )
    return [_view(row) for row in rows]
