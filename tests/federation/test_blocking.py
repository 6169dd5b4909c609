"""Blocking a server: it is not heard, told or followed any more, and nobody is shown its events."""

import pytest

from federation import blocking, collections, inbox, owing
from federation.tables import Delivery, Follower, Following, Lookup, RemoteEvent, run
from federation.wire import activity
from tests.federation.fediverse import NOW, Remote


async def shown():
    sql = f"SELECT ap_id FROM fed_remote_event r WHERE NOT {blocking.hidden('r.host')} ORDER BY 1"  # noqa: S608
    return [row["ap_id"] for row in await run(sql)]


async def test_a_blocked_host_is_neither_followed_nor_told_nor_heard(ours, net, peer):
    await ours.follows(peer)
    await ours.followed_by(peer)
    await ours.hear(peer, peer.says("Create", peer.event(), peer.group))
    await ours.hear(peer, peer.says("Announce", peer.event(2)["id"]))
    assert await blocking.block(peer.host, now=NOW)
    for table in (Following, Follower, Lookup, Delivery, RemoteEvent):
        assert not await table.exists(), table
    assert (await ours.take(peer, peer.says("Follow", ours.actor))).status == 403
    assert not await blocking.block(peer.host, now=NOW)


async def test_its_events_that_others_bring_are_hidden_until_it_is_let_in_again(ours, net, peer, other):
    ours.as_hub()
    await ours.follows(peer)
    await ours.follows(other)
    await ours.hear(peer, peer.says("Create", peer.event(), peer.group))
    await ours.hear(other, other.says("Create", other.event(), other.group))
    await RemoteEvent.update({RemoteEvent.sponsor: other.actor}, force=True)
    await blocking.block(peer.host, now=NOW)
    assert await shown() == [other.event()["id"]]
    assert (await collections.upcoming(ours.node, ours.actor, None, NOW))["totalItems"] == 1
    assert await blocking.unblock(peer.host)
    assert len(await shown()) == 2
    assert (await collections.upcoming(ours.node, ours.actor, None, NOW))["totalItems"] == 2
    assert not await blocking.unblock(peer.host)


async def test_a_hub_points_no_event_of_a_blocked_host_out(ours, net, peer, other):
    ours.as_hub()
    await ours.follows(other)
    await ours.followed_by(other)
    await blocking.block(peer.host, now=NOW)
    peer.show_event(peer.event())
    await ours.hear(other, other.says("Announce", peer.event()["id"]))
    await ours.look_up()
    await ours.deliver()
    assert net.told(other.host, "Announce") == []


@pytest.mark.parametrize(
    ("blocked", "host", "hidden"),
    [
        ("brest.example", "brest.example", True),
        ("brest.example", "agenda.brest.example", True),
        ("brest.example", "agenda.brest.example:8001", True),
        ("brest.example", "notbrest.example", False),
        ("agenda.brest.example", "brest.example", False),
        ("brest.example:8001", "brest.example:8001", True),
        ("brest.example:8001", "brest.example:8002", False),
        ("brest_example", "brestxexample", False),
    ],
)
async def test_a_domain_hides_those_below_it(ours, blocked, host, hidden):
    await blocking.block(blocked, now=NOW)
    rows = await run(f"SELECT {blocking.hidden('h.host')} AS hidden FROM (SELECT {{}}::text AS host) h", host)  # noqa: S608
    assert rows[0]["hidden"] is hidden


async def test_those_below_a_blocked_domain_are_not_followed_told_or_heard_either(ours, net, peer):
    below, beside = Remote(net, f"agenda.{peer.host}"), Remote(net, f"not{peer.host}")
    for remote in (below, beside):
        await ours.follows(remote)
        await ours.followed_by(remote)
        await ours.hear(remote, remote.says("Create", remote.event(), remote.group))
    assert await blocking.block(peer.host, now=NOW)
    for table in (Following, Follower, RemoteEvent):
        assert [row["host"] for row in await table.select(table.host)] == [beside.host], table
    for remote in (below, beside):
        await owing.owe(
            activity.follow(id=f"{ours.actor}/activites/{remote.host}", actor=ours.actor, target=remote.actor),
            [remote.inbox],
            thing=remote.actor,
            public=False,
            now=NOW,
        )
    await ours.deliver()
    assert (net.told(below.host, "Follow"), len(net.told(beside.host, "Follow"))) == ([], 1)


async def test_what_waits_of_a_host_that_was_blocked_since_changes_nothing(ours, peer, other):
    for remote in (peer, other):
        assert (await ours.take(remote, remote.says("Follow", ours.actor))).status == 202
    await blocking.block(peer.host, now=NOW)
    await inbox.process_due(ours.node, {}, now=NOW)
    assert await ours.followers() == [other.actor]
