"""Comparing what a hub relays: differences are asked about at the origins, and a hub is never believed."""

import pytest

from federation import mirror
from federation.sync import changes, comparing, comparing_relayed
from federation.sync.comparing import Compared
from federation.tables import Lookup, RemoteEvent, run
from tests.federation.fediverse import NOW, Remote
from tests.federation.feeds import Origin


@pytest.fixture
def member(net):
    """The origin of what the hub relays; we do not follow it."""
    return Origin(Remote(net, "member.example", number=5))


@pytest.fixture
async def hub(ours, peer, member):
    """A hub that we follow: one event of its own and four of its member, all of which we hold."""
    await ours.follows(peer)
    made = await Origin(peer).known()
    made.put(50)
    for number in range(4):
        month = "01" if number < 2 else "02"
        fields = {"startTime": f"2027-{month}-12T14:00:00Z", "endTime": f"2027-{month}-12T16:00:00Z"}
        document = member.put(number, **fields)
        made.relay(document)
        await mirror.keep(ours.node, document, sponsor=peer.actor, fresh=True, now=NOW)
    await changes.catch_up(ours.node, peer.host, now=NOW)
    await run("DELETE FROM fed_lookup")
    return made


async def held():
    rows = await RemoteEvent.select(RemoteEvent.ap_id, RemoteEvent.digest).where(RemoteEvent.tombstoned_at.is_null())
    return {row["ap_id"]: row["digest"] for row in rows}


def truth(hub, member):
    return hub.living() | member.living()


async def compare(ours, hub):
    return await comparing.compare(ours.node, hub.remote.host, now=NOW)


def id_of(member, number):
    return member.remote.event(number)["id"]


def asked_of(net, member):
    return [url for url in net.gets() if url.startswith(f"{member.remote.url}/ap/evenements/")]


async def test_all_that_came_through_the_hub_is_compared(ours, net, hub, member):
    net.asked.clear()
    assert await compare(ours, hub) == Compared(hub.remote.host, 5, 0)
    assert [url.rpartition("/")[2].partition("?")[0] for url in net.gets()] == ["evenements", "empreintes"]
    hub.relayed = None  # a peer that says nothing of others
    assert await compare(ours, hub) == Compared(hub.remote.host, 1, 0)


async def test_without_a_version_the_last_change_stands_in_its_place(ours, net, hub, member):
    document = {name: value for name, value in member.remote.event(7).items() if name not in ("version", "agt:version")}
    await mirror.keep(ours.node, document, sponsor=hub.remote.actor, fresh=True, now=NOW)
    assert (await run("SELECT version FROM fed_remote_event WHERE ap_id = {}", document["id"]))[0]["version"] is None
    hub.relay(document)
    net.asked.clear()
    assert await compare(ours, hub) == Compared(hub.remote.host, 6, 0)
    assert not [url for url in net.gets() if "empreintes/" in url]


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM fed_remote_event WHERE ap_id = {}",
        "UPDATE fed_remote_event SET tombstoned_at = '2027-01-11T09:00:00Z' WHERE ap_id = {}",
        "UPDATE fed_remote_event SET version = 0, digest = 'x', updated = '2026-01-01' WHERE ap_id = {}",
        "UPDATE fed_remote_event SET version = 9, digest = 'x', updated = '2028-01-01' WHERE ap_id = {}",
        "UPDATE fed_remote_event SET starts_at = starts_at + interval '60 days', version = 0 WHERE ap_id = {}",
    ],
)
async def test_every_damage_is_mended_by_the_word_of_the_origin(ours, net, hub, member, damage):
    await run(damage, id_of(member, 1))
    net.asked.clear()
    found = await compare(ours, hub)
    assert (found.drift, found.error) == (1, "")
    assert set(asked_of(net, member)) == {id_of(member, 1)}
    assert await held() == truth(hub, member)
    assert await compare(ours, hub) == Compared(hub.remote.host, 5, 0)


async def test_a_deletion_that_was_missed_and_one_that_the_hub_has_missed(ours, hub, member):
    member.delete(1)
    hub.relayed = [row for row in hub.relayed if row["element"]["id"] != id_of(member, 1)]
    assert await compare(ours, hub) == Compared(hub.remote.host, 4, 1)
    assert await held() == truth(hub, member)
    member.delete(2)
    await mirror.bury(ours.node, id_of(member, 2), owner="", deleted=NOW, now=NOW, certain=True)
    assert (await compare(ours, hub)).drift == 0
    assert await held() == truth(hub, member)


