"""Who said an activity and who brought it: its author, or somebody who passes on what its author has proven."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from federation import actors
from federation.actors import Known
from federation.node import Node
from federation.senders import Ask, believed, owner_of, sender_of
from federation.signatures import BadSignature, Claim, Request, proof
from federation.signatures.received import WINDOW
from federation.wire import Activity
from federation.wire.origin import same_origin

# Less than the time for which ids are remembered: an old activity does not come twice.
LONGEST_WAY = timedelta(days=30)


@dataclass(frozen=True)
class Sent:
    """Who says it, who brought it (the same, mostly), and what the request was signed with."""

    sender: Known
    carrier: Known
    claim: Claim


def is_proven(said: Activity) -> bool:
    """Tell whether an activity says that it has a proof by a key of its author's server; it may still be none."""
    return any(same_origin(method, said.actor) for method in proof.methods(said.raw))


async def sent_by(
    node: Node,
    request: Request,
    claims: Sequence[Claim],
    said: Activity,
    held: Known | None,
    *,
    now: datetime,
    ask: Ask | None = None,
) -> Sent:
    """Return who sent an activity; raises BadSignature (401, or 403 for what is not proven to be its author's).

    `held` is its author as last read, if ever. Who signs the request as the author needs no proof, and a bad one does
    not matter. Another one must sign it as itself, and the author have proven the activity with a Multikey of its own
    (FEP-8b32).
    """
    if any(same_origin(claim.key_id, said.actor) for claim in claims):
        try:
            sender, claim = await sender_of(node, request, claims, said.actor, held, now=now, ask=ask)
        except BadSignature as fault:
            if fault.reason != "owner" or not is_proven(said):
                raise
        else:
            return Sent(sender, sender, claim)
    carrier_id = await owner_of(node, claims[0].key_id, now=now, ask=ask)
    held = await actors.known(carrier_id)
    carrier, claim = await sender_of(node, request, claims, carrier_id, held, now=now, ask=ask)
    held = await actors.known(said.actor)
    author, _ = await believed(node, said.actor, held, lambda known: _prove(known, said, now), now=now, ask=ask)
    return Sent(author, carrier, claim)


def _prove(author: Known, said: Activity, now: datetime) -> datetime:
    try:
        proven_at = proof.verify(said.raw, author.multikeys, now=now)
    except BadSignature as fault:
        raise BadSignature(fault.reason, 403) from None
    if not now - LONGEST_WAY <= proven_at <= now + WINDOW:
        raise BadSignature("proof:time", 403)
    return proven_at
