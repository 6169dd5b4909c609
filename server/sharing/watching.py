"""Watches the mirror for those who asked for a seat elsewhere: what is moved, cancelled or taken away reaches them."""

import logging
from datetime import datetime
from typing import Any

from federation import guests
from federation.tables import RemoteEvent
from server.elsewhere import actions, rules
from server.foundation.database import DB
from server.sharing.offers import SEEN, snapshot

# The place is compared by what it is made of, in the same words as `place_line`.
CHANGED = f"""
SELECT b.id, b.guest, seen.* FROM ({SEEN}) AS seen JOIN remote_booking b ON b.event = seen.event
WHERE b.state IN ('asked', 'confirmed', 'waiting') AND b.starts_at > {{}} AND (seen.tombstoned_at IS NOT NULL
  OR seen.status = 'cancelled' OR seen.starts_at <> b.starts_at OR seen.ends_at IS DISTINCT FROM b.ends_at
  OR b.place <> concat_ws(', ', nullif(seen.place_name, ''), nullif(seen.street, ''),
    nullif(btrim(concat(seen.postal_code, ' ', seen.locality)), '')))
ORDER BY b.id LIMIT 100
"""  # noqa: S608 (constants only)
LOG = logging.getLogger(__name__)


async def watch(now: datetime) -> int:
    """Follow what changed where our patrons asked for a seat; return how many requests were touched."""
    rows = await RemoteEvent.raw(CHANGED, now)
    for row in rows:
        try:
            await _follow(row, now)
        except Exception:
            LOG.exception("request %s could not follow its event", row["id"])
    return 0 if len(rows) < 100 else len(rows)


async def _follow(row: dict[str, Any], now: datetime) -> None:
    if row["tombstoned_at"] is not None or row["status"] == "cancelled" or row["starts_at"] is None:
        await actions.call_off(row["id"], now=now)
        return
    seen = snapshot(row)
    async with DB.transaction():
        await guests.lasts_until(row["guest"], rules.over_at(seen.starts_at, seen.ends_at))
        await actions.move(row["id"], seen, now=now)