async def test_a_hub_that_is_behind_us_is_not_our_drift(ours, hub, member):
    document = member.put(1, name="Un autre titre")
    await mirror.keep(ours.node, document, sponsor=hub.remote.actor, fresh=True, now=NOW)
    assert await compare(ours, hub) == Compared(hub.remote.host, 5, 0)
    assert await held() == truth(hub, member)


async def test_what_is_on_its_way_is_late_and_is_no_drift(ours, hub, member):
    document = member.put(8)
    hub.extra = [hub.relay(document)]
    assert (await compare(ours, hub)).drift == 0
    await ours.look_up()
    assert await held() == truth(hub, member)
    assert await compare(ours, hub) == Compared(hub.remote.host, 6, 0)


@pytest.mark.parametrize(("status", "kept", "drift"), [(404, True, 1), (500, True, 1), (0, True, 1), (200, True, 0)])
async def test_what_the_hub_leaves_out_is_asked_for_and_only_its_origin_ends_it(
    ours, net, hub, member, status, kept, drift
):
    hub.relayed = [row for row in hub.relayed if row["element"]["id"] != id_of(member, 1)]
    thing = member.things.pop(id_of(member, 1))
    net.show(id_of(member, 1), thing["document"], status=status)
    if not status:
        net.silent.add(member.remote.host)
    found = await compare(ours, hub)
    assert (found.drift, found.error) == (drift, "")
    assert (id_of(member, 1) in await held()) is kept
    assert await Lookup.count().where(Lookup.kind == "event") == drift


async def test_a_host_that_does_not_answer_is_not_asked_again_and_again(ours, net, hub, member):
    await run("UPDATE fed_remote_event SET version = 0 WHERE host = {}", member.remote.host)
    for number in range(10, 40):
        hub.relay(member.put(number))
    net.silent.add(member.remote.host)
    net.asked.clear()
    assert (await compare(ours, hub)).drift == 34
    assert 1 <= len(asked_of(net, member)) <= comparing_relayed.AT_ONCE


async def test_a_lying_hub_makes_us_ask_and_changes_nothing(ours, net, hub, member, other, monkeypatch):
    monkeypatch.setattr(comparing_relayed, "MOST_ASKED", 6)
    monkeypatch.setattr(comparing_relayed, "MOST_LISTS", 5)
    hub.relayed[0]["element"]["version"] = 99
    del hub.relayed[1]
    start = member.remote.event(0)["startTime"]
    for number in range(100, 120):
        hub.relay({**member.remote.event(number), "startTime": start})  # it never was
        hub.relay({**other.event(number), "startTime": start})
    hub.relay(member.remote.event(0), id=other.event(3)["id"])  # not of the origin that it is listed under
    hub.relay({**member.remote.event(4), "id": f"{ours.node.url}/ap/evenements/4"})
    before = await held()
    net.asked.clear()
    found = await compare(ours, hub)
    assert found.error
    assert await held() == before
    assert 1 <= len([url for url in net.gets() if "/ap/evenements/" in url]) <= 6
    assert not [url for url in net.gets() if url.startswith(ours.node.url)]
    for month in range(1, 13):
        hub.relay({**member.remote.event(1), "startTime": f"2028-{month:02d}-01T10:00:00Z"})
    net.asked.clear()
    assert (await compare(ours, hub)).error
    assert len([url for url in net.gets() if "origine=" in url]) == 5
    assert await held() == before


async def test_blocked_hosts_and_those_with_a_feed_that_we_read_are_left_alone(ours, net, hub, member):
    hub.relay(member.put(9))
    await run("INSERT INTO fed_peer (host, blocked_at) VALUES ({}, {})", member.remote.host, NOW)
    net.asked.clear()
    assert await compare(ours, hub) == Compared(hub.remote.host, 1, 0)
    assert not [url for url in net.gets() if member.remote.host in url]
    await run("UPDATE fed_peer SET blocked_at = NULL")
    await ours.follows(member.remote)
    await member.known()
    assert await compare(ours, hub) == Compared(hub.remote.host, 1, 0)
    assert await comparing.compare(ours.node, member.remote.host, now=NOW) == Compared(member.remote.host, 5, 0)


async def test_months_that_are_over_are_not_compared(ours, hub, member):
    past = member.remote.event(9, startTime="2026-12-12T14:00:00Z", endTime="2026-12-12T16:00:00Z")
    hub.relay(past)
    assert await compare(ours, hub) == Compared(hub.remote.host, 5, 0)
    assert past["id"] not in await held()
