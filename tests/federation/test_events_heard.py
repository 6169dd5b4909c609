"""Events that others create, change and delete: who may, in which order, and what is never believed."""

import itertools
from datetime import timedelta

import pytest

from federation import inbox, mirror, outbox
from federation.tables import Activity, Delivery, Lookup, Received, RemoteActor, RemoteEvent, Thing
from tests.federation.fediverse import NOW, sample

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


@pytest.mark.parametrize(
    "owners", ["https://victim.example/u", ["https://victim.example/u", "https://peer.example/ap/actor"], None, []]
)
async def test_t31_an_event_attributed_to_somebody_elsewhere(ours, net, followed, owners):
    event = {**followed.event(), "attributedTo": owners}
    assert (await ours.hear(followed, create(followed, event)))[0] == "ignored"
    assert (await RemoteEvent.count(), await owed()) == (0, [])


async def test_an_event_of_a_group_said_by_a_person_of_its_server_is_read_at_the_origin(ours, followed):
    person = f"{followed.url}/@claire"
    followed.publish(person)
    event = {**followed.event(), "name": "Menti"}
    followed.show_event(followed.event())
    assert (await ours.hear(followed, create(followed, event, person)))[0] == "processed"
    assert await RemoteEvent.count() == 0
    await ours.look_up()
    assert (await held(event["id"]))["name"] == "Premiers pas avec Internet"


@pytest.mark.parametrize("kind", ["Create", "Announce"])
async def test_t32_an_object_of_another_server_is_never_taken_as_quoted(ours, other, followed, kind):
    true = other.event()
    other.show_event(true)
    forged = {**true, "name": "Faux"}
    await ours.hear(followed, followed.says(kind, forged))
    assert await RemoteEvent.count() == 0
    await ours.look_up()
    assert {row["name"] for row in await RemoteEvent.select(RemoteEvent.name)} <= {"Premiers pas avec Internet"}


@pytest.mark.parametrize("kind", ["Create", "Update", "Announce", "Delete"])
async def test_t33_an_event_of_ours_stays(ours, net, followed, kind):
    mine = sample(f"{ours.node.url}/ap/evenements/0192f3c1-0000-7000-8000-000000000009", ours.group)
    await outbox.say(ours.node, kind="create", event=mine, now=NOW)
    before, asked = await Thing.select(), len(net.gets())
    event = {**followed.event(), "id": mine.id}
    for what in (event, mine.id):
        await ours.hear(followed, followed.says(kind, what, followed.group))
    await ours.look_up()
    assert await Thing.select() == before
    assert await RemoteEvent.count() == 0
    assert not [url for url in net.gets()[asked:] if url.startswith(ours.node.url)]


async def test_t33_the_mirror_itself_takes_nothing_of_ours(ours, followed):
    event = {**followed.event(), "id": f"{ours.node.url}/ap/evenements/1", "attributedTo": ours.group}
    outcome = await mirror.keep(ours.node, event, sponsor=followed.actor, fresh=True, now=NOW)
    assert outcome == mirror.Outcome(mirror.Kept.REFUSED, "an event of ours")
    assert await RemoteEvent.count() == 0


async def test_t33_an_event_of_a_victim_stays(ours, other, followed):
    await ours.follows(other)
    await ours.hear(other, create(other, other.event()))
    before = await RemoteEvent.select()
    forged = {**other.event(version=9, minutes=9), "name": "Volé", "attributedTo": followed.group}
    assert (await ours.hear(followed, create(followed, forged, kind="Update")))[0] == "ignored"
    assert await RemoteEvent.select() == before


async def test_t34_a_person_in_an_activity_changes_no_actor(ours, other, followed):
    await ours.hear(other, other.says("Follow", ours.actor))
    before = await RemoteActor.select().where(RemoteActor.id == other.actor)
    forged = {"id": other.actor, "type": "Person", "inbox": f"{followed.url}/steal"}
    for kind in ("Create", "Update"):
        assert (await ours.hear(followed, followed.says(kind, forged)))[0] == "ignored"
    assert await RemoteActor.select().where(RemoteActor.id == other.actor) == before
    assert await owed() == []


async def test_t35_the_event_of_a_neighbour_is_not_overwritten(ours, followed):
    event = followed.event()
    await ours.hear(followed, create(followed, event))
    neighbour = f"{followed.url}/ap/bibliotheques/voisine"
    followed.publish(neighbour, "Group", "voisine")
    taken = {**followed.event(version=5, minutes=50), "attributedTo": neighbour, "name": "Pris"}
    outcome = await ours.hear(followed, create(followed, taken, neighbour, kind="Update"))
    assert outcome == ("ignored", "another owner")
    assert (await held(event["id"]))["owner"] == followed.group


