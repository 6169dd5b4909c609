"""Keeping activities whose senders are known for certain: what comes at the same time shares one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from federation.health import revive
from federation.signatures.received import WINDOW
from federation.tables import run, transaction, wake
from federation.together import Together

REPEATED = timedelta(seconds=5)
# The first body under an id counts. But for Mobilizon, whose Create and Updates share one id, like its Join and Leave:
# of these the sender and the event decide, not the id.
MANY_BODIES = frozenset({"Update", "Join", "Leave"})
AGAIN, ANOTHER = "heard already", "another body under the same id"

SEEN = """
INSERT INTO fed_seen (hash, until) SELECT * FROM unnest({}::text[], {}::timestamptz[])
ON CONFLICT (hash) DO NOTHING RETURNING hash
"""
OTHERS = """
SELECT DISTINCT n.activity, n.digest
FROM unnest({}::text[], {}::text[], {}::text[]) AS n(actor, activity, digest)
JOIN fed_received r ON r.actor = n.actor AND r.activity = n.activity AND r.body_hash <> n.digest
"""
# A Join asked once more in the same words is answered once more: its answer may have been lost.
STORE = """
INSERT INTO fed_received AS held
  (activity, body_hash, type, actor, host, body, sealed, state, reason, received_at, due_at, attempts)
SELECT n.activity, n.digest, n.type, n.actor, n.host, n.body, n.sealed, n.state, n.reason, n.at, n.at, 0
FROM unnest({}::text[], {}::text[], {}::text[], {}::text[], {}::text[], {}::text[], {}::text[], {}::text[], {}::text[],
  {}::timestamptz[]) AS n(activity, digest, type, actor, host, body, sealed, state, reason, at)
ON CONFLICT (activity, body_hash) DO UPDATE SET body = EXCLUDED.body, sealed = EXCLUDED.sealed,
  received_at = EXCLUDED.received_at, due_at = EXCLUDED.due_at, state = EXCLUDED.state, reason = '', attempts = 0
  WHERE held.type = 'Join' AND held.state <> 'received' AND held.due_at < EXCLUDED.due_at - {}::interval
RETURNING activity, body_hash, state
"""
HEARD = """
INSERT INTO fed_peer (host, heard_at, skew_seconds) SELECT * FROM unnest({}::text[], {}::timestamptz[], {}::int[])
ON CONFLICT (host) DO UPDATE SET heard_at = EXCLUDED.heard_at, skew_seconds = EXCLUDED.skew_seconds
RETURNING host, (opens_again_at IS NOT NULL OR dead_at IS NOT NULL) AS down
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
    skew: timedelta
    at: datetime

    @property
    def key(self) -> tuple[str, str]:
        """What makes it the same as another one: its id and its body."""
        return self.activity, self.digest


async def store(items: Sequence[Verified]) -> list[str]:
    """Keep what was not heard before, in one transaction; return for each why it will not be treated, or nothing."""
    async with transaction():
        fresh = await _fresh(items)
        reasons = await _reasons(fresh)
        kept = await _keep(fresh, reasons)
        await _hear(items)
        if "" in kept.values():
            await wake("inbox")
    first = {id(item) for item in fresh}
    return [kept.get(item.key, AGAIN) if id(item) in first else AGAIN for item in items]


together = Together(store)


async def _fresh(items: Sequence[Verified]) -> list[Verified]:
    """Return the first of each signature and of each activity, of those signatures that nobody has used."""
    unused = {item.fingerprint: item for item in reversed(items)}
    hashes = sorted(unused)
    until = [unused[fingerprint].at + 2 * WINDOW for fingerprint in hashes]
    new = {row["hash"] for row in await run(SEEN, hashes, until)}
    once = {item.key: item for item in reversed(items) if item.fingerprint in new and item is unused[item.fingerprint]}
    return [item for item in items if once.get(item.key) is item]


async def _reasons(fresh: list[Verified]) -> dict[tuple[str, str], str]:
    """Return for each activity nothing, or why it is kept and not treated: its id was used for another one."""
    single = [item for item in fresh if item.type not in MANY_BODIES]
    parts = [[item.actor for item in single], [item.activity for item in single], [item.digest for item in single]]
    rows = await run(OTHERS, *parts) if single else []
    taken = {(row["activity"], row["digest"]) for row in rows}
    first: dict[tuple[str, str], Verified] = {}
    reasons = {}
    for item in fresh:
        known = first.setdefault((item.actor, item.activity), item)
        other = item.type not in MANY_BODIES and (item.key in taken or known is not item)
        reasons[item.key] = ANOTHER if other else ""
    return reasons


async def _keep(fresh: list[Verified], reasons: dict[tuple[str, str], str]) -> dict[tuple[str, str], str]:
    if not fresh:
        return {}
    names = ("activity", "digest", "type", "actor", "host", "body", "sealed")
    parts = [[getattr(item, name) for item in fresh] for name in names]
    states = ["ignored" if reasons[item.key] else "received" for item in fresh]
    why, times = [reasons[item.key] for item in fresh], [item.at for item in fresh]
    rows = await run(STORE, *parts, states, why, times, REPEATED)
    return {(row["activity"], row["body_hash"]): reasons[row["activity"], row["body_hash"]] for row in rows}


async def _hear(items: Sequence[Verified]) -> None:
    """Note that the hosts are alive, so what waits for them need not wait longer."""
    last = {item.carrier: item for item in items}
    hosts = sorted(last)
    skews = [int(last[host].skew.total_seconds()) for host in hosts]
    for row in await run(HEARD, hosts, [last[host].at for host in hosts], skews):
        if row["down"]:
            await revive(row["host"], now=last[row["host"]].at)
