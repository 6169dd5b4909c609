"""Following others: what a typed address means, what the answer does, and leaving."""

import pytest

from federation import follows
from federation.follows import FollowState
from federation.tables import Delivery, Following, Lookup, Peer, RemoteEvent
from tests.federation.fediverse import NOW

JRD = "application/jrd+json"


async def states():
    return [row["state"] for row in await Following.select(Following.state)]


async def asked(ours, net, peer):
    """Follow a peer and return the Follow that it was given."""
    outcome = await follows.follow(ours.node, peer.host, now=NOW)
    assert outcome.state is FollowState.ASKED
    await ours.deliver()
    return net.told(peer.host, "Follow")[-1]


@pytest.mark.parametrize(
    "address",
    [
        "peer.example",
        " peer.example ",
        "https://peer.example",
        "https://peer.example/",
        "https://peer.example/ap/actor",
        "relay@peer.example",
        "@relay@peer.example",
        "acct:relay@peer.example",
    ],
)
async def test_addresses_that_mean_the_instance(ours, net, peer, address):
    finger = f"{peer.url}/.well-known/webfinger?resource=acct:relay@peer.example"
    link = {"rel": "self", "type": "application/activity+json", "href": peer.actor}
    net.show(finger, {"subject": "acct:relay@peer.example", "links": [link]}, kind=JRD)
    outcome = await follows.follow(ours.node, address, now=NOW)
    assert (outcome.state, outcome.actor, outcome.host, outcome.ok) == ("asked", peer.actor, "peer.example", True)
    await ours.deliver()
    (said,) = net.told(peer.host)
    assert (said["type"], said["actor"], said["object"]) == ("Follow", ours.actor, peer.actor)
    assert await states() == ["asked"]


async def test_a_host_without_nodeinfo_is_asked_for_its_relay(ours, net, other):
    net.pages.pop(f"{other.url}/.well-known/nodeinfo")
    finger = f"{other.url}/.well-known/webfinger?resource=acct:relay@{other.host}"
    link = {"rel": "self", "type": "application/activity+json", "href": other.actor}
    net.show(finger, {"links": [link]}, kind=JRD)
    assert (await follows.follow(ours.node, other.host, now=NOW)).actor == other.actor


@pytest.mark.parametrize(
    ("address", "state"),
    [
        ("", "not_an_address"),
        ("deux mots", "not_an_address"),
        ("javascript:alert(1)", "not_an_address"),
        ("https://user:pw@peer.example/", "not_an_address"),
        ("https://agenda.example.org/", "ourselves"),
        ("agenda.example.org", "ourselves"),
        ("nowhere.example", "not_found"),
        ("https://peer.example/nothing", "not_found"),
    ],
)
async def test_addresses_that_lead_nowhere(ours, net, peer, address, state):
    outcome = await follows.follow(ours.node, address, now=NOW)
    assert (outcome.state, outcome.ok) == (state, False)
    assert (await states(), await Delivery.count()) == ([], 0)


async def test_a_blocked_host_is_not_asked(ours, net, peer):
    await Peer(host=peer.host, blocked_at=NOW).save()
    assert (await follows.follow(ours.node, peer.host, now=NOW)).state is FollowState.BLOCKED
    assert net.asked == []


async def test_an_acceptance_brings_what_is_to_come(ours, net, peer):
    said = await asked(ours, net, peer)
    embedded, named = peer.event(1), peer.event(2)
    peer.show_event(named)
    first, second = f"{peer.actor}/evenements-a-venir", f"{peer.actor}/evenements-a-venir?page=2"
    page = {"id": f"{first}?page=1", "type": "OrderedCollectionPage", "orderedItems": [embedded], "next": second}
    net.show(first, {"id": first, "type": "OrderedCollection", "totalItems": 2, "first": f"{first}?page=1"})
    net.show(f"{first}?page=1", page)
    net.show(second, {"id": second, "type": "OrderedCollectionPage", "orderedItems": [named["id"]]})
    assert await ours.hear(peer, peer.says("Accept", said)) == ("processed", "")
    assert await states() == ["accepted"]
    await ours.look_up()
    rows = await RemoteEvent.select(RemoteEvent.ap_id, RemoteEvent.owner_name).order_by(RemoteEvent.ap_id)
    assert [row["ap_id"] for row in rows] == [embedded["id"], named["id"]]
    assert {row["owner_name"] for row in rows} == {f"centre de {peer.host}"}
    assert await Lookup.count() == 0


