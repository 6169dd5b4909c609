"""Pulling what hints named: events, actors and collections, read at their origin and nowhere else."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from federation import peers, readings
from federation.node import Node
from federation.readings import Read, What
from federation.rules import next_try
from federation.sync import changes, comparing
from federation.tables import run

LEASE = timedelta(minutes=3)
LONGEST = 150.0  # seconds: a reading ends before its lease
AT_ONCE = 8
PER_HOST = 2
TRIES = 3
AGAIN_AFTER_404 = timedelta(hours=1)
REST = timedelta(minutes=5)

CLAIM = """
WITH ranked AS (
  SELECT url, row_number() OVER (PARTITION BY split_part(url, '/', 3) ORDER BY due_at, url) AS place FROM fed_lookup
  WHERE state = 'owed' AND due_at <= {} AND (locked_until IS NULL OR locked_until <= {})
    AND split_part(url, '/', 3) <> all({}::text[])),
due AS (
  SELECT l.url FROM fed_lookup l JOIN ranked r ON r.url = l.url
  WHERE r.place <= {} AND l.state = 'owed' AND (l.locked_until IS NULL OR l.locked_until <= {})
  ORDER BY l.due_at, l.url LIMIT {} FOR UPDATE OF l SKIP LOCKED)
UPDATE fed_lookup l SET locked_until = {}, lease = gen_random_uuid(), attempts = l.attempts + 1 FROM due
WHERE l.url = due.url RETURNING l.url, l.kind, l.sponsor, l.hints, l.attempts, l.lease, l.missing_at
"""
DONE = "DELETE FROM fed_lookup WHERE url = {} AND lease = {} AND hints = {} RETURNING url"
ANEW = """
UPDATE fed_lookup SET locked_until = NULL, attempts = 0, due_at = {}, missing_at = NULL WHERE url = {} AND lease = {}
"""
LATER = """
UPDATE fed_lookup SET locked_until = NULL, state = {}, due_at = {}, missing_at = {}, last_error = {}
WHERE url = {} AND lease = {}
"""


@dataclass(frozen=True)
class Owed:
    """A lookup that this process alone does, as long as its `lease` stands in the table."""

    url: str
    kind: str
    sponsor: str
    hints: int
    attempts: int
    lease: UUID
    missing_at: datetime | None


async def look_up_due(node: Node, *, now: datetime, limit: int = 100) -> int:
    """Read what is owed and due, several servers at once; return how many lookups were tried.

    Must not run in a transaction. A server that does not answer gets a rest, and delays no other.
    """
    tried = 0
    running: dict[asyncio.Task[None], str] = {}
    try:
        while True:
            room = min(AT_ONCE - len(running), limit - tried)
            for owed in await _claim(now, list(running.values()), room):
                tried += 1
                running[asyncio.create_task(_look_up(node, owed, now))] = _place(owed.url)
            if not running:
                return tried
            done, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                del running[task]
                task.result()
    finally:
        for task in running:
            task.cancel()


async def _claim(now: datetime, busy: list[str], room: int) -> list[Owed]:
    if room <= 0:
        return []
    rows = await run(CLAIM, now, now, sorted(set(busy)), PER_HOST, now, room, now + LEASE)
    return [Owed(**row) for row in rows]


async def _look_up(node: Node, owed: Owed, now: datetime) -> None:
    """Do one lookup and note what came of it; one that makes us fail is parked after three tries."""
    last_chance = owed.missing_at is not None and now - owed.missing_at >= AGAIN_AFTER_404
    try:
        async with asyncio.timeout(LONGEST):
            read = await _read(node, owed, now, last_chance)
    except TimeoutError:
        read = Read(What.SILENT, "it took too long")
    except Exception as fault:
        read = Read(What.UNREADABLE, f"{type(fault).__name__}: {fault}".replace("\x00", "")[:500])
    if read.what is What.DONE or (read.what is What.MISSING and last_chance):
        if not await run(DONE, owed.url, owed.lease, owed.hints):
            await run(ANEW, now, owed.url, owed.lease)  # another hint came while it was being read
        return
    await _again(owed, read, now)


async def _read(node: Node, owed: Owed, now: datetime, last_chance: bool) -> Read:
    host = peers.host_of(owed.url)
    if await peers.is_blocked(host):
        return Read(What.DONE)
    if owed.kind == "actor":
        return await readings.actor(node, owed.url, now=now)
    if owed.kind == "peer":
        return await readings.peer(node, owed.url, now=now)
    if owed.sponsor and not await readings.is_followed(owed.sponsor):
        return Read(What.DONE)
    if owed.kind == "collection":
        return await readings.collection(node, owed.url, sponsor=owed.sponsor, now=now)
    if owed.kind == "changes":
        return await changes.read(node, owed.url, host=host, now=now)
    if owed.kind == "compare":
        return await comparing.read(node, host, now=now)
    return await readings.event(node, owed.url, sponsor=owed.sponsor, last_chance=last_chance, now=now)


async def _again(owed: Owed, read: Read, now: datetime) -> None:
    if read.what is What.MISSING:
        missing_at = owed.missing_at or now
        await run(LATER, "owed", missing_at + AGAIN_AFTER_404, missing_at, read.why, owed.url, owed.lease)
        return
    due_at = next_try(owed.attempts, now, 0.5)
    given_up = due_at is None or (read.what is What.UNREADABLE and owed.attempts >= TRIES)
    state = "parked" if given_up else "owed"
    await run(LATER, state, due_at or now, owed.missing_at, read.why, owed.url, owed.lease)
    if read.what is What.SILENT:
        sql = "UPDATE fed_lookup SET due_at = {} WHERE state = 'owed' AND split_part(url, '/', 3) = {} AND due_at < {}"
        await run(sql, now + REST, _place(owed.url), now + REST)


def _place(url: str) -> str:
    """Return what the queries call the host of `url`: never raises, whatever stands in the table."""
    return "".join(url.split("/", 3)[2:3])