@pytest.mark.parametrize("inbox_", ["http://127.0.0.1/in", "https://victim.example/in", "https://peer.example:8443/in"])
async def test_t36_an_inbox_elsewhere_is_not_believed(ours, net, peer, inbox_):
    await ours.followed_by(peer)
    net.show(peer.actor, {**net.pages[peer.actor][2], "inbox": inbox_, "endpoints": {"sharedInbox": inbox_}})
    await ours.hear(peer, peer.says("Update", net.pages[peer.actor][2]))
    await ours.look_up()
    mine = sample(f"{ours.node.url}/ap/evenements/0192f3c1-0000-7000-8000-000000000009", ours.group)
    await outbox.say(ours.node, kind="create", event=mine, now=NOW)
    assert {row["inbox"] for row in await Delivery.select(Delivery.inbox)} == {peer.inbox}


async def test_a_profile_that_changed_is_read_at_its_address(ours, net, peer):
    await ours.followed_by(peer)
    moved = {**net.pages[peer.actor][2], "inbox": f"{peer.actor}/in2", "endpoints": {}}
    net.show(peer.actor, moved)
    assert await ours.hear(peer, peer.says("Update", {**moved, "inbox": f"{peer.actor}/lie"})) == ("processed", "")
    await ours.look_up()
    mine = sample(f"{ours.node.url}/ap/evenements/0192f3c1-0000-7000-8000-000000000009", ours.group)
    await outbox.say(ours.node, kind="create", event=mine, now=NOW)
    assert [row["inbox"] for row in await Delivery.select(Delivery.inbox)] == [f"{peer.actor}/in2"]


@pytest.mark.parametrize("spelling", ["id", "tombstone"])
async def test_t37_the_event_of_another_server_is_not_deleted(ours, other, followed, spelling):
    await ours.follows(other)
    event = other.event()
    await ours.hear(other, create(other, event))
    what = event["id"] if spelling == "id" else tombstone(event["id"], "2027-01-11T08:00:00Z")
    assert (await ours.hear(followed, followed.says("Delete", what)))[0] == "ignored"
    assert (await held(event["id"]))["tombstoned_at"] is None
    assert (await ours.hear(other, other.says("Delete", what, other.group)))[0] == "processed"
    assert (await held(event["id"]))["tombstoned_at"] is not None


async def test_t37_our_actor_and_others_actors_are_not_deleted(ours, other, followed):
    await ours.hear(other, other.says("Follow", ours.actor))
    for victim in (ours.actor, ours.group, other.actor):
        assert (await ours.hear(followed, followed.says("Delete", victim)))[0] == "ignored"
    assert await ours.followers() == [other.actor]


async def test_an_event_of_a_group_deleted_by_a_person_is_asked_at_the_origin(ours, net, followed):
    event = followed.event()
    await ours.hear(followed, create(followed, event))
    person = f"{followed.url}/@claire"
    followed.publish(person)
    await ours.hear(followed, followed.says("Delete", event["id"], person))
    assert (await held(event["id"]))["tombstoned_at"] is None
    net.show(event["id"], tombstone(event["id"], "2027-01-11T08:59:00Z"), status=410)
    await ours.look_up()
    assert (await held(event["id"]))["tombstoned_at"] is not None


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


async def test_a_kind_that_the_server_adds_is_handed_over(ours, peer):
    heard = []

    async def join(node, what, now):
        heard.append((what.activity.type, what.sender.id, now))
        return inbox.Outcome("processed")

    outcome = await ours.hear(peer, peer.says("Join", f"{ours.node.url}/ap/evenements/1"), handlers={"Join": join})
    assert outcome == ("processed", "")
    assert heard == [("Join", peer.actor, NOW)]


async def test_t102_a_poisoned_item_is_parked_after_five_tries_and_holds_nothing_up(ours, peer):
    async def poison(node, what, now):
        raise RuntimeError("poison")

    await ours.take(peer, peer.says("Join", f"{ours.node.url}/x"))
    await ours.take(peer, peer.says("Follow", ours.actor))
    for minute in range(10):
        await inbox.process_due(ours.node, {"Join": poison}, now=NOW + minute * MINUTE)
    rows = {row["type"]: row for row in await Received.select()}
    assert (rows["Join"]["state"], rows["Join"]["attempts"]) == ("error", 5)
    assert "poison" in rows["Join"]["reason"]
    assert rows["Follow"]["state"] == "processed"


async def test_t102_an_item_that_kills_the_process_is_parked_after_three_tries(ours, peer):
    async def killer(node, what, now):
        raise KeyboardInterrupt

    await ours.take(peer, peer.says("Join", f"{ours.node.url}/x"))
    for minute in range(6):
        try:
            await inbox.process_due(ours.node, {"Join": killer}, now=NOW + 2 * minute * MINUTE)
        except KeyboardInterrupt:
            continue
    row = (await Received.select())[0]
    assert (row["state"], row["reason"]) == ("error", "it stopped the program three times")
