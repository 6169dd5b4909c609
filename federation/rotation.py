"""Changing an actor's keys: the new ones are published at once, and the followers told so under the old one."""

from datetime import datetime
from typing import Any

from federation import keyring, profiles
from federation.node import Node
from federation.tables import LocalActor, run, transaction

HELD = "SELECT private_key, key_id FROM fed_local_actor WHERE id = {} FOR UPDATE"


async def rotate(node: Node, actor: str, keys: dict[str, str], *, now: datetime) -> int:
    """Give one of our actors new keys (`keyring.make`), in the caller's transaction; return which they are, from 2.

    Returns 0 when the actor is none of ours.

    The old private key signs what tells of the change, and serves for 48 hours where the new one is refused, for it may
    take others a while to read the actor again.
    """
    async with transaction():
        rows = await run(HELD, actor)
        if not rows:
            return 0
        old = rows[0]["key_id"] or keyring.key_id(actor)
        number = _number(old) + 1
        changed: dict[str, Any] = {**keys, "key_id": keyring.key_id(actor, number)}
        changed |= {"old_key": rows[0]["private_key"], "old_key_id": old, "old_until": now + keyring.OLD_KEPT}
        changed |= {"rotated_at": now, "updated_at": now}
        values: dict[Any, Any] = {getattr(LocalActor, name): value for name, value in changed.items()}
        await LocalActor.update(values).where(LocalActor.id == actor)
        await profiles.tell(node, actor, name=changed["key_id"].partition("#")[2], now=now, signer=old)
        return number


def _number(key_id: str) -> int:
    """Return which key this is: the first has no number."""
    name = key_id.partition("#")[2]
    return int(name.removeprefix("cle-")) if name.startswith("cle-") else 1
