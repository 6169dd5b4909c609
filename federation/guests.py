"""Guests: the pseudonymous actor of one booking of ours at another server, its Join and its Leave (FEP-8a8e)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from federation import actors, keyring, owing, peers
from federation.node import Node
from federation.tables import Guest, LocalActor, run
from federation.wire import Document, activity
from federation.wire.context import ACTOR_CONTEXT, CONTACT_CONTEXT
from federation.wire.decode import decode, encode

LASTS = timedelta(days=7)
PATH = "/ap/r/"
NAME = "Usager·ère d'une bibliothèque partenaire"


@dataclass(frozen=True)
class Wish:
    """Who wants a seat in what: ids of the guest, of the event and of the event's owner; when the event is over."""

    guest: str
    event: str
    owner: str
    ends_at: datetime


async def join(node: Node, wish: Wish, *, name: str, now: datetime) -> bool:
    """Make the guest and owe its Join to the event's owner, in the caller's transaction; again: say it once more.

    `name` is a first name that the person chose to give, or empty. Said again it has an id of its own, because an
    activity whose id was heard is not treated a second time. False when the owner is not known: then nothing is done.
    """
    owner = await actors.known(wish.owner)
    if owner is None:
        return False
    row = Guest(id=wish.guest, name=name, host=owner.host, gone_at=wish.ends_at + LASTS, created_at=now)
    await Guest.insert(row).on_conflict(target=Guest.id, action="DO NOTHING")
    said = activity.join(id=await _next_id(wish.guest, "Join"), actor=wish.guest, event=wish.event, to=wish.owner)
    await _owe(said, owner.inbox, wish.guest, now)
    return True


async def leave(node: Node, wish: Wish, *, now: datetime) -> bool:
    """Owe the guest's Leave, behind its Join if that is still on its way; False when there is nobody to tell."""
    owner = await actors.known(wish.owner)
    if owner is None or not await Guest.exists().where(Guest.id == wish.guest):
        return False
    said = activity.leave(id=await _next_id(wish.guest, "Leave"), actor=wish.guest, event=wish.event, to=wish.owner)
    await _owe(said, owner.inbox, wish.guest, now)
    return True


async def lasts_until(guest: str, ends_at: datetime) -> None:
    """Keep a guest for the new end of its event."""
    await Guest.update({Guest.gone_at: ends_at + LASTS}).where(Guest.id == guest)


async def sweep(now: datetime) -> None:
    """Erase what is left of the guests that are gone: their names, what they said, what was still owed."""
    gone = "SELECT id FROM fed_guest WHERE gone_at <= {}"
    await run("UPDATE fed_guest SET name = '' WHERE gone_at <= {} AND name <> ''", now)
    await run(f"DELETE FROM fed_delivery WHERE thing IN ({gone})", now)  # noqa: S608 (a constant)
    await run(f"DELETE FROM fed_activity WHERE thing IN ({gone})", now)  # noqa: S608 (a constant)


def guest_of(node: Node, said: str) -> str:
    """Return the guest of ours that said the activity with this id, or an empty text."""
    guest, _, what = said.rpartition("/")
    ours = guest.startswith(f"{node.url}{PATH}") and what.partition("-")[0] in ("join", "leave")
    return guest if ours else ""


async def with_contact(node: Node, said: str, inbox: str) -> str:
    """Return a Join as it is sent: with the contact that the person agreed to give, if there is one.

    It is added to what goes over TLS and to nothing that is kept: whoever holds it says it again for each try.
    """
    document = decode(said.encode())
    contact = await node.contact_of(document["actor"]) if node.contact_of else None
    if not contact or not (inbox.startswith("https://") or node.url.startswith("http://")):
        return said
    return encode({**document, "@context": CONTACT_CONTEXT, "contact": dict(contact)}).decode()


async def document(node: Node, row: Mapping[str, Any], *, named: bool) -> Document:
    """Return a guest as it is served: whoever knows its address may read its key; `named` ones read its name too."""
    held = await LocalActor.select(LocalActor.public_pem).where(LocalActor.id == node.actor).first()
    id, shared = row["id"], f"{node.url}/ap/inbox"
    key = {"id": keyring.key_id(id), "owner": id, "publicKeyPem": held["public_pem"] if held else ""}
    return {
        "@context": ACTOR_CONTEXT,
        "id": id,
        "type": "Person",
        "preferredUsername": id.rpartition("/")[2],
        "name": row["name"] if named and row["name"] else NAME,
        "inbox": shared,
        "manuallyApprovesFollowers": True,
        "discoverable": False,
        "indexable": False,
        "endpoints": {"sharedInbox": shared},
        "publicKey": key,
    }


async def _owe(said: Document, inbox: str, guest: str, now: datetime) -> None:
    await owing.owe(said, [inbox], thing=guest, public=False, now=now, lane=owing.BOOKINGS)
    await peers.owe_description(inbox, now=now)


async def _next_id(guest: str, kind: str) -> str:
    rows = await run("SELECT count(*) AS said FROM fed_activity WHERE thing = {} AND type = {}", guest, kind)
    said = rows[0]["said"]
    return f"{guest}/{kind.lower()}" + (f"-{said + 1}" if said else "")
