"""Events and actors of others in messages that may lie: only their owner, or their origin, is believed."""

import pytest

from federation import mirror, outbox
from federation.tables import Delivery, Following, Lookup, RemoteActor, RemoteEvent, Thing
from tests.federation.fediverse import NOW, sample


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


def tombstone(id, deleted):
    return {"id": id, "type": "Tombstone", "formerType": "Event", "updated": deleted, "deleted": deleted}


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
    await ours.followed_by(other)
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


async def test_a_robot_that_we_follow_speaks_for_itself_alone(ours, peer):
    """Whoever has an account at a server may make it a Service: it is not the server."""
    robot = f"{peer.url}/@robot"
    peer.publish(robot, "Service", "robot")
    await ours.follows(peer, robot)
    await Following.update({Following.type: "Service"}).where(Following.actor == robot)
    assert (await ours.hear(peer, create(peer, peer.event(1))))[0] == "ignored"
    assert (await ours.hear(peer, create(peer, peer.event(2, owner=robot), robot)))[0] == "processed"
    assert [row["ap_id"] for row in await RemoteEvent.select()] == [peer.event(2)["id"]]


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
