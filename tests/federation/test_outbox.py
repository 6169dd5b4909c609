"""What we say, to whom, and how what was not delivered yet gives way to what is newer."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from federation import outbox
from federation.tables import Activity, Delivery, Peer, Thing, transaction
from tests.federation.fediverse import NOW, sample, uuid_of

MINUTE = timedelta(minutes=1)


def ours_event(ours, number=9, **fields):
    return sample(f"{ours.node.url}/ap/evenements/{uuid_of(number)}", ours.group, **fields)


async def say(ours, kind, event, now=NOW):
    await outbox.say(ours.node, kind=kind, event=event, now=now)


async def owed():
    rows = await Delivery.select(Delivery.kind, Delivery.inbox, Delivery.signer).order_by(Delivery.id)
    return [(row["kind"], row["inbox"]) for row in rows]


@pytest.fixture
async def library_follower(ours, other):
    """A Mobilizon follows our library."""
    await ours.followed_by(other, ours=ours.group)
    return other


async def test_a_first_publication(ours, net, library_follower):
    event = ours_event(ours)
    await say(ours, "create", event)
    await ours.deliver()
    (create,) = net.told(library_follower.host, "Create")
    assert create["id"] == f"{event.id}/activites/1-create"
    assert (create["actor"], create["object"]["id"], create["object"]["version"]) == (ours.group, event.id, 1)
    row = await Thing.select().first()
    assert (row["id"], row["version"], row["seq"], row["deleted_at"]) == (event.id, 1, 1, None)
    assert json.loads(row["document"])["@context"]


async def test_what_is_owed_and_its_cause_are_kept_or_lost_together(ours, library_follower):
    async def fail():
        async with transaction():
            await say(ours, "create", ours_event(ours))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    assert (await Thing.count(), await owed()) == (0, [])


async def test_versions_and_times_grow_strictly_whatever_is_given(ours):
    event = ours_event(ours)
    for number in range(3):
        await say(ours, "update", replace(event, name=f"Nom {number}", version=1))
    rows = await Activity.select(Activity.document).order_by(Activity.id)
    objects = [json.loads(row["document"])["object"] for row in rows if "evenements" in row["document"]]
    objects = [what for what in objects if isinstance(what, dict)]
    assert [what["version"] for what in objects] == [1, 2, 3]
    assert sorted({what["updated"] for what in objects}) == [what["updated"] for what in objects]


async def test_what_changes_nothing_is_not_said(ours):
    await say(ours, "create", ours_event(ours))
    before = await Thing.select()
    await say(ours, "update", replace(ours_event(ours), version=7, updated=NOW))
    assert await Thing.select() == before


async def test_one_delivery_per_shared_inbox(ours, other):
    for name in ("a", "b", "c"):
        other.publish(f"{other.url}/@{name}", username=name)
        await ours.followed_by(other, who=f"{other.url}/@{name}", ours=ours.group)
    await say(ours, "create", ours_event(ours))
    assert await owed() == [("Create", other.inbox)]


async def test_dialects_of_those_who_follow_the_instance(ours, net, peer, other):
    await ours.followed_by(peer)
    await ours.followed_by(other)
    event = ours_event(ours)
    await say(ours, "create", event)
    await ours.deliver()
    assert [said["type"] for said in net.told(peer.host)] == ["Accept", "Create"]
    assert [said["type"] for said in net.told(other.host)] == ["Accept", "Announce"]
    announce = net.told(other.host, "Announce")[0]
    assert (announce["actor"], announce["object"]) == (ours.actor, event.id)
    assert announce["id"] == f"{ours.node.url}/ap/annonces/{event.uuid}/1"


async def test_seats_alone_are_not_announced(ours, other):
    await ours.followed_by(other)
    await say(ours, "create", ours_event(ours))
    await ours.deliver()
    await say(ours, "update", ours_event(ours, remaining=1))
    assert await owed() == []
    await say(ours, "update", ours_event(ours, remaining=1, status="cancelled"))
    assert await owed() == [("Announce", other.inbox)]


async def test_a_newer_update_takes_the_place_of_one_that_nobody_tried(ours, net, library_follower):
    await say(ours, "create", ours_event(ours))
    await ours.deliver()
    for name in ("Deux", "Trois", "Quatre"):
        await say(ours, "update", ours_event(ours, name=f"Titre {name}"))
    assert await owed() == [("Update", library_follower.inbox)]
    await ours.deliver()
    assert [said["object"]["name"] for said in net.told(library_follower.host, "Update")] == ["Titre Quatre"]


async def test_an_update_that_was_tried_keeps_its_place(ours, net, library_follower):
    await say(ours, "create", ours_event(ours))
    await ours.deliver()
    net.answers[library_follower.host] = 503
    await say(ours, "update", ours_event(ours, name="Titre Deux"))
    await ours.deliver()
    await say(ours, "update", ours_event(ours, name="Titre Trois"))
    assert [kind for kind, _ in await owed()] == ["Update", "Update"]


async def test_a_withdrawal(ours, net, library_follower, peer):
    await ours.followed_by(peer)
    event = ours_event(ours)
    await say(ours, "create", event)
    await ours.deliver()
    await say(ours, "delete", event, now=NOW + MINUTE)
    await ours.deliver(NOW + MINUTE)
    for host in (library_follower.host, peer.host):
        (delete,) = net.told(host, "Delete")
        assert delete["id"] == f"{event.id}/activites/2-delete"
        assert (delete["object"]["type"], delete["object"]["formerType"]) == ("Tombstone", "Event")
    row = await Thing.select().first()
    assert row["deleted_at"] == NOW + MINUTE


async def test_a_deletion_is_told_even_where_the_create_has_not_left_yet(ours, library_follower):
    await say(ours, "create", ours_event(ours))
    await say(ours, "update", ours_event(ours, name="Titre Deux"))
    await say(ours, "delete", ours_event(ours))
    assert await owed() == [("Delete", "https://mobilizon.example/ap/inbox")], "it may have read our collection"


async def test_a_tried_creation_is_followed_by_its_deletion(ours, net, library_follower):
    net.answers[library_follower.host] = 503
    await say(ours, "create", ours_event(ours))
    await ours.deliver()
    await say(ours, "delete", ours_event(ours))
    assert [kind for kind, _ in await owed()] == ["Create", "Delete"]


async def test_what_was_deleted_does_not_come_back_under_its_id(ours):
    event = ours_event(ours)
    await say(ours, "create", event)
    await say(ours, "delete", event)
    with pytest.raises(outbox.Withdrawn):
        await say(ours, "create", event)
    await say(ours, "delete", event)
    assert await Activity.count().where(Activity.type == "Delete") == 1


async def test_places_in_the_feed_of_changes_grow_with_each_change(ours):
    for number in (1, 2):
        await say(ours, "create", ours_event(ours, number))
    await say(ours, "update", ours_event(ours, 1, name="Un autre titre"))
    rows = await Thing.select(Thing.uuid, Thing.seq).order_by(Thing.seq)
    assert [(str(row["uuid"])[-1], row["seq"]) for row in rows] == [("2", 2), ("1", 3)]


async def test_followers_of_blocked_servers_are_sent_nothing(ours, net, library_follower):
    await Peer.update({Peer.blocked_at: NOW}).where(Peer.host == library_follower.host)
    told = len(net.posted)
    await say(ours, "create", ours_event(ours))
    await ours.deliver()
    assert len(net.posted) == told
