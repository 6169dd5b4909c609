"""The inbox: who really sent a request is settled first, then it is stored and answered; a tick treats it later."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from federation import client, contacts, forwarding, peers, reports, signatures
from federation.actors import Missing
from federation.handling_events import forget_actor
from federation.heard import Handler, Outcome
from federation.node import Node
from federation.processing import process
from federation.senders import Ask, Turned, key_of
from federation.signatures import BadSignature, Claim, Request
from federation.signatures.received import WINDOW
from federation.tables import Refusal, run, transaction, wake
from federation.wire import Activity, Malformed, activity
from federation.wire.origin import same_origin

__all__ = ["Handler", "Outcome", "Receipt", "process_due", "receive", "sweep"]

MINUTE = timedelta(minutes=1)
MOST_A_MINUTE = 300
BODIES_KEPT = timedelta(days=14)
BODIES_OF_BOOKINGS_KEPT = timedelta(hours=24)
REPEATED = timedelta(seconds=5)
IDS_KEPT = timedelta(days=60)
REFUSALS_KEPT = timedelta(days=7)
EARLY_KEPT = timedelta(days=90)
NOT_APPROVED = "not_approved"


@dataclass(frozen=True)
class Receipt:
    """The HTTP status to answer (202, or 400, 401, 403, 413, 415, 429) and one reason for it."""

    status: int
    reason: str


# A Join asked once more in the same words is answered once more: its answer may have been lost.
STORE = """
INSERT INTO fed_received AS held
  (activity, body_hash, type, actor, host, body, sealed, received_at, due_at, state, reason, attempts)
VALUES ({}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, 0)
ON CONFLICT (activity, body_hash) DO UPDATE SET body = EXCLUDED.body, sealed = EXCLUDED.sealed,
  received_at = EXCLUDED.received_at, due_at = EXCLUDED.due_at, state = EXCLUDED.state, reason = '', attempts = 0
  WHERE held.type = 'Join' AND held.state <> 'received' AND held.due_at < {} RETURNING id
