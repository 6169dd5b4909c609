"""Who may speak to us, mode by mode, always with requests that are well signed; and single events hidden (T46)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from federation import blocking, collections, mirror
from federation.tables import Received, Refusal, RemoteEvent
from tests.federation.fediverse import NOW, Remote

SOON = timedelta(seconds=1)


@pytest.fixture
def listing(ours):
    """Our node, where only hosts let in are heard."""
    ours.node = replace(ours.node, allow_list=True)
    return ours


async def answered(ours, remote, after=0):
    said = remote.says("Follow", ours.actor)
    return (await ours.take(remote, said, now=NOW + after * SOON)).status


@pytest.mark.parametrize("scheme", ["cavage", "rfc9421"])
async def test_t46_a_blocked_host_and_those_below_it(ours, net, peer, scheme):
    await blocking.block("example.net", now=NOW)
    for host, status in (("example.net", 403), ("agenda.example.net", 403), ("notexample.net", 202)):
        remote = Remote(net, host)
        assert (await ours.take(remote, remote.says("Follow", ours.actor), scheme=scheme)).status == status
    assert await Received.count() == 1


@pytest.mark.parametrize("scheme", ["cavage", "rfc9421"])
async def test_t46_in_allow_list_mode_a_stranger_is_refused_before_it_is_asked_anything(listing, net, peer, scheme):
    said = peer.says("Follow", listing.actor)
    assert (await listing.take(peer, said, scheme=scheme)).status == 403
    assert (net.asked, await Received.count()) == ([], 0)
    assert [row["reason"] for row in await Refusal.select(Refusal.reason)] == ["not_approved"]
    assert await blocking.approve(peer.host, now=NOW)
    assert (await listing.take(peer, said, scheme=scheme)).status == 202


async def test_the_same_stranger_is_heard_in_open_mode(ours, peer):
    assert await answered(ours, peer) == 202


async def test_whom_we_follow_needs_no_approval(listing, peer, other):
    await listing.follows(peer)
    assert await answered(listing, peer) == 202
    assert await answered(listing, other) == 403


async def test_who_refused_our_follow_is_a_stranger(listing, peer):
    await listing.follows(peer)
    from_them = peer.says("Reject", {"type": "Follow", "actor": listing.actor, "object": peer.actor})
    assert (await listing.hear(peer, from_them))[0] == "processed"
    assert await answered(listing, peer, after=1) == 403


async def test_an_approval_holds_below_a_domain_and_not_beside_it(listing, net):
    await blocking.approve("example.net", now=NOW)
    for host, status in (("agenda.example.net", 202), ("example.net", 202), ("notexample.net", 403)):
        assert await answered(listing, Remote(net, host)) == status, host


async def test_an_approval_can_be_taken_back(listing, peer):
    assert await blocking.approve(peer.host, now=NOW)
    assert not await blocking.approve(peer.host, now=NOW)
    assert await answered(listing, peer) == 202
    assert await blocking.withdraw_approval(peer.host)
    assert not await blocking.withdraw_approval(peer.host)
    assert await answered(listing, peer, after=1) == 403


@pytest.mark.parametrize("blocked", ["agenda.example.net", "example.net"])
async def test_blocked_wins_over_approved(listing, net, blocked):
    remote = Remote(net, "agenda.example.net")
    await blocking.approve("agenda.example.net", now=NOW)
    assert await answered(listing, remote) == 202
    await blocking.block(blocked, now=NOW)
    assert await answered(listing, remote, after=1) == 403
    await blocking.unblock(blocked)
    assert await answered(listing, remote, after=2) == 202


async def listed(ours):
    return (await collections.upcoming(ours.node, ours.actor, None, NOW))["totalItems"]


async def test_a_hidden_event_stays_hidden_whatever_its_origin_says(ours, net, peer, other):
    ours.as_hub()
    await ours.follows(peer)
    await ours.followed_by(other)
    await ours.hear(peer, peer.says("Create", peer.event(), peer.group))
    await ours.deliver()
    assert (await listed(ours), len(net.told(other.host, "Announce"))) == (1, 1)
    assert await blocking.hide(peer.event()["id"], now=NOW)
    assert not await blocking.hide(peer.event()["id"], now=NOW)
    await ours.hear(peer, peer.says("Update", peer.event(version=2, minutes=5), peer.group), now=NOW + SOON)
    await ours.deliver(NOW + SOON)
    assert (await listed(ours), len(net.told(other.host, "Announce"))) == (0, 1)
    assert (await RemoteEvent.select(RemoteEvent.version).first())["version"] == 2
    assert await blocking.show_again(peer.event()["id"])
    assert not await blocking.show_again(peer.event()["id"])
    assert await listed(ours) == 1


async def test_only_what_is_in_the_mirror_can_be_hidden(ours, peer):
    assert not await blocking.hide(peer.event()["id"], now=NOW)
    assert await mirror.owner_of(peer.event()["id"]) == ""
