"""How much is waiting between peers and us, and how much was given up."""

import re
from datetime import datetime, timedelta

from federation.tables import run
from server.foundation import clock

COUNTED = """
SELECT
  (SELECT coalesce(sum(delivered), 0) FROM fed_peer) AS deliveries_done,
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
# From the arrival of a Join to its answer, which is owed in the transaction that judges it.
JOINS = """
SELECT count(*) AS joins_answered_in_an_hour,
  coalesce(sum(extract(epoch FROM j.answered_at - r.received_at)), 0)::float AS joins_answer_seconds_in_an_hour,
  coalesce(max(extract(epoch FROM j.answered_at - r.received_at)), 0)::float AS joins_answer_seconds_longest
FROM sharing_joined j JOIN fed_received r ON r.activity = j.asked ->> 'id' AND r.actor = j.actor
WHERE j.answered_at > {}
"""
# What is owed to a host that does not answer waits for it, and not for us.
DUE = """
SELECT
  (SELECT min(d.due_at) FROM fed_delivery d LEFT JOIN fed_peer p ON p.host = d.host
    WHERE d.state = 'owed' AND d.due_at <= {} AND p.opens_again_at IS NULL AND p.dead_at IS NULL) AS deliveries,
  (SELECT min(due_at) FROM fed_received WHERE state = 'received' AND due_at <= {}) AS "activities received",
  (SELECT min(due_at) FROM fed_lookup WHERE state = 'owed' AND due_at <= {}) AS readings
"""
HOUR = timedelta(hours=1)
NOT_IN_A_NAME = re.compile(r"[^a-z0-9]+")


async def due(now: datetime) -> dict[str, datetime | None]:
    """Return when the oldest thing in each queue should have been done."""
    return (await run(DUE, now, now, now))[0]


async def figures() -> dict[str, float]:
    """Return the lengths of queues, how long Joins waited, and how many requests were refused in a week, by name."""
    refused: dict[str, float] = {}
    for row in await run(REFUSED):
        name = "refused_" + NOT_IN_A_NAME.sub("_", str(row["reason"]).lower()).strip("_")
        refused[name] = refused.get(name, 0) + row["n"]
    joins = (await run(JOINS, clock.now() - HOUR))[0]
    return (await run(COUNTED))[0] | joins | refused
