"""The inbox: who really sent a request is settled first, then it is stored and answered; a tick treats it later."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from federation import admission, client, contacts, forwarding, peers, refusals, signatures, storing
from federation.actors import Known, Missing
from federation.admission import Speaker
from federation.forwarding import Sent
from federation.handling_events import forget_actor
from federation.heard import Handler, Outcome
from federation.node import Node
from federation.processing import process
from federation.senders import Ask, Turned, key_of
from federation.signatures import BadSignature, Claim, Request
from federation.storing import Verified
from federation.tables import transaction
from federation.wire import Activity, Malformed, activity
from federation.wire.origin import same_origin

__all__ = ["Handler", "Outcome", "Receipt", "process_due", "receive"]

NOT_APPROVED = "not_approved"


@dataclass(frozen=True)
class Receipt:
    """The HTTP status to answer (202, or 400, 401, 403, 413, 415, 429, 503) and one reason for it."""

    status: int
    reason: str


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
        held = await _admit(node, claims, said, now)
        sent = await forwarding.sent_by(node, request, claims, said, held, now=now, ask=ask)
    except BadSignature as fault:
        return await _refuse(fault, claims, said, now)
    except Malformed as fault:
        return await _refuse(BadSignature(f"malformed:{fault.reason}", 400), claims, said, now)
    return Receipt(202, await storing.together.do(_verified(node, said, request.body, sent, now)))


async def process_due(node: Node, handlers: Mapping[str, Handler], *, now: datetime, limit: int = 100) -> int:
    """Treat what was received, oldest first; return how many items were tried. `handlers` add to what is built in.

    Each item has a transaction of its own; one that fails is tried again later and parked after five tries.
    """
    tried = 0
    while tried < limit and await process(node, handlers, now):
        tried += 1
    return tried


async def _admit(node: Node, claims: list[Claim], said: Activity, now: datetime) -> Known | None:
    """Return the author, if known; raise BadSignature for what can be refused before any key is looked for.

    That takes no request of ours.
    """
    if client.is_ours(node, said.actor):
        raise BadSignature("ours")
    if not any(same_origin(claim.key_id, said.actor) for claim in claims) and not forwarding.is_proven(said):
        raise BadSignature("owner", 403)
    if not same_origin(said.id, said.actor):
        raise BadSignature("id", 403)
    named = frozenset(peers.host_of(address) for address in (said.actor, *(claim.key_id for claim in claims)))
    standing = await admission.together.do(Speaker(said.actor, named, now))
    if standing.blocked:
        raise BadSignature("blocked", 403)
    if node.allow_list and not all([await peers.is_let_in(name) for name in named]):
        raise BadSignature(NOT_APPROVED, 403)
    if standing.busy:
        raise BadSignature("rate", 429)
    return standing.actor


async def _refuse(fault: BadSignature, claims: list[Claim], said: Activity | None, now: datetime) -> Receipt:
    status, reason = fault.status, fault.reason
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
    await refusals.note(fault, status=status, host=host, key_id=key_id, actor=about, now=now)
    return Receipt(status, reason)


def _verified(node: Node, said: Activity, body: bytes, sent: Sent, now: datetime) -> Verified:
    kept, sealed = contacts.taken_out(node, said, body)
    return Verified(
        activity=said.id,
        # Of what is kept: a telephone number would be found again by its digest.
        digest=hashlib.sha256(kept.encode()).hexdigest(),
        type=said.type[:40],
        actor=said.actor,
        host=sent.sender.host,
        carrier=sent.carrier.host,
        body=kept,
        sealed=sealed,
        fingerprint=sent.claim.fingerprint,
        skew=sent.claim.signed_at - now,
        at=now,
    )
