"""Saying again the latest state of our things, and knowing which inbox has taken what."""

import asyncio
from datetime import timedelta

import pytest

from federation import delivery, health, hub, outbox, owing, replaying
from federation.tables import Delivery, Sent, run, transaction
from federation.wire import activity
from tests.federation.fediverse import NOW, sample, uuid_of

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def made(ours, number=1, **fields):
    return sample(f"{ours.node.url}/ap/evenements/{uuid_of(number)}", ours.group, **fields)


async def say(ours, event, kind="create", now=NOW):
    await outbox.say(ours.node, kind=kind, event=event, now=now)


async def replayed(ours, host, since, now):
    async with transaction():
        owed = await replaying.replay(ours.node, host, since=since, now=now)
    await ours.deliver(now)
    return owed


def told(net, host, after=0):
    return [(said["type"], said["object"]) for url, said, _ in net.posted[after:] if f"://{host}/" in url]


async def test_what_an_inbox_took_is_known(ours, net, other):
    await ours.followed_by(other, ours=ours.group)
    assert await Sent.count() == 0, "a follow is no thing of ours"
    event = made(ours)
    await say(ours, event)
    net.answers[other.host] = 503
    await ours.deliver()
    assert await Sent.count() == 0
    net.answers[other.host] = 202
    await ours.deliver(NOW + MINUTE)
    await say(ours, made(ours, name="Autre titre"), "update", NOW + HOUR)
    await ours.deliver(NOW + HOUR)
    (row,) = await Sent.select()
    assert (row["thing"], row["inbox"], row["host"], row["kind"]) == (event.id, other.inbox, other.host, "Update")
    assert row["at"] >= NOW + HOUR
    assert row["activity"].endswith("2-update")


async def test_what_was_taken_is_forgotten_a_month_after_the_end(ours, other):
    await ours.followed_by(other, ours=ours.group)
    event = made(ours)
    await say(ours, event)
    await ours.deliver()
    await delivery.sweep(event.ends_at + 29 * DAY)
    assert await Sent.count() == 1
    await delivery.sweep(event.ends_at + 31 * DAY)
    assert await Sent.count() == 0


async def test_a_host_is_told_all_that_is_to_come_in_its_latest_state(ours, net, other, peer):
    for remote in (other, peer):
        await ours.followed_by(remote, ours=ours.group)
    over = made(ours, 3, starts_at=NOW - 2 * DAY, ends_at=NOW - DAY)
    for event in (made(ours), made(ours, 2), over):
        await say(ours, event)
    await say(ours, made(ours, name="Nouveau titre"), "update", NOW + MINUTE)
    await ours.deliver(NOW + MINUTE)
    before = len(net.posted)
    assert await replayed(ours, other.host, None, NOW + HOUR) == 2
    said = told(net, other.host, before)
    assert sorted((kind, thing["name"]) for kind, thing in said) == [
        ("Update", "Nouveau titre"),
        ("Update", "Premiers pas avec Internet"),
    ]
    assert told(net, peer.host, before) == []
    assert await Delivery.count() == 0


async def test_only_what_changed_or_ended_since_is_told(ours, net, other):
    for number in (1, 2, 3):
        await say(ours, made(ours, number))
    await ours.followed_by(other, ours=ours.group)
    await say(ours, made(ours, 2, name="Autre"), "update", NOW + HOUR)
    await say(ours, made(ours, 3), "delete", NOW + HOUR)
    await run("DELETE FROM fed_delivery")  # as while it was not to be reached
    before = len(net.posted)
    assert await replayed(ours, other.host, NOW + MINUTE, NOW + DAY) == 2
    first, last = told(net, other.host, before)
    assert (first[0], first[1]["name"]) == ("Create", "Autre"), "it has never taken this one"
    assert (last[0], last[1]["type"]) == ("Delete", "Tombstone")


async def test_what_waits_about_a_thing_gives_way_to_its_latest_state(ours, net, other):
    await ours.followed_by(other, ours=ours.group)
    await say(ours, made(ours))
    await run("UPDATE fed_delivery SET state = 'parked', attempts = 16, last_status = 503")
    await say(ours, made(ours, name="Neuf"), "update", NOW + HOUR)
    assert await replayed(ours, other.host, None, NOW + HOUR) == 1
    assert [(kind, thing["name"]) for kind, thing in told(net, other.host) if kind != "Accept"] == [("Create", "Neuf")]


async def test_followers_of_the_instance_are_pointed(ours, net, other):
    await ours.followed_by(other)
    event = made(ours)
    await say(ours, event)
    await ours.deliver()
    before = len(net.posted)
    assert await replayed(ours, other.host, None, NOW + HOUR) == 1
    assert told(net, other.host, before) == [("Announce", event.id)]
    ids = [said["id"] for _, said, _ in net.posted if said["type"] == "Announce"]
    assert len(set(ids)) == len(ids) == 2, "the same id would not be looked at again"


async def test_a_hub_points_out_again_what_its_members_changed(ours, net, other, peer):
    ours.as_hub()
    await ours.followed_by(other)
    for thing, at in ((f"{peer.url}/ap/evenements/1", NOW + HOUR), (f"{peer.url}/ap/evenements/2", NOW)):
        announce = activity.announce(thing, id=f"{ours.actor}/{thing[-1]}", actor=ours.actor, followers="x:", at=at)
        await owing.keep(announce, thing=thing, public=True, now=at)
    before = len(net.posted)
    assert await replayed(ours, other.host, NOW + MINUTE, NOW + DAY) == 1
    assert told(net, other.host, before) == [("Announce", f"{peer.url}/ap/evenements/1")]


async def test_what_is_pointed_out_while_a_host_comes_back_does_not_fall_between(ours, net, other, peer):
    """It was dead when the Announce was written, and alive, with its replay done, before that was committed."""
    ours.as_hub()
    await ours.followed_by(other)
    await run("UPDATE fed_peer SET dead_at = {} WHERE host = {}", NOW - DAY, other.host)
    said, free = asyncio.Event(), asyncio.Event()

    async def point_out():
        async with transaction():
            assert await hub.point_out(ours.node, f"{peer.url}/ap/evenements/1", now=NOW) == 0
            said.set()
            await free.wait()

    async def come_back():
        await health.revive(other.host, now=NOW)
        await replaying.replay_due(ours.node, now=NOW)

    pointing = asyncio.create_task(point_out())
    await said.wait()
    coming = asyncio.create_task(come_back())
    await asyncio.wait([coming], timeout=0.5)
    free.set()
    await asyncio.gather(pointing, coming)
    assert [row["kind"] for row in await Delivery.select().where(Delivery.host == other.host)] == ["Announce"]


@pytest.mark.parametrize("gone", [False, True], ids=["alive", "deleted"])
async def test_one_thing_is_sent_again_to_all_who_should_have_it(ours, net, other, peer, gone):
    await ours.followed_by(other)
    await ours.followed_by(peer, ours=ours.group)
    event = made(ours)
    await say(ours, event)
    if gone:
        await say(ours, event, "delete", NOW + MINUTE)
    await ours.deliver(NOW + MINUTE)
    before = len(net.posted)
    async with transaction():
        assert await replaying.send_again(ours.node, event.id, now=NOW + HOUR) == 2
        assert await replaying.send_again(ours.node, "https://elsewhere.example/1", now=NOW + HOUR) == 0
    await ours.deliver(NOW + HOUR)
    kinds = [told(net, host, before)[0][0] for host in (other.host, peer.host)]
    assert kinds == (["Delete", "Delete"] if gone else ["Announce", "Update"])
