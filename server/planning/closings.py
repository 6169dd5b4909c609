"""The sessions that a closing hits, and days on which they could be instead."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from server.libraries.closings import ClosingView
from server.libraries.queries import LibraryView
from server.planning.days import Skip, reasons
from server.planning.moving import local_day, on_day
from server.workshops.conflicts import days_between
from server.workshops.queries import SESSION, SessionView, session_view
from server.workshops.tables import Session

HIT = (
    " WHERE s.library = {} AND s.state IN ('draft', 'published') AND NOT s.practice AND s.place = ''"
    " AND s.mode <> 'online' AND s.starts_at > {} AND s.ends_at >= {} AND s.starts_at <= {}"
    " ORDER BY s.starts_at, s.id LIMIT {}"
)
MOST_HIT = 40
A_DAY = timedelta(days=1)
# Days away: the same day of the week first, then the days around.
AROUND = (-7, 7, 14, 21, 28, -1, 1, -2, 2, -3, 3)
MOST_PROPOSED = 3


@dataclass(frozen=True)
class Hit:
    """A session on a day on which its library is closed, the closing, and days that are free for it."""

    session: SessionView
    closing: ClosingView
    instead: tuple[date, ...]


async def hit_by(closings: Sequence[ClosingView], library: LibraryView, now: datetime) -> list[Hit]:
    """Return the coming sessions of a library that its closings hit, by start, each with days to choose from."""
    found: dict[UUID, tuple[SessionView, ClosingView]] = {}
    for closing in closings:
        for session in await _on(closing, library, now):
            found.setdefault(session.id, (session, closing))
    hits = sorted(found.values(), key=lambda pair: (pair[0].starts_at, pair[0].id))
    return [Hit(session, closing, await _instead(session, library, now)) for session, closing in hits[:MOST_HIT]]


async def _on(closing: ClosingView, library: LibraryView, now: datetime) -> list[SessionView]:
    """Return the sessions of a library on the days of a closing; the database is asked with a day to spare."""
    first = datetime.combine(closing.first_on, datetime.min.time(), tzinfo=now.tzinfo) - A_DAY
    last = datetime.combine(closing.last_on, datetime.min.time(), tzinfo=now.tzinfo) + 2 * A_DAY
    rows = await Session.raw(SESSION + HIT, library.id, now, first, last, MOST_HIT)
    sessions = [session_view(row) for row in rows]
    return [one for one in sessions if any(closing.holds(day) for day in days_between(*_span(one), one.timezone))]


def _span(session: SessionView) -> tuple[datetime, datetime]:
    return session.starts_at, session.ends_at


async def _instead(session: SessionView, library: LibraryView, now: datetime) -> tuple[date, ...]:
    """Return days near, at the same hour, that nothing speaks against: the same day of the week first."""
    days = [local_day(session) + timedelta(days=away) for away in AROUND]
    why = await reasons(days, lambda day: on_day(session, day), library, Skip(), now=now)
    return tuple(sorted([day for day in days if not why[day]][:MOST_PROPOSED]))
