"""What an answer changes, when silence is said, and how long things are kept. An answer that is not there is no yes.

A request begins as `asked`. The organiser alone makes it `confirmed`, `waiting` or `refused`, or `external` when seats
are booked on its own site only. `refused`, `external` and `cancelled` are final: a seat given later is given back.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from server.foundation.errors import Refused

LIVE = frozenset({"asked", "confirmed", "waiting"})
SILENCE = timedelta(hours=48)
NO_END = timedelta(hours=2)  # how long an event is taken to last when no end is told
LONGEST_TOLD = 300


class Answer(Enum):
    """What an organiser answers to a request."""

    SEAT = "seat"
    WAIT = "wait"
    NO = "no"
    NOT_HERE = "not here"


@dataclass(frozen=True)
class Change:
    """What an answer makes of a request: its new `state` and the line of the journal; `by_organiser` ends a booking.

    `gives_back`: the seat that is offered is for nobody any more. An empty `state` changes nothing.
    """

    state: str = ""
    kind: str = ""
    by_organiser: bool = False
    gives_back: bool = False


SAME = Change()
CONFIRMED = Change("confirmed", "elsewhere.confirmed")
WAITING = Change("waiting", "elsewhere.waited")
REFUSED = Change("refused", "elsewhere.refused")
EXTERNAL = Change("external", "elsewhere.refused")
DROPPED = Change("cancelled", "elsewhere.cancelled", by_organiser=True)
GIVEN_BACK = Change(gives_back=True)
ANSWERED = {
    ("asked", Answer.SEAT): CONFIRMED,
    ("asked", Answer.WAIT): WAITING,
    ("asked", Answer.NO): REFUSED,
    ("asked", Answer.NOT_HERE): EXTERNAL,
    ("waiting", Answer.SEAT): CONFIRMED,
    ("waiting", Answer.NO): DROPPED,
    # The organiser takes its yes back: better said than found out at the door.
    ("confirmed", Answer.WAIT): WAITING,
    ("confirmed", Answer.NO): DROPPED,
}


def change(state: str, answer: Answer) -> Change:
    """Return what an answer makes of a request in `state`."""
    if state not in LIVE:
        return GIVEN_BACK if answer in (Answer.SEAT, Answer.WAIT) else SAME
    return ANSWERED.get((state, answer), SAME)


def silent_at(asked_at: datetime, starts_at: datetime) -> datetime:
    """Return when a request without an answer is said to have none: after 48 hours, or half of the time left."""
    return asked_at + max(timedelta(0), min(SILENCE, (starts_at - asked_at) / 2))


def again_at(asked_at: datetime, starts_at: datetime) -> datetime:
    """Return when a request without an answer is said once more: half way to the silence."""
    return asked_at + (silent_at(asked_at, starts_at) - asked_at) / 2


def is_silent(state: str, asked_at: datetime, starts_at: datetime, now: datetime) -> bool:
    """Tell whether the organiser has kept silent for too long."""
    return state == "asked" and now >= silent_at(asked_at, starts_at)


def over_at(starts_at: datetime, ends_at: datetime | None) -> datetime:
    """Return when an event is over."""
    return ends_at or starts_at + NO_END


def check_cancel(starts_at: datetime, now: datetime) -> None:
    """Refuse once the session has started."""
    if starts_at <= now:
        raise Refused("session_past")


def first_name(name: str) -> str:
    """Return the only part of a name that another agenda may get, with the person's consent."""
    return name.split()[0] if name.split() else ""


def place_line(name: str, street: str, postal_code: str, locality: str) -> str:
    """Return where a session is held, on one line; empty on line."""
    town = f"{postal_code} {locality}".strip()
    return ", ".join(part for part in (name, street, town) if part)
