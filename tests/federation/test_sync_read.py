"""Reading another instance's feed: what is merged, what is fetched, what is believed, and where the next one begins."""

from datetime import timedelta

import pytest

from federation import follows, keyring, peers
from federation.sync.changes import End
from federation.tables import Lookup, Peer, run
from federation.wire.event import digest
from tests.federation.fediverse import NOW, uuid_of
from tests.federation.feeds import Origin, catch_up, held, state

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
async def origin(ours, peer):
    """The feed of an instance that we follow."""
    await ours.follows(peer)
    return await Origin(peer).known()


async def test_the_first_contact_brings_everything_in_a_few_requests(ours, net, origin):
    for number in range(30):
        origin.put(number)
    origin.delete(3)
    assert await catch_up(ours, origin) is End.DONE
    assert await held() == origin.living()
    assert len(await held()) == 29
    assert len([url for url in net.gets() if "/ap/evenements/" in url]) == 0
    assert (await state(origin, "cursor"), await state(origin, "caught_up_at")) == ("31", NOW)


async def test_then_only_what_has_changed_is_read(ours, net, origin):
    for number in range(3):
        origin.put(number)
    await catch_up(ours, origin)
    origin.put(1, name="Un autre titre")
    origin.delete(2)
    net.asked.clear()
    await catch_up(ours, origin)
    assert await held() == origin.living()
    assert [url.partition("?")[2] for url in net.gets()] == ["depuis=3&limite=500&complet=1"]
    before = await run("SELECT ap_id, fetched_at FROM fed_remote_event ORDER BY 1")
    await run("UPDATE fed_peer SET cursor = ''")
    await catch_up(ours, origin, NOW + DAY)
    assert await run("SELECT ap_id, fetched_at FROM fed_remote_event ORDER BY 1") == before


async def test_what_is_not_quoted_is_read_at_its_origin(ours, origin):
    origin.whole = False
    origin.put(1)
    await catch_up(ours, origin)
    assert await held() == {}
    await ours.look_up()
    assert await held() == origin.living()


async def test_ids_of_others_are_hints_to_read_them_at_their_own_origin(ours, net, origin, other):
    event = other.event(7, name="À sa source")
    other.show_event(event)
    lie = {**event, "name": "Ailleurs"}
    origin.extra = [
        {"id": event["id"], "origine": other.url, "version": 1, "updated": event["updated"], "objet": lie},
        {"id": f"{ours.node.url}/ap/evenements/{uuid_of(1)}", "version": 9},
        {"id": f"{other.url}/ap/evenements/{uuid_of(8)}", "supprime": True},
        {"id": "javascript:x"},
        {"id": None},
        3,
    ]
    await catch_up(ours, origin)
    assert await Lookup.select(Lookup.url).output(as_list=True) == [event["id"]]
    await ours.look_up()
    assert await held() == {event["id"]: digest(event)}
    await run("UPDATE fed_peer SET cursor = ''")
    await catch_up(ours, origin)
    assert await Lookup.count() == 0
    # Said to be gone: its own server is asked.
    origin.extra = [{"id": event["id"], "origine": other.url, "supprime": True}]
    await catch_up(ours, origin)
    await ours.look_up()
    assert await held() == {event["id"]: digest(event)}
    net.show(event["id"], {"type": "Tombstone"}, status=410)
    await catch_up(ours, origin)
    await ours.look_up()
    assert await held() == {}


async def test_our_own_requests_are_signed(ours, net, origin):
    seen = []
    net.servers[origin.remote.host] = lambda url, headers: seen.append(headers) or origin.serve(url, headers)
    await catch_up(ours, origin)
    assert keyring.key_id(ours.actor) in seen[0]["Signature-Input"]


async def test_an_event_of_another_month_that_we_never_held_is_left(ours, origin):
    origin.put(1, startTime="2026-12-31T10:00:00+01:00", endTime="2026-12-31T12:00:00+01:00")
    origin.put(2, startTime="2027-01-02T10:00:00+01:00", endTime="2027-01-02T12:00:00+01:00")
    await catch_up(ours, origin)
    assert [id[-1] for id in await held()] == ["2"]


async def test_what_is_not_public_any_more_is_shown_no_more(ours, origin):
    origin.put(1)
    await catch_up(ours, origin)
    origin.put(1, to=[], cc=[])
    origin.put(2, to=[], cc=[])
    origin.put(3, type="Note")
    origin.put(4)
    await catch_up(ours, origin)
    assert [id[-1] for id in await held()] == ["4"]


