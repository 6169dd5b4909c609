"""Owing a reading of another instance's feed of changes, from where we left it."""

from datetime import datetime

from federation import lookups
from federation.tables import run

FEED = """
SELECT p.sync, f.actor FROM fed_following f JOIN fed_peer p ON p.host = f.host
WHERE p.host = {} AND f.state = 'accepted' AND f.type = 'Application' AND p.sync <> ''
ORDER BY f.id LIMIT 1
"""


async def owe(host: str, *, now: datetime) -> bool:
    """Owe a reading of the feed of a host, in the caller's transaction; False when we follow none there."""
    rows = await run(FEED, host)
    for row in rows:
        await lookups.owe("changes", row["sync"], sponsor=row["actor"], now=now)
    return bool(rows)
