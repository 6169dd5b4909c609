"""Bookings, for those who hold their link, for staff, and for what must be said about them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from server.bookings.parties import same_family, same_person
from server.bookings.references import parse
from server.bookings.tables import Booking
from server.foundation.database import DB
from server.foundation.errors import Gone, NotFound
from server.foundation.ids import derived, digest
from server.foundation.settings import settings
from server.workshops.queries import SessionView, sessions_by_ids
from server.workshops.queries import session as session_view

# The rank on the waiting list, 1 for the next; null for those who do not wait.
POSITION = """CASE WHEN b.state = 'waiting' THEN (SELECT count(*) FROM booking o
    WHERE o.session = b.session AND o.state = 'waiting' AND o.joined <= b.joined) END AS position"""
PARTY = f"""
SELECT b.id, b.session, b.state, b.people, b.companions, b.first_time, b.laptops, b.pool,
  b.offered_until, b.missed, b.course, coalesce(k.reference, b.reference) AS reference,
  b.channel, b.host, b.language, b.sequence, b.cancelled_by,
  b.created_at, b.updated_at, {POSITION}, c.name, c.companion, c.helper, c.channel AS contact,
  coalesce(c.email, '') AS email, coalesce(c.phone, '') AS phone, c.domain
FROM booking b LEFT JOIN contact c ON c.booking = b.id LEFT JOIN course_booking k ON k.id = b.course
"""  # noqa: S608 (constants only)
OF_ID = PARTY + "WHERE b.id = {}"
# Parties, not people: a rank is that of a booking.
NEXT = """
SELECT coalesce(max(waiting), 0) AS waiting FROM (
  SELECT count(*) AS waiting FROM booking WHERE session = any({}::uuid[]) AND state = 'waiting' GROUP BY session
) AS lists
"""
COUNTS = """
SELECT coalesce(sum(people) FILTER (WHERE state = 'confirmed'), 0) AS confirmed,
  coalesce(sum(people) FILTER (WHERE state = 'waiting'), 0) AS waiting,
  coalesce(sum(people) FILTER (WHERE state = 'cancelled'), 0) AS cancelled, count(*) AS bookings
FROM booking WHERE session = {}
"""


@dataclass(frozen=True)
class PartyView:
    """A booking with its contact, as staff see it. Without a contact (erased) the name is empty.

    `contact` says how to warn them: sms, email, call, none. `channel` is the door: web, desk, api, partner,
    or peer, from the agenda at `host`. `companions` come along without a seat. `pool` is whose kept seats it counts on.
    `offered_until` says how long an offered seat is held; `missed` counts the offers that ran out without an answer.
    `domain` is what an Aidants Connect slot is for, if they said it.
    `cancelled_by` is patron, staff, partner, peer or silence (asked, no answer) once cancelled.
    """

    id: UUID
    session_id: UUID
    state: str
    people: int
    companions: int
    first_time: bool
    laptops: int
    pool: str
    offered_until: datetime | None
    missed: int
    course: UUID | None
    reference: str
    channel: str
    host: str
    language: str
    sequence: int
    cancelled_by: str
    created_at: datetime
    updated_at: datetime
    position: int | None
    name: str
    companion: str
    helper: str
    contact: str
    email: str
    phone: str
    erased: bool
    domain: str = ""


@dataclass(frozen=True)
class BookingView:
    """A booking with its session: the page behind the link, the ticket, the mails. `secret` makes its link.

    A date of a course has the course's link; `dates` are then all those that were not dropped, in order, it included.
    """

    party: PartyView
    session: SessionView
    secret: str
    dates: tuple["BookingView", ...] = ()

    @property
    def starts_at(self) -> datetime:
        return self.session.starts_at

    @property
    def ends_at(self) -> datetime:
        return self.session.ends_at

    @property
    def timezone(self) -> str:
        return self.session.timezone

    @property
    def path(self) -> str:
        return f"/reservations/{self.secret}"


@dataclass(frozen=True)
class Counts:
    """The figures of a session, in people, and how many bookings made them. They outlive the contacts."""

    confirmed: int
    waiting: int
    cancelled: int
    bookings: int


def secret_of(booking: UUID) -> str:
    """Return the secret of a booking's link: derived again for each mail, since only its digest is kept."""
    return derived(settings().secret, "booking", str(booking))


async def by_secret(secret: str) -> BookingView:
    """Return the booking behind a link; raises NotFound, or Gone once the contact is erased."""
    rows = await Booking.raw(PARTY + "WHERE b.secret_digest = {}", digest(secret))
    return await _shown(rows)


async def by_id(booking: UUID) -> BookingView:
    """Return a booking, for what acts by itself or has already checked who asks; raises NotFound or Gone."""
    return await _shown(await DB.rows(OF_ID, booking))


async def party(booking: UUID) -> PartyView:
    """Return the party of a booking, without its session; raises NotFound or Gone. For what has checked who asks."""
    return _present(await DB.rows(OF_ID, booking))


async def by_ids(bookings: Sequence[UUID]) -> dict[UUID, BookingView]:
    """Return bookings, for what has already checked who asks, in two queries; erased ones are left out."""
    rows = await Booking.raw(PARTY + "WHERE b.id = any({}::uuid[])", list(bookings))
    views = await _views(rows)
    dates = await of_courses([view.party.course for view in views if view.party.course])
    return {view.party.id: _with_dates(view, dates) for view in views}


