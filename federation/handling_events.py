"""Events and actors that are created, changed and deleted by their owners."""

from datetime import datetime
from typing import Any

from federation import client, follows, lookups, mirror, rules
from federation.heard import PROCESSED, Heard, Outcome, ignored
from federation.mirror import Kept
from federation.node import Node
from federation.tables import Follower, Following, RemoteActor
from federation.wire import Document
from federation.wire import event as event_shape
from federation.wire.actor import TYPES
from federation.wire.origin import same_origin
from federation.wire.values import moment

UNSPONSORED = "from nobody that we follow"


async def look_up(heard: Heard, id: str, now: datetime) -> Outcome:
    """Owe the reading of an event at its origin, when somebody that we follow names it."""
    sponsor = await follows.sponsor_of(heard.sender)
    if not sponsor:
        return ignored(UNSPONSORED)
    await lookups.owe("event", id, sponsor=sponsor, now=now)
    return PROCESSED


async def create(node: Node, heard: Heard, now: datetime) -> Outcome:
    """Create and Update: an event goes to the mirror, an actor is read again at its own address."""
    said = heard.activity
    if not said.object_id:
        return ignored("the object has no address")
    if client.is_ours(node, said.object_id):
        return ignored("an object of ours")
    if said.object_type in TYPES:
        return await _actor(heard, now)
    if isinstance(said.object, str):
        return await look_up(heard, said.object, now)
    if said.object_type != "Event":
        return ignored(f"a {said.object_type or 'thing'} is no event"[:100])
    return await _event(node, heard, said.object, now)


async def invite(node: Node, heard: Heard, now: datetime) -> Outcome:
    """Hubzilla and Friendica publish an event by inviting to it: the same as a Create, and nothing else is."""
    if heard.activity.object_type != "Event":
        return ignored("an invitation to no event")
    return await create(node, heard, now)


async def _event(node: Node, heard: Heard, document: Document, now: datetime) -> Outcome:
    id = heard.activity.object_id
    named = event_shape.owners(document)
    if not named or not same_origin(id, *named):
        return ignored("the owner is not of the event's server")
    sponsor = await follows.sponsor_of(heard.sender)
    if not sponsor:
        return ignored(UNSPONSORED)
    if not rules.may_act(heard.sender.id, document):
        # A person may speak for a group of the same server: only the server can tell. Never take the quoted copy.
        return await look_up(heard, id, now)
    outcome = await mirror.keep(node, document, sponsor=sponsor, fresh=False, now=now)
    if outcome.kept is Kept.DOUBT:
        return await look_up(heard, id, now)
    if outcome.kept in (Kept.CHANGED, Kept.SAME):
        return PROCESSED
    return ignored(outcome.reason or outcome.kept)


async def _actor(heard: Heard, now: datetime) -> Outcome:
    if heard.activity.object_id != heard.sender.id:
        return ignored("somebody else's profile")
    await lookups.owe("actor", heard.sender.id, sponsor="", now=now)
    return PROCESSED


async def delete(node: Node, heard: Heard, now: datetime) -> Outcome:
    """The end of an event, remembered even when it comes before the event; or of the sender itself."""
    id = heard.activity.object_id
    if not id or client.is_ours(node, id):
        return ignored("an object of ours" if id else "no address")
    if id == heard.sender.id:
        await forget_actor(id, now=now)
        return PROCESSED
    if not same_origin(id, heard.sender.id):
        return ignored("an object of another server")
    owner = await mirror.owner_of(id)
    if owner and owner != heard.sender.id:
        return await look_up(heard, id, now)
    if not owner and not await follows.sponsor_of(heard.sender):
        return ignored(UNSPONSORED)
    deleted = _deleted_at(heard.activity.object, now)
    if await mirror.bury(node, id, owner=heard.sender.id, deleted=deleted, now=now):
        return PROCESSED
    return await look_up(heard, id, now)


async def forget_actor(id: str, *, now: datetime) -> None:
    """Drop an actor that is gone, its follows both ways, and show its events no more."""
    await Follower.delete().where(Follower.actor == id)
    await Following.delete().where(Following.actor == id)
    await RemoteActor.delete().where(RemoteActor.id == id)
    await mirror.forget_owner(id, now=now)


def _deleted_at(stone: Document | str, now: datetime) -> datetime:
    said: Any = stone if isinstance(stone, dict) else {}
    when = moment(said.get("deleted")) or moment(said.get("updated"))
    # A time to come would keep every later version hidden.
    return min(when, now) if when else now
