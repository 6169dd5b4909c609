"""A calendar of sessions: its days, where each one stands, what is in its way; no database, no clock."""

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from uuid import UUID
from zoneinfo import ZoneInfo

from server.workshops.conflicts import days_between, names_in

WEEK, MONTH, CONFLICTS = "semaine", "mois", "conflits"
VIEWS = (WEEK, MONTH, CONFLICTS)
LOOKED_AHEAD = 30
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Dated:
    """A session as a calendar shows it. `setup` are the minutes that its room is kept free around it.

    `holds`: it is in the way of others (published, or a draft that still holds its place). `ways` are the reasons for
    which it should not be where it is: room_taken, presenter_taken, library_closed.
    """

    id: UUID
    title: str
    state: str
    starts_at: datetime
    ends_at: datetime
    timezone: str
    taken: int
    capacity: int
    waiting: int
    presenter: str
    library_id: UUID
    library: str
    room_id: UUID | None
    room: str
    setup: int
    away: bool
    holds: bool
    ways: tuple[str, ...] = ()

    @property
    def full(self) -> bool:
        return self.state == "published" and self.taken >= self.capacity

    @property
    def day(self) -> date:
        return self.starts_at.astimezone(ZoneInfo(self.timezone)).date()


@dataclass(frozen=True)
class Closed:
    """Days on which a library is closed, the last one included, and why."""

    library: UUID
    first_on: date
    last_on: date
    reason: str

    def holds_day(self, day: date) -> bool:
        """Tell whether the library is closed on a day."""
        return self.first_on <= day <= self.last_on


def days_of(view: str, day: date) -> list[date]:
    """Return the days that a view shows: a week from Monday, the whole weeks of a month, or the days to come."""
    if view == CONFLICTS:
        return [day + timedelta(days=number) for number in range(LOOKED_AHEAD)]
    if view == WEEK:
        first = day - timedelta(days=day.weekday())
        return [first + timedelta(days=number) for number in range(7)]
    first = day.replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - A_DAY
    monday = first - timedelta(days=first.weekday())
    weeks = ((last - monday).days // 7 + 1) * 7
    return [monday + timedelta(days=number) for number in range(weeks)]


def beside(view: str, day: date) -> tuple[date, date]:
    """Return a day of the view before and one of the view after."""
    if view == MONTH:
        first = day.replace(day=1)
        return (first - A_DAY).replace(day=1), (first + timedelta(days=31)).replace(day=1)
    step = timedelta(days=LOOKED_AHEAD if view == CONFLICTS else 7)
    return day - step, day + step


def shown_on(session: Dated, first: date, last: date) -> date:
    """Return the day under which a session stands: its first one, or the first one shown if it began before."""
    return min(max(session.day, first), last)


def judged(sessions: Sequence[Dated], closed: Iterable[Closed]) -> list[Dated]:
    """Return the sessions with what is in the way of each, of all that is given."""
    ways: dict[UUID, set[str]] = {}
    live = [one for one in sessions if one.holds]
    for key, reason, margin in (
        (_room, "room_taken", lambda one: timedelta(minutes=one.setup)),
        (_nobody, "presenter_taken", lambda one: timedelta()),
    ):
        for session in _together(live, key, margin):
            ways.setdefault(session, set()).add(reason)
    for session in _closed_for(live, list(closed)):
        ways.setdefault(session, set()).add("library_closed")
    return [replace(one, ways=tuple(sorted(ways[one.id]))) if one.id in ways else one for one in sessions]


def _room(session: Dated, _names: Mapping[str, frozenset[str]]) -> Collection[Hashable]:
    return [session.room_id] if session.room_id else []


def _nobody(session: Dated, names: Mapping[str, frozenset[str]]) -> Collection[Hashable]:
    return names.get(session.presenter, frozenset())


def _together(
    sessions: Sequence[Dated],
    keys: Callable[[Dated, Mapping[str, frozenset[str]]], Collection[Hashable]],
    margin: Callable[[Dated], timedelta],
) -> set[UUID]:
    """Return the sessions that share something with another one at the same time, or nearer to it than a margin."""
    names = {presenter: names_in(presenter) for presenter in {one.presenter for one in sessions} if presenter}
    by_key: dict[Hashable, list[Dated]] = {}
    for session in sessions:
        for key in keys(session, names):
            by_key.setdefault(key, []).append(session)
    return {one for some in by_key.values() if len(some) > 1 for one in _overlapping(some, margin)}


def _overlapping(sessions: list[Dated], margin: Callable[[Dated], timedelta]) -> set[UUID]:
    found: set[UUID] = set()
    ordered = sorted(sessions, key=lambda one: one.starts_at)
    latest = ordered[0]
    for _, session in pairwise(ordered):
        if session.starts_at < latest.ends_at + margin(session):
            found |= {session.id, latest.id}
        latest = max(latest, session, key=lambda one: one.ends_at)
    return found


def _closed_for(sessions: Iterable[Dated], closed: Sequence[Closed]) -> set[UUID]:
    by_library: dict[UUID, list[Closed]] = {}
    for one in closed:
        by_library.setdefault(one.library, []).append(one)
    return {
        session.id
        for session in sessions
        if session.library_id in by_library and not session.away
        for day in days_between(session.starts_at, session.ends_at, session.timezone)
        if any(one.holds_day(day) for one in by_library[session.library_id])
    }
