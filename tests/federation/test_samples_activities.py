"""Activities in the shapes that other servers send, with hosts and texts of our own, from the inbox to what they do."""

import json
from datetime import timedelta

import pytest

from federation.tables import Follower, Lookup, RemoteActor, RemoteEvent
from federation.wire import Malformed, activity, collection, nodeinfo, webfinger
from federation.wire import actor as actor_shape
from federation.wire.context import PUBLIC
from tests.federation.fediverse import NOW, Remote
from tests.federation.test_samples_events import MOBILIZON_NOW

MINUTE = timedelta(minutes=1)


async def held(id):
    return await RemoteEvent.select().where(RemoteEvent.ap_id == id).first()


async def looked_up():
    return [row["url"] for row in await Lookup.select(Lookup.url).where(Lookup.kind == "event")]


@pytest.fixture
async def followed(ours, other):
    """We follow the instance of the other server."""
    await ours.follows(other)
    return other


def of(remote, **fields):
    """An event in Mobilizon's shape, owned by the server's group."""
    text = json.dumps(MOBILIZON_NOW).replace("https://agora.example/@halle_numerique", remote.group)
    return json.loads(text.replace("https://agora.example", remote.url)) | fields


async def test_mobilizon_updates_an_event_under_the_id_of_its_create(ours, followed):
    id = f"{of(followed)['id']}/activity"
    create = followed.says("Create", of(followed), followed.group) | {"id": id}
    update = followed.says(
        "Update", of(followed, name="Trier (complet)", updated="2027-01-06T08:00:00Z"), followed.group
    )
    assert await ours.hear(followed, create) == ("processed", "")
    assert await ours.hear(followed, update | {"id": id}, now=NOW + MINUTE) == ("processed", "")
    assert (await held(of(followed)["id"]))["name"] == "Trier (complet)"
    again = create | {"object": of(followed, name="Une autre")}
    state, reason = await ours.hear(followed, again, now=NOW + 2 * MINUTE)
    assert (state, reason) == ("ignored", "another body under the same id")


async def test_a_person_of_mobilizon_speaks_for_the_group(ours, net, followed):
    person = f"{followed.url}/@odile"
    followed.publish(person, username="odile")
    said = followed.says("Create", of(followed), person, attributedTo=followed.group)
    assert await ours.hear(followed, said) == ("processed", "")
    assert await held(of(followed)["id"]) is None, "the person is not its owner: the server is asked"
    followed.show_event(of(followed))
    await ours.look_up()
    assert (await held(of(followed)["id"]))["name"] == "Trier ses photos"


async def test_a_private_event_of_a_group_is_not_kept(ours, followed):
    said = followed.says("Create", of(followed, to=[followed.group], cc=[]), followed.group)
    assert (await ours.hear(followed, said))[0] == "ignored"
    assert await RemoteEvent.count() == 0


async def test_mobilizon_announces_with_the_event_inside_and_it_is_read_at_its_origin(ours, followed):
    lie = of(followed, name="Ce que dit l'annonce")
    followed.show_event(of(followed))
    assert await ours.hear(followed, followed.says("Announce", lie)) == ("processed", "")
    await ours.look_up()
    assert (await held(lie["id"]))["name"] == "Trier ses photos"


async def test_mobilizon_deletes_by_a_person_and_the_origin_is_asked(ours, net, followed):
    await ours.hear(followed, followed.says("Create", of(followed), followed.group))
    person = f"{followed.url}/@odile"
    followed.publish(person, username="odile")
    stone = {"type": "Tombstone", "formerType": "Event", "deleted": "2027-01-11T08:30:00Z", "id": of(followed)["id"]}
    assert await ours.hear(followed, followed.says("Delete", stone, person)) == ("processed", "")
    assert (await held(stone["id"]))["tombstoned_at"] is None
    net.show(stone["id"], stone, status=410)
    await ours.look_up()
    assert (await held(stone["id"]))["tombstoned_at"] is not None


async def test_gancio_takes_its_follow_back_without_saying_whose_it_was(ours, other):
    follow = other.says("Follow", ours.actor) | {"id": f"{other.url}/federation/m/{ours.actor}#follow"}
    await ours.hear(other, follow)
    assert await ours.followers() == [other.actor]
    inner = {"id": follow["id"], "type": "Follow", "object": ours.actor}
    assert await ours.hear(other, other.says("Undo", inner)) == ("processed", "")
    assert await ours.followers() == []


@pytest.mark.parametrize("follows", [True, False])
async def test_hubzilla_publishes_by_an_invitation(ours, other, follows):
    if follows:
        await ours.follows(other)
    said = other.says("Invite", of(other), other.group)
    assert (await ours.hear(other, said))[0] == ("processed" if follows else "ignored")
    assert await RemoteEvent.count() == int(follows)


async def test_an_invitation_to_a_group_is_none_to_an_event(ours, followed):
    said = followed.says("Invite", followed.group, target=f"{followed.url}/@someone")
    assert await ours.hear(followed, said) == ("ignored", "an invitation to no event")
    assert await looked_up() == []


