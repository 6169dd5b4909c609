"""Hosts that fail for seven days are dead: owed no news, probed all the same, and brought up to date when they live."""

from datetime import timedelta

import pytest

from federation import inbox, outbox, owing, rules
from federation.tables import Delivery, Lookup, Peer, run
from federation.wire import activity
from tests.federation.fediverse import NOW, sample, uuid_of

SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def made(ours, number=1, **fields):
    return sample(f"{ours.node.url}/ap/evenements/{uuid_of(number)}", ours.group, **fields)


async def say(ours, event, now, kind="create"):
    await outbox.say(ours.node, kind=kind, event=event, now=now)


async def health(host):
    (row,) = await Peer.select().where(Peer.host == host)
    return row


async def days_of_failure(ours, net, host, count, start=NOW):
    net.silent.add(host)
    for day in range(count):
        await ours.deliver(start + day * DAY)


def answer_to(ours, joiner, number):
    """An answer of ours to somebody who asked for a seat."""
    asked = joiner.says("Join", f"{ours.node.url}/ap/evenements/{number}")
    return activity.accept(asked, id=f"{ours.group}/a{number}", actor=ours.group, to=joiner.actor)


@pytest.fixture
async def dying(ours, other):
    """A follower that is owed two events and some bookings."""
    await ours.followed_by(other, ours=ours.group)
    for number in (1, 2):
        await say(ours, made(ours, number), NOW)
    accept = answer_to(ours, other, 1)
    await owing.owe(accept, [other.inbox], thing="joiner", public=False, now=NOW, lane=owing.BOOKINGS)
    return other


async def kinds():
    return sorted(row["kind"] for row in await Delivery.select().where(Delivery.state == "owed"))


async def test_seven_different_days_and_no_less(ours, net, dying):
    await days_of_failure(ours, net, dying.host, rules.DEADLY_DAYS - 1)
    for minute in range(0, 600, 31):
        await ours.deliver(NOW + 5 * DAY + minute * MINUTE)
    row = await health(dying.host)
    assert (row["failing_days"], row["dead_at"]) == (6, None)
    assert await kinds() == ["Accept", "Create", "Create"]
    await ours.deliver(NOW + 6 * DAY)
    row = await health(dying.host)
    assert (row["failing_days"], row["failed_on"]) == (7, (NOW + 6 * DAY).date())
    assert row["dead_at"] >= NOW + 6 * DAY
    assert await kinds() == ["Accept", "Create"], "one is kept to find out whether it lives"


async def test_a_success_begins_the_days_anew(ours, net, dying):
    await days_of_failure(ours, net, dying.host, 6)
    net.silent.clear()
    await ours.deliver(NOW + 5 * DAY + 12 * HOUR)
    assert (await health(dying.host))["failing_days"] == 0
    await say(ours, made(ours, 3), NOW + 6 * DAY)
    await days_of_failure(ours, net, dying.host, 1, NOW + 6 * DAY)
    row = await health(dying.host)
    assert (row["failing_days"], row["dead_at"]) == (1, None)


async def test_a_dead_host_is_owed_bookings_and_no_news(ours, net, dying):
    await days_of_failure(ours, net, dying.host, 7)
    now = NOW + 7 * DAY
    await say(ours, made(ours, 3), now)
    answer = answer_to(ours, dying, 2)
    await owing.owe(answer, [dying.inbox], thing="second", public=False, now=now, lane=owing.BOOKINGS)
    assert await kinds() == ["Accept", "Accept", "Create"]


async def test_a_dead_host_is_probed_as_long_as_it_takes(ours, net, dying):
    await days_of_failure(ours, net, dying.host, 60)
    before = len(net.asked)
    for hour in range(0, 48, 1):
        await ours.deliver(NOW + 60 * DAY + hour * HOUR)
    assert 1 <= len(net.asked) - before <= 4
    assert await Delivery.exists().where(Delivery.state == "parked") is False


async def test_another_server_that_lives_again_is_told_the_latest_state(ours, net, dying):
    await days_of_failure(ours, net, dying.host, 7)
    for hour in range(20):
        await say(ours, made(ours, 2, name=f"Titre {hour}"), NOW + 20 * DAY + hour * HOUR, "update")
    await say(ours, made(ours, 3), NOW + 21 * DAY)
    net.silent.clear()
    before = len(net.posted)
    back = NOW + 30 * DAY
    for second in range(0, 6, 2):
        await ours.deliver(back + second * SECOND)
    told = [
        (said["type"], said["object"].get("name")) for _, said, _ in net.posted[before:] if said["type"] != "Accept"
    ]
    # The probe, then each once: the first event too, for it changed while the host was dying.
    assert sorted(told[1:]) == sorted(
        [("Update", "Premiers pas avec Internet"), ("Create", "Titre 19"), ("Create", "Premiers pas avec Internet")]
    )
    row = await health(dying.host)
    assert (row["dead_at"], row["failing_days"], row["opens_again_at"], row["sync_due_at"]) == (None, 0, None, None)
    assert await Delivery.count() == 0


async def test_a_verified_request_revives(ours, net, dying):
    await days_of_failure(ours, net, dying.host, 7)
    net.silent.clear()
    back = NOW + 9 * DAY
    await ours.take(dying, dying.says("Follow", ours.group), now=back)
    assert (await health(dying.host))["dead_at"] is None
    forged = dying.says("Follow", ours.group)
    await run("UPDATE fed_peer SET dead_at = {}", back)
    assert (await inbox.receive(ours.node, dying.signed(forged, url=ours.inbox, now=NOW), back)).status == 401
    assert (await health(dying.host))["dead_at"] == back


async def test_a_peer_with_a_feed_is_read_and_left_to_read_ours(ours, net, peer):
    await ours.followed_by(peer)
    await ours.follows(peer)
    feed = f"{peer.url}/ap/sync/changements"
    await run("UPDATE fed_peer SET sync = {}", feed)
    await say(ours, made(ours), NOW)
    await say(ours, made(ours, 2), NOW)
    await days_of_failure(ours, net, peer.host, 7)
    net.silent.clear()
    before = len(net.posted)
    for second in range(0, 6, 2):
        await ours.deliver(NOW + 9 * DAY + second * SECOND)
    assert len(net.posted) - before == 1, "the probe and no flood"
    assert await Lookup.exists().where((Lookup.url == feed) & (Lookup.kind == "changes"))
    assert (await health(peer.host))["sync_due_at"] <= NOW + 9 * DAY, "the timetable of feeds sees to it"
