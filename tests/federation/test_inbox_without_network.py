"""Treating the inbox asks nothing of the network: a server that does not answer holds nobody up."""

from datetime import timedelta

import pytest

from federation import inbox
from federation.tables import Following, Lookup, Peer
from tests.federation.fediverse import NOW, Remote

DAY = timedelta(days=1)


async def software(host):
    row = await Peer.select(Peer.software).where(Peer.host == host).first()
    return row["software"]


@pytest.mark.parametrize("thing", ["actor", "group"])
async def test_a_follow_asks_the_network_only_by_a_lookup(ours, net, peer, other, thing):
    for remote in (peer, other):
        await ours.take(remote, remote.says("Follow", getattr(ours, thing)))
    asked = len(net.asked)
    await inbox.process_due(ours.node, {}, now=NOW)
    assert len(net.asked) == asked
    assert await ours.followers() == sorted([peer.actor, other.actor])
    net.silent.add(other.host)
    await ours.look_up()
    assert (await software(peer.host), await software(other.host)) == ("agendatheque", "")


async def test_a_follow_of_nobody_makes_us_ask_nobody(ours, peer):
    await ours.hear(peer, peer.says("Follow", f"{ours.node.url}/ap/bibliotheques/nulle_part"))
    assert await Lookup.count() == 0


async def test_what_a_server_runs_is_asked_once_a_week(ours, net, peer):
    address = f"{peer.url}/nodeinfo/2.1"
    for day in (0, 6, 8):
        await ours.followed_by(peer, now=NOW + day * DAY)
    assert net.gets().count(address) == 2


async def test_a_silent_server_is_not_asked_again_for_each_follow(ours, net, other):
    known = f"{other.url}/.well-known/nodeinfo"
    page = net.pages[known]
    net.show(known, {}, status=503)
    for _ in range(20):
        await ours.followed_by(other)
    assert net.gets().count(known) == 1
    net.pages[known] = page
    await ours.look_up(NOW + DAY)
    assert await software(other.host) == "mobilizon"


async def test_a_hub_thinks_of_a_follower_again_once_it_knows_what_the_server_runs(ours, net):
    late = Remote(net, "tard.example", number=8)
    known = f"{late.url}/.well-known/nodeinfo"
    page = net.pages.pop(known)
    ours.as_hub()
    await ours.followed_by(late)
    assert await Following.count() == 0
    net.pages[known] = page
    await ours.look_up(NOW + DAY)
    assert await Following.select(Following.actor).output(as_list=True) == [late.actor]