async def test_deletions_are_remembered_for_what_may_still_arrive(ours, peer, origin):
    create = peer.says("Create", origin.put(1), actor=peer.group)
    origin.delete(1)
    await catch_up(ours, origin)
    assert (await ours.hear(peer, create))[0] == "ignored"
    assert await held() == {}


async def test_only_what_is_followed_and_not_blocked_has_a_feed(ours, net, peer):
    origin = await Origin(peer).known()
    origin.put(1)
    for sql in (
        "SELECT 1",
        "UPDATE fed_following SET state = 'asked'",
        "UPDATE fed_following SET state = 'accepted', type = 'Group'",
        "UPDATE fed_following SET type = 'Application'; UPDATE fed_peer SET blocked_at = '2027-01-01'",
    ):
        for part in sql.split(";"):
            await run(part)
        assert await catch_up(ours, origin) is End.NONE
        if sql == "SELECT 1":
            await ours.follows(peer)
    assert net.asked == []
    await run("UPDATE fed_peer SET blocked_at = NULL")
    assert await catch_up(ours, origin) is End.DONE


async def test_a_feed_elsewhere_is_not_learned(ours, net, peer):
    page = {"version": "2.1", "software": {"name": "agendatheque", "version": "1"}}
    for url, kept in ((f"{peer.url}/ap/sync/evenements", True), ("https://thief.example/ap/sync/evenements", False)):
        net.show(
            f"{peer.url}/nodeinfo/2.1", {**page, "metadata": {"agendatheque": {"sync": url}}}, kind="application/json"
        )
        await peers.describe(ours.node, peer.actor, now=NOW)
        row = await Peer.select(Peer.sync).where(Peer.host == peer.host).first()
        assert row["sync"] == (url if kept else "")


async def test_an_accepted_follow_begins_with_the_feed_and_a_renewed_one_with_all_of_it(ours, net, peer):
    origin = await Origin(peer).known()
    origin.put(1)
    for _ in range(2):
        await follows.follow(ours.node, peer.actor, now=NOW)
        rows = await run("SELECT follow_id FROM fed_following")
        await ours.hear(peer, peer.says("Accept", rows[0]["follow_id"], to=[ours.actor]))
        await ours.look_up()
        assert await held() == origin.living()
        assert await state(origin, "cursor") == "1"
        await follows.unfollow(ours.node, peer.actor, now=NOW)
        assert (await held(), await state(origin, "cursor")) == ({}, "")


@pytest.mark.parametrize(("places", "owed"), [([1, 2, 3], 0), ([2, 3], 1), ([1, 2, 2, 1, 3], 0), ([1, 2, 4, 5, 7], 2)])
async def test_a_push_that_leaves_a_place_out_makes_us_read_the_feed(ours, net, peer, origin, places, owed):
    await catch_up(ours, origin)
    reads = 0
    for place in places:
        await ours.hear(peer, peer.says("Like", "https://a.example/1", seq=place))
        before = len([url for url in net.gets() if "/sync/" in url])
        await ours.look_up()
        reads += len([url for url in net.gets() if "/sync/" in url]) - before
    assert reads == owed


async def test_a_peer_that_was_down_is_alive_when_its_feed_answers(ours, origin):
    await run("UPDATE fed_peer SET opens_again_at = {}, failures = 5", NOW + DAY)
    await catch_up(ours, origin)
    assert (await state(origin, "opens_again_at"), await state(origin, "failures")) == (None, 0)


async def test_nothing_is_asked_of_a_blocked_host_that_a_hub_names(ours, net, origin, other):
    event = other.event(7)
    other.show_event(event)
    origin.extra = [{"id": event["id"], "origine": other.url, "version": 1}]
    await run("INSERT INTO fed_peer (host, blocked_at) VALUES ({}, {})", other.host, NOW)
    await catch_up(ours, origin)
    await ours.look_up()
    assert not [url for url in net.gets() if other.host in url]
    assert await Lookup.count() == 0
    await run("UPDATE fed_peer SET blocked_at = NULL")
    await run("UPDATE fed_peer SET cursor = '' WHERE host = {}", origin.remote.host)
    await catch_up(ours, origin)
    await ours.look_up()
    assert event["id"] in await held()
