"""Tell what is owed: one thing at a time to each address, many addresses at once, any number of workers."""

import asyncio
import secrets
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from server.foundation.database import DB
from server.foundation.http import Answer, Door
from server.foundation.ids import new_id
from server.foundation.settings import settings
from server.hooks import rules
from server.hooks.tables import HookDelivery
from server.journal import actions as journal

AT_ONCE = 16
SECONDS = 15.0
LEASE = timedelta(seconds=60)
KEPT = timedelta(days=30)
CHANCE = secrets.SystemRandom()
# The try is counted, and the next one planned, before anything is sent: who is killed loses nothing. What another
# worker has just told is owed no more: the last condition is read again once its row is locked.
CLAIM = """
WITH due AS (
  SELECT h.id, d.id AS delivery FROM hook h CROSS JOIN LATERAL (SELECT id, due_at FROM hook_delivery
    WHERE hook = h.id AND state = 'owed' AND due_at <= {} ORDER BY due_at, id LIMIT 1) d
  WHERE h.disabled_at IS NULL AND (h.locked_until IS NULL OR h.locked_until <= {})
  ORDER BY d.due_at, d.id LIMIT {} FOR UPDATE OF h SKIP LOCKED),
held AS (UPDATE hook h SET locked_until = {}, lease = {} FROM due WHERE h.id = due.id
  RETURNING h.id, h.url, h.generation, h.overlap_until, h.lease, due.delivery)
UPDATE hook_delivery d SET attempts = d.attempts + 1, due_at = {}, tried_at = {} FROM held
WHERE d.id = held.delivery AND d.state = 'owed' AND d.due_at <= {}
RETURNING d.id, d.hook, d.body, d.attempts, held.url, held.generation, held.overlap_until, held.lease
"""
SETTLED = """
UPDATE hook_delivery SET state = {}, status = {}, error = {}, took_ms = {}, due_at = {} WHERE id = {} AND state = 'owed'
"""
WELL = "UPDATE hook SET failing_since = NULL, locked_until = NULL WHERE id = {} AND lease = {}"
ILL = """
UPDATE hook SET failing_since = coalesce(failing_since, {}), locked_until = NULL WHERE id = {} AND lease = {}
RETURNING failing_since
"""
STOPPED = "UPDATE hook SET disabled_at = {}, disabled_why = {} WHERE id = {} AND disabled_at IS NULL RETURNING id"


@dataclass(frozen=True)
class Told:
    """What came back from an address, and after how many milliseconds."""

    answer: Answer
    took: int

    @property
    def well(self) -> bool:
        return 200 <= self.answer.status < 300


async def deliver_due(door: Door, now: datetime, *, limit: int = 200) -> int:
    """Tell what is owed and due, and return how many tries were made; a slow address makes no other wait."""
    started, tried = time.monotonic(), 0
    running: dict[asyncio.Task[Told], dict[str, Any]] = {}

    def moment() -> datetime:
        return now + timedelta(seconds=time.monotonic() - started)

    while True:
        for row in await _claim(min(AT_ONCE - len(running), limit - tried), moment()):
            running[asyncio.create_task(_tell(door, row, moment()))] = row
            tried += 1
        if not running:
            return tried
        done, _ = await asyncio.wait(running, timeout=1, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            await _settle(running.pop(task), task.result(), moment())


async def _claim(most: int, now: datetime) -> list[dict[str, Any]]:
    if most <= 0:
        return []
    later = now + LEASE
    return await DB.rows(CLAIM, now, now, most, later, new_id(), later, now, now)


async def _tell(door: Door, row: dict[str, Any], now: datetime) -> Told:
    body, at, began = row["body"].encode(), int(now.timestamp()), time.monotonic()
    headers = {
        "Content-Type": "application/json",
        "webhook-id": str(row["id"]),
        "webhook-timestamp": str(at),
        "webhook-signature": rules.signature(keys_of(row, now), str(row["id"]), at, body),
    }
    answer = await door.send("POST", row["url"], headers=headers, body=body, seconds=SECONDS)
    return Told(answer, round((time.monotonic() - began) * 1000))


def keys_of(hook: dict[str, Any], now: datetime) -> list[bytes]:
    """Return the keys that sign now: the last one, and the one before while receivers learn of the change."""
    id, last = hook.get("hook") or hook["id"], hook["generation"]
    both = last > 1 and hook["overlap_until"] is not None and now < hook["overlap_until"]
    return [rules.secret(settings().secret, id, generation) for generation in ((last, last - 1) if both else (last,))]


async def _settle(row: dict[str, Any], told: Told, now: datetime) -> None:
    """Write how a try ended, and stop the address that is gone or has failed for days."""
    answer = told.answer
    later = None if told.well else rules.next_try(
        row["attempts"], now, CHANCE.random(), answer.headers.get("retry-after", "")
    )  # fmt: skip
    state = "sent" if told.well else "owed" if later else "dead"
    error = "" if told.well else (answer.error or f"HTTP {answer.status}")[:200]
    async with DB.transaction():
        await DB.rows(SETTLED, state, answer.status, error, told.took, later or now, row["id"])
        if told.well:
            await DB.rows(WELL, row["hook"], row["lease"])
            return
        held = await DB.rows(ILL, now, row["hook"], row["lease"])
        since = held[0]["failing_since"] if held else None
        if answer.status == rules.GONE:
            await stop(row["hook"], "gone", by="system", now=now)
        elif rules.given_up(row["attempts"], since, now):
            await stop(row["hook"], "failing", by="system", now=now)


async def stop(hook: UUID, why: str, *, by: str, now: datetime) -> None:
    """Tell an address nothing more until it is started again; what was owed to it is given up."""
    async with DB.transaction():
        if not await DB.rows(STOPPED, now, why, hook):
            return
        owed = (HookDelivery.hook == hook) & (HookDelivery.state == "owed")
        await HookDelivery.update({HookDelivery.state: "dead"}).where(owed)
        await journal.write("hook.stopped", hook, by=by, now=now, why=why)


async def sweep(now: datetime) -> None:
    """Forget what was told, or given up, more than a month ago."""
    over = (HookDelivery.created_at <= now - KEPT) & (HookDelivery.state != "owed")
    async with DB.transaction():
        await HookDelivery.delete().where(over)
