"""Reading at the origin: what each answer means, and which documents are not the event."""

from datetime import timedelta

import pytest

from federation import lookups
from federation.tables import Lookup, RemoteEvent, run
from tests.federation.fediverse import NOW, Remote

SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


async def held():
    return {row["ap_id"]: row for row in await RemoteEvent.select()}


@pytest.fixture
async def hub(ours, net):
    """A hub that we follow: it tells us of events that are not its own."""
    remote = Remote(net, "hub.example", number=5)
    await ours.follows(remote)
    return remote


async def announced(ours, hub, id, now=NOW):
    assert (await ours.hear(hub, hub.says("Announce", id), now=now))[0] == "processed"


@pytest.fixture
async def mirrored(ours, hub, other):
    """The id of an event that the hub told us of, read at its origin."""
    event = other.event()
    other.show_event(event)
    await announced(ours, hub, event["id"])
    await ours.look_up()
    assert (await held())[event["id"]]["tombstoned_at"] is None
    return event["id"]


async def test_an_announced_event_is_read_at_its_origin(ours, other, hub, mirrored):
    row = (await held())[mirrored]
    assert (row["host"], row["sponsor"], row["owner_name"]) == (other.host, hub.actor, f"centre de {other.host}")
    assert await Lookup.count() == 0


async def test_a_new_reading_replaces_the_old_one(ours, other, hub, mirrored):
    other.show_event(other.event(version=2, minutes=5, name="Un autre titre"))
    await announced(ours, hub, mirrored)
    await ours.look_up()
    assert (await held())[mirrored]["name"] == "Un autre titre"


async def test_another_text_of_the_same_age_is_believed_at_the_origin(ours, other, hub, mirrored):
    for name in ("Aaaa", "Zzzz"):
        other.show_event(other.event(name=name))
        await announced(ours, hub, mirrored)
        await ours.look_up()
        assert (await held())[mirrored]["name"] == name


async def test_410_makes_a_tombstone(ours, net, hub, mirrored):
    net.show(mirrored, {"id": mirrored, "type": "Tombstone", "deleted": "2027-01-11T08:00:00Z"}, status=410)
    await announced(ours, hub, mirrored)
    await ours.look_up()
    assert (await held())[mirrored]["tombstoned_at"].isoformat() == "2027-01-11T08:00:00+00:00"


async def test_410_of_what_was_never_seen_leaves_nothing(ours, net, hub, other):
    id = other.event()["id"]
    net.show(id, {}, status=410)
    await announced(ours, hub, id)
    await ours.look_up()
    assert (await held(), await Lookup.count()) == ({}, 0)


async def test_404_twice_an_hour_apart_makes_a_tombstone(ours, net, hub, mirrored):
    net.pages.pop(mirrored)
    await announced(ours, hub, mirrored)
    await ours.look_up()
    await ours.look_up(NOW + 59 * MINUTE)
    assert (await held())[mirrored]["tombstoned_at"] is None
    await ours.look_up(NOW + 61 * MINUTE)
    assert (await held())[mirrored]["tombstoned_at"] is not None
    assert await Lookup.count() == 0


async def test_404_once_only_is_forgiven(ours, net, hub, other, mirrored):
    page = net.pages.pop(mirrored)
    await announced(ours, hub, mirrored)
    await ours.look_up()
    net.pages[mirrored] = page
    await ours.look_up(NOW + 61 * MINUTE)
    assert (await held())[mirrored]["tombstoned_at"] is None
    assert await Lookup.count() == 0


@pytest.mark.parametrize("status", [401, 403, 500, 503, 0])
async def test_refusals_errors_and_silence_never_delete(ours, net, hub, other, mirrored, status):
    net.show(mirrored, {}, status=status)
    if not status:
        net.silent.add(other.host)
    await announced(ours, hub, mirrored)
    for day in range(40):
        await ours.look_up(NOW + day * DAY)
    assert (await held())[mirrored]["tombstoned_at"] is None
    (row,) = await Lookup.select()
    assert row["state"] == "parked"


async def test_what_could_not_be_read_is_read_later(ours, net, hub, other):
    net.silent.add(other.host)
    event = other.event()
    other.show_event(event)
    await announced(ours, hub, event["id"])
    await ours.look_up()
    net.silent.clear()
    assert await ours.look_up(NOW + 10 * SECOND) == 0
    await ours.look_up(NOW + HOUR)
    assert event["id"] in await held()