async def _views(rows: list[dict[str, Any]]) -> list[BookingView]:
    """Return the bookings of rows that are not erased, each with its session."""
    parties = [party for party in map(party_of, rows) if not party.erased]
    sessions = await sessions_by_ids(party.session_id for party in parties)
    return [BookingView(party, sessions[party.session_id], secret_of(party.course or party.id)) for party in parties]


def rank_of(dates: Sequence[BookingView]) -> int | None:
    """Return the rank of a course on the waiting list: of its dates, that where most are before it."""
    return max((date.party.position for date in dates if date.party.position), default=None)


def _with_dates(view: BookingView, dates: dict[UUID, list[BookingView]]) -> BookingView:
    if view.party.course is None:
        return view
    kept = tuple(one for one in dates[view.party.course] if one.party.state != "cancelled")
    return replace(view, dates=kept, party=replace(view.party, position=rank_of(kept)))


async def of_courses(courses: Sequence[UUID]) -> dict[UUID, list[BookingView]]:
    """Return the dates of courses, in order, also those that were dropped; erased ones are left out. Two queries."""
    rows = await Booking.raw(PARTY + "WHERE b.course = any({}::uuid[])", list(courses)) if courses else []
    found: dict[UUID, list[BookingView]] = {}
    for view in await _views(rows):
        if view.party.course:
            found.setdefault(view.party.course, []).append(view)
    return {course: sorted(views, key=lambda view: (view.starts_at, view.party.id)) for course, views in found.items()}


async def next_position(sessions: Sequence[UUID]) -> int:
    """Return the rank of whoever would wait next for all these sessions, 1 when nobody waits."""
    rows = await Booking.raw(NEXT, list(sessions))
    return int(rows[0]["waiting"]) + 1


async def find(reference: str, family_name: str) -> BookingView:
    """Return the booking with this reference if a name of the party holds `family_name`; raises NotFound.

    A family name is enough; a whole name may have its words in any order. The reference is no secret: callers count the
    tries (`foundation.limits`).
    """
    known = parse(reference)
    rows = await Booking.raw(PARTY + "WHERE b.reference = {}", known) if known else []
    names = [rows[0][field] or "" for field in ("name", "companion", "helper")] if rows else []
    if not any(same_family(family_name, name) or same_person(family_name, name) for name in names):
        raise NotFound
    return await _shown(rows)


async def library_of(booking: UUID) -> UUID:
    """Return the library of a booking's session, for the check of roles; raises NotFound."""
    rows = await Booking.raw(
        "SELECT s.library FROM booking b JOIN session s ON s.id = b.session WHERE b.id = {}", booking
    )
    if not rows:
        raise NotFound
    found: UUID = rows[0]["library"]
    return found


async def of_session(session: UUID) -> list[PartyView]:
    """Return the parties of a session that hold seats, then those who wait, in order of joining; none cancelled."""
    rows = await Booking.raw(
        PARTY + "WHERE b.session = {} AND b.state <> 'cancelled' ORDER BY b.state, b.joined", session
    )
    return [party_of(row) for row in rows]


async def look_alikes(session: UUID, name: str) -> list[PartyView]:
    """Return the parties of a session with the same name, whatever the case, accents and order of its words.

    A warning for the desk, never a refusal: two people may have one name.
    """
    return [party for party in await of_session(session) if party.name and same_person(party.name, name)]


async def waiting_position(booking: UUID) -> int | None:
    """Return the rank of a booking on its waiting list, 1 for the next; None if it does not wait."""
    rows = await Booking.raw(f"SELECT {POSITION} FROM booking b WHERE b.id = {{}}", booking)  # noqa: S608 (constants)
    return rows[0]["position"] if rows else None


async def people_of_host(session: UUID, host: str) -> int:
    """Return how many people whom another agenda sent have a seat in a session, or wait for one."""
    rows = await Booking.raw(
        "SELECT coalesce(sum(people), 0) AS people FROM booking"
        " WHERE session = {} AND host = {} AND channel = 'peer' AND state <> 'cancelled'",
        session,
        host,
    )
    return int(rows[0]["people"])


async def counts(session: UUID) -> Counts:
    """Return the figures of a session."""
    return Counts(**(await Booking.raw(COUNTS, session))[0])


async def concerned_by(session: UUID) -> list[PartyView]:
    """Return the parties to tell of a change of their session: those with a seat and those who wait, not erased."""
    return [party for party in await of_session(session) if not party.erased]


def party_of(row: Mapping[str, Any]) -> PartyView:
    """Return the view of a row of PARTY."""
    facts = {**row, "session_id": row["session"], "erased": row["name"] is None}
    facts |= {name: row[name] or "" for name in ("name", "companion", "helper", "contact", "domain")}
    return PartyView(**{name: facts[name] for name in PartyView.__dataclass_fields__})


def _present(rows: list[dict[str, Any]]) -> PartyView:
    """Return the party of the first row; raises NotFound without any, Gone once erased."""
    if not rows:
        raise NotFound
    party = party_of(rows[0])
    if party.erased:
        raise Gone
    return party


async def _shown(rows: list[dict[str, Any]]) -> BookingView:
    party = _present(rows)
    view = BookingView(party, await session_view(party.session_id), secret_of(party.course or party.id))
    return _with_dates(view, await of_courses([party.course])) if party.course else view
