"""Events that others create, change and delete: in which order, and which are shown."""

import itertools
import json
from datetime import timedelta

import pytest

from federation import inbox
from federation.tables import Activity, Lookup, RemoteEvent
from tests.federation.fediverse import ACTIVITY, NOW, Answer

MINUTE = timedelta(minutes=1)


async def held(id):
    return await RemoteEvent.select().where(RemoteEvent.ap_id == id).first()


async def owed():
    return sorted(row["url"] for row in await Lookup.select(Lookup.url))


@pytest.fixture
async def followed(ours, peer):
    """We follow the instance of the peer."""
    await ours.follows(peer)
    return peer


def create(peer, event, actor=None, kind="Create"):
    return peer.says(kind, event, actor or peer.group)


async def test_a_created_event_is_mirrored(ours, followed):
    event = followed.event()
    assert await ours.hear(followed, create(followed, event)) == ("processed", "")
    row = await held(event["id"])
    assert (row["name"], row["owner"], row["host"]) == ("Premiers pas avec Internet", followed.group, followed.host)
    assert (str(row["uuid"]), row["version"], row["sponsor"]) == (event["uuid"], 1, followed.actor)
    assert (row["capacity"], row["remaining"], row["locality"], row["tags"]) == (8, 3, "Lyon", ["Internet"])
    assert (row["phone"], row["level"], row["audience"]) == ("04 00 00 00 00", "decouverte", ["seniors"])
    assert row["starts_at"].isoformat() == "2027-01-12T13:00:00+00:00"
    assert row["owner_name"] == f"centre de {followed.host}"
    assert "mediatheque" in row["folded"]
    assert "telephone" in row["folded"]


async def test_an_event_from_nobody_that_we_follow_is_ignored(ours, peer):
    event = peer.event()
    assert await ours.hear(peer, create(peer, event)) == ("ignored", "from nobody that we follow")
    assert await RemoteEvent.count() == 0
    assert await owed() == []


async def test_a_library_that_is_followed_itself_speaks_for_itself_only(ours, peer):
    await ours.follows(peer, peer.group)
    neighbour = f"{peer.url}/ap/bibliotheques/voisine"
    peer.publish(neighbour, "Group", "voisine")
    assert (await ours.hear(peer, create(peer, peer.event())))[0] == "processed"
    theirs = peer.event(2, owner=neighbour)
    assert (await ours.hear(peer, create(peer, theirs, neighbour)))[0] == "ignored"


async def test_an_update_under_the_id_of_the_create_applies(ours, followed):
    first, second = followed.event(), followed.event(version=2, minutes=5, name="Premiers pas, suite")
    said = create(followed, first)
    await ours.hear(followed, said)
    assert (await ours.hear(followed, {**said, "type": "Update", "object": second}))[0] == "processed"
    assert (await held(first["id"]))["name"] == "Premiers pas, suite"


async def test_an_update_before_the_create_wins(ours, followed):
    first, second = followed.event(), followed.event(version=2, minutes=5, name="Premiers pas, suite")
    await ours.hear(followed, create(followed, second, kind="Update"))
    assert (await ours.hear(followed, create(followed, first)))[0] == "ignored"
    assert (await held(first["id"]))["name"] == "Premiers pas, suite"


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
async def test_any_order_of_messages_ends_alike(ours, followed, order):
    messages = [
        create(followed, followed.event()),
        create(followed, followed.event(version=2, minutes=5, name="Deux"), kind="Update"),
        create(followed, followed.event(version=3, minutes=9, name="Trois"), kind="Update"),
        followed.says("Delete", tombstone(followed.event()["id"], "2027-01-10T09:20:00Z"), followed.group),
    ]
    for number in order:
        await ours.take(followed, messages[number])
    await inbox.process_due(ours.node, {}, now=NOW)
    row = await held(followed.event()["id"])
    assert row["tombstoned_at"].isoformat() == "2027-01-10T09:20:00+00:00"


def tombstone(id, deleted):
    return {"id": id, "type": "Tombstone", "formerType": "Event", "updated": deleted, "deleted": deleted}


async def test_seats_alone_are_taken_over(ours, followed):
    await ours.hear(followed, create(followed, followed.event()))
    fewer = followed.event(remainingAttendeeCapacity=1)
    await ours.hear(followed, create(followed, fewer, kind="Update"))
    assert (await held(fewer["id"]))["remaining"] == 1


async def test_two_texts_of_one_age_are_settled_at_the_origin(ours, followed):
    await ours.hear(followed, create(followed, followed.event()))
    await ours.hear(followed, create(followed, followed.event(name="Un autre texte"), kind="Update"))
    assert (await held(followed.event()["id"]))["name"] == "Premiers pas avec Internet"
    assert await owed() == [followed.event()["id"]]


async def test_the_end_of_an_actor_takes_its_events_and_its_follows(ours, followed):
    await ours.hear(followed, followed.says("Follow", ours.actor, followed.group))
    await ours.hear(followed, create(followed, followed.event()))
    assert (await ours.hear(followed, followed.says("Delete", followed.group, followed.group)))[0] == "processed"
    assert (await held(followed.event()["id"]))["tombstoned_at"] is not None
    assert await ours.followers() == []


