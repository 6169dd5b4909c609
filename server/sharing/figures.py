"""How much is waiting between peers and us, and how much was given up."""

from federation.tables import run

COUNTED = """
SELECT
  (SELECT count(*) FROM fed_delivery WHERE state = 'owed') AS deliveries_owed,
  (SELECT count(*) FROM fed_delivery WHERE state = 'parked') AS deliveries_given_up,
  (SELECT count(*) FROM fed_received WHERE state = 'received') AS activities_waiting,
  (SELECT count(*) FROM fed_received WHERE state = 'error') AS activities_given_up,
  (SELECT count(*) FROM fed_lookup WHERE state = 'owed') AS readings_owed,
  (SELECT count(*) FROM fed_lookup WHERE state = 'parked') AS readings_given_up,
  (SELECT count(*) FROM fed_remote_event WHERE tombstoned_at IS NULL) AS mirrored_events
"""


async def figures() -> dict[str, int]:
    """Return the lengths of the queues by name."""
    return (await run(COUNTED))[0]
