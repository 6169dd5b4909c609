"""A push is a hint and a pull the truth: what is followed is read again as a whole, each day and when a follow ends."""

from datetime import datetime

from federation import lookups
from federation.tables import run

LISTS = """
SELECT f.actor, coalesce(nullif(a.upcoming, ''), a.outbox) AS url,
  extract(hour FROM coalesce(f.answered_at, f.asked_at) AT TIME ZONE 'UTC') AS hour
FROM fed_following f JOIN fed_remote_actor a ON a.id = f.actor WHERE f.state = 'accepted' ORDER BY f.id
"""


async def owe_due(now: datetime) -> int:
    """Owe the day's reading of what is followed, each at the hour of its acceptance: to be called hourly."""
    return await _owe(await run(LISTS), now, hour=now.hour)


async def owe_all(now: datetime) -> int:
    """Owe a reading of all that is followed, in the caller's transaction; return how many."""
    return await _owe(await run(LISTS), now)


async def _owe(rows: list[dict[str, object]], now: datetime, hour: int | None = None) -> int:
    chosen = [row for row in rows if row["url"] and (hour is None or row["hour"] == hour)]
    for row in chosen:
        await lookups.owe("collection", str(row["url"]), sponsor=str(row["actor"]), now=now)
    return len(chosen)
