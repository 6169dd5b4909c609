"""Delivering what is owed: one sender per host at a time, in order, and a slow host delays no other."""

import asyncio
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from federation import sending
from federation.node import Node
from federation.sending import Held
from federation.tables import run

LEASE = timedelta(seconds=30)
HOSTS = 8
# A run starts nothing later than this: with two knocks of ten seconds it ends within its lease.
RUN_SECONDS = 10.0
BREATH = 1.0
SENT_KEPT = timedelta(days=30)
FIRST_WAIT = timedelta(seconds=30)

CLAIM = """
WITH due AS (
  SELECT p.host FROM fed_peer p
  JOIN (SELECT host, min(due_at) AS first FROM fed_delivery WHERE state = 'owed' AND due_at <= {} GROUP BY host) d
    ON d.host = p.host
  WHERE (p.locked_until IS NULL OR p.locked_until <= {}) AND (p.opens_again_at IS NULL OR p.opens_again_at <= {})
    AND p.blocked_at IS NULL AND p.host <> all({}::text[])
  ORDER BY d.first, p.host LIMIT {} FOR UPDATE OF p SKIP LOCKED)
UPDATE fed_peer p SET locked_until = {}, lease = gen_random_uuid() FROM due WHERE p.host = due.host
RETURNING p.host, p.lease, p.software, p.scheme, p.scheme_at, p.opens_again_at
"""

# The attempt is counted, and the next one planned, before anything is sent: a sender that is killed loses nothing.
TAKE = """
WITH next AS (
  SELECT d.id FROM fed_delivery d
  WHERE d.host = {} AND d.state = 'owed' AND d.due_at <= {} AND d.id > {}
    AND NOT EXISTS (SELECT 1 FROM fed_delivery e
      WHERE e.state = 'owed' AND e.inbox = d.inbox AND e.thing = d.thing AND e.id < d.id)
    AND EXISTS (SELECT 1 FROM fed_peer p WHERE p.host = d.host AND p.lease = {})
  ORDER BY d.id LIMIT 1 FOR UPDATE OF d SKIP LOCKED)
UPDATE fed_delivery d SET attempts = d.attempts + 1, due_at = {} FROM next WHERE d.id = next.id
RETURNING d.id, d.host, d.inbox, d.signer, d.activity, d.kind, d.thing, d.attempts, d.created_at
"""

Moment = Callable[[], datetime]


async def deliver_due(node: Node, *, now: datetime, limit: int = 100) -> int:
    """Send what is owed and due, several hosts at once, each by one sender; return how many deliveries were tried.

    Goes on with other hosts while a slow one makes it wait. Must not run in a transaction: every step commits.
    """
    started = time.monotonic()

    def moment() -> datetime:
        return now + timedelta(seconds=time.monotonic() - started)

    tried = 0
    running: dict[asyncio.Task[int], str] = {}
    served: dict[str, float] = {}
    try:
        while True:
            resting = {host for host, at in served.items() if time.monotonic() - at < BREATH}
            if tried < limit:
                for held in await _claim(moment(), resting.union(running.values()), HOSTS - len(running)):
                    running[asyncio.create_task(_serve(node, held, moment, limit - tried))] = held.host
            if not running:
                return tried
            done, _ = await asyncio.wait(running, timeout=BREATH / 2, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                served[running.pop(task)] = time.monotonic()
                tried += task.result()
    finally:
        for task in running:
            task.cancel()


async def sweep(now: datetime) -> None:
    """Forget which inbox took what about things that ended a month ago."""
    over = "DELETE FROM fed_sent s USING fed_thing t WHERE t.id = s.thing AND t.ends_at < {}"
    await run(over, now - SENT_KEPT)


async def _claim(now: datetime, busy: set[str], count: int) -> list[Held]:
    if count <= 0:
        return []
    rows = await run(CLAIM, now, now, now, sorted(busy), count, now + LEASE)
    return [Held(**row) for row in rows]


async def _serve(node: Node, held: Held, moment: Moment, limit: int) -> int:
    """Send to one host in order until nothing is due, it is in trouble, the lease is lost or time is up."""
    end = time.monotonic() + RUN_SECONDS
    tried, last = 0, 0
    most = 1 if held.opens_again_at else limit  # after a pause one probe, and no more unless it is answered
    try:
        while tried < most and time.monotonic() < end:
            row = await _take(held, last, moment())
            if row is None:
                break
            tried, last = tried + 1, row["id"]
            if not await sending.try_once(node, held, row, moment()):
                break
    finally:
        await run("UPDATE fed_peer SET locked_until = NULL WHERE host = {} AND lease = {}", held.host, held.lease)
    return tried


async def _take(held: Held, last: int, now: datetime) -> dict[str, Any] | None:
    rows = await run(TAKE, held.host, now, last, held.lease, now + FIRST_WAIT)
    return rows[0] if rows else None
