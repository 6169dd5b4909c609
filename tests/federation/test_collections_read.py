"""Collections read at their origin: what they quote, what they name, and those that misbehave."""

from datetime import timedelta

import pytest

from federation import mirror
from federation.tables import Lookup, RemoteEvent, run
from tests.federation.fediverse import NOW

HOUR = timedelta(hours=1)


async def held():
    return {row["ap_id"]: row for row in await RemoteEvent.select()}


def collection(url, items, **links):
    return {"id": url, "type": "OrderedCollectionPage", "orderedItems": items, **links}


@pytest.fixture
async def backlog(ours, peer):
    """The address of a collection that we owe to read, of a peer that we follow."""
    await ours.follows(peer)
    url = f"{peer.actor}/evenements-a-venir"
    sql = "INSERT INTO fed_lookup (url, kind, sponsor, due_at, created_at) VALUES ({}, 'collection', {}, {}, {})"
    await run(sql, url, peer.actor, NOW, NOW)
    return url


async def test_a_collection_quotes_its_own_events_and_names_those_of_others(ours, net, peer, other, backlog):
    mine, theirs, forged = peer.event(1), other.event(2), {**other.event(3), "name": "Faux"}
    other.show_event(theirs)
    other.show_event(other.event(3))
    outbox_item = peer.says("Create", peer.event(4), peer.group)
    net.show(
        backlog, collection(backlog, [mine, theirs["id"], forged, outbox_item, f"{ours.node.url}/ap/evenements/1"])
    )
    await ours.look_up()
    rows = await held()
    assert set(rows) == {mine["id"], theirs["id"], forged["id"], peer.event(4)["id"]}
    assert rows[forged["id"]]["name"] == "Premiers pas avec Internet"
    assert peer.event(1)["id"] not in net.gets()


@pytest.mark.parametrize("ring", ["itself", "endless", "elsewhere"])
async def test_collections_that_never_end(ours, net, peer, other, backlog, ring):
    if ring == "itself":
        net.show(backlog, collection(backlog, [peer.event(1)], next=f"{backlog}?2"))
        net.show(f"{backlog}?2", collection(f"{backlog}?2", [], next=backlog))
    elif ring == "elsewhere":
        net.show(backlog, collection(backlog, [peer.event(1)], next=f"{other.url}/page"))
    else:
        net.show(backlog, collection(backlog, [peer.event(1)], next=f"{backlog}?1"))
        for number in range(1, 80):
            url = f"{backlog}?{number}"
            net.show(url, collection(url, [], next=f"{backlog}?{number + 1}"))
    await ours.look_up()
    assert peer.event(1)["id"] in await held()
    pages = [url for url in net.gets() if url.startswith(backlog)]
    assert len(pages) == {"itself": 2, "elsewhere": 1, "endless": 50}[ring]
    assert f"{other.url}/page" not in net.gets()


async def test_a_collection_that_breaks_off_is_read_again_from_its_start(ours, net, peer, backlog):
    net.show(backlog, collection(backlog, [peer.event(1)], next=f"{backlog}?2"))
    net.show(f"{backlog}?2", {}, status=503)
    await ours.look_up()
    assert await held() == {}
    net.show(f"{backlog}?2", collection(f"{backlog}?2", [peer.event(2)]))
    await ours.look_up(NOW + HOUR)
    assert len(await held()) == 2


async def test_an_item_that_makes_us_fail_holds_no_other_back_and_is_tried_again(ours, net, peer, backlog, monkeypatch):
    keep, bad = mirror.keep, peer.event(2)["id"]

    async def failing(node, document, **rest):
        if document["id"] == bad:
            await run("SELECT 1 / 0")
        return await keep(node, document, **rest)

    net.show(backlog, collection(backlog, [peer.event(number) for number in (1, 2, 3)]))
    with monkeypatch.context() as patched:
        patched.setattr(mirror, "keep", failing)
        await ours.look_up()
    assert set(await held()) == {peer.event(1)["id"], peer.event(3)["id"]}
    assert "division" in (await Lookup.select())[0]["last_error"]
    await ours.look_up(NOW + HOUR)
    assert set(await held()) == {peer.event(number)["id"] for number in (1, 2, 3)}
    assert await Lookup.count() == 0


@pytest.mark.parametrize("url", ["foo", "https://[x"])
async def test_a_lookup_that_names_no_host_stops_no_other(ours, net, peer, backlog, url):
    sql = "INSERT INTO fed_lookup (url, kind, sponsor, due_at, created_at) VALUES ({}, 'event', {}, {}, {})"
    await run(sql, url, peer.actor, NOW - HOUR, NOW)
    net.show(backlog, collection(backlog, [peer.event(1)]))
    await ours.look_up()
    assert set(await held()) == {peer.event(1)["id"]}
    assert [row["url"] for row in await Lookup.select(Lookup.url)] == [url]
