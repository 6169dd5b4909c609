"""What each kind of activity does; each handler runs in one transaction and asks nothing of the network."""

from collections.abc import Mapping
from datetime import datetime
from uuid import uuid4

from federation import actors, client, follows, handling_events, owing, peers, reports
from federation.heard import PROCESSED, Handler, Heard, Outcome, ignored
from federation.node import Node
from federation.tables import LocalActor, run
from federation.wire import Document, activity
from federation.wire.context import PUBLIC_NAMES
from federation.wire.values import reference

FOLLOWER = """
INSERT INTO fed_follower (actor, local_actor, type, host, inbox, shared_inbox, state, follow_id, since)
VALUES ({}, {}, {}, {}, {}, {}, 'accepted', {}, {})
ON CONFLICT (actor, local_actor) DO UPDATE SET type = EXCLUDED.type, inbox = EXCLUDED.inbox,
  shared_inbox = EXCLUDED.shared_inbox, follow_id = EXCLUDED.follow_id, state = 'accepted'
"""
EARLY = "undo:"


async def follow(node: Node, heard: Heard, now: datetime) -> Outcome:
    """Somebody follows one of ours: they are a follower now, and are told so, as often as they ask."""
    said, sender = heard.activity, heard.sender
    ours = said.object_id
    if ours in PUBLIC_NAMES:
        return ignored("a relay of the kind that passes everything on: we are none")
    if not await LocalActor.exists().where(LocalActor.id == ours):
        return ignored("not an actor of ours")
    undone = "SELECT 1 FROM fed_received WHERE actor = {} AND type = 'Undo' AND reason = {}"
    if await run(undone, sender.id, EARLY + said.id):
        return ignored("taken back before it came")
    parts = (sender.type, sender.host, sender.inbox, sender.shared_inbox)
    await run(FOLLOWER, sender.id, ours, *parts, said.id, now)
    id = f"{ours}/activites/{uuid4()}-accept"
    answer = activity.accept(said.raw, id=id, actor=ours, to=sender.id)
    await owing.owe(answer, [sender.inbox], thing=sender.id, public=False, now=now)
    await peers.owe_description(sender.id, now=now)
    if ours == node.actor and sender.is_instance:
        await _follow_back(node, heard, now)
    return PROCESSED


async def _follow_back(node: Node, heard: Heard, now: datetime) -> None:
    """Who follows a hub asks to be taken in, and a hub that follows invites: people decide, a NodeInfo only claims."""
    host = heard.sender.host
    if await peers.is_hub(host) or (node.hub and await peers.software_of(host) == peers.AGTHQ):
        await follows.propose(node, heard.sender, now=now)


async def described(node: Node, host: str, now: datetime) -> None:
    """A server has said what it runs: its instances that have followed us lately are looked at as when they asked.

    Not those of long ago, which were answered: what was declined is asked again by a new follow only.
    """
    sql = """
    SELECT actor, follow_id, since FROM fed_follower
    WHERE local_actor = {} AND host = {} AND state = 'accepted' AND since > {}
    """
    for row in await run(sql, node.actor, host, now - peers.DESCRIBED_FOR):
        sender = await actors.known(row["actor"])
        if sender is not None and sender.is_instance:
            asked = activity.follow(id=row["follow_id"], actor=sender.id, target=node.actor)
            await _follow_back(node, Heard(activity.from_document(asked), sender, row["since"]), now)


async def accept(node: Node, heard: Heard, now: datetime) -> Outcome:
    """Yes to a follow of ours; the stored row decides whether there was one."""
    id = await _our_follow(node, heard)
    if not id:
        return ignored("nothing of ours to accept")
    return PROCESSED if await follows.accepted(id, heard.sender.id, now=now) else ignored("accepted already")


async def reject(node: Node, heard: Heard, now: datetime) -> Outcome:
    """No to a follow of ours, or its end."""
    id = await _our_follow(node, heard)
    if id and await follows.refused(id, heard.sender.id, now=now):
        return PROCESSED
    return ignored("nothing of ours to refuse")


async def _our_follow(node: Node, heard: Heard) -> str:
    """Return the id of our follow of the sender that an answer is about, or an empty text."""
    said = heard.activity
    sql = "SELECT follow_id FROM fed_following WHERE actor = {} AND local_actor = {}"
    rows = await run(sql, heard.sender.id, node.actor)
    if not rows:
        return ""
    followed = str(rows[0]["follow_id"])
    inner: Document = said.object if isinstance(said.object, dict) else {}
    # Some answers quote the follow without its id: then what it says must be what we said.
    alike = reference(inner.get("actor")) == node.actor and reference(inner.get("object")) == heard.sender.id
    unnamed = not said.object_id and said.object_type == "Follow" and alike
    return followed if said.object_id == followed or unnamed else ""


async def undo(node: Node, heard: Heard, now: datetime) -> Outcome:
    """A follow taken back: by its bare id, or quoted, with or without its actor; the stored row decides."""
    said = heard.activity
    inner: Document = said.object if isinstance(said.object, dict) else {}
    if said.object_type not in ("", "Follow"):
        return ignored(f"undo of {said.object_type}"[:100])
    if reference(inner.get("actor")) not in ("", heard.sender.id):
        return ignored("somebody else's follow")
    sql = "DELETE FROM fed_follower WHERE actor = {} AND (follow_id = {} OR local_actor = {}) RETURNING local_actor"
    ended = await run(sql, heard.sender.id, said.object_id, reference(inner.get("object")))
    if any(row["local_actor"] == node.actor for row in ended):
        await follows.decline(node, heard.sender.id)
    if ended:
        return PROCESSED
    return ignored(EARLY + said.object_id)


async def announce(node: Node, heard: Heard, now: datetime) -> Outcome:
    """Something pointed out: read at its origin, never taken as it is quoted, nor what a group wraps (FEP-1b12)."""
    id = activity.pointed_at(heard.activity.object)
    if not id or client.is_ours(node, id):
        return ignored("an event of ours" if id else "no address")
    return await handling_events.look_up(heard, id, now)


async def block(node: Node, heard: Heard, now: datetime) -> Outcome:
    """Somebody blocks one of ours: noted, nothing more; what it still wants to hear, it says by Undo."""
    return ignored("it blocks one of ours" if client.is_ours(node, heard.activity.object_id) else "none of ours")


BUILT_IN: Mapping[str, Handler] = {
    "Follow": follow,
    "Accept": accept,
    "Reject": reject,
    "Undo": undo,
    "Announce": announce,
    "Create": handling_events.create,
    "Update": handling_events.create,
    "Invite": handling_events.invite,
    "Delete": handling_events.delete,
    "Flag": reports.flag,
    "Block": block,
}
