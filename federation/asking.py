"""Who asks: signed GETs (authorised fetch). Public documents are everybody's, but a blocked host is told no."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from litestar import Request, Response

from federation import actors, client, peers, refusals, signatures
from federation.actors import Known
from federation.node import Node
from federation.senders import ASKED_LATELY, Ask, Turned, key_of, owner_of, sender_of
from federation.serving import problem
from federation.signatures import BadSignature, Claim, Unsigned
from federation.signatures import Request as Signed

# After too many requests, and where the sender's own server does not answer us and is not asked again for a while.
RETRY_AFTER_SECONDS = {429: 60, 503: int(ASKED_LATELY.total_seconds())}

Asked = Request[Any, Any, Any]
Clock = Callable[[], datetime]
Gate = Callable[[Asked], Awaitable[Response[bytes] | None]]


def as_signed(node: Node, request: Asked, body: bytes = b"") -> Signed:
    """Return a request with its public address, as its sender signed it."""
    lines = [(name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in request.scope["headers"]]
    target = request.scope["raw_path"].decode("latin-1").partition("?")[0]
    query = request.scope["query_string"].decode("latin-1")
    return Signed(request.method, f"{node.url}{target}" + (f"?{query}" if query else ""), lines, body)


async def asker_of(node: Node, request: Asked, *, now: datetime, ask: Ask | None = None) -> Known | None:
    """Return the actor who signed this GET, or None when it is unsigned.

    Raises BadSignature: 401, 403 for a blocked host or somebody else's key, 429 and 503 as at the inbox. `ask` is
    called before a stranger's word makes us ask another server. Must not run in a transaction.
    """
    claims: list[Claim] = []
    try:
        signed = as_signed(node, request)
        claims = signatures.claims(signed, host=node.host, now=now)
        await _refuse_blocked(claims)
        if any(client.is_ours(node, claim.key_id) for claim in claims):
            raise BadSignature("ours")
        owner = await owner_of(node, claims[0].key_id, now=now, ask=ask)
        held = await actors.known(owner)
        sender, _ = await sender_of(node, signed, claims, owner, held, now=now, ask=ask)
    except Unsigned:
        return None
    except BadSignature as fault:
        await _note(fault, key_of(claims), now)
        raise
    return sender


def blocked_out(node: Node, clock: Clock) -> Gate:
    """Return what turns a blocked host away from a public document: 403, or None for everybody else.

    Who only reads what all may read is believed unverified: a lie here can but do the liar harm, and no key is fetched.
    """

    async def gate(request: Asked) -> Response[bytes] | None:
        try:
            await _refuse_blocked(signatures.claims(as_signed(node, request), host=node.host, now=clock()))
        except BadSignature as fault:
            return refused(fault) if fault.status == 403 else None
        return None

    return gate


def refused(fault: BadSignature) -> Response[bytes]:
    """Return a refusal as problem details."""
    wait = RETRY_AFTER_SECONDS.get(fault.status)
    return problem(fault.status, fault.reason, {"retry-after": str(wait)} if wait else {})


async def _refuse_blocked(claims: list[Claim]) -> None:
    for claim in claims:
        if await peers.is_blocked(peers.host_of(claim.key_id)):
            raise BadSignature("blocked", 403)


async def _note(fault: BadSignature, key_id: str, now: datetime) -> None:
    host = peers.host_of(key_id) if key_id else ""
    actor = fault.actor if isinstance(fault, Turned) else key_id.partition("#")[0]
    await refusals.note(fault, status=fault.status, host=host, key_id=key_id, actor=actor, now=now)
