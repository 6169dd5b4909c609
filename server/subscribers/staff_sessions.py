"""The sessions of a staff feed: those that name a presenter, or of a room, in the libraries of who made it."""

from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID

from server.accounts.rules import Person
from server.foundation.errors import NotFound
from server.foundation.words import fold
from server.subscribers import rules
from server.subscribers.queries import FeedView
from server.workshops.programme import libraries_seen
from server.workshops.queries import SessionView, sessions_by_ids
from server.workshops.tables import Session

MOST = 1000
# Of which sessions a feed is made: found by room, or by who is written down to present them.
SESSIONS = """
SELECT s.id, concat_ws(', ', s.presenter, m.names) AS presenter FROM session s
LEFT JOIN LATERAL (SELECT string_agg(name, ', ') AS names FROM mediator
  WHERE id = any(s.mediators) AND NOT shown) m ON true
WHERE s.state <> 'withdrawn' AND NOT s.practice AND s.library = any({}::uuid[]) AND s.ends_at >= {} AND s.starts_at < {}
  AND ({}::uuid IS NULL AND (s.presenter <> '' OR m.names <> '') OR s.room = {}) ORDER BY s.starts_at, s.id
"""
SEATS = """
SELECT session, max(at) AS at FROM (
  SELECT session, at FROM seat_move WHERE session = any({}::uuid[])
  UNION ALL SELECT session, updated_at FROM booking WHERE session = any({}::uuid[])
) AS moves GROUP BY session
"""


@dataclass(frozen=True)
class Presented:
    """A session as a staff feed shows it; `seats_at` is when its seats last moved."""

    session: SessionView
    seats_at: datetime | None


async def of_feed(feed: FeedView, person: Person, now: datetime) -> list[Presented]:
    """Return the sessions of a staff feed, from thirty days ago to a year ahead.

    What the person may see is judged at each reading: raises NotFound once they work there no more.
    """
    libraries = [library.id for library in await libraries_seen(person)]
    if feed.room and feed.library not in libraries:
        raise NotFound
    today = datetime.combine(now.astimezone(UTC).date(), time(), UTC)  # a window that moves once a day
    bounds = (libraries, today - rules.BACK, today + rules.AHEAD)
    rows = await Session.raw(SESSIONS, *bounds, feed.room, feed.room)
    found = await sessions_by_ids(_chosen(feed, rows)[:MOST])
    seats = await _seats(list(found))
    return [Presented(session, seats.get(id)) for id, session in found.items()]


def _chosen(feed: FeedView, rows: list[dict[str, Any]]) -> list[UUID]:
    name = fold(feed.presenter)
    return [row["id"] for row in rows if feed.room or rules.presents(fold(row["presenter"]), name)]


async def _seats(sessions: list[UUID]) -> dict[UUID, datetime]:
    return {row["session"]: row["at"] for row in await Session.raw(SEATS, sessions, sessions)} if sessions else {}
