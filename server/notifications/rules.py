"""Who is told of what, through which channel, whether it is still worth telling, and when to try again."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

# What must reach people even when they asked for no message: they would come for nothing, or miss their seat.
URGENT = frozenset({"promoted", "changed", "called_off"})
KINDS = ("confirmed", "waiting", "promoted", "changed", "called_off", "cancelled")
OF_BOOKING = {
    "booking.confirmed": "confirmed",
    "booking.waited": "waiting",
    "booking.promoted": "promoted",
    "booking.cancelled": "cancelled",
}
# What is said of a request to another agenda, and the states of the request in which it is still true.
OF_REQUEST = {
    "elsewhere.confirmed": "confirmed",
    "elsewhere.waited": "waiting",
    "elsewhere.refused": "refused",
    "elsewhere.cancelled": "cancelled",
    "elsewhere.changed": "changed",
    "elsewhere.unanswered": "unanswered",
}
STILL_ASKED = {
    "confirmed": frozenset({"confirmed"}),
    "promoted": frozenset({"confirmed"}),
    "waiting": frozenset({"waiting"}),
    "refused": frozenset({"refused", "external"}),
    "unanswered": frozenset({"asked"}),
    "changed": frozenset({"asked", "confirmed", "waiting"}),
    "called_off": frozenset({"cancelled"}),
    "cancelled": frozenset({"cancelled"}),
}
ON_THE_SCREEN = timedelta(minutes=1)  # an answer that comes so soon is read on the page
TOLD_CHANGES = frozenset({"starts_at", "ends_at", "room", "place", "mode", "online_url", "library"})
GIVE_UP = timedelta(days=3)
LEASE = timedelta(minutes=2)
LONGEST_WAIT = 1800
MOST_FAULTS = 5


class Outcome(Enum):
    """What became of one sending."""

    SENT = "sent"
    LATER = "later"  # this mail cannot be taken now
    UNREACHABLE = "unreachable"  # no mail can be sent now
    REFUSED = "refused"  # this mail will never be taken


@dataclass(frozen=True)
class Facts:
    """What is true now of a booking and its session."""

    booking: str
    session: str
    starts_at: datetime


def channel(kind: str, contact: str, email: str, phone: str) -> str | None:
    """Return how to tell a party: email, call, or None for not at all.

    A call is made only for what is urgent, and then also to those who chose the paper but left a number.
    """
    if contact == "email" and email:
        return "email"
    return "call" if phone and kind in URGENT else None


def of_request(kind: str, before: str, cause: str) -> str | None:
    """Return what to say after a line of the journal about a request; `before` is its state before."""
    if kind == "elsewhere.confirmed" and before == "waiting":
        return "promoted"
    if kind == "elsewhere.cancelled" and cause in ("organiser", "event"):
        return "called_off"
    return OF_REQUEST.get(kind)


def request_channel(kind: str, contact: str, email: str, phone: str, waited: timedelta) -> str | None:
    """Return how to tell somebody of their request: email, call, or None.

    They left without knowing, so an answer is worth a call; not one that came while they were looking, `waited` after
    asking, nor what they did themselves. Who chose the paper but left a number is called for what is urgent.
    """
    if contact == "email" and email:
        return "email"
    at_once = kind in ("confirmed", "waiting", "refused") and waited < ON_THE_SCREEN
    if not phone or kind == "cancelled" or at_once:
        return None
    return "call" if contact == "call" or kind in URGENT else None


def request_stale(kind: str, state: str, starts_at: datetime, now: datetime) -> str:
    """Return why a message about a request is no longer worth sending, or an empty text."""
    if starts_at <= now:
        return "the session has started"
    return "" if state in STILL_ASKED[kind] else f"the request is {state}"


def tells(changed: list[str]) -> bool:
    """Tell whether a change of these fields of a session is worth a message."""
    return bool(TOLD_CHANGES & set(changed))


def stale(kind: str, facts: Facts, now: datetime) -> str:
    """Return why a message is no longer worth sending, or an empty text."""
    if facts.starts_at <= now:
        return "the session has started"
    session, booking = STILL[kind]
    if facts.session not in session:
        return f"the session is {facts.session}"
    return "" if facts.booking in booking else f"the booking is {facts.booking}"


# The states of session and booking in which a message of each kind still says what is true.
STILL: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "confirmed": (frozenset({"published"}), frozenset({"confirmed"})),
    "waiting": (frozenset({"published"}), frozenset({"waiting"})),
    "promoted": (frozenset({"published"}), frozenset({"confirmed"})),
    "changed": (frozenset({"published"}), frozenset({"confirmed", "waiting"})),
    "called_off": (frozenset({"cancelled"}), frozenset({"confirmed", "waiting"})),
    "cancelled": (frozenset({"published", "cancelled", "withdrawn"}), frozenset({"cancelled"})),
}


def method(kind: str) -> str:
    """Return the iTIP method of a message's calendar (RFC 5546)."""
    return "CANCEL" if kind in {"called_off", "cancelled"} else "REQUEST"


def wait(attempts: int, chance: float) -> timedelta:
    """Return how long to wait after the given number of tries: 2, 4, 8… seconds, half an hour at most.

    `chance`, from 0 to 1, spreads the tries over the second half of that time.
    """
    longest = min(LONGEST_WAIT, 2.0 ** min(attempts, 20))
    return timedelta(seconds=longest * (0.5 + 0.5 * chance))


def given_up(created_at: datetime, now: datetime) -> bool:
    """Tell whether a message has been tried for three days."""
    return now - created_at >= GIVE_UP
