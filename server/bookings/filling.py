"""Free seats go to those who wait, given or offered: in a session that the transaction holds; the journal is last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from server.bookings import rules
from server.bookings.seats import Held, move
from server.bookings.tables import Booking
from server.bookings.waiting import held_until
from server.journal import actions as journal

# A first look, without the locks that giving the seats needs.
READY = """
SELECT b.course FROM booking b JOIN session s ON s.id = b.session
WHERE b.course IS NOT NULL AND b.state = 'waiting' AND s.state = 'published' AND s.starts_at > {}
GROUP BY b.course HAVING bool_and(s.capacity - s.taken >= b.people) ORDER BY min(b.joined)
"""


@dataclass(frozen=True)
class Filled:
    """A party that came off the waiting list: with a seat, or with the offer of one until `until`."""

    party: rules.Party
    until: datetime | None

    @property
    def kind(self) -> str:
        return "booking.promoted" if self.until is None else "booking.offered"


async def queue(held: Held, passed: frozenset[UUID] = frozenset()) -> list[rules.Party]:
    """Return the parties that wait, in order of joining; nobody needs to know them while no seat is free.

    A course that lacks a seat on another of its dates is left out: a seat is not kept empty for it. So are those
    `passed`, which looked ready and were found not to be.
    """
    if not held.seats.waiting or not held.seats.free:
        return []
    told = (Booking.id, Booking.people, Booking.channel, Booking.first_time, Booking.laptops, Booking.course)
    waiting = Booking.select(*told).where((Booking.session == held.id) & (Booking.state == "waiting"))
    rows = await waiting.order_by(Booking.joined)
    courses = any(row["course"] for row in rows)
    ready = set(await ready_courses(held.seen_at)) - passed if courses else set()
    return [_party(row) for row in rows if row["course"] is None or row["course"] in ready]


def _party(row: dict[str, Any]) -> rules.Party:
    told = (row["id"], row["people"], row["channel"], row["first_time"], row["laptops"])
    return rules.Party(*told, course=row["course"] is not None)


async def ready_courses(now: datetime) -> list[UUID]:
    """Return the courses that wait and could have a seat on each of their coming dates, in order of joining."""
    return [row["course"] for row in await Booking.raw(READY, now)]


async def fill(held: Held, now: datetime, passed: frozenset[UUID] = frozenset()) -> list[Filled]:
    """Seat the parties whose turn it is, in a session that this transaction holds; return them."""
    if held.state != "published" or held.starts_at <= now:
        return []
    return [await _seat(held, party, now) for party in rules.to_promote(held.seats, await queue(held, passed))]


async def _seat(held: Held, party: rules.Party, now: datetime) -> Filled:
    """Take a party off the list: it has its seats, or the offer of them."""
    until = held_until(party.channel, held.offer_hours, held.starts_at, held.timezone, now)
    await seat(held, party, now, until=until)
    return Filled(party, until)


async def seat(held: Held, party: rules.Party, now: datetime, *, until: datetime | None = None) -> None:
    """Count the seats of a party that waited at once, whether it has them or must still say yes, `until` then."""
    values: dict[Any, Any] = {
        Booking.state: "confirmed" if until is None else "offered",
        Booking.pool: party.pool,
        Booking.offered_until: until,
        Booking.updated_at: now,
    }
    await Booking.update({**values, Booking.sequence: Booking.sequence + 1}).where(Booking.id == party.booking)
    counts = {"taken": party.people, "waiting": -party.people, "laptops": party.laptops}
    cause = "promoted" if until is None else "offered"
    await move(held.id, party.booking, **counts, pool=party.pool, cause=cause, now=now)


async def note_filled(filled: Sequence[Filled], held: Held, by: str, now: datetime) -> None:
    """Write in the journal who came off the list."""
    for each in filled:
        await note(each.kind, each.party.booking, each.party.people, each.party.channel, held, by, now)


async def note(
    kind: str, booking: UUID, people: int, channel: str, held: Held, by: str, now: datetime, **more: str
) -> None:
    """Write the journal: ids and figures only, never who."""
    facts = {"session": str(held.id), "people": people, "channel": channel, **more}
    await journal.write(kind, booking, by=by, now=now, library=held.library, **facts)