async def test_t40_what_was_deleted_before_it_was_created_is_never_shown(ours, followed):
    event = followed.event()
    await ours.hear(followed, followed.says("Delete", event["id"], followed.group))
    assert (await ours.hear(followed, create(followed, event)))[0] == "ignored"
    row = await held(event["id"])
    assert (row["name"], row["tombstoned_at"]) == ("", NOW)


@pytest.mark.parametrize(
    "to", [[], ["https://peer.example/ap/actor/followers"], ["https://agenda.example.org/ap/actor"]]
)
async def test_t41_what_is_not_public_is_not_mirrored(ours, followed, to):
    private = {**followed.event(), "to": to, "bto": ["https://x.example/u"], "cc": []}
    assert await ours.hear(followed, create(followed, private)) == ("ignored", "not public")
    assert await RemoteEvent.count() == 0


async def test_t41_an_event_that_stops_being_public_is_not_shown_any_more(ours, followed):
    await ours.hear(followed, create(followed, followed.event()))
    private = followed.event(version=2, minutes=5, to=[], cc=[])
    await ours.hear(followed, create(followed, private, kind="Update"))
    assert (await held(private["id"]))["tombstoned_at"] is not None


async def test_t42_announces_of_drafts_of_us_and_in_a_ring(ours, net, other, followed):
    draft = {**other.event(1), "draft": True}
    other.show_event(draft)
    ring = [f"{other.url}/ring/{number}" for number in range(12)]
    for number, id in enumerate(ring):
        net.show(id, {"id": id, "type": "Announce", "actor": other.actor, "object": ring[(number + 1) % 12]})
    asked = len(net.gets())
    for what in (draft["id"], f"{ours.node.url}/api/v1/bookings", "https://127.0.0.1/x", ring[0]):
        await ours.hear(followed, followed.says("Announce", what))
    for minute in range(3):
        await ours.look_up(NOW + minute * MINUTE)
    assert await RemoteEvent.count() == 0
    new = net.gets()[asked:]
    assert not [url for url in new if url.startswith(ours.node.url)]
    assert len([url for url in new if url in ring]) == 1
    assert len(new) <= 10


async def test_t42_whatever_a_server_answers_an_announce_costs_ten_requests_at_most(ours, net, other, followed):
    event = other.event()
    asked = []

    def serve(url, _):
        """Redirects without end, each after a refusal; the event itself stands where the first of them leads."""
        asked.append(url)
        if url == event["id"] and len(asked) == 6:
            return Answer(200, {"content-type": ACTIVITY}, json.dumps(event).encode())
        if len([before for before in asked if before == url]) == 1:
            return Answer(401)
        return Answer(302, {"location": event["id"] if len(asked) == 4 else f"{other.url}/{len(asked)}"})

    net.servers[other.host] = serve
    await ours.hear(followed, followed.says("Announce", f"{other.url}/moved"))
    for _ in range(3):
        await ours.look_up(NOW)
    assert await held(event["id"]) is not None
    assert len(asked) == 10


async def test_an_announce_from_nobody_that_we_follow_asks_nothing(ours, peer):
    assert (await ours.hear(peer, peer.says("Announce", peer.event()["id"])))[0] == "ignored"
    assert await owed() == []


@pytest.mark.parametrize("kind", ["Accept", "Reject", "Add", "Remove", "Move", "Flag", "Like", "Join"])
async def test_t39_what_was_never_asked_for_changes_nothing(ours, followed, snapshot, kind):
    await ours.hear(followed, followed.says("Follow", ours.actor))
    before = await snapshot()
    assert (await ours.hear(followed, followed.says(kind, f"{ours.actor}/activites/x-follow")))[0] == "ignored"
    after = await snapshot()
    changed = {name for name in before if before[name] != after[name]}
    assert changed <= {"fed_received", "fed_seen"}
    assert await Activity.count() == 1


async def test_t44_what_is_moved_cancelled_or_withdrawn_keeps_what_those_who_booked_must_be_told(ours, followed):
    event = followed.event()
    await ours.hear(followed, create(followed, event))
    start, end = "2027-01-19T14:00:00+01:00", "2027-01-19T16:00:00+01:00"
    moved = followed.event(version=2, minutes=5, startTime=start, endTime=end, previousStartTime=event["startTime"])
    await ours.hear(followed, create(followed, moved, kind="Update"))
    row = await held(event["id"])
    assert (row["starts_at"].isoformat()[:16], row["previous_starts_at"].day) == ("2027-01-19T13:00", 12)
    off = followed.event(version=3, minutes=6, startTime=start, endTime=end, status="CANCELLED")
    await ours.hear(followed, create(followed, off, kind="Update"))
    assert (await held(event["id"]))["status"] == "cancelled"
    await ours.hear(followed, followed.says("Delete", tombstone(event["id"], "2027-01-11T09:00:00Z"), followed.group))
    row = await held(event["id"])
    assert row["tombstoned_at"] is not None
    assert (row["name"], row["phone"], row["starts_at"].day) == ("Premiers pas avec Internet", "04 00 00 00 00", 19)


async def test_when_an_event_was_first_seen_is_kept(ours, followed):
    await ours.hear(followed, create(followed, followed.event()))
    later = followed.event(version=2, minutes=5)
    await ours.hear(followed, create(followed, later, kind="Update"), now=NOW + MINUTE)
    row = await held(later["id"])
    assert (row["first_seen_at"], row["fetched_at"]) == (NOW, NOW + MINUTE)