@pytest.mark.parametrize("kind", ["Create", "Update"])
async def test_what_a_group_wraps_is_a_hint(ours, net, followed, kind):
    third = Remote(net, "membre.example", software="lemmy", number=5)
    lie = of(third, name="Ce que dit le groupe")
    third.show_event(of(third))
    wrapped = third.says(kind, lie, third.group, audience=followed.group)

    assert await ours.hear(followed, followed.says("Announce", wrapped)) == ("processed", "")
    assert await looked_up() == [lie["id"]]
    await ours.look_up()
    assert (await held(lie["id"]))["name"] == "Trier ses photos"


async def test_what_a_relay_of_pleroma_announces_is_read_at_its_origin(ours, net, followed):
    third = Remote(net, "membre.example", number=5)
    id = third.show_event(of(third))
    said = followed.says("Announce", id, to=[f"{followed.actor}/followers"], bto=[], context=f"{followed.url}/c/1")
    assert await ours.hear(followed, said) == ("processed", "")
    assert await looked_up() == [id]


async def test_an_announce_of_a_message_changes_nothing(ours, net, followed):
    net.show(f"{followed.url}/notes/1", {"id": f"{followed.url}/notes/1", "type": "Note", "content": "Bonjour"})
    await ours.hear(followed, followed.says("Announce", f"{followed.url}/notes/1"))
    await ours.look_up()
    assert (await RemoteEvent.count(), await Lookup.count()) == (0, 0)


async def test_the_relay_of_mastodon_is_not_what_we_are(ours, other):
    state, reason = await ours.hear(other, other.says("Follow", PUBLIC))
    assert (state, reason[:7]) == ("ignored", "a relay")
    assert await Follower.count() == 0


async def test_mastodon_deletes_an_account(ours, other):
    await ours.followed_by(other)
    gone = {"type": "Person", "id": other.actor, "atomUri": other.actor}
    assert await ours.hear(other, other.says("Delete", gone)) == ("processed", "")
    assert (await ours.followers(), await RemoteActor.count()) == ([], 0)


async def test_mastodon_deletes_a_message_that_we_never_had(ours, other):
    stone = {"type": "Tombstone", "id": f"{other.url}/users/a/statuses/1", "atomUri": f"{other.url}/users/a/statuses/1"}
    said = other.says("Delete", stone, signature={"type": "RsaSignature2017", "signatureValue": "x"})
    assert await ours.hear(other, said) == ("ignored", "from nobody that we follow")
    assert await RemoteEvent.count() == 0


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("Move", {"target": "https://mobilizon.example/users/nouveau"}),
        ("Add", {"target": "https://mobilizon.example/users/a/featured"}),
        ("Remove", {"target": "https://mobilizon.example/users/a/featured"}),
        ("Like", {}),
        ("View", {}),
    ],
)
async def test_what_changes_nothing_here(ours, followed, snapshot, kind, fields):
    await ours.followed_by(followed)
    before = await snapshot()
    state, reason = await ours.hear(followed, followed.says(kind, f"{followed.url}/x", **fields), now=NOW + MINUTE)
    assert (state, reason) == ("ignored", "a kind of activity that we do not know")
    after = await snapshot()
    touched = {name for name in before if before[name] != after[name]}
    assert touched <= {"fed_received", "fed_seen", "fed_peer"}


async def test_who_blocks_us_changes_nothing_by_it(ours, followed):
    await ours.followed_by(followed)
    assert await ours.hear(followed, followed.says("Block", ours.group)) == ("ignored", "it blocks one of ours")
    assert await ours.followers() == [followed.actor]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"id": "forum.example/a/5"}, "id"),
        ({"id": None}, "id"),
        ({"actor": None}, "actor"),
        ({"type": None}, "type"),
        ({"object": None}, "object"),
    ],
)
def test_what_is_no_activity_is_refused_at_the_door(fields, reason):
    said = {
        "id": "https://a.example/1",
        "type": "Announce",
        "actor": "https://a.example/@a",
        "object": "https://a.example/2",
    }
    assert activity.from_document(said).type == "Announce"
    with pytest.raises(Malformed) as refused:
        activity.from_document(said | fields)
    assert refused.value.reason == reason


def test_an_application_of_gancio_has_no_followers_and_no_shared_inbox():
    id = "https://cartel.example/federation/u/relay"
    key = {"id": f"{id}#main-key", "owner": id, "publicKeyPem": "-----BEGIN PUBLIC KEY-----\nx\n"}
    known = {"id": id, "type": "Application", "name": "cartel", "preferredUsername": "relay", "publicKey": key}
    found = actor_shape.read(known | {"inbox": f"{id}/inbox", "outbox": f"{id}/outbox", "icon": {"type": "Image"}})
    assert (found.type, found.followers, found.shared_inbox, found.key_id) == ("Application", "", "", key["id"])


def test_a_bare_answer_of_webfinger_and_a_link_to_the_application():
    actor = "https://cartel.example/federation/u/relay"
    link = {"rel": "self", "type": "application/activity+json", "href": actor}
    assert webfinger.read({"subject": "acct:relay@cartel.example", "links": [link]}) == actor
    links = [{"rel": nodeinfo.APPLICATION, "href": actor}]
    assert nodeinfo.read_links({"links": links}).application == actor


def test_a_collection_with_its_first_page_inside_may_hold_no_event():
    page = {"type": "OrderedCollectionPage", "orderedItems": [{"type": "Member", "id": "https://a.example/m/1"}]}
    items, after = collection.read_page({"type": "OrderedCollection", "id": "https://a.example/m", "first": page})
    assert ([item["type"] for item in items], after) == (["Member"], None)
