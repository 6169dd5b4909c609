"""What a hub passes on: each change of a member's event, once, to everybody else."""

import pytest

from federation.tables import Activity, Delivery
from tests.federation.fediverse import Remote


@pytest.fixture
async def member(ours, peer):
    """We are a hub; the peer is a member, and another instance follows us."""
    ours.as_hub()
    await ours.follows(peer)
    await ours.followed_by(peer)
    return peer


@pytest.fixture
async def reader(ours, net, member):
    remote = Remote(net, "lecteur.example", number=6)
    await ours.followed_by(remote)
    return remote


async def test_a_hub_points_each_change_out_to_everybody_else(ours, net, member, reader):
    await ours.hear(member, member.says("Create", member.event(), member.group))
    await ours.hear(member, member.says("Update", member.event(version=2, minutes=5), member.group))
    await ours.deliver()
    await ours.hear(member, member.says("Delete", member.event()["id"], member.group))
    await ours.deliver()
    announces = net.told(reader.host, "Announce")
    assert [said["object"] for said in announces] == [member.event()["id"]] * 2
    assert len({said["id"] for said in announces}) == 2
    assert net.told(member.host, "Announce") == []
    assert await Activity.count().where(Activity.type == "Announce") == 3


async def test_a_hub_says_nothing_of_what_did_not_change(ours, net, member, reader):
    said = member.says("Create", member.event(), member.group)
    await ours.hear(member, said)
    await ours.deliver()
    await ours.hear(member, member.says("Update", member.event(), member.group))
    await ours.hear(member, member.says("Update", member.event(version=0), member.group))
    assert await Delivery.count() == 0
    assert len(net.told(reader.host, "Announce")) == 1


async def test_an_instance_that_is_no_hub_passes_nothing_on(ours, net, peer, other):
    await ours.follows(peer)
    await ours.followed_by(other)
    await ours.hear(peer, peer.says("Create", peer.event(), peer.group))
    assert await Delivery.count() == 0


async def test_an_early_deletion_is_passed_on_to_nobody(ours, member, reader):
    await ours.hear(member, member.says("Delete", member.event()["id"], member.group))
    assert await Delivery.count() == 0
