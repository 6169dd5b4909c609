"""The sessions that a closing hits, and days on which they could be instead."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from server.foundation.errors import Invalid
from server.libraries.closings import ClosingView
from server.libraries.queries import LibraryView
from server.planning.days import Skip, days_off
from server.planning.moving import local_day, on_day
from server.workshops.conflicts import conflicts_of, days_between
from server.workshops.plan import Plan
from server.workshops.queries import SESSION, SessionView, session_view
from server.workshops.tables import Session

HIT = (
    " WHERE s.library = {} AND s.state IN ('draft', 'internal', 'published') AND NOT s.practice AND s.place = ''"
    " AND s.mode <> 'online' AND s.starts_at > {} AND s.ends_at >= {} AND s.starts_at <= {}"
    " ORDER BY s.starts_at, s.id LIMIT {}"
)
MOST_HIT = 40
MOST_WITH_DAYS = 12
MOST_READ = 1000
A_DAY = timedelta(days=1)
# Days away: the same day of the week first, then the days around.
AROUND = (-7, 7, 14, 21, 28, -1, 1, -2, 2, -3, 3)
MOST_PROPOSED = 3


@dataclass(frozen=True)
class Hit:
    """A session on a day on which its library is closed, the closing, and days free for it; None: not looked for."""

    session: SessionView
    closing: ClosingView
    instead: tuple[date, ...] | None


async def hit_by(closings: Sequence[ClosingView], library: LibraryView, now: datetime) -> list[Hit]:
    """Return the coming sessions that the closings of a library hit, by start; the first with days to choose from."""
    if not closings:
        return []
    around = await _around(closings, library, now)
    pairs = [(one, closing) for one in around if (closing := _hit(one, closings))][:MOST_HIT]
    instead = await _instead([session for session, _ in pairs[:MOST_WITH_DAYS]], library, now)
    rest: list[None] = [None for _ in pairs[MOST_WITH_DAYS:]]
    return [Hit(session, closing, days) for (session, closing), days in zip(pairs, [*instead, *rest], strict=True)]


async def _around(closings: Sequence[ClosingView], library: LibraryView, now: datetime) -> list[SessionView]:
    """Return the sessions of a library from its first day of closing to its last one, with a day to spare."""
    first = datetime.combine(min(one.first_on for one in closings), datetime.min.time(), tzinfo=now.tzinfo) - A_DAY
    last = datetime.combine(max(one.last_on for one in closings), datetime.min.time(), tzinfo=now.tzinfo) + 2 * A_DAY
    rows = await Session.raw(SESSION + HIT, library.id, now, first, last, MOST_READ)
    return [session_view(row) for row in rows]


def _hit(session: SessionView, closings: Sequence[ClosingView]) -> ClosingView | None:
    """Return the closing on a day of which a session takes place, if there is one."""
    days = days_between(session.starts_at, session.ends_at, session.timezone)
    return next((closing for closing in closings if any(closing.holds(day) for day in days)), None)


async def _instead(sessions: Sequence[SessionView], library: LibraryView, now: datetime) -> list[tuple[date, ...]]:
    """Return, for each session, days near, at the same hour, that nothing speaks against: asked of all at once."""
    off = days_off(library, Skip())
    asked = [
        (number, day, plan)
        for number, session in enumerate(sessions)
        for day in (local_day(session) + timedelta(days=away) for away in AROUND)
        if not off(day) and (plan := _plan_on(session, day)) and plan.starts_at > now
    ]
    ways = await conflicts_of([plan.slot() for _, _, plan in asked], library.id, library.timezone, now=now)
    free: list[list[date]] = [[] for _ in sessions]
    for (number, day, _), way in zip(asked, ways, strict=True):
        free[number] += [] if way else [day]
    return [tuple(sorted(days[:MOST_PROPOSED])) for days in free]


def _plan_on(session: SessionView, day: date) -> Plan | None:
    """Return the plan of a session on another day; None where its hour does not exist then."""
    try:
        return on_day(session, day)
    except Invalid:
        return None
