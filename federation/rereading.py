"""A push is a hint and a pull the truth: what is followed and has no feed of changes is read again each day.

When a follow ends, all that is followed is read again.
"""

from datetime import datetime

from federation import lookups
from federation.tables import run

LISTS = """
SELECT f.actor, f.host, coalesce(nullif(a.upcoming, ''), a.outbox) AS url,
  extract(hour FROM coalesce(f.answered_at, f.asked_at) AT TIME ZONE 'UTC') AS hour,
  f.type = 'Application' AND coalesce(p.sync, '') <> '' AS fed
FROM fed_following f JOIN fed_remote_actor a ON a.id = f.actor LEFT JOIN fed_peer p ON p.host = f.host
WHERE f.state = 'accepted' ORDER BY f.id
"""


async def owe_due(now: datetime) -> int:
    """Owe the day's reading of what is followed, each at the hour of its acceptance: to be called hourly."""
    rows = await run(LISTS)
    return await _owe([row for row in rows if row["hour"] == now.hour and not row["fed"]], now)


async def owe_all(now: datetime) -> int:
    """Owe a reading of all that is followed, in the caller's transaction; return how many."""
    return await _owe(await run(LISTS), now)


async def owe_host(host: str, now: datetime) -> int:
    """Owe a reading of all that is followed at one host, in the caller's transaction; return how many."""
    return await _owe([row for row in await run(LISTS) if row["host"] == host], now)


async def _owe(rows: list[dict[str, object]], now: datetime) -> int:
    chosen = [row for row in rows if row["url"]]
    for row in chosen:
        await lookups.owe("collection", str(row["url"]), sponsor=str(row["actor"]), now=now)
    return len(chosen)
