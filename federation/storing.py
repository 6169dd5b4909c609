"""Keeping activities whose senders are known for certain: what comes at the same time shares one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from federation.health import revive
from federation.signatures.received import WINDOW
from federation.tables import WORK, run, transaction
from federation.together import Together

REPEATED = timedelta(seconds=5)
# The first body under an id counts. But for Mobilizon, whose Create and Updates share one id, like its Join and Leave:
# of these the sender and the event decide, not the id.
MANY_BODIES = ["Update", "Join", "Leave"]
AGAIN, ANOTHER = "heard already", "another body under the same id"
TEXTS = ("activity", "digest", "type", "actor", "host", "carrier", "body", "sealed", "fingerprint")

# Of each signature that nobody has used, and of each activity, the first is kept; the workers are told at commit.
# A Join asked once more in the same words is answered once more: its answer may have been lost.
STORE = """
WITH said AS (
  SELECT * FROM unnest({}::text[], {}::text[], {}::text[], {}::text[], {}::text[], {}::text[], {}::text[], {}::text[],
    {}::text[], {}::timestamptz[], {}::int[])
  WITH ORDINALITY AS n(activity, digest, type, actor, host, carrier, body, sealed, hash, at, skew, place)
), signed AS (
  SELECT DISTINCT ON (hash) * FROM said ORDER BY hash, place
), unused AS (
  INSERT INTO fed_seen (hash, until) SELECT hash, at + {}::interval FROM signed
  ON CONFLICT (hash) DO NOTHING RETURNING hash
), once AS (
  SELECT DISTINCT ON (activity, digest) signed.* FROM signed JOIN unused USING (hash) ORDER BY activity, digest, place
), fresh AS (
  SELECT n.*, type <> ALL({}::text[]) AND (row_number() OVER (PARTITION BY actor, activity ORDER BY place) > 1
    OR EXISTS (SELECT 1 FROM fed_received r
      WHERE r.actor = n.actor AND r.activity = n.activity AND r.body_hash <> n.digest)) AS other
  FROM once n
), kept AS (
  INSERT INTO fed_received AS held
    (activity, body_hash, type, actor, host, body, sealed, state, reason, received_at, due_at, attempts)
  SELECT activity, digest, type, actor, host, body, sealed, CASE WHEN other THEN 'ignored' ELSE 'received' END,
    CASE WHEN other THEN {} ELSE '' END, at, at, 0 FROM fresh ORDER BY place
  ON CONFLICT (activity, body_hash) DO UPDATE SET body = EXCLUDED.body, sealed = EXCLUDED.sealed,
    received_at = EXCLUDED.received_at, due_at = EXCLUDED.due_at, state = EXCLUDED.state, reason = '', attempts = 0
    WHERE held.type = 'Join' AND held.state <> 'received' AND held.due_at < EXCLUDED.due_at - {}::interval
  RETURNING activity, body_hash, reason, CASE WHEN state = 'received' THEN pg_notify({}, 'inbox')::text END AS bell
), heard AS (
  INSERT INTO fed_peer (host, heard_at, skew_seconds)
  SELECT DISTINCT ON (carrier) carrier, at, skew FROM said ORDER BY carrier, place DESC
  ON CONFLICT (host) DO UPDATE SET heard_at = EXCLUDED.heard_at, skew_seconds = EXCLUDED.skew_seconds
  RETURNING host, opens_again_at IS NOT NULL OR dead_at IS NOT NULL AS down
)
SELECT place - 1 AS place, kept.reason, NULL AS down
FROM kept JOIN fresh ON fresh.activity = kept.activity AND fresh.digest = kept.body_hash
UNION ALL SELECT NULL, NULL, host FROM heard WHERE down
"""


@dataclass(frozen=True)
class Verified:
    """An activity as it is to be kept: `host` is its author's, `carrier` that which signed the request."""

    activity: str
    digest: str
    type: str
    actor: str
    host: str
    carrier: str
    body: str
    sealed: str
    fingerprint: str
    at: datetime
    skew: timedelta


async def store(items: Sequence[Verified]) -> list[str]:
    """Keep what was not heard before, all or nothing; return for each why it will not be treated, or nothing.

    What waits for the hosts, which are alive, need not wait longer. Should that fail, what was kept stays kept: said
    again, it was heard already.
    """
    parts = [[getattr(item, name) for item in items] for name in TEXTS]
    times, skews = [item.at for item in items], [int(item.skew.total_seconds()) for item in items]
    rows = await run(STORE, *parts, times, skews, 2 * WINDOW, MANY_BODIES, ANOTHER, REPEATED, WORK)
    if down := {row["down"] for row in rows if row["down"]}:
        last = {item.carrier: item.at for item in items}
        async with transaction():
            for host in sorted(down):
                await revive(host, now=last[host])
    reasons = {row["place"]: row["reason"] for row in rows}
    return [reasons.get(place, AGAIN) for place in range(len(items))]


together = Together(store)
