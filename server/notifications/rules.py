"""Who is told of what, through which channel, whether it is still worth telling, and when to try again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from server.foundation.languages import LANGUAGES
from server.notifications.phones import mobile

# What must reach people even when they asked for no message: they would come for nothing, or miss their seat.
URGENT = frozenset({"promoted", "offered", "expired", "changed", "called_off", "broadcast", "released", "date_added"})
# What is worth a call to whoever left a number and cannot be asked otherwise.
ASKED = frozenset({"reconfirm"})
# What is worth a call to those who asked to be called.
CALLED = URGENT | ASKED | {"reminder"}
# What can wait for a working day, and what comes after the session.
BY_DAY = frozenset({"reminder", "feedback"})
AFTERWARDS = frozenset({"feedback"})
# Between the texts of a mail in several languages.
BETWEEN_LANGUAGES = "\n\n* * *\n\n"
OF_BOOKING = {
    "booking.confirmed": "confirmed",
    "booking.waited": "waiting",
    "booking.promoted": "promoted",
    "booking.offered": "offered",
    "booking.accepted": "confirmed",
    "booking.declined": "cancelled",
    "booking.expired": "expired",
    "booking.cancelled": "cancelled",
    "booking.moved": "changed",
    "booking.date_added": "date_added",
    "booking.date_removed": "date_removed",
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
TOLD_CHANGES = frozenset({"starts_at", "ends_at", "room", "place", "mode", "online_url", "library", "postponed"})
QUIET = timedelta(minutes=30)  # after a change others often follow: they are told together
NEAR = timedelta(hours=4)  # so close to the start, old or new, a change is told at once
GIVE_UP = timedelta(days=3)
LEASE = timedelta(minutes=2)
LONGEST_WAIT = 1800
MOST_FAULTS = 5


@dataclass(frozen=True)
class Facts:
    """What is true now of a booking and its session."""

    booking: str
    session: str
    starts_at: datetime


def channel(
    kind: str, contact: str, email: str, phone: str, *, zone: str = "Europe/Paris", texting: bool = True
) -> str | None:
    """Return how to tell a party: email, sms, call, or None for not at all.

    Who chose the paper but left a number is told only of what is urgent, by SMS where the number is a mobile's. `zone`
    is the library's: numbers are read as they are written there. Without `texting` (no provider), a call is made.
    """
    if contact == "email" and email:
        return "email"
    texted = texting and bool(mobile(phone, zone))
    if texted and (contact == "sms" or (contact == "none" and kind in URGENT)):
        return "sms"
    called = kind in CALLED if contact in ("call", "sms") else kind in URGENT | ASKED
    return "call" if phone and called else None


def opening_channel(email: str, phone: str, *, zone: str, texting: bool) -> str:
    """Return how to tell somebody that booking has opened; they left an e-mail or a number for that alone."""
    if email:
        return "email"
    return "sms" if texting and mobile(phone, zone) else "call"


def of_request(kind: str, before: str, cause: str) -> str | None:
    """Return what to say after a line of the journal about a request; `before` is its state before."""
    if kind == "elsewhere.confirmed" and before == "waiting":
        return "promoted"
    if kind == "elsewhere.cancelled" and cause in ("organiser", "event"):
        return "called_off"
    return OF_REQUEST.get(kind)


def request_channel(
    kind: str,
    contact: str,
    email: str,
    phone: str,
    waited: timedelta,
    *,
    zone: str = "Europe/Paris",
    texting: bool = True,
) -> str | None:
    """Return how to tell somebody of their request: email, sms, call, or None.

    They left without knowing, so an answer is worth a call; not one that came while they were looking, `waited` after
    asking, nor what they did themselves. Who chose the paper but left a number is told of what is urgent.
    """
    if contact == "email" and email:
        return "email"
    texted = texting and bool(mobile(phone, zone))
    if texted and (contact == "sms" or (contact == "none" and kind in URGENT)):
        return "sms"
    at_once = kind in ("confirmed", "waiting", "refused") and waited < ON_THE_SCREEN
    if not phone or kind == "cancelled" or at_once:
        return None
    return "call" if contact in ("call", "sms") or kind in URGENT else None


def request_stale(kind: str, state: str, starts_at: datetime, now: datetime) -> str:
    """Return why a message about a request is no longer worth sending, or an empty text."""
    if starts_at <= now:
        return "the session has started"
    return "" if state in STILL_ASKED[kind] else f"the request is {state}"


def tells(changed: list[str]) -> bool:
    """Tell whether a change of these fields of a session is worth a message."""
    return bool(TOLD_CHANGES & set(changed))


def languages_for(known: str) -> tuple[str, ...]:
    """Return the languages in which a member of staff is written to: theirs, or each of ours where it is not known."""
    return (known,) if known in LANGUAGES else tuple(LANGUAGES)


def quiet_until(changed_at: datetime, starts_at: datetime) -> datetime:
    """Return when to tell of a change: after a quiet time, at once when the session is near.

    `starts_at` is the earlier of the start as it was and as it is: people may be on their way.
    """
    return changed_at if starts_at - changed_at <= NEAR else changed_at + QUIET


def stale(kind: str, facts: Facts, now: datetime) -> str:
    """Return why a message is no longer worth sending, or an empty text."""
    if facts.starts_at <= now and kind not in AFTERWARDS:
        return "the session has started"
    session, booking = STILL[kind]
    if facts.session not in session:
        return f"the session is {facts.session}"
    return "" if facts.booking in booking else f"the booking is {facts.booking}"


ALIVE = frozenset({"confirmed", "offered", "waiting"})
# The states of session and booking in which a message of each kind still says what is true.
STILL: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "confirmed": (frozenset({"published"}), frozenset({"confirmed"})),
    "waiting": (frozenset({"published"}), frozenset({"waiting"})),
    "promoted": (frozenset({"published"}), frozenset({"confirmed"})),
    "offered": (frozenset({"published"}), frozenset({"offered"})),
    "expired": (frozenset({"published"}), frozenset({"waiting", "cancelled"})),
    "changed": (frozenset({"published", "postponed"}), ALIVE),
    "date_added": (frozenset({"published"}), ALIVE),
    "date_removed": (frozenset({"published"}), ALIVE),
    "called_off": (frozenset({"cancelled"}), ALIVE),
    "reminder": (frozenset({"published"}), frozenset({"confirmed"})),
    "broadcast": (frozenset({"published", "postponed", "cancelled"}), ALIVE),
    "cancelled": (frozenset({"published", "postponed", "cancelled", "withdrawn"}), frozenset({"cancelled"})),
    "reconfirm": (frozenset({"published"}), frozenset({"confirmed"})),
    "released": (frozenset({"published"}), frozenset({"cancelled"})),
    "feedback": (frozenset({"published"}), frozenset({"confirmed"})),
}
KINDS = tuple(STILL)


def method(kind: str, state: str = "") -> str:
    """Return the iTIP method of the calendar of a message to a party in this state (RFC 5546)."""
    return "CANCEL" if kind in {"called_off", "cancelled", "released"} or state == "cancelled" else "REQUEST"


def wait(attempts: int, chance: float) -> timedelta:
    """Return how long to wait after the given number of tries: 2, 4, 8… seconds, half an hour at most.

    `chance`, from 0 to 1, spreads the tries over the second half of that time.
    """
    longest = min(LONGEST_WAIT, 2.0 ** min(attempts, 20))
    return timedelta(seconds=longest * (0.5 + 0.5 * chance))


def given_up(created_at: datetime, now: datetime) -> bool:
    """Tell whether a message has been tried for three days."""
    return now - created_at >= GIVE_UP
