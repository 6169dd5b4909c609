"""How much is waiting between peers and us, and how much was given up."""

import re

from federation.tables import run

COUNTED = """
SELECT
  (SELECT count(*) FROM fed_delivery WHERE state = 'owed') AS deliveries_owed,
  (SELECT count(*) FROM fed_delivery WHERE state = 'parked') AS deliveries_given_up,
  (SELECT count(*) FROM fed_received WHERE state = 'received') AS activities_waiting,
  (SELECT count(*) FROM fed_received WHERE state = 'error') AS activities_given_up,
  (SELECT count(*) FROM fed_lookup WHERE state = 'owed') AS readings_owed,
  (SELECT count(*) FROM fed_lookup WHERE state = 'parked') AS readings_given_up,
  (SELECT count(*) FROM fed_remote_event WHERE tombstoned_at IS NULL) AS mirrored_events,
  (SELECT count(*) FROM fed_peer WHERE dead_at IS NOT NULL) AS peers_unreachable,
  (SELECT count(*) FROM fed_peer WHERE opens_again_at IS NOT NULL) AS peers_paused,
  (SELECT coalesce(sum(drift), 0) FROM fed_peer) AS drift_found,
  (SELECT count(*) FROM fed_report WHERE state = 'open') AS reports_open
"""
REFUSED = "SELECT split_part(reason, ':', 1) AS reason, count(*) AS n FROM fed_refusal GROUP BY 1"
NOT_IN_A_NAME = re.compile(r"[^a-z0-9]+")


async def figures() -> dict[str, int]:
    """Return the lengths of the queues, and how many requests were refused in a week for each reason, by name."""
    refused: dict[str, int] = {}
    for row in await run(REFUSED):
        name = "refused_" + NOT_IN_A_NAME.sub("_", str(row["reason"]).lower()).strip("_")
        refused[name] = refused.get(name, 0) + row["n"]
    return (await run(COUNTED))[0] | refused
