"""Being followed: Follow, its answer, Undo in all its spellings."""

import pytest

from federation import follows
from federation.tables import Delivery, Follower, Following, Peer, RemoteEvent
from tests.federation.fediverse import NOW, Remote


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


async def test_an_undo_that_came_early_counts_however_long_the_address(ours, peer):
    said = {**peer.says("Follow", ours.actor), "id": f"{peer.url}/activities/{'x' * 1000}"}
    assert (await ours.hear(peer, peer.says("Undo", said["id"])))[0] == "ignored"
    assert await ours.hear(peer, said) == ("ignored", "taken back before it came")
    assert await ours.followers() == []


async def test_followers_of_a_library_and_of_the_instance_are_told_apart(ours, net, peer):
    await ours.followed_by(peer, ours=ours.group)
    (accept,) = net.told(peer.host)
    assert accept["actor"] == ours.group
    rows = await Follower.select(Follower.actor, Follower.local_actor)
    assert rows == [{"actor": peer.actor, "local_actor": ours.group}]


async def asks_to_join():
    """Return the instances that wait for a yes of those who run the hub."""
    rows = await Following.select(Following.actor).where(Following.state == "proposed")
    return [row["actor"] for row in rows]


async def test_who_follows_a_hub_asks_to_be_taken_in_and_others_do_not(ours, net, peer, other):
    ours.as_hub()
    await ours.followed_by(peer)
    await ours.followed_by(other)
    assert await asks_to_join() == [peer.actor]
    assert [said["type"] for said in net.told(peer.host) + net.told(other.host)] == ["Accept", "Accept"]


async def test_who_asks_to_be_taken_in_is_not_believed_yet(ours, net, peer):
    ours.as_hub()
    await ours.followed_by(peer)
    await ours.hear(peer, peer.says("Create", peer.event(), peer.group))
    await ours.hear(peer, peer.says("Announce", peer.event(2)["id"]))
    await ours.look_up()
    assert not await RemoteEvent.exists()


async def test_who_asks_to_be_taken_in_cannot_say_yes_itself(ours, net, peer):
    ours.as_hub()
    await ours.followed_by(peer)
    row = await Following.select(Following.follow_id).first()
    unnamed = {"type": "Follow", "actor": ours.actor, "object": peer.actor}
    for kind in ("Accept", "Reject"):
        for answer in (row["follow_id"], {**unnamed, "id": row["follow_id"]}, unnamed):
            assert (await ours.hear(peer, peer.says(kind, answer)))[0] == "ignored"
    assert await asks_to_join() == [peer.actor]


async def test_a_member_taken_in_is_followed(ours, net, peer):
    ours.as_hub()
    await ours.followed_by(peer)
    assert await follows.take_in(ours.node, peer.actor, now=NOW)
    await ours.deliver()
    (follow,) = net.told(peer.host, "Follow")
    assert await asks_to_join() == []
    await ours.hear(peer, peer.says("Accept", follow))
    assert await ours.hear(peer, peer.says("Create", peer.event(), peer.group)) == ("processed", "")
    assert not await follows.take_in(ours.node, peer.actor, now=NOW)
    await ours.followed_by(peer)  # once a member, it asks no more
    assert (await asks_to_join(), len(net.told(peer.host, "Follow"))) == ([], 1)


async def test_who_was_declined_or_left_asks_no_more_but_may_again(ours, net, peer):
    ours.as_hub()
    await ours.followed_by(peer)
    assert await follows.decline(ours.node, peer.actor)
    assert not await follows.decline(ours.node, peer.actor)
    assert await asks_to_join() == []
    await ours.followed_by(peer)
    assert await asks_to_join() == [peer.actor]
    await ours.hear(peer, peer.says("Undo", {"type": "Follow", "actor": peer.actor, "object": ours.actor}))
    assert await asks_to_join() == []


async def test_nobody_asks_to_be_taken_in_by_an_instance_that_is_no_hub(ours, net, peer):
    await ours.followed_by(peer)
    assert [said["type"] for said in net.told(peer.host)] == ["Accept"]
    assert await asks_to_join() == []


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
