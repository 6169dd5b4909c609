"""Requests that get no answer: said once more half way, then called what they are."""

from datetime import datetime
from typing import Any

from server.elsewhere import rules
from server.elsewhere.tables import RemoteBooking
from server.foundation.database import DB
from server.journal import actions as journal

WAITING = """
SELECT id, host, asked_at, starts_at, tries FROM remote_booking
WHERE state = 'asked' AND tries < 3 AND starts_at > {} AND asked_at + (CASE tries WHEN 1 THEN 0.5 ELSE 1 END)
  * least(interval '48 hours', (starts_at - asked_at) / 2) <= {}
ORDER BY asked_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
"""
# What is behind us: the first asking, the second one, the word that there is no answer.
AGAIN, SILENT = 1, 2


async def tend(now: datetime) -> int:
    """Say again, or call silent, the requests whose time has come; each by itself; return how many."""
    done = 0
    while await _one(now):
        done += 1
    return done


async def _one(now: datetime) -> bool:
    async with DB.transaction():
        rows = await RemoteBooking.raw(WAITING, now, now)
        if rows:
            await _next(rows[0], now)
        return bool(rows)


async def _next(row: dict[str, Any], now: datetime) -> None:
    step = row["tries"]
    if step == AGAIN and rules.is_silent("asked", row["asked_at"], row["starts_at"], now):
        step = SILENT  # nobody was at work meanwhile
    await RemoteBooking.update({RemoteBooking.tries: step + 1}).where(RemoteBooking.id == row["id"])
    kind = "elsewhere.asked" if step == AGAIN else "elsewhere.unanswered"
    await journal.write(kind, row["id"], by="system", now=now, host=row["host"], number=step + 1)