"""


async def receive(node: Node, request: Request, now: datetime, *, ask: Ask | None = None) -> Receipt:
    """Judge a request (limits, signature, owner of the key, moderation), store its activity and say what to answer.

    Follows federation.md §8: a refusal changes nothing but the refusal log. Must not run in a transaction. `ask` is
    called before the request makes us ask another server; what it raises is passed on.
    """
    claims: list[Claim] = []
    said: Activity | None = None
    try:
        claims = signatures.claims(request, host=node.host, now=now)
        said = activity.read(request.body)
        await _admit(node, claims, said, now)
        sent = await forwarding.sent_by(node, request, claims, said, now=now, ask=ask)
    except BadSignature as fault:
        return await _refuse(fault, claims, said, now)
    except Malformed as fault:
        return await _refuse(BadSignature(f"malformed:{fault.reason}", 400), claims, said, now)
    receipt = await _store(node, said, request.body, sent.sender.host, sent.claim, now)
    await peers.heard_from(sent.carrier.host, skew=sent.claim.signed_at - now, now=now)
    return receipt


async def process_due(node: Node, handlers: Mapping[str, Handler], *, now: datetime, limit: int = 100) -> int:
    """Treat what was received, oldest first; return how many items were tried. `handlers` add to what is built in.

    Each item has a transaction of its own; one that fails is tried again later and parked after five tries.
    """
    tried = 0
    while tried < limit and await process(node, handlers, now):
        tried += 1
    return tried


async def sweep(now: datetime) -> None:
    """Forget what has had its time: used signatures, bodies, old ids and refusals, early deletions of the unseen."""
    await run("DELETE FROM fed_seen WHERE until < {}", now)
    await run(
        "UPDATE fed_received SET body = '' WHERE body <> '' AND state <> 'received' AND received_at < {}",
        now - BODIES_KEPT,
    )
    await run(
        "UPDATE fed_received SET body = '' WHERE body <> '' AND state IN ('processed', 'ignored')"
        " AND type = any({}::text[]) AND due_at < {}",
        list(contacts.BOOKINGS),
        now - BODIES_OF_BOOKINGS_KEPT,
    )
    await run("DELETE FROM fed_received WHERE state IN ('processed', 'ignored') AND received_at < {}", now - IDS_KEPT)
    await run("DELETE FROM fed_refusal WHERE at < {}", now - REFUSALS_KEPT)
    unseen = "DELETE FROM fed_remote_event WHERE starts_at IS NULL AND tombstoned_at < {}"
    await run(unseen, now - EARLY_KEPT)
    await reports.sweep(now)


async def _admit(node: Node, claims: list[Claim], said: Activity, now: datetime) -> None:
    """Raise BadSignature for what can be refused before any key is looked for, so without any request of ours."""
    if client.is_ours(node, said.actor):
        raise BadSignature("ours")
    if not any(same_origin(claim.key_id, said.actor) for claim in claims) and not forwarding.is_proven(said):
        raise BadSignature("owner", 403)
    if not same_origin(said.id, said.actor):
        raise BadSignature("id", 403)
    host = peers.host_of(said.actor)
    for named in {host, *(peers.host_of(claim.key_id) for claim in claims)}:
        if await peers.is_blocked(named):
            raise BadSignature("blocked", 403)
        if node.allow_list and not await peers.is_let_in(named):
            raise BadSignature(NOT_APPROVED, 403)
    sql = "SELECT count(*) AS n FROM fed_received WHERE host = {} AND received_at > {}"
    if (await run(sql, host, now - MINUTE))[0]["n"] >= MOST_A_MINUTE:
        raise BadSignature("rate", 429)


async def _refuse(fault: BadSignature, claims: list[Claim], said: Activity | None, now: datetime) -> Receipt:
    status, reason = fault.status, fault.reason
    if status == 429:
        return Receipt(status, reason)  # a line for each would be a flood of its own
    about = fault.actor if isinstance(fault, Turned) else said.actor if said else ""
    missing = fault.missing if isinstance(fault, Turned) and said and about == said.actor else None
    if said and missing in (Missing.GONE, Missing.NOT_FOUND) and said.type == "Delete" and said.object_id == said.actor:
        # Nobody can verify the last word of an actor that is gone; its own server just said that it is.
        status = 202
        if missing is Missing.GONE:
            async with transaction():
                await forget_actor(said.actor, now=now)
    key_id = key_of(claims)
    host = peers.host_of(about or key_id) if about or key_id else ""
    await Refusal(at=now, host=host, key_id=key_id, actor=about, status=status, reason=reason).save()
    return Receipt(status, reason)


async def _store(node: Node, said: Activity, body: bytes, host: str, claim: Claim, now: datetime) -> Receipt:
    digest = hashlib.sha256(body).hexdigest()
    async with transaction():
        seen = "INSERT INTO fed_seen (hash, until) VALUES ({}, {}) ON CONFLICT (hash) DO NOTHING RETURNING hash"
        if not await run(seen, claim.fingerprint, now + 2 * WINDOW):
            return Receipt(202, "heard already")
        state, reason = "received", ""
        others = "SELECT 1 FROM fed_received WHERE actor = {} AND activity = {} AND body_hash <> {}"
        # The first body under an id counts. But for Mobilizon, whose Create and Updates share one id, like its Join and
        # Leave: of these the sender and the event decide, not the id.
        if said.type not in ("Update", "Join", "Leave") and await run(others, said.actor, said.id, digest):
            state, reason = "ignored", "another body under the same id"
        who = (said.type[:40], said.actor, host)
        kept = contacts.taken_out(node, said, body)
        new = await run(STORE, said.id, digest, *who, *kept, now, now, state, reason, now - REPEATED)
        if new and state == "received":
            await wake("inbox")
        return Receipt(202, reason if new else "heard already")
