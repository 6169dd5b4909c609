"""A contact that comes with a Join: taken out of the body as it arrives, kept sealed, opened for its handler alone."""

import json
from typing import Any

from federation import guests, peers
from federation.node import Node
from federation.sealing import SealBroken, seal, unseal
from federation.wire import Activity, Document
from federation.wire.context import AGT
from federation.wire.decode import encode

NAMES = frozenset({"contact", "agt:contact", f"{AGT}contact"})
FIELDS = ("name", "phone", "email")
LONGEST = 300
PURPOSE = "contacts 1"
# What is said of bookings, and what may quote it.
BOOKINGS = ("Join", "Leave", "Accept", "TentativeAccept", "Reject", "Ignore", "Undo")


def taken_out(node: Node, said: Activity, body: bytes) -> tuple[str, str]:
    """Return the body as it may be kept, without any contact, and the contact sealed, or an empty text.

    Only what a guest (an actor made for one booking) of another server sends with its own Join is worth keeping.
    """
    if said.type not in BOOKINGS:
        return body.decode(), ""
    bare = _without(said.raw)
    if bare == said.raw:
        return body.decode(), ""
    given = _read(said.raw) if said.type == "Join" and is_guest(said.actor) else {}
    sealed = seal(json.dumps(given).encode(), node.secret, PURPOSE) if given else ""
    return encode(bare).decode(), sealed


def opened(node: Node, sealed: str) -> dict[str, str]:
    """Return the contact (name, and phone or email), empty when there is none or another secret sealed it."""
    if not sealed:
        return {}
    try:
        found: dict[str, str] = json.loads(unseal(sealed, node.secret, PURPOSE))
    except SealBroken:
        return {}
    return found


def is_guest(actor: str) -> bool:
    """Tell whether an actor's address is one that an Agendathèque gives to the guest of one booking."""
    return actor.startswith(f"{peers.root_of(actor)}{guests.PATH}")


def _read(document: Document) -> dict[str, str]:
    given: Any = next((document[name] for name in document if name in NAMES), None)
    if not isinstance(given, dict):
        return {}
    return {name: given[name][:LONGEST] for name in FIELDS if isinstance(given.get(name), str) and given[name].strip()}


def _without(value: Any) -> Any:
    """Return JSON without any contact, however deep: an answer or an Undo may quote a Join whole."""
    if isinstance(value, dict):
        return {name: _without(inner) for name, inner in value.items() if name not in NAMES}
    return [_without(inner) for inner in value] if isinstance(value, list) else value
