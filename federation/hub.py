"""What a hub adds: each change of a member's event is pointed out to everybody else who follows the hub."""

import uuid
from datetime import datetime

from federation import keyring, outbox, owing, peers
from federation.node import Node
from federation.tables import run
from federation.wire import activity

HIDDEN = "SELECT ap_id FROM fed_remote_event WHERE ap_id = any({}::text[]) AND hidden_at IS NOT NULL"
SAID = """
SELECT thing, count(*) AS n FROM fed_activity WHERE thing = any({}::text[]) AND type = 'Announce' GROUP BY thing
"""


async def point_out(node: Node, *events: str, now: datetime) -> int:
    """Owe an Announce of each of a host's events to the hub's followers but its own; return how many are owed.

    Receivers read the event at its origin, a deleted one being 410 there. Each change has an Announce id of its own.
    Runs in the transaction that changed the mirror; does nothing on an instance that is no hub, nor for a blocked host
    or a hidden event.
    """
    host = peers.host_of(events[0])
    if not node.hub or await peers.is_blocked(host):
        return 0
    # Who is dead is owed nothing, and told what it missed once it lives: what is said meanwhile must not fall between.
    await outbox.in_order()
    rows = await run(
        "SELECT coalesce(nullif(shared_inbox, ''), inbox) AS inbox FROM fed_follower"
        " WHERE state = 'accepted' AND local_actor = {} AND host <> {}",
        node.actor,
        host,
    )
    inboxes = {row["inbox"] for row in rows}
    hidden = {row["ap_id"] for row in await run(HIDDEN, [*events])}
    said = {row["thing"]: row["n"] for row in await run(SAID, [*events])}
    shown = [event for event in events if event not in hidden]
    return sum([await _announce(node, event, said.get(event, 0) + 1, inboxes, now) for event in shown])


async def _announce(node: Node, event: str, number: int, inboxes: set[str], now: datetime) -> int:
    announce = activity.announce(
        event,
        id=f"{node.url}/ap/annonces/{uuid.uuid5(uuid.NAMESPACE_URL, event)}/{number}",
        actor=node.actor,
        followers=f"{node.actor}/followers",
        at=now,
    )
    if inboxes:
        await owing.supersede(event, inboxes, ["Announce"])
    announce = await keyring.prove(node, announce, now=now)
    return await owing.owe(announce, inboxes, thing=event, public=True, now=now)
