"""Who gets a seat, who waits, who is refused, and who comes off the waiting list.

The order of joining is the only order. A party is never split. Seats and waiting places count people. A party counts
wholly on one pool: seats may be kept for those who come by the desk, by a partner, from another agenda, or for the
first time, until they are released. The first party of the waiting list that does not fit stops it: behind it, only
seats that it could not have are given, those kept for others. A party that only lacks a laptop stops those who
want one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from server.foundation.errors import Refused
from server.workshops.pools import EVERYBODY
from server.workshops.pools import Seats as Seats

MOST_PEOPLE = 6
ON_LINE = frozenset({"web", "peer"})
MOST_PER_CONTACT = 3
CONTACTS_KEPT = timedelta(days=30)
CONTACTS_OF_PEERS_KEPT = timedelta(days=7)
POOL_OF_DOOR = {"desk": "desk", "api": "desk", "partner": "partner", "peer": "peer"}
FIRST = "first"
NEWCOMER = UUID(int=0)
LAPTOPS = "laptops"
NEEDS_KEPT = timedelta(days=7)


class Outcome(Enum):
    """What becomes of a party that asks for seats; the values are the states of a booking."""

    CONFIRMED = "confirmed"
    WAITING = "waiting"


@dataclass(frozen=True)
class Party:
    """A party that asks for seats (then `booking` is NEWCOMER) or waits; `people` counts all who need a seat.

    `pool` is the one that it counts on once it is seated. A `course` is a date of a course that waits and could have
    all its dates: seats are set aside for it here, and it is seated on all of them at once.
    """

    booking: UUID
    people: int
    channel: str = ""
    first_time: bool = False
    laptops: int = 0
    pool: str = EVERYBODY
    course: bool = False


@dataclass(frozen=True)
class Verdict:
    """What becomes of a newcomer, the pool that it counts on, and the seats added where a rule is passed over."""

    outcome: Outcome
    pool: str = EVERYBODY
    added: int = 0


class Dated(Protocol):
    """A session and when one may book in it: on line from `opens_at` until `closes_hours` before the start."""

    @property
    def state(self) -> str: ...
    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...
    @property
    def opens_at(self) -> datetime | None: ...
    @property
    def closes_hours(self) -> int: ...


def check_open(session: Dated, now: datetime, channel: str = "web") -> None:
    """Refuse unless the session is published and takes bookings now through this door.

    On line (here, or from another agenda) only in its window; by staff and partners until the start, and at the desk
    until the end: who comes in while it goes on is noted too.
    """
    if session.state == "cancelled":
        raise Refused("session_cancelled")
    if session.state == "postponed":
        raise Refused("session_postponed")
    if session.state != "published":
        raise Refused("session_not_open")
    if (session.ends_at if channel == "desk" else session.starts_at) <= now:
        raise Refused("session_past")
    if channel in ON_LINE:
        if session.opens_at is not None and now < session.opens_at:
            raise Refused("opens_later")
        if now >= session.starts_at - timedelta(hours=session.closes_hours):
            raise Refused("closed_on_line")


def check_contact(channel: str, here: int, ahead: int, most_ahead: int) -> None:
    """Refuse a party whose e-mail or telephone has `here` bookings in the session already, or `ahead` to come.

    In one session, for the public door only: at the desk staff see the person, and a care home may give one number for
    all. To come, a course counting for one, at the desk too, where it may be passed over; 0 is no limit.
    """
    if channel == "web" and here >= MOST_PER_CONTACT:
        raise Refused("too_many_for_contact")
    if most_ahead and ahead >= most_ahead:
        raise Refused("too_many_ahead", most=most_ahead)


def check_host(capacity: int, percent: int, already: int, people: int) -> None:
    """Refuse a party of another agenda when that host has its part of the seats: `percent` of them, one at least.

    `already` counts its people who have a seat or wait. No host may fill a session before its own patrons come.
    """
    most = max(1, capacity * percent // 100)
    if already + people > most:
        raise Refused("host_quota", most=most)


def check_places(seats: Seats, more: int) -> None:
    """Refuse so many more people of a party that waits when the waiting list has no place for them."""
    if more > 0 and seats.waiting + more > seats.waiting_places:
        raise Refused("no_room_to_grow")


def check_cancel(starts_at: datetime, now: datetime) -> None:
    """Refuse once the session has started: who came is then counted, not cancelled."""
    if starts_at <= now:
        raise Refused("session_past")


def decide(seats: Seats, party: Party, queue: Sequence[Party] | None = None) -> Verdict:
    """Return what becomes of a newcomer behind `queue`, those who wait; raises Refused.

    Without a queue, whoever waits is taken for one who could use any seat: a guess for lists, on the safe side.
    Reasons: too_many_people, too_many_laptops, no_laptop_left, seats_kept (by telephone there are some), session_full.
    """
    _check_size(seats, party)
    claimed = {EVERYBODY} if queue is None and seats.waiting else set()
    chosen = _walk(seats, [*(queue or ()), party], claimed)
    if chosen and chosen[-1].booking == NEWCOMER:
        return Verdict(Outcome.CONFIRMED, chosen[-1].pool)
    if seats.waiting + party.people <= seats.waiting_places:
        return Verdict(Outcome.WAITING)
    if seats.laptops_left < party.laptops and party.people <= seats.open_to(EVERYBODY):
        raise Refused("no_laptop_left")
    if party.channel not in POOL_OF_DOOR and party.people <= min(seats.kept_left("desk"), seats.open_to("desk")):
        raise Refused("seats_kept")
    raise Refused("session_full")


def walk_in(seats: Seats, party: Party) -> Verdict:
    """Return what becomes of a party that comes once the session has started; raises Refused.

    Nobody is called from the waiting list any more: a seat is for whoever stands there, and nobody is put on the list.
    """
    if party.people > MOST_PEOPLE:
        raise Refused("too_many_people", most=MOST_PEOPLE)
    if party.laptops > seats.laptops_left:
        raise Refused("too_many_laptops", most=seats.laptops_left)
    if party.people > seats.free:
        raise Refused("no_seat_left")
    return Verdict(Outcome.CONFIRMED, _pools(party, seats)[0])


def _check_size(seats: Seats, party: Party) -> None:
    """Refuse a party that would wait for ever."""
    if party.people > MOST_PEOPLE or (party.people > seats.capacity > 0):
        raise Refused("too_many_people", most=min(MOST_PEOPLE, seats.capacity))
    if party.laptops > (seats.laptops or 0):
        raise Refused("too_many_laptops", most=seats.laptops or 0)


def to_promote(seats: Seats, queue: Sequence[Party]) -> list[Party]:
    """Return the parties that get seats now, with the pool each counts on; `queue` is in order of joining."""
    return _walk(seats, queue, set())


def _walk(left: Seats, queue: Sequence[Party], claimed: set[str]) -> list[Party]:
    """Seat what fits, in order; `claimed` is what parties that do not fit wait for: nobody behind them may take it."""
    chosen = []
    for party in queue:
        pool = _pool_for(party, left, claimed)
        if pool is None:
            claimed = claimed | _claims(party, left)
            continue
        left = left.less(party.people, pool, party.laptops)
        if not party.course:
            chosen.append(replace(party, pool=pool))
    return chosen


def turn(seats: Seats, before: Sequence[Party], party: Party) -> Party | None:
    """Return a party with the pool it counts on if it gets seats behind `before`: a course must on all its dates."""
    chosen = to_promote(seats, [*before, replace(party, course=False)])
    return chosen[-1] if chosen and chosen[-1].booking == party.booking else None


def all_or_none(verdicts: Sequence[Verdict], seats: Sequence[Seats], people: int) -> list[Verdict]:
    """Return what becomes of a course, given what each of its dates would say: never half of it; raises Refused.

    Where one date has no seat left the whole waits, and then needs a place on the waiting list of each.
    """
    if all(verdict.outcome is Outcome.CONFIRMED for verdict in verdicts):
        return list(verdicts)
    if any(date.waiting + people > date.waiting_places for date in seats):
        raise Refused("session_full")
    return [Verdict(Outcome.WAITING)] * len(verdicts)


def check_alone(whole_only: bool, *, passed_over: bool = False) -> None:
    """Refuse one date of a course that is booked with all its dates only, unless staff pass over it."""
    if whole_only and not passed_over:
        raise Refused("course_whole")


def _pool_for(party: Party, seats: Seats, claimed: set[str]) -> str | None:
    """Return the pool on which a party gets seats now, or None."""
    if party.laptops and (LAPTOPS in claimed or party.laptops > seats.laptops_left):
        return None
    return next((pool for pool in _pools(party, seats) if party.people <= _room(seats, pool, claimed)), None)


def _pools(party: Party, seats: Seats) -> list[str]:
    """Return the pools that a party may count on, first the one to try first: that of its door while it keeps seats."""
    door = POOL_OF_DOOR.get(party.channel, EVERYBODY)
    if not party.first_time:
        return [door]
    return [door, FIRST] if seats.kept_left(door) else [FIRST, door]


def _room(seats: Seats, pool: str, claimed: set[str]) -> int:
    """Return how many seats a pool may take; behind a party that does not fit, only those kept for it."""
    if pool in claimed:
        return 0
    return min(seats.open_to(pool), seats.kept_left(pool)) if EVERYBODY in claimed else seats.open_to(pool)


def _claims(party: Party, seats: Seats) -> set[str]:
    """Return what a party that does not fit waits for: seats of its pools and of everybody, a laptop, or both."""
    laptops = {LAPTOPS} if party.laptops else set()
    if party.laptops > seats.laptops_left and _pool_for(replace(party, laptops=0), seats, set()) is not None:
        return laptops
    return {EVERYBODY, *_pools(party, seats), *laptops}


def forget_on(starts_at: datetime, timezone: str, channel: str = "") -> date:
    """Return the last day on which a contact is kept: 30 days after the session's local day, 7 for those of peers."""
    kept = CONTACTS_OF_PEERS_KEPT if channel == "peer" else CONTACTS_KEPT
    return starts_at.astimezone(ZoneInfo(timezone)).date() + kept


def forget_need_on(starts_at: datetime, timezone: str) -> date:
    """Return the last day on which a need is kept: 7 days after the session's local day."""
    return starts_at.astimezone(ZoneInfo(timezone)).date() + NEEDS_KEPT


def cancelled_by(by: str) -> str:
    """Return who cancelled, as the booking keeps it: "staff", "patron", "partner", "peer", or "silence".

    The clock takes a seat from nobody but those who were asked whether they come, and did not answer.
    """
    doors = {"staff": "staff", "token": "staff", "partner": "partner", "peer": "peer", "system": "silence"}
    return doors.get(by.partition(":")[0], "patron")
