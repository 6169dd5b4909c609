"""One page for today: the sessions, who comes, what they need, whom to call, what changed, what waits."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from server.accounts.rules import Person
from server.bookings.tables import Booking
from server.desk import changes, todo
from server.desk.changes import Changes
from server.desk.places import Place, with_seats
from server.foundation.due import Waiting
from server.notifications.calls import Call, of_today
from server.workshops import queries
from server.workshops.programme import Reach
from server.workshops.queries import SessionView

AHEAD = timedelta(days=7)
# More of them are not told one by one: a library is chosen, or the calendar of the week opened.
MOST_TOLD = 12
MOST_LISTED = 30
MOST_READ = 250
MOST_CALLED = 5
COMING = """
SELECT b.session, b.id, b.state, b.people, b.companions, b.laptops, b.reference, coalesce(c.name, '') AS name,
  coalesce(c.phone, '') AS phone, coalesce(n.words, '') AS need
FROM booking b LEFT JOIN contact c ON c.booking = b.id LEFT JOIN need n ON n.booking = b.id
WHERE b.session = any({}) AND b.state IN ('confirmed', 'offered', 'waiting') ORDER BY c.folded NULLS LAST, b.joined
"""


@dataclass(frozen=True)
class Coming:
    """Who booked for today; the name is empty once erased, `need` is in their words."""

    session: UUID
    id: UUID
    state: str
    people: int
    companions: int
    laptops: int
    reference: str
    name: str
    phone: str
    need: str


@dataclass(frozen=True)
class Told:
    """A session of today with who comes, who waits, and what has to be there."""

    session: SessionView
    coming: list[Coming] = field(default_factory=list)
    at_desk: bool = False

    @property
    def booked(self) -> list[Coming]:
        return [one for one in self.coming if one.state == "confirmed"]

    @property
    def others(self) -> list[Coming]:
        return [one for one in self.coming if one.state != "confirmed"]

    @property
    def needs(self) -> list[Coming]:
        return [one for one in self.booked if one.need]

    @property
    def laptops(self) -> int:
        return sum(one.laptops for one in self.booked)


@dataclass(frozen=True)
class Today:
    """The first page of staff. `next_days` goes up to a week; `places` are the next sessions with a seat to give.

    `told` is empty when there are too many sessions to tell of each; `more`: not all of the next days are there.
    """

    today: list[SessionView]
    told: list[Told]
    next_days: list[SessionView]
    more: bool
    places: list[Place]
    calls: list[Call]
    waiting: list[Waiting]
    changes: Changes

    @property
    def first_calls(self) -> list[Call]:
        return self.calls[:MOST_CALLED]


async def today(person: Person, reach: Reach, now: datetime, *, whole: bool = True) -> Today:
    """Return what there is to do today in these libraries; a day is the library's."""
    seen, desk = ([library.id for library in some] for some in (reach.seen, reach.desk))
    since = min((_midnight(zone, now) for zone in {library.timezone for library in reach.seen}), default=now)
    around = await queries.sessions_of(seen, since=since, until=now + AHEAD, most=MOST_READ)
    here = [session for session in around if _day_of(session, session.starts_at) == _day_of(session, now)]
    later = [session for session in around if _day_of(session, session.starts_at) > _day_of(session, now)]
    return Today(
        today=here,
        told=await _told(here, desk) if len(here) <= MOST_TOLD else [],
        next_days=later[:MOST_LISTED],
        more=len(later) > MOST_LISTED or len(around) == MOST_READ,
        places=with_seats([session for session in around if session.library_id in set(desk)], now),
        calls=await of_today(desk, now),
        waiting=await todo.waiting(person, reach, now, whole=whole),
        changes=await changes.since_yesterday(reach, now),
    )


def _midnight(zone: str, now: datetime) -> datetime:
    """Return when today began in a zone."""
    return now.astimezone(ZoneInfo(zone)).replace(hour=0, minute=0, second=0, microsecond=0)


def _day_of(session: SessionView, at: datetime) -> str:
    return at.astimezone(ZoneInfo(session.timezone)).date().isoformat()


async def _told(sessions: Sequence[SessionView], desk: Sequence[UUID]) -> list[Told]:
    """Return the sessions that take place, each with who comes where that may be read."""
    there = [session for session in sessions if session.state == "published"]
    asked = [session.id for session in there if session.library_id in set(desk)]
    rows: list[dict[str, Any]] = await Booking.raw(COMING, asked) if asked else []
    coming: dict[UUID, list[Coming]] = {}
    for row in rows:
        coming.setdefault(row["session"], []).append(Coming(**row))
    return [Told(session, coming.get(session.id, []), session.id in set(asked)) for session in there]
