"""What a hub adds: each change of a member's event is pointed out to everybody else who follows the hub."""

import uuid
from datetime import datetime

from federation import keyring, owing, peers
from federation.node import Node
from federation.tables import run
from federation.wire import activity

HIDDEN = "SELECT 1 FROM fed_remote_event WHERE ap_id = {} AND hidden_at IS NOT NULL"


async def point_out(node: Node, event: str, *, now: datetime) -> int:
    """Owe an Announce of a remote event to the hub's followers but those of its own host; return to how many.

    Receivers read the event at its origin, a deleted one being 410 there. Each change has an Announce id of its own.
    Runs in the transaction that changed the mirror; does nothing on an instance that is no hub, nor for a blocked host
    or a hidden event.
    """
    if not node.hub or await peers.is_blocked(peers.host_of(event)) or await run(HIDDEN, event):
        return 0
    rows = await run(
        "SELECT coalesce(nullif(shared_inbox, ''), inbox) AS inbox FROM fed_follower"
        " WHERE state = 'accepted' AND local_actor = {} AND host <> {}",
        node.actor,
        peers.host_of(event),
    )
    inboxes = {row["inbox"] for row in rows}
    said = await run("SELECT count(*) AS n FROM fed_activity WHERE thing = {} AND type = 'Announce'", event)
    announce = activity.announce(
        event,
        id=f"{node.url}/ap/annonces/{uuid.uuid5(uuid.NAMESPACE_URL, event)}/{said[0]['n'] + 1}",
        actor=node.actor,
        followers=f"{node.actor}/followers",
        at=now,
    )
    await owing.supersede(event, inboxes, ["Announce"])
    announce = await keyring.prove(node, announce, now=now)
    return await owing.owe(announce, inboxes, thing=event, public=True, now=now)
