"""What a calendar shows: all sessions of some days in one query, so that what is in their way is known; closings."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from server.foundation.database import DB
from server.planning.calendar import Closed, Dated, judged
from server.workshops.clashes import HOLDS
from server.workshops.rules import LONGEST

# Those of all libraries: a room or a person may be taken by one that is not shown.
SESSIONS = """
SELECT s.id, w.title, s.state, s.starts_at, s.ends_at, l.timezone, s.taken, s.capacity, s.waiting, s.presenter,
  s.library AS library_id, l.name AS library, s.room AS room_id, coalesce(r.name, '') AS room,
  coalesce(r.setup_minutes, 0) AS setup, s.place <> '' OR s.mode = 'online' AS away,
  s.state IN ('internal', 'published') OR (s.state = 'draft' AND s.updated_at > {}) AS holds
FROM session s JOIN workshop w ON w.id = s.workshop JOIN library l ON l.id = s.library LEFT JOIN room r ON r.id = s.room
WHERE s.starts_at >= {} AND s.starts_at < {} AND s.ends_at > {} AND s.state <> 'withdrawn' AND NOT s.practice
ORDER BY s.starts_at, s.id
"""
CLOSED = """
SELECT library, first_on, last_on, reason FROM closing WHERE last_on >= {} AND first_on <= {} ORDER BY first_on, id
"""


async def closed_on(first: date, last: date) -> list[Closed]:
    """Return the closings of all libraries that touch these days."""
    return [Closed(**row) for row in await DB.rows(CLOSED, first, last)]


async def sessions_on(days: Sequence[date], closed: Sequence[Closed], zone: str, now: datetime) -> list[Dated]:
    """Return the sessions of these days in all libraries, by start, each with what is in its way."""
    since = datetime.combine(days[0], time(), ZoneInfo(zone))
    until = datetime.combine(days[-1] + timedelta(days=1), time(), ZoneInfo(zone))
    rows = await DB.rows(SESSIONS, now - HOLDS, since - LONGEST, until, since)
    return judged([Dated(**row) for row in rows], closed)


def seen_by(sessions: Sequence[Dated], libraries: set[UUID]) -> list[Dated]:
    """Return those of the sessions that take place in some libraries."""
    return [one for one in sessions if one.library_id in libraries]
