"""How long a freed seat is held, what becomes of who does not answer, and why nobody comes off the waiting list.

A freed seat is offered for the hours that the session says. An offer never ends at night: it then lasts until ten in
the morning. It ends two hours before the start at the latest, so that the next person can still be told. Where that
leaves less than an hour to answer, the seat is given at once. An agenda elsewhere cannot answer: its people are given
their seat at once too. Who misses an offer goes to the end of the list, once; the second time, or when the list is
full, they leave it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from server.bookings.rules import FIRST, POOL_OF_DOOR, Dated, Party, Seats, to_promote

LAST_CALL = timedelta(hours=2)
SHORTEST = timedelta(hours=1)
EVENING, MORNING = time(20), time(10)
MOST_MISSED = 2
SILENT_DOOR = "peer"


def held_until(channel: str, hours: int, starts_at: datetime, zone: str, now: datetime) -> datetime | None:
    """Return until when a seat freed now is held for the answer of who waits, or None: it is given at once."""
    if not hours or channel == SILENT_DOOR:
        return None
    return shortened(_by_day(now + timedelta(hours=hours), zone), starts_at, now)


def shortened(until: datetime, starts_at: datetime, now: datetime) -> datetime | None:
    """Return when an offer ends in a session that starts then, or None: there is no time left to answer."""
    last = starts_at - LAST_CALL
    if until <= last:
        return until
    return last if last - now >= SHORTEST else None


def _by_day(at: datetime, zone: str) -> datetime:
    """Return the instant itself by day, ten in the morning after it by night."""
    local = at.astimezone(ZoneInfo(zone))
    if MORNING <= local.time() < EVENING:
        return at
    day = local.date() + timedelta(days=1 if local.time() >= EVENING else 0)
    return datetime.combine(day, MORNING, ZoneInfo(zone)).astimezone(UTC)


def keeps_waiting(missed: int, people: int, seats: Seats) -> bool:
    """Tell whether who has now missed so many offers goes to the end of the list, or else leaves it."""
    return missed < MOST_MISSED and seats.waiting + people <= seats.waiting_places


class Why(Enum):
    """Why nobody comes off the waiting list now."""

    NOT_PUBLISHED = "not_published"
    STARTED = "started"
    SOON = "soon"
    NO_LAPTOP = "no_laptop"
    OFFERED = "offered"
    FULL = "full"
    KEPT = "kept"
    TOO_LARGE = "too_large"
    COURSE = "course"


@dataclass(frozen=True)
class Stop:
    """What stops the list: `people` of its first party, `free` seats, the pools they are kept for, until when."""

    why: Why
    people: int = 0
    free: int = 0
    kept_for: tuple[str, ...] = ()
    until: datetime | None = None


def why_nobody(
    session: Dated,
    seats: Seats,
    queue: Sequence[Party],
    offers: Sequence[datetime],
    released_at: datetime,
    now: datetime,
) -> Stop | None:
    """Return what stops the waiting list, or None when nobody waits.

    `queue` is in order of joining, `offers` says when the seats that are offered stop being held.
    """
    if not queue:
        return None
    if session.state != "published":
        return Stop(Why.NOT_PUBLISHED)
    if session.starts_at <= now:
        return Stop(Why.STARTED)
    if to_promote(seats, queue):
        return Stop(Why.SOON)
    return _of_the_first(seats, queue[0], offers, released_at)


def _of_the_first(seats: Seats, first: Party, offers: Sequence[datetime], released_at: datetime) -> Stop:
    """Return why the first party of the list has no seat."""
    if first.laptops > seats.laptops_left and to_promote(seats, [replace(first, laptops=0)]):
        return Stop(Why.NO_LAPTOP, first.people, seats.free)
    if first.people > seats.free and offers:
        return Stop(Why.OFFERED, first.people, seats.free, until=min(offers))
    if seats.free == 0:
        return Stop(Why.FULL, first.people)
    if first.people > seats.free:
        return Stop(Why.TOO_LARGE, first.people, seats.free)
    own = {POOL_OF_DOOR.get(first.channel), FIRST if first.first_time else None}
    kept_for = tuple(pool for pool in seats.kept if seats.kept_left(pool) and pool not in own)
    return Stop(Why.KEPT, first.people, seats.free, kept_for, released_at)
