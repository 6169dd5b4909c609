"""Forgetting, each hour, what has had its time: however much another server says, it does not fill ours for good."""

from datetime import datetime, timedelta

from federation import contacts, reports
from federation.tables import run

BODIES_KEPT = timedelta(days=14)
BODIES_OF_BOOKINGS_KEPT = timedelta(hours=24)
IDS_KEPT = timedelta(days=60)
REFUSALS_KEPT = timedelta(days=7)
EARLY_KEPT = timedelta(days=90)
PARKED_KEPT = timedelta(days=60)

BODIES = "UPDATE fed_received SET body = '' WHERE body <> '' AND state <> 'received' AND received_at < {}"
BODIES_OF_BOOKINGS = """
UPDATE fed_received SET body = '' WHERE body <> '' AND state IN ('processed', 'ignored')
  AND type = any({}::text[]) AND due_at < {}
"""
PARKED = "DELETE FROM {table} WHERE state = 'parked' AND due_at < {{}}"
# Those to joiners are forgotten with their session.
ACCEPTED = """
DELETE FROM fed_activity a WHERE a.type = 'Accept' AND a.created_at < {} AND starts_with(a.id, a.actor || '/activites/')
  AND NOT EXISTS (SELECT 1 FROM fed_delivery d WHERE d.activity = a.id)
"""


async def sweep(now: datetime) -> None:
    """Forget used signatures, bodies, old ids and refusals, early deletions of the unseen, what was given up long ago.

    So are the answers to follows: whoever follows and stops, again and again, would make us keep one each time.
    """
    await run("DELETE FROM fed_seen WHERE until < {}", now)
    await run(BODIES, now - BODIES_KEPT)
    await run(BODIES_OF_BOOKINGS, list(contacts.BOOKINGS), now - BODIES_OF_BOOKINGS_KEPT)
    await run("DELETE FROM fed_received WHERE state <> 'received' AND received_at < {}", now - IDS_KEPT)
    await run("DELETE FROM fed_refusal WHERE at < {}", now - REFUSALS_KEPT)
    await run("DELETE FROM fed_remote_event WHERE starts_at IS NULL AND tombstoned_at < {}", now - EARLY_KEPT)
    for table in ("fed_delivery", "fed_lookup"):
        await run(PARKED.format(table=table), now - PARKED_KEPT)
    await run(ACCEPTED, now - IDS_KEPT)
    await reports.sweep(now)