@pytest.mark.parametrize(("spoke", "read"), [(timedelta(0), True), (timedelta(minutes=2), False)])
async def test_a_server_that_speaks_again_is_read_without_more_waiting(ours, net, hub, other, spoke, read):
    event = other.event()
    other.show_event(event)
    await announced(ours, hub, event["id"])
    net.silent.add(other.host)
    for hour in range(6):
        await ours.look_up(NOW + hour * HOUR)
    net.silent.clear()
    now = NOW + 6 * HOUR
    await ours.hear(other, other.says("Like", event["id"]), now=now - spoke)
    assert await ours.look_up(now) == 0
    await lookups.hasten(now)
    await ours.look_up(now)
    assert (event["id"] in await held()) is read


async def test_a_silent_server_is_not_asked_for_everything(ours, net, hub, other):
    net.silent.add(other.host)
    for number in range(30):
        await announced(ours, hub, other.event(number)["id"])
    before = len(net.asked)
    await ours.look_up()
    assert len(net.asked) - before <= 2


async def test_a_hint_that_comes_during_the_reading_is_not_lost(ours, net, hub, other):
    event = other.event()
    other.show_event(event)
    await announced(ours, hub, event["id"])
    await run("UPDATE fed_lookup SET hints = hints")
    send = net.send

    async def meanwhile(method, url, **rest):
        answer = await send(method, url, **rest)
        if url == event["id"]:
            net.send = send
            other.show_event(other.event(version=2, minutes=5, name="Entre-temps"))
            await announced(ours, hub, event["id"])
        return answer

    net.send = meanwhile
    await ours.look_up()
    await ours.look_up()
    assert (await held())[event["id"]]["name"] == "Entre-temps"


async def test_a_worker_that_was_killed_gives_its_reading_back(ours, hub, other):
    event = other.event()
    other.show_event(event)
    await announced(ours, hub, event["id"])
    until = NOW + 3 * MINUTE
    await run("UPDATE fed_lookup SET attempts = 1, lease = gen_random_uuid(), locked_until = {}", until)
    assert await ours.look_up(NOW + MINUTE) == 0
    await ours.look_up(until + SECOND)
    assert event["id"] in await held()


@pytest.mark.parametrize(
    "wrong",
    ["other id", "other owner", "private", "draft", "html", "note", "ours", "redirected"],
)
async def test_documents_that_are_not_the_event(ours, net, hub, other, wrong):
    event = other.event()
    id = event["id"]
    documents = {
        "other id": {**event, "id": f"{hub.url}/ap/evenements/1"},
        "other owner": {**event, "attributedTo": hub.group},
        "private": {**event, "to": [], "cc": []},
        "draft": {**event, "draft": True},
        "html": event,
        "note": {**event, "type": "Note"},
        "ours": {**event, "id": f"{ours.node.url}/ap/evenements/1"},
        "redirected": f"{hub.url}/stolen",
    }
    net.show(f"{hub.url}/stolen", event)
    status = 302 if wrong == "redirected" else 200
    net.show(id, documents[wrong], status=status, kind="text/html" if wrong == "html" else "application/activity+json")
    await announced(ours, hub, id)
    for day in range(4):
        await ours.look_up(NOW + day * DAY)
    assert await held() == {}
    assert not [url for url in net.gets() if url.startswith(ours.node.url)]


async def test_an_event_that_moved_on_its_own_server_is_read(ours, net, hub, other):
    event = other.event()
    old = f"{other.url}/old"
    net.show(old, event["id"], status=301)
    other.show_event(event)
    await announced(ours, hub, old)
    await ours.look_up()
    assert event["id"] in await held()


async def test_t58_redirects_are_few_and_signed_anew(ours, net, hub, other):
    for number in range(10):
        net.show(f"{other.url}/r/{number}", f"{other.url}/r/{number + 1}", status=302)
    await announced(ours, hub, f"{other.url}/r/0")
    before = len(net.gets())
    await ours.look_up()
    assert len(net.gets()) - before == 4


async def test_t58_no_redirect_to_another_scheme(ours, net, hub, other):
    net.show(f"{other.url}/r", f"http://{other.host}/x", status=302)
    await announced(ours, hub, f"{other.url}/r")
    await ours.look_up()
    assert f"http://{other.host}/x" not in net.gets()
