"""Being followed: Follow, its answer, Undo in all its spellings."""

import pytest

from federation.tables import Delivery, Follower, Peer
from tests.federation.fediverse import Remote


async def test_a_follow_makes_a_follower_and_owes_an_accept(ours, net, peer):
    said = peer.says("Follow", ours.actor)
    assert await ours.hear(peer, said) == ("processed", "")
    assert await ours.followers() == [peer.actor]
    await ours.deliver()
    (accept,) = net.told(peer.host)
    assert (accept["type"], accept["actor"], accept["to"]) == ("Accept", ours.actor, [peer.actor])
    assert accept["object"]["id"] == said["id"]
    assert await Delivery.count() == 0


async def test_the_software_of_a_follower_is_read(ours, peer):
    await ours.followed_by(peer)
    row = await Peer.select().where(Peer.host == peer.host).first()
    assert (row["software"], row["software_version"]) == ("agendatheque", "1")


async def test_a_follow_sent_again_under_another_id_is_answered_again(ours, net, peer):
    for _ in range(2):
        await ours.followed_by(peer)
    assert await Follower.count() == 1
    assert [said["type"] for said in net.told(peer.host)] == ["Accept", "Accept"]


async def test_a_follow_of_nobody_is_ignored(ours, peer):
    outcome = await ours.hear(peer, peer.says("Follow", f"{ours.node.url}/ap/bibliotheques/nulle_part"))
    assert outcome == ("ignored", "not an actor of ours")
    assert await ours.followers() == []


@pytest.mark.parametrize("spelling", ["id", "quoted", "without actor", "without id"])
async def test_undo(ours, peer, spelling):
    said = peer.says("Follow", ours.actor)
    await ours.hear(peer, said)
    quoted = {name: said[name] for name in ("id", "type", "actor", "object")}
    inner = {
        "id": said["id"],
        "quoted": quoted,
        "without actor": {name: value for name, value in quoted.items() if name != "actor"},
        "without id": {name: value for name, value in quoted.items() if name != "id"},
    }[spelling]
    assert await ours.hear(peer, peer.says("Undo", inner)) == ("processed", "")
    assert await ours.followers() == []


async def test_undo_of_somebody_elses_follow_changes_nothing(ours, peer, other):
    said = peer.says("Follow", ours.actor)
    await ours.hear(peer, said)
    await ours.hear(other, other.says("Follow", ours.actor))
    for inner in (said["id"], said, {**said, "actor": other.actor}):
        state, _ = await ours.hear(other, {**other.says("Undo", inner)})
        if isinstance(inner, dict) and inner["actor"] == other.actor:
            assert state == "processed"  # it names its own follow: that one goes
    assert await ours.followers() == [peer.actor]


async def test_undo_before_follow_is_remembered(ours, peer):
    said = peer.says("Follow", ours.actor)
    assert (await ours.hear(peer, peer.says("Undo", said)))[0] == "ignored"
    assert await ours.hear(peer, said) == ("ignored", "taken back before it came")
    assert await ours.followers() == []


async def test_followers_of_a_library_and_of_the_instance_are_told_apart(ours, net, peer):
    await ours.followed_by(peer, ours=ours.group)
    (accept,) = net.told(peer.host)
    assert accept["actor"] == ours.group
    rows = await Follower.select(Follower.actor, Follower.local_actor)
    assert rows == [{"actor": peer.actor, "local_actor": ours.group}]


async def test_a_hub_follows_back_an_instance_of_its_kind_and_no_other(ours, net, peer, other):
    ours.as_hub()
    await ours.followed_by(peer)
    await ours.followed_by(other)
    assert [said["type"] for said in net.told(peer.host)] == ["Accept", "Follow"]
    assert [said["type"] for said in net.told(other.host)] == ["Accept"]


async def test_an_instance_that_is_no_hub_does_not_follow_back(ours, net, peer):
    await ours.followed_by(peer)
    assert [said["type"] for said in net.told(peer.host)] == ["Accept"]


async def test_a_hub_asks_once_however_often_it_is_followed(ours, net, peer):
    ours.as_hub()
    await ours.followed_by(peer)
    (follow,) = net.told(peer.host, "Follow")
    await ours.hear(peer, peer.says("Accept", follow))
    await ours.followed_by(peer)
    assert len(net.told(peer.host, "Follow")) == 1


async def test_a_nodeinfo_on_another_server_is_not_believed(ours, net):
    liar = Remote(net, "menteur.example", number=3)
    honest = Remote(net, "honnete.example", software="agendatheque", number=4)
    rel = "http://nodeinfo.diaspora.software/ns/schema/2.1"
    links = {"links": [{"rel": rel, "href": f"{honest.url}/nodeinfo/2.1"}]}
    net.show(f"{liar.url}/.well-known/nodeinfo", links, kind="application/json")
    await ours.followed_by(liar)
    row = await Peer.select(Peer.software).where(Peer.host == liar.host).first()
    assert row["software"] == ""
    assert f"{honest.url}/nodeinfo/2.1" not in net.gets()
