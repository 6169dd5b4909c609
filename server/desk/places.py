"""Where there is a seat: the next sessions for the desk's first page, the switchboard's week, a booking to move."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from server.accounts.rules import Person
from server.bookings.cards import offer
from server.bookings.queries import BookingView
from server.foundation.errors import Invalid
from server.workshops import programme, queries
from server.workshops.queries import SessionView

AHEAD = timedelta(days=60)
WEEK = timedelta(days=7)
MOST_NEXT = 5
MOST_TO_MOVE = 40


@dataclass(frozen=True)
class Place:
    """A session and what the desk may do there: open (a seat), waiting (a place on the list), full or closed.

    `seats` are those that the desk may give.
    """

    session: SessionView
    bookable: str
    seats: int


@dataclass(frozen=True)
class Week:
    """What the switchboard says: the sessions of the week, and the next one with a free seat, however far."""

    places: list[Place]
    next_free: Place | None


def place_in(session: SessionView, now: datetime) -> Place:
    """Return what the desk may do in a session now."""
    seats = session.seats(now)
    return Place(session, offer(session, seats, now, "desk"), seats.open_to("desk"))


def with_seats(sessions: list[SessionView], now: datetime) -> list[Place]:
    """Return the first few of these sessions, in their order, where the desk may give a seat; none to practise with."""
    found = (place_in(session, now) for session in sessions if not session.practice and session.ends_at > now)
    return [place for place in found if place.bookable == "open"][:MOST_NEXT]


async def week(person: Person, now: datetime) -> Week:
    """Return what is told on the telephone of the libraries where the person works."""
    libraries = [library.id for library in await programme.libraries_seen(person)]
    ahead = await queries.sessions_of(libraries, since=now, until=now + AHEAD)
    coming = [session for session in ahead if session.starts_at > now and session.state == "published"]
    return Week(
        places=[
            place_in(session, now) for session in coming if session.starts_at < now + WEEK and not session.practice
        ],
        next_free=next(iter(with_seats(coming, now)), None),
    )


async def for_booking(person: Person, view: BookingView, now: datetime) -> tuple[list[Place], list[Place]]:
    """Return where a booking may go: the other sessions of its workshop, then those of other workshops, by start."""
    libraries = [library.id for library in await programme.libraries_at_desk(person)]
    ahead = await queries.sessions_of(libraries, since=now, until=now + AHEAD)
    found = [place_in(session, now) for session in ahead if session.id != view.session.id and session.starts_at > now]
    places = [place for place in found if place.bookable in {"open", "waiting"}]
    same = [place for place in places if place.session.workshop_id == view.session.workshop_id]
    others = [place for place in places if place.session.workshop_id != view.session.workshop_id]
    return same[:MOST_TO_MOVE], others[:MOST_TO_MOVE]


def chosen(text: str) -> UUID:
    """Return the session chosen in a form; raises Invalid."""
    try:
        return UUID(text)
    except ValueError:
        raise Invalid({"session": "bad_choice"}) from None
