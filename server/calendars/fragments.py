"""Events as stored bytes: made when something in them changes, joined when a feed is read."""

import contextlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any
from uuid import UUID

import asyncpg

from ical_feeds.event import FeedEvent
from ical_feeds.write import fragment
from server.bookings.fullness import turned_at
from server.calendars.tables import Fragment
from server.calendars.translate import session_event
from server.foundation.database import DB
from server.foundation.settings import settings, version
from server.workshops.queries import PUBLIC, sessions_by_ids
from server.workshops.tables import Session

BATCH = 200
BACK = timedelta(days=30)
KEPT_AFTER = timedelta(days=40)
# A row that is written gets another place or another writer: together they tell every version of all that is shown. The
# first value is `basis()`.
MARK = """md5(concat_ws('|', {}::text, s.xmin, s.ctid, w.xmin, w.ctid, l.xmin, l.ctid, r.xmin, r.ctid))::uuid"""
SOURCES = "session s JOIN workshop w ON w.id = s.workshop JOIN library l ON l.id = s.library " + (
    "LEFT JOIN room r ON r.id = s.room"
)
STALE = f"""
SELECT s.id, {MARK} AS mark FROM {SOURCES} LEFT JOIN session_ical f ON f.id = s.id
WHERE s.id = any({{}}::uuid[]) AND s.state = any({{}}) AND NOT s.practice
  AND f.mark IS DISTINCT FROM {MARK}
"""  # noqa: S608  # constants only
KEEP = """
INSERT INTO session_ical (id, mark, digest, size, zone, starts_at, body)
SELECT * FROM unnest({}::uuid[], {}::uuid[], {}::bytea[], {}::int[], {}::text[], {}::timestamptz[], {}::bytea[])
ON CONFLICT (id) DO UPDATE SET mark = excluded.mark, digest = excluded.digest, size = excluded.size,
  zone = excluded.zone, starts_at = excluded.starts_at, body = excluded.body
"""


@dataclass(frozen=True)
class Held:
    """What a feed knows of an event without reading its bytes; `body` is there when it was just made or read."""

    id: UUID
    starts_at: datetime
    digest: bytes
    size: int
    zone: str
    body: bytes = b""


def basis() -> str:
    """Return what every event is made from besides rows: the program and the address of this instance."""
    return f"{version()} {settings().url}"


def made(id: UUID, event: FeedEvent) -> Held:
    """Return an event as bytes. The rich form says all that the others say: its digest is that of them all."""
    plain, rich = fragment(event), fragment(event, rich=True)
    digest = blake2b(rich.body, digest_size=16).digest()
    return Held(id, event.starts_at, digest, len(plain.body), plain.zone, plain.body)


async def session_events(ids: Iterable[UUID]) -> dict[UUID, FeedEvent]:
    """Return the events of sessions of ours, by id; those that do not exist are left out."""
    views = await sessions_by_ids(ids)
    turned = await turned_at(list(views))
    return {id: session_event(view, turned_at=turned.get(id)) for id, view in views.items()}


async def keep(events: Mapping[UUID, FeedEvent], marks: Mapping[UUID, UUID]) -> list[Held]:
    """Store events with the marks of what they were made from, read before them, and return them.

    Whoever else stores one at this moment stores the same: nobody waits for long.
    """
    found = [made(id, events[id]) for id in sorted(events)]
    if found:
        with contextlib.suppress(asyncpg.LockNotAvailableError):
            async with DB.transaction():
                await Fragment.raw("SET LOCAL lock_timeout = '200ms'")
                await Fragment.raw(KEEP, *_columns(found, marks))
    return found


def _columns(found: list[Held], marks: Mapping[UUID, UUID]) -> list[list[Any]]:
    return [
        [each.id for each in found],
        [marks[each.id] for each in found],
        [each.digest for each in found],
        [each.size for each in found],
        [each.zone for each in found],
        [each.starts_at for each in found],
        [each.body for each in found],
    ]


async def bodies(held: Iterable[Held]) -> dict[UUID, tuple[bytes, bytes]]:
    """Return digest and bytes of stored events, by id; those that are at hand are not read again."""
    found = {each.id: (each.digest, each.body) for each in held if each.body}
    missing = [each.id for each in held if not each.body]
    if missing:
        rows = await DB.rows("SELECT id, digest, body FROM session_ical WHERE id = any({}::uuid[])", missing)
        found |= {row["id"]: (row["digest"], row["body"]) for row in rows}
    return found


async def refresh(sessions: Collection[UUID]) -> int:
    """Make anew what is stale of these sessions of ours, in batches; return how many were."""
    ids, stale = sorted(sessions), 0
    for start in range(0, len(ids), BATCH):
        rows = await Session.raw(STALE, basis(), ids[start : start + BATCH], [*PUBLIC, "withdrawn"], basis())
        marks = {row["id"]: row["mark"] for row in rows}
        await keep(await session_events(marks) if marks else {}, marks)
        stale += len(rows)
    return stale


async def sweep(now: datetime) -> None:
    """Forget events that have left the window of all feeds."""
    await Fragment.delete().where(Fragment.starts_at < now - KEPT_AFTER)
