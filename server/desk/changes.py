"""What changed since yesterday, from the journal: the sessions, and how many booked or gave up; no name is there."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from server.foundation.database import DB
from server.workshops.programme import Reach

MOST = 20
# The last line about each session that is still to come, and how many lines there are of each kind about bookings.
CHANGED = """
WITH lines AS (SELECT id, at, kind, subject, facts FROM journal WHERE at >= {} AND library = any({})),
told AS (SELECT DISTINCT ON (subject) id, at, kind, subject, facts FROM lines WHERE kind LIKE 'session.%'
  ORDER BY subject, id DESC)
SELECT t.at, t.kind, t.subject, t.facts->'changed' AS changed, s.starts_at, s.ends_at, l.timezone, l.name AS library,
  w.title, 0 AS number
FROM told t JOIN session s ON s.id = t.subject JOIN workshop w ON w.id = s.workshop JOIN library l ON l.id = s.library
WHERE s.ends_at > {} AND NOT s.practice
UNION ALL
SELECT max(at), kind, NULL, NULL, NULL, NULL, '', '', '', count(*) FROM lines WHERE kind = any({}) GROUP BY kind
ORDER BY 10, 1 DESC
"""
COUNTED = ("booking.confirmed", "booking.waited", "booking.promoted", "booking.cancelled")


@dataclass(frozen=True)
class Change:
    """A session of which something changed: the kind of the last line about it, and which of its fields that tells."""

    at: datetime
    kind: str
    session: UUID
    title: str
    library: str
    starts_at: datetime
    ends_at: datetime
    timezone: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Changes:
    """The sessions changed, the latest first, how many more there are, and the number of bookings by kind of line."""

    sessions: list[Change]
    more: int
    counts: dict[str, int]

    def __bool__(self) -> bool:
        return bool(self.sessions or self.counts)


async def since_yesterday(reach: Reach, now: datetime) -> Changes:
    """Return what changed in these libraries since yesterday began, in the zone of the first of them."""
    if not reach.seen:
        return Changes([], 0, {})
    local = now.astimezone(ZoneInfo(reach.seen[0].timezone))
    since = (local - timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = await DB.rows(CHANGED, since, [library.id for library in reach.seen], now, list(COUNTED))
    found = [_change(row) for row in rows if row["subject"]]
    counts = {row["kind"]: row["number"] for row in rows if not row["subject"]}
    return Changes(found[:MOST], max(0, len(found) - MOST), counts)


def _change(row: dict[str, Any]) -> Change:
    named = str(row["changed"] or "").strip("[]").replace('"', "")
    return Change(
        row["at"],
        row["kind"],
        row["subject"],
        row["title"],
        row["library"],
        row["starts_at"],
        row["ends_at"],
        row["timezone"],
        tuple(name.strip() for name in named.split(",") if name.strip()),
    )
