"""How much is owed to the programs of others, and how many are told nothing more."""

from datetime import datetime

from server.foundation.database import DB

COUNTED = """
SELECT (SELECT count(*) FROM hook_delivery WHERE state = 'owed') AS hook_deliveries_owed,
  (SELECT count(*) FROM hook_delivery WHERE state = 'dead') AS hook_deliveries_given_up,
  (SELECT count(*) FROM hook WHERE disabled_why IN ('gone', 'failing')) AS hooks_stopped
"""
# What was tried already waits for its address, and not for us.
DUE = "SELECT min(due_at) AS webhooks FROM hook_delivery WHERE state = 'owed' AND due_at <= {} AND attempts = 0"


async def due(now: datetime) -> dict[str, datetime | None]:
    """Return when the oldest thing owed should have been told."""
    return (await DB.rows(DUE, now))[0]


async def figures() -> dict[str, float]:
    """Return the lengths of queues by name."""
    return (await DB.rows(COUNTED))[0]
