"""Our actors' keys: made once, sealed in their table, opened to sign."""

from dataclasses import dataclass

from federation.node import Node
from federation.signatures import keys
from federation.signatures.keys import PrivateKey
from federation.tables import Guest, LocalActor


@dataclass(frozen=True)
class Signer:
    """A key of ours and the id under which its actor publishes it."""

    key_id: str
    key: PrivateKey


def key_id(actor: str) -> str:
    """Return the id of the key of one of our actors."""
    return f"{actor}#main-key"


async def signer(node: Node, actor: str) -> Signer | None:
    """Return what signs for `actor`, or None when it is not one of ours.

    A guest has no key of its own: the instance's is published under its name.
    """
    row = await LocalActor.select(LocalActor.private_key).where(LocalActor.id == actor).first()
    if row is None and await Guest.exists().where(Guest.id == actor):
        row = await LocalActor.select(LocalActor.private_key).where(LocalActor.id == node.actor).first()
    return Signer(key_id(actor), keys.unseal(row["private_key"], node.secret)) if row else None
