"""The door of a session as staff see it: who booked, who came, who waits for a seat; and which sessions to record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from server.bookings import headcount, presence
from server.bookings.presence import Gift, Party, Totals
from server.bookings.queries import BookingView, by_id
from server.bookings.references import parse
from server.bookings.tables import Arrival, Booking
from server.foundation.due import Due
from server.foundation.errors import NotFound, Refused
from server.foundation.languages import N_
from server.workshops.queries import SessionView, sessions_by_ids
from server.workshops.rules import LONGEST

AT_DOOR = """
SELECT b.id, b.state AS booked, b.people, b.reference, b.host, coalesce(c.name, '') AS name,
  coalesce(c.companion, '') AS companion, coalesce(a.state, '') AS state, coalesce(a.present, 0) AS present,
  coalesce(a.given, 0) AS given
FROM booking b LEFT JOIN contact c ON c.booking = b.id LEFT JOIN attendance a ON a.booking = b.id
WHERE b.session = {} AND b.state IN ('confirmed', 'waiting') ORDER BY c.folded NULLS LAST, b.joined
"""
UNRECORDED = """
SELECT s.id, sum(b.people) AS people FROM session s JOIN booking b ON b.session = s.id AND b.state = 'confirmed'
LEFT JOIN attendance a ON a.booking = b.id
WHERE s.library = any({}) AND s.state = 'published' AND NOT s.practice AND s.ends_at <= {} AND s.ends_at > {}
  AND s.starts_at > {} AND a.booking IS NULL
GROUP BY s.id ORDER BY min(s.starts_at) LIMIT {}
"""
REMEMBERED = timedelta(days=60)
TO_DO = Due(
    one=N_("%(num)s séance à renseigner"),
    many=N_("%(num)s séances à renseigner"),
    url="/bureau/a-renseigner",
    value="""
SELECT count(*) FROM session s
WHERE s.library = any($1) AND s.state = 'published' AND NOT s.practice AND s.ends_at <= $2
  AND s.ends_at > $2 - interval '60 days' AND s.starts_at > $2 - interval '92 days'
  AND EXISTS (SELECT FROM booking b WHERE b.session = s.id AND b.state = 'confirmed'
    AND NOT EXISTS (SELECT FROM attendance a WHERE a.booking = b.id))""",
)


@dataclass(frozen=True)
class AtDoor:
    """A party as the door list shows it; `state` is empty while nobody said. Without a contact the name is empty."""

    id: UUID
    booked: str
    people: int
    reference: str
    host: str
    name: str
    companion: str
    state: str
    present: int
    given: int

    @property
    def called(self) -> str:
        return self.name or self.reference

    @property
    def can_come(self) -> int:
        """Return how many of them may still be recorded as present: seats that were given are not theirs any more."""
        return self.people - self.given


@dataclass(frozen=True)
class Came:
    """Who came without a booking: a number in order of arrival, and a name if they gave one."""

    id: UUID
    number: int
    people: int
    state: str
    name: str


@dataclass(frozen=True)
class Door:
    """The door of a session; `open`: it is time to record who comes.

    `next` waits for a seat and may have one now, and `losing` are the parties not seen that this would make absent;
    `lapsed`: the seats of who was not seen are held no more.
    """

    parties: list[AtDoor]
    waiting: list[AtDoor]
    arrivals: list[Came]
    ages: dict[str, int]
    totals: Totals
    free: int
    open: bool
    lapsed: bool
    next: UUID | None
    losing: list[AtDoor]

    @property
    def here(self) -> list[Came]:
        return [came for came in self.arrivals if came.state == "here"]

    @property
    def seated(self) -> list[Came]:
        return [came for came in self.arrivals if came.state == "seated"]

    @property
    def counted(self) -> int:
        """Return how many people were counted by age."""
        return sum(self.ages.values())


@dataclass(frozen=True)
class ToRecord:
    """A session that is over, and how many people who booked are neither present nor absent."""

    session: SessionView
    people: int


async def door(session: SessionView, now: datetime) -> Door:
    """Return the door of a session, for whoever has checked who asks."""
    rows = [AtDoor(**row) for row in await Booking.raw(AT_DOOR, session.id)]
    parties = [row for row in rows if row.booked == "confirmed"]
    arrivals = [_came(row) for row in await Arrival.select().where(Arrival.session == session.id)]
    arrivals.sort(key=lambda came: came.number)
    written_down = {came.id for came in arrivals}
    judged = [Party(row.id, row.people, row.state, row.present, row.given) for row in parties]
    over = presence.lapsed(session.drop_in, session.starts_at, now)
    walked_in = sum(came.people for came in arrivals if came.state == "seated")
    first, gift = _next(session, judged, arrivals, over, now)
    lost = {booking for booking, _ in gift.given} if gift else set()
    return Door(
        parties=parties,
        waiting=[row for row in rows if row.booked == "waiting" and row.id not in written_down],
        arrivals=arrivals,
        ages=await headcount.of_session(session.id),
        totals=presence.totals(judged, walked_in),
        free=presence.free(session.capacity, session.taken, judged, over),
        open=_open(session, now),
        lapsed=over,
        next=first if gift else None,
        losing=[party for party in parties if party.id in lost and not party.state],
    )


def _open(session: SessionView, now: datetime) -> bool:
    try:
        presence.check_time(session.state, session.starts_at, now)
    except Refused:
        return False
    return True


def _next(
    session: SessionView, parties: Sequence[Party], arrivals: Sequence[Came], over: bool, now: datetime
) -> tuple[UUID | None, Gift | None]:
    """Return who waits for a seat before all others, and where it would be from, if there is one."""
    first = next((came for came in arrivals if came.state == "here"), None)
    if first is None or session.starts_at > now:
        return None, None
    return first.id, presence.to_give(first.people, session.capacity - session.taken, parties, over)


def _came(row: dict[str, Any]) -> Came:
    return Came(row["id"], row["number"], row["people"], row["state"], row["name"])


async def to_record(libraries: Sequence[UUID], now: datetime, most: int = 50) -> list[ToRecord]:
    """Return the sessions of the last two months that are over and not wholly recorded, the oldest first."""
    rows = await Booking.raw(UNRECORDED, list(libraries), now, now - REMEMBERED, now - REMEMBERED - LONGEST, most)
    views = await sessions_by_ids(row["id"] for row in rows)
    return [ToRecord(views[row["id"]], int(row["people"])) for row in rows]


async def session_of_arrival(arrival: UUID) -> UUID:
    """Return the session to which somebody came without a booking, for the check of roles; raises NotFound."""
    row = await Arrival.select(Arrival.session).where(Arrival.id == arrival).first()
    if row is None:
        raise NotFound
    found: UUID = row["session"]
    return found


async def by_reference(reference: str) -> BookingView:
    """Return the booking with a reference, for whoever then checks who asks; raises NotFound, or Gone once erased."""
    row = await Booking.select(Booking.id).where(Booking.reference == parse(reference)).first()
    if row is None:
        raise NotFound
    return await by_id(row["id"])


async def place_of(booking: UUID) -> tuple[UUID, str]:
    """Return the session and the reference of a booking, erased or not; raises NotFound."""
    row = await Booking.select(Booking.session, Booking.reference).where(Booking.id == booking).first()
    if row is None:
        raise NotFound
    return row["session"], row["reference"]