@pytest.mark.parametrize("spelling", ["id", "quoted", "without id"])
async def test_spellings_of_the_answer(ours, net, peer, spelling):
    said = await asked(ours, net, peer)
    quoted = {name: value for name, value in said.items() if name != "id"}
    answer = {"id": said["id"], "quoted": said, "without id": quoted}[spelling]
    await ours.hear(peer, peer.says("Accept", answer))
    assert await states() == ["accepted"]


async def test_t38_the_answer_of_somebody_else_changes_nothing(ours, net, peer, other):
    said = await asked(ours, net, peer)
    for kind in ("Accept", "Reject"):
        for answer in (said["id"], said, {**said, "object": other.actor}):
            assert (await ours.hear(other, other.says(kind, answer)))[0] == "ignored"
    assert await states() == ["asked"]


async def test_an_answer_to_the_follow_of_somebody_else_is_none_to_ours(ours, net, peer, other):
    said = await asked(ours, net, peer)
    unnamed = {name: value for name, value in said.items() if name != "id"}
    for quoted in ({**unnamed, "actor": other.actor}, {**unnamed, "object": other.actor}):
        assert (await ours.hear(peer, peer.says("Accept", quoted)))[0] == "ignored"
    assert await states() == ["asked"]


async def test_a_refusal_even_after_an_acceptance(ours, net, peer):
    said = await asked(ours, net, peer)
    await ours.hear(peer, peer.says("Accept", said))
    await ours.hear(peer, peer.says("Reject", said))
    assert await states() == ["refused"]
    event = peer.event()
    assert (await ours.hear(peer, peer.says("Create", event, peer.group)))[0] == "ignored"


async def test_following_twice_asks_again_until_it_is_accepted(ours, net, peer):
    await asked(ours, net, peer)
    said = await asked(ours, net, peer)
    assert len(net.told(peer.host, "Follow")) == 2
    await ours.hear(peer, peer.says("Accept", said))
    assert (await follows.follow(ours.node, peer.host, now=NOW)).state is FollowState.ALREADY


async def test_leaving_a_peer(ours, net, peer, other):
    said = await asked(ours, net, peer)
    await ours.hear(peer, peer.says("Accept", said))
    await ours.follows(other)
    await ours.hear(peer, peer.says("Create", peer.event(), peer.group))
    await ours.hear(other, other.says("Create", other.event(), other.group))
    await ours.hear(peer, peer.says("Announce", other.event(3)["id"]))
    await follows.unfollow(ours.node, peer.actor, now=NOW)
    await ours.deliver()
    undo = net.told(peer.host)[-1]
    assert (undo["type"], undo["object"]["id"], undo["object"]["type"]) == ("Undo", said["id"], "Follow")
    assert [row["host"] for row in await RemoteEvent.select(RemoteEvent.host)] == [other.host]
    assert await Lookup.count() == 0


async def test_a_server_that_never_answers_is_not_waited_for(ours, net, peer, monkeypatch):
    net.slow[peer.host] = 60
    monkeypatch.setattr(follows, "SECONDS", 0.05)
    noted = []

    async def note(outcome):
        noted.append(outcome.state)

    outcome = await follows.follow(ours.node, peer.host, now=NOW, note=note)
    assert (outcome.state, noted) == (FollowState.NOT_FOUND, [FollowState.NOT_FOUND])


async def test_a_follow_that_cannot_be_noted_is_not_made(ours, net, peer):
    async def note(_outcome):
        raise RuntimeError("the power is gone")

    with pytest.raises(RuntimeError):
        await follows.follow(ours.node, peer.host, now=NOW, note=note)
    assert not await Following.exists()
    assert not await Delivery.exists()
