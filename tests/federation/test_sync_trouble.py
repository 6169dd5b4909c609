"""Reading another instance's feed when things go wrong: killed, cut, forged, or with an event that cannot be kept."""

from datetime import timedelta

import pytest

from federation import mirror
from federation.sync import catching_up, changes
from federation.sync.changes import End
from federation.tables import Lookup
from tests.federation.fediverse import NOW, Answer, key_number
from tests.federation.feeds import Origin, catch_up, held, state

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
async def origin(ours, peer):
    """The feed of an instance that we follow."""
    await ours.follows(peer)
    return await Origin(peer).known()


async def test_the_cursor_moves_when_a_page_is_merged_and_not_before(ours, net, origin):
    origin.page = 2
    for number in range(5):
        origin.put(number)
    pages = []

    def broken(url, headers):
        pages.extend([url] if "/sync/" in url else [])
        return Answer(503) if "/sync/" in url and len(pages) == 2 else origin.serve(url, headers)

    net.servers[origin.remote.host] = broken
    with pytest.raises(changes.Unread):
        await catch_up(ours, origin)
    assert (await state(origin, "cursor"), len(await held())) == ("2", 2)
    assert await state(origin, "caught_up_at") is None
    assert await catch_up(ours, origin) is End.DONE
    assert await held() == origin.living()


async def test_a_worker_that_dies_in_a_page_leaves_it_to_be_read_again(ours, origin, monkeypatch):
    for number in range(3):
        origin.put(number)

    async def dies(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(changes, "_move", dies)
    with pytest.raises(KeyboardInterrupt):
        await catch_up(ours, origin)
    assert (await state(origin, "cursor"), len(await held())) == ("", 3)
    monkeypatch.undo()
    await catch_up(ours, origin)
    assert (await state(origin, "cursor"), await held()) == ("3", origin.living())


async def test_a_long_feed_is_read_in_several_leases(ours, net, origin):
    origin.page = 1
    for number in range(changes.MOST_PAGES + 5):
        origin.put(number)
    await catching_up.owe(origin.remote.host, now=NOW)
    await ours.look_up()
    assert await held() == origin.living()
    assert await state(origin, "caught_up_at") == NOW


async def test_a_feed_that_stands_still_is_left(ours, net, origin):
    net.servers[origin.remote.host] = lambda url, _: origin.signed(200, {"curseur": "", "suite": True, "elements": []})
    with pytest.raises(changes.Unread):
        await catch_up(ours, origin)
    assert len([url for url in net.gets() if "/sync/" in url]) == 1


@pytest.mark.parametrize("forged", ["unsigned", "another key", "another actor", "old", "changed", "redirected"])
async def test_only_what_the_peer_has_signed_is_believed(ours, net, origin, forged):
    origin.put(1)

    def serve(url, headers):
        answer = origin.serve(url, headers)
        if answer is None or "/sync/" not in url:
            return answer
        plain = {"content-type": "application/json"}
        return {
            "unsigned": Answer(200, plain, answer.body),
            "changed": Answer(200, answer.headers, answer.body.replace(b"Premiers", b"Derniers")),
            "redirected": Answer(302, {"location": "https://thief.example/feed"}),
        }.get(forged, answer)

    net.servers[origin.remote.host] = serve
    net.servers["thief.example"] = lambda *_: origin.signed(200, {"curseur": "9", "elements": []})
    if forged == "another key":
        origin.key = key_number(77)
    if forged == "another actor":
        origin.key = origin.remote.keys[origin.remote.group]
    now = NOW + 2 * timedelta(hours=1) if forged == "old" else NOW
    with pytest.raises(changes.Unread):
        await changes.catch_up(ours.node, origin.remote.host, now=now)
    assert (await held(), await state(origin, "cursor")) == ({}, "")
    net.servers[origin.remote.host] = origin.serve
    origin.key = origin.remote.keys[origin.remote.actor]
    await catch_up(ours, origin)
    assert await held() == origin.living()


async def test_a_new_key_is_read_when_the_old_one_does_not_fit(ours, peer, origin):
    origin.put(1)
    await catch_up(ours, origin)
    peer.publish(peer.actor, "Application", "relay", number=88)
    origin.key = peer.keys[peer.actor]
    origin.put(2)
    await catch_up(ours, origin)
    assert await held() == origin.living()


async def test_an_event_that_cannot_be_kept_stands_in_nobodys_way(ours, origin, monkeypatch):
    for number in range(4):
        origin.put(number)
    bad = origin.remote.event(2)["id"]
    columns = mirror.columns

    def breaks(event, document, **rest):
        if event.id == bad:
            raise ArithmeticError(event.id)
        return columns(event, document, **rest)

    monkeypatch.setattr(mirror, "columns", breaks)
    await catch_up(ours, origin)
    assert await held() == {id: mark for id, mark in origin.living().items() if id != bad}
    assert await Lookup.select(Lookup.url).where(Lookup.kind == "event").output(as_list=True) == [bad]
    monkeypatch.undo()
    await ours.look_up()
    assert await held() == origin.living()
