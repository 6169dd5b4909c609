"""Events of servers without a feed are read again at their origin, the more often the nearer they are."""

from datetime import datetime

from federation import lookups
from federation.blocking import hidden
from federation.sync.schedule import next_check
from federation.tables import run, transaction

PER_HOST = 20
MOST = 200

DUE = f"""
SELECT ap_id, sponsor, starts_at, ends_at FROM (
  SELECT r.*, row_number() OVER (PARTITION BY r.host ORDER BY r.next_check_at, r.ap_id) AS place
  FROM fed_remote_event r WHERE r.tombstoned_at IS NULL AND r.next_check_at <= {{}} AND NOT {hidden("r.host")}
    AND NOT EXISTS (SELECT 1 FROM fed_following f JOIN fed_peer p ON p.host = f.host WHERE f.host = r.host
      AND f.state = 'accepted' AND f.type = 'Application' AND p.sync <> '')) due
WHERE place <= {{}} ORDER BY next_check_at, ap_id LIMIT {{}}
"""  # noqa: S608  # a condition of our own
NEXT = "UPDATE fed_remote_event SET next_check_at = {} WHERE ap_id = {}"


async def owe_due(now: datetime) -> int:
    """Owe the reading of the events whose time has come, a few for each host; return how many."""
    async with transaction():
        rows = await run(DUE, now, PER_HOST, MOST)
        for row in rows:
            again = next_check(row["starts_at"], row["ends_at"], now)
            await run(NEXT, again, row["ap_id"])
            if again is not None:
                await lookups.owe("event", row["ap_id"], sponsor=row["sponsor"], now=now)
    return len(rows)
