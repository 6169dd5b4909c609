"""Our actors' keys: made, sealed in their table, opened to sign, changed; a key that was changed signs for 48 hours."""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from federation.node import Node
from federation.sealing import SealBroken
from federation.signatures import keys, multikey, proof
from federation.signatures.keys import PrivateKey
from federation.tables import Guest, LocalActor, run
from federation.wire import Document
from federation.wire.context import DATA_INTEGRITY

OLD_KEPT = timedelta(hours=48)
ERASE = "UPDATE fed_local_actor SET old_key = '' WHERE old_key <> '' AND (old_until IS NULL OR old_until <= {})"
UNEQUIPPED = "SELECT id FROM fed_local_actor WHERE ed25519_key = '' ORDER BY id"
EQUIP = "UPDATE fed_local_actor SET ed25519_key = {}, ed25519_multibase = {} WHERE id = {} AND ed25519_key = ''"


@dataclass(frozen=True)
class Signer:
    """A key of ours and the id under which it is published; `other`, until `until`, where this one is refused."""

    key_id: str
    key: PrivateKey
    other: "Signer | None" = None
    until: datetime | None = None

    def otherwise(self, now: datetime) -> "Signer | None":
        """Return the key to try where this one was refused, if there is one at this hour."""
        return self.other if self.until is None or now < self.until else None


def key_id(actor: str, number: int = 1) -> str:
    """Return the id of the first or a later key of one of our actors."""
    return f"{actor}#cle-{number}" if number > 1 else f"{actor}#main-key"


def multikey_id(key_id: str) -> str:
    """Return the id of the Ed25519 key that was made with the key `key_id`."""
    actor, _, name = key_id.partition("#")
    return f"{actor}#ed25519" if name == "main-key" else f"{actor}#{name}-ed25519"


async def make(node: Node) -> dict[str, str]:
    """Make a key of each kind; return the columns that hold them."""
    key = await asyncio.to_thread(keys.generate)
    return {"private_key": keys.seal(key, node.secret), "public_pem": keys.public_pem(key), **_ed25519(node)}


def _ed25519(node: Node) -> dict[str, str]:
    key = keys.generate_ed25519()
    return {"ed25519_key": keys.seal(key, node.secret), "ed25519_multibase": multikey.write(key.public_key())}


async def equip(node: Node) -> None:
    """Give an Ed25519 key to those of our actors that were made without."""
    for row in await run(UNEQUIPPED):
        await run(EQUIP, *_ed25519(node).values(), row["id"])


async def signer(node: Node, who: str) -> Signer | None:
    """Return what signs for `who`, one of our actors or one of its keys by its id; None when there is none.

    A guest has no key of its own: the instance's is published under its name.
    """
    actor = who.partition("#")[0]
    row = await _row(actor)
    if row is not None:
        return _signer(node, row, row["key_id"] or key_id(actor), row["old_key_id"], who)
    if not await Guest.exists().where(Guest.id == actor):
        return None
    row = await _row(node.actor)
    return _signer(node, row, key_id(actor), key_id(actor), actor) if row else None


async def _row(actor: str) -> dict[str, Any] | None:
    columns = [LocalActor.private_key, LocalActor.key_id, LocalActor.old_key, LocalActor.old_key_id]
    found: dict[str, Any] | None = (
        await LocalActor.select(*columns, LocalActor.old_until).where(LocalActor.id == actor).first()
    )
    return found


def _signer(node: Node, row: dict[str, Any], new_id: str, old_id: str, who: str) -> Signer:
    new = Signer(new_id, keys.unseal(row["private_key"], node.secret))
    if not row["old_key"]:
        return new
    old = Signer(old_id, keys.unseal(row["old_key"], node.secret))
    return replace(old, other=new) if who == old_id else replace(new, other=old, until=row["old_until"])


async def prove(node: Node, document: Document, *, now: datetime) -> Document:
    """Return an activity of one of our actors with its integrity proof (FEP-8b32), so that others may pass it on."""
    columns = (LocalActor.key_id, LocalActor.ed25519_key)
    row = await LocalActor.select(*columns).where(LocalActor.id == document["actor"]).first()
    if row is None or not row["ed25519_key"]:
        return document
    key = keys.unseal(row["ed25519_key"], node.secret)
    if not isinstance(key, Ed25519PrivateKey):
        raise SealBroken
    method = multikey_id(row["key_id"] or key_id(document["actor"]))
    named = document["@context"]
    context = named if isinstance(named, list) else [named]
    context = context if DATA_INTEGRITY in context else [*context, DATA_INTEGRITY]
    return proof.sign({**document, "@context": context}, key=key, method=method, now=now)


async def sweep(now: datetime) -> None:
    """Erase the private keys that were changed 48 hours ago: to be called hourly."""
    await run(ERASE, now)
