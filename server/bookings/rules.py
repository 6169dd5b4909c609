"""Who gets a seat, who waits, who is refused, and who comes off the waiting list.

The order of joining is the only order. A newcomer waits as soon as one party waits, even when seats are free for them.
The waiting list moves from its head: the first party that does not fit stops it, and no smaller party behind passes in
front. A party is never split. Seats and waiting places count people.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from uuid import UUID
from zoneinfo import ZoneInfo

from server.foundation.errors import Refused

MOST_PEOPLE = 6
MOST_PER_CONTACT = 3
CONTACTS_KEPT = timedelta(days=30)
CONTACTS_OF_PEERS_KEPT = timedelta(days=7)


class Outcome(Enum):
    """What becomes of a party that asks for seats; the values are the states of a booking."""

    CONFIRMED = "confirmed"
    WAITING = "waiting"


@dataclass(frozen=True)
class Seats:
    """The seats of a session, in people."""

    capacity: int
    taken: int
    waiting_places: int
    waiting: int

    @property
    def free(self) -> int:
        return max(0, self.capacity - self.taken)


@dataclass(frozen=True)
class Party:
    """A party on the waiting list."""

    booking: UUID
    people: int
    channel: str = ""


def last_call(channel: str, starts_at: datetime, ends_at: datetime) -> datetime:
    """Return until when a door books: the start, and for who walks in at the desk, the end."""
    return ends_at if channel == "desk" else starts_at


def check_open(state: str, last: datetime, now: datetime) -> None:
    """Refuse unless the session is published and its `last` call, by the door in hand, is still to come."""
    if state == "cancelled":
        raise Refused("session_cancelled")
    if state != "published":
        raise Refused("session_not_open")
    if last <= now:
        raise Refused("session_past")


def check_contact(already: int) -> None:
    """Refuse a party whose e-mail or telephone already has `already` bookings in the session.

    For the public door only: at the desk staff see the person, and a care home may give one number for all.
    """
    if already >= MOST_PER_CONTACT:
        raise Refused("too_many_for_contact")


def check_host(capacity: int, percent: int, already: int, people: int) -> None:
    """Refuse a party of another agenda when that host has its part of the seats: `percent` of them, one at least.

    `already` counts its people who have a seat or wait. No host may fill a session before its own patrons come.
    """
    most = max(1, capacity * percent // 100)
    if already + people > most:
        raise Refused("host_quota", most=most)


def check_cancel(starts_at: datetime, now: datetime) -> None:
    """Refuse once the session has started: who came is then counted, not cancelled."""
    if starts_at <= now:
        raise Refused("session_past")


def decide(seats: Seats, people: int) -> Outcome:
    """Return what becomes of a new party of `people`; raises Refused (too_many_people, session_full)."""
    most = min(MOST_PEOPLE, seats.capacity)
    if people > MOST_PEOPLE or (people > seats.capacity > 0):
        raise Refused("too_many_people", most=most)
    if seats.waiting == 0 and people <= seats.free:
        return Outcome.CONFIRMED
    if seats.waiting + people <= seats.waiting_places:
        return Outcome.WAITING
    raise Refused("session_full")


def walk_in(seats: Seats, people: int) -> Outcome:
    """Return what becomes of a party that comes once the session has started; raises Refused.

    Nobody is called from the waiting list any more: a seat is for whoever stands there, and nobody is put on the list.
    """
    if people > MOST_PEOPLE:
        raise Refused("too_many_people", most=MOST_PEOPLE)
    if people > seats.free:
        raise Refused("no_seat_left")
    return Outcome.CONFIRMED


def to_promote(seats: Seats, queue: Sequence[Party]) -> list[Party]:
    """Return the parties that get seats now; `queue` is in order of joining, and its first misfit stops it."""
    free, chosen = seats.free, []
    for party in queue:
        if party.people > free:
            break
        free -= party.people
        chosen.append(party)
    return chosen


def forget_on(starts_at: datetime, timezone: str, channel: str = "") -> date:
    """Return the last day on which a contact is kept: 30 days after the session's local day, 7 for those of peers."""
    kept = CONTACTS_OF_PEERS_KEPT if channel == "peer" else CONTACTS_KEPT
    return starts_at.astimezone(ZoneInfo(timezone)).date() + kept


def cancelled_by(by: str) -> str:
    """Return who cancelled, as the booking keeps it: "staff", "patron" or "peer"."""
    return {"staff": "staff", "token": "staff", "peer": "peer"}.get(by.partition(":")[0], "patron")
