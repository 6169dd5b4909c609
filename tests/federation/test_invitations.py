"""A hub that follows us invites us: we are told, follow back or not, and nothing of it is believed before."""

from datetime import timedelta

import pytest

from federation import follows
from federation.tables import Following, Peer, RemoteEvent
from tests.federation.fediverse import NOW

DAY = timedelta(days=1)


def describe(net, peer, software="agendatheque", **ours):
    """Have a server say what it is."""
    told = {"version": "2.1", "software": {"name": software, "version": "1"}, "metadata": {"agendatheque": ours}}
    net.show(f"{peer.url}/nodeinfo/2.1", told, kind="application/json")


async def invited():
    return [row["actor"] for row in await Following.select(Following.actor).where(Following.state == "proposed")]


async def test_a_hub_that_follows_us_invites_us(ours, net, peer):
    describe(net, peer, hub=True, territoire="Bretagne")
    await ours.followed_by(peer)
    assert await invited() == [peer.actor]
    assert await Peer.select(Peer.hub, Peer.territory) == [{"hub": True, "territory": "Bretagne"}]
    await ours.hear(peer, peer.says("Create", peer.event(), peer.group))
    assert not await RemoteEvent.exists()


@pytest.mark.parametrize(
    ("software", "said"),
    [
        ("agendatheque", {}),
        ("agendatheque", {"hub": "yes"}),
        ("mobilizon", {"hub": True}),
        ("agendatheque", {"hub": False}),
    ],
)
async def test_who_is_no_hub_invites_nobody(ours, net, peer, software, said):
    describe(net, peer, software, **said)
    await ours.followed_by(peer)
    assert await invited() == []


async def test_a_library_of_a_hub_or_a_follow_of_a_library_of_ours_is_no_invitation(ours, net, peer):
    describe(net, peer, hub=True)
    await ours.followed_by(peer, who=peer.group)
    await ours.followed_by(peer, ours=ours.group)
    assert await invited() == []


async def test_an_invitation_is_accepted(ours, net, peer):
    describe(net, peer, hub=True)
    await ours.followed_by(peer)
    assert await follows.take_in(ours.node, peer.actor, now=NOW)
    await ours.deliver()
    (follow,) = net.told(peer.host, "Follow")
    await ours.hear(peer, peer.says("Accept", follow))
    assert await ours.hear(peer, peer.says("Create", peer.event(), peer.group)) == ("processed", "")


async def test_an_invitation_that_was_declined_comes_back_with_a_new_follow_only(ours, net, peer):
    describe(net, peer, hub=True)
    await ours.followed_by(peer)
    assert await follows.decline(ours.node, peer.actor)
    later = NOW + 8 * DAY
    await Peer.update({Peer.described_at: NOW - DAY}, force=True)
    from_now = peer.says("Follow", ours.group)
    await ours.hear(peer, from_now, now=later)
    await ours.look_up(later)
    assert await invited() == []
    await ours.hear(peer, peer.says("Follow", ours.actor), now=later)
    assert await invited() == [peer.actor]


async def test_a_hub_that_we_follow_already_invites_no_more(ours, net, peer):
    describe(net, peer, hub=True)
    await ours.follows(peer)
    await ours.followed_by(peer)
    assert await invited() == []


async def test_a_hub_that_leaves_takes_its_invitation_back(ours, net, peer):
    describe(net, peer, hub=True)
    await ours.followed_by(peer)
    await ours.hear(peer, peer.says("Undo", {"type": "Follow", "actor": peer.actor, "object": ours.actor}))
    assert await invited() == []
