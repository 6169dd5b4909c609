"""What is asked by the clock: feeds every quarter of an hour, digests each night, single events elsewhere."""

import json
from datetime import timedelta
from email.utils import format_datetime

import pytest

from federation.sync import timetable
from federation.tables import Lookup, RemoteEvent, run
from tests.federation.fediverse import ACTIVITY, NOW, Answer
from tests.federation.feeds import Origin

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
async def origin(ours, peer):
    """The feed of an instance that we follow, of whose actor we know."""
    await ours.follows(peer)
    await ours.hear(peer, peer.says("Like", "https://a.example/1"))
    made = await Origin(peer).known()
    made.put(1)
    return made


async def pass_minutes(ours, minutes, start=NOW):
    for minute in range(minutes):
        now = start + minute * MINUTE
        await timetable.ring(ours.node, now)
        await ours.look_up(now)


async def test_a_feed_is_read_every_quarter_of_an_hour(ours, net, origin):
    origin.now = NOW + HOUR
    await pass_minutes(ours, 120)
    reads = [url for url in net.gets() if "/sync/evenements" in url]
    assert 7 <= len(reads) <= 10
    assert len(await RemoteEvent.select()) == 1
    await run("UPDATE fed_peer SET blocked_at = {}", NOW)
    net.asked.clear()
    await pass_minutes(ours, 60, NOW + 3 * HOUR)
    assert net.asked == []


async def test_digests_are_compared_each_night_of_the_instance(ours, net, origin):
    hours = []
    for hour in range(72):
        origin.now = now = NOW + hour * HOUR
        await timetable.compare_due(ours.node, now)
        before = len(net.gets())
        await ours.look_up(now)
        hours += [hour] if "/empreintes" in "".join(net.gets()[before:]) else []
    # From ten in the morning; the nights are those of Europe/Paris, from two to five.
    assert len(hours) == 3
    assert all(16 <= hour - 24 * night <= 20 for night, hour in enumerate(hours))


async def test_an_instance_that_we_follow_is_described_each_week(ours, net, peer):
    await ours.follows(peer)
    sync = f"{peer.url}/ap/sync/evenements"
    described = {"software": {"name": "agendatheque"}, "metadata": {"agendatheque": {"sync": sync}}}
    net.show(f"{peer.url}/nodeinfo/2.1", described, kind="application/json")
    for day in range(15):
        await timetable.describe_due(NOW + day * DAY)
        await ours.look_up(NOW + day * DAY)
    assert len([url for url in net.gets() if url.endswith("/nodeinfo/2.1")]) == 3
    assert (await run("SELECT sync FROM fed_peer"))[0]["sync"] == sync


class Foreign:
    """A server without a feed, which answers conditional questions about one event."""

    def __init__(self, remote, document):
        self.remote, self.document, self.tag, self.asked = remote, document, '"1"', []
        self.status, self.changed_at = 200, format_datetime(NOW - DAY)
        remote.net.servers[remote.host] = self.serve

    def serve(self, url, headers):
        if url != self.document["id"]:
            return None
        lower = {name.lower(): value for name, value in headers.items()}
        self.asked.append((lower.get("if-none-match"), lower.get("if-modified-since")))
        if self.status != 200:
            return Answer(self.status, {"content-type": ACTIVITY}, b"{}")
        if lower.get("if-none-match") == self.tag:
            return Answer(304)
        answer = Answer(200, {"content-type": ACTIVITY, "etag": self.tag, "last-modified": self.changed_at})
        return Answer(200, answer.headers, json.dumps(self.document).encode())


@pytest.fixture
async def foreign(ours, other):
    """An event of a server without a feed, ten days away, that we hold."""
    await ours.follows(other, other.group)
    start = "2027-01-21T09:00:00Z", "2027-01-21T11:00:00Z"
    server = Foreign(other, other.event(1, startTime=start[0], endTime=start[1]))
    await ours.hear(other, other.says("Create", server.document, actor=other.group))
    return server


async def row():
    return (await RemoteEvent.select())[0]


async def test_single_events_are_read_again_until_their_end(ours, foreign):
    asked = []
    for hour in range(24 * 14):
        before = len(foreign.asked)
        await timetable.ring(ours.node, NOW + hour * HOUR)
        await ours.look_up(NOW + hour * HOUR)
        asked += [hour] * (len(foreign.asked) - before)
    start = 10 * 24
    assert asked[:3] == [24, 48, 72]
    assert start - 24 in asked
    assert start - 2 in asked
    assert max(asked) < start + 2
    assert 25 <= len(asked) <= 40
    assert foreign.asked[0] == (None, None)
    assert set(foreign.asked[1:]) == {('"1"', foreign.changed_at)}


async def test_an_unchanged_event_is_only_seen(ours, foreign):
    await pass_hours(ours, 24)
    await pass_hours(ours, 48)
    found = await row()
    assert (found["fetched_at"], found["seen_at"]) == (NOW + 24 * HOUR, NOW + 48 * HOUR)
    foreign.tag, foreign.document = (
        '"2"',
        {**foreign.document, "name": "Un autre titre", "updated": "2027-01-12T00:00:00Z"},
    )
    await pass_hours(ours, 72)
    found = await row()
    assert (found["name"], found["etag"]) == ("Un autre titre", '"2"')


async def pass_hours(ours, hour):
    await timetable.ring(ours.node, NOW + hour * HOUR)
    await ours.look_up(NOW + hour * HOUR)


@pytest.mark.parametrize(
    ("status", "again", "gone"),
    [
        (410, 0, True),
        (404, 59, False),
        (404, 61, True),
        (401, 61, False),
        (403, 61, False),
        (500, 61, False),
        (0, 61, False),
    ],
)
async def test_what_an_answer_means(ours, net, other, foreign, status, again, gone):
    foreign.status = status
    if not status:
        net.silent.add(other.host)
    await pass_hours(ours, 24)
    await ours.look_up(NOW + 24 * HOUR + again * MINUTE)
    assert ((await row())["tombstoned_at"] is not None) is gone


async def test_a_few_of_each_host_at_a_time_and_none_of_a_blocked_one(ours, net, other, foreign):
    for number in range(2, 60):
        await ours.hear(other, other.says("Create", other.event(number), actor=other.group))
    await run("UPDATE fed_remote_event SET next_check_at = {}", NOW)
    assert [await timetable.ring(ours.node, NOW) for _ in range(4)] == [20, 20, 19, 0]
    await run("UPDATE fed_remote_event SET next_check_at = {}", NOW)
    await run("UPDATE fed_peer SET blocked_at = {}", NOW)
    assert await timetable.ring(ours.node, NOW) == 0
    before = len(net.asked)
    await ours.look_up()
    assert len(net.asked) == before


async def test_events_of_a_feed_are_not_asked_one_by_one(ours, origin):
    await pass_minutes(ours, 2)
    await run("UPDATE fed_remote_event SET next_check_at = {}", NOW)
    await run("UPDATE fed_peer SET sync_due_at = {}, compare_due_at = {}", NOW + DAY, NOW + DAY)
    assert await timetable.ring(ours.node, NOW + HOUR) == 0
    await run("UPDATE fed_peer SET sync = ''")
    assert await timetable.ring(ours.node, NOW + HOUR) == 1
    assert await Lookup.select(Lookup.kind).output(as_list=True) == ["event"]
