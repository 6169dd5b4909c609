"""Addresses that parsers stumble over or that no index can hold: refused or left alone, never a fault of ours."""

import pytest

from federation import client, inbox
from federation.node import Node
from federation.tables import Lookup, Refusal, RemoteEvent
from tests.federation.fediverse import NOW, Answer

# Ideographs in no order, which no compression makes shorter.
LONG = "".join(chr(0x4E00 + number * 7919 % 20_000) for number in range(1900))
UNREADABLE = ["https://[foo", "https://exa\u2100mple/x", "https://peer.example:99999/x", f"https://peer.example/{LONG}"]


@pytest.mark.parametrize("actor", UNREADABLE)
async def test_an_actor_at_an_address_that_cannot_be_read(ours, net, peer, actor):
    said = {**peer.says("Create", "https://peer.example/1"), "actor": actor}
    receipt = await inbox.receive(ours.node, peer.signed(said, url=ours.inbox, signer=peer.actor), NOW)
    assert (receipt.status, receipt.reason) == (400, "malformed:actor")
    assert (await Refusal.count(), len(net.asked)) == (1, 0)


@pytest.mark.parametrize("id", UNREADABLE)
async def test_an_activity_with_an_id_that_cannot_be_read(ours, peer, id):
    receipt = await ours.take(peer, {**peer.says("Create", "https://peer.example/1"), "id": id})
    assert (receipt.status, receipt.reason) == (400, "malformed:id")


async def test_the_longest_ids_that_are_taken(ours, net, peer):
    said = peer.says("Create", "https://peer.example/1")
    said["id"] = f"{peer.actor}/" + LONG[: (1200 - len(peer.actor) - 1) // 3]
    assert (await ours.take(peer, said)).status == 202


@pytest.mark.parametrize("location", ["http://[foo", "https://exa\u2100mple/"])
async def test_a_redirect_that_leads_nowhere(ours, location):
    class Redirecting:
        async def send(self, *_, **__):
            return Answer(302, headers={"location": location})

    here = ours.node
    node = Node(here.url, here.name, here.version, hub=False, secret=here.secret, door=Redirecting())
    found = await client.read(node, "https://peer.example/ap/actor", now=NOW)
    assert (found.status, found.document, found.error) == (0, None, "a redirect to nowhere")


@pytest.mark.parametrize("id", ["foo", "/ap/evenements/1", *UNREADABLE])
async def test_a_hint_that_leads_nowhere_stops_no_other(ours, peer, id):
    await ours.follows(peer)
    event = peer.event()
    peer.show_event(event)
    await ours.hear(peer, peer.says("Announce", {"id": id, "type": "Event"}))
    await ours.hear(peer, peer.says("Announce", event["id"]))
    await ours.look_up()
    assert await Lookup.count() == 0
    assert await RemoteEvent.select(RemoteEvent.ap_id).output(as_list=True) == [event["id"]]
