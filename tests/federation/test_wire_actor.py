"""Actors and collections: ours as others read them, theirs as we believe them."""

from dataclasses import replace

import pytest

from federation.wire import Actor, Malformed, actor, collection, context

ID = "https://agenda.example/ap/bibliotheques/jean_mace"
PEM = "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"
GROUP = Actor(
    id=ID,
    type="Group",
    username="jean_mace",
    name="Bibliothèque Jean-Macé",
    summary="Ateliers numériques.",
    url="https://agenda.example/bibliotheques/jean-mace",
    inbox=f"{ID}/inbox",
    outbox=f"{ID}/outbox",
    followers=f"{ID}/followers",
    following=f"{ID}/following",
    upcoming=f"{ID}/evenements-a-venir",
    shared_inbox="https://agenda.example/ap/inbox",
    key_id=f"{ID}#main-key",
    public_pem=PEM,
    attributed_to="https://agenda.example/ap/actor",
    multikeys={f"{ID}#ed25519": "z6Mkk9sLMccxeBjYxDkC2dqhmD1tXRY5d9RY43FQD2iWdb3Z"},
    software="Agendathèque",
)
INSTANCE = replace(
    GROUP,
    id="https://agenda.example/ap/actor",
    type="Application",
    username="relay",
    summary="",
    attributed_to="",
    multikeys={},
    software="",
    **{name: f"https://agenda.example/ap/actor/{name}" for name in ("inbox", "outbox", "followers", "following")},
    upcoming="https://agenda.example/ap/actor/evenements-a-venir",
    key_id="https://agenda.example/ap/actor#main-key",
)


@pytest.mark.parametrize("value", [GROUP, INSTANCE], ids=["group", "application"])
def test_what_is_written_is_read_again(value):
    assert actor.read(actor.write(value)) == value


def test_the_shape_that_other_servers_need():
    document = actor.write(GROUP)
    assert document["webfinger"] == "jean_mace@agenda.example"
    assert document["publicKey"] == {"id": f"{ID}#main-key", "owner": ID, "publicKeyPem": PEM}
    assert document["endpoints"] == {"sharedInbox": "https://agenda.example/ap/inbox"}
    assert document["upcomingEvents"] == f"{ID}/evenements-a-venir"
    assert document["assertionMethod"][0]["controller"] == ID
    assert document["generator"]["implements"][0]["href"].endswith("rfc9421")
    assert (document["discoverable"], document["manuallyApprovesFollowers"]) == (True, False)
    assert None not in document.values()
    assert "" not in document.values()


def test_what_an_actor_has_not_is_not_written():
    document = actor.write(replace(INSTANCE, shared_inbox="", public_pem=""))
    assert document.keys().isdisjoint({"endpoints", "publicKey", "assertionMethod", "generator", "attributedTo"})
    with pytest.raises(ValueError, match="id"):
        actor.write(replace(INSTANCE, id="relay"))


SMALLEST = {
    "id": "https://autre.example/u/relay",
    "type": "Application",
    "inbox": "https://autre.example/u/relay/inbox",
}
KEY = {"id": "https://autre.example/u/relay#main-key", "owner": SMALLEST["id"], "publicKeyPem": PEM}


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"id": None}, "id"),
        ({"id": ["https://autre.example/u/relay"]}, "id"),
        ({"id": "https://x@autre.example/u/relay"}, "id"),
        ({"type": "Note"}, "type"),
        ({"type": None}, "type"),
        ({"type": ["Person", "Application"]}, "type"),
        ({"inbox": None}, "inbox"),
        ({"inbox": "https://ailleurs.example/inbox"}, "inbox"),
        ({"inbox": "http://autre.example/u/relay/inbox"}, "inbox"),
        ({"inbox": "https://autre.example:8443/u/relay/inbox"}, "inbox"),
        ({"inbox": "http://127.0.0.1/inbox"}, "inbox"),
        ({"publicKey": {**KEY, "owner": "https://autre.example/u/victime"}}, "publicKey"),
        ({"publicKey": {**KEY, "id": "https://ailleurs.example/cle"}}, "publicKey"),
        ({"publicKey": {"publicKeyPem": PEM}}, "publicKey"),
        ({"publicKey": "https://autre.example/cle"}, "publicKey"),
        ({"publicKey": [KEY | {"owner": "https://autre.example/u/x"}]}, "publicKey"),
    ],
)
def test_actors_that_are_not_believed(fields, reason):
    assert actor.read(SMALLEST | {"publicKey": KEY})
    with pytest.raises(Malformed) as why:
        actor.read(SMALLEST | fields)
    assert why.value.reason == reason


def test_an_actor_with_next_to_nothing():
    found = actor.read(SMALLEST)
    assert (found.username, found.name, found.url, found.outbox) == ("", "", SMALLEST["id"], "")
    assert (found.shared_inbox, found.key_id, found.public_pem) == ("", "", "")


def test_oddities_of_other_servers():
    found = actor.read(
        SMALLEST
        | {
            "preferredUsername": "relay",
            "name": "Agenda\u202e\nde la ville",
            "summary": "<p>Le <b>samedi</b><br>à 10 h</p><script>x</script>",
            "url": [{"type": "Link", "href": "https://autre.example/"}],
            "publicKey": [{**KEY, "owner": "https://autre.example/u/x"}, KEY],
            "endpoints": {"sharedInbox": "https://ailleurs.example/inbox"},
            "followers": {"id": "https://autre.example/u/relay/followers", "type": "Collection"},
            "outbox": "https://ailleurs.example/outbox",
            "upcomingEvents": 12,
            "assertionMethod": [
                {"type": "Multikey", "controller": "https://autre.example/u/x", "publicKeyMultibase": "z"}
            ],
            "generator": {"name": "Gancio"},
            "icon": None,
        }
    )
    assert (found.name, found.summary) == ("Agenda de la ville", "Le samedi à 10 h")
    assert (found.key_id, found.url) == (KEY["id"], "https://autre.example/")
    assert found.followers == "https://autre.example/u/relay/followers"
    # Collections and inboxes elsewhere are not this actor's to give.
    assert (found.shared_inbox, found.outbox, found.upcoming) == ("", "", "")
    assert (found.multikeys, found.software) == ({}, "Gancio")
    assert actor.read(SMALLEST | {"endpoints": None}).shared_inbox == ""


COLLECTION = "https://autre.example/outbox"
PAGE = f"{COLLECTION}?page=1"


@pytest.mark.parametrize(
    ("document", "items", "following"),
    [
        ({"type": "OrderedCollection", "id": COLLECTION, "first": PAGE}, [], PAGE),
        (
            {"type": "OrderedCollection", "id": COLLECTION, "orderedItems": ["https://a.example/1"]},
            ["https://a.example/1"],
            None,
        ),
        ({"type": "Collection", "items": {"id": "https://a.example/1"}}, [{"id": "https://a.example/1"}], None),
        (
            {"type": "OrderedCollectionPage", "id": PAGE, "orderedItems": ["a"], "next": f"{COLLECTION}?page=2"},
            ["a"],
            f"{COLLECTION}?page=2",
        ),
        # A page that names the first page is not followed round in circles, nor one that follows itself.
        ({"type": "OrderedCollectionPage", "id": f"{PAGE}9", "orderedItems": [], "first": PAGE}, [], None),
        ({"type": "OrderedCollectionPage", "id": PAGE, "orderedItems": ["a"], "next": PAGE}, ["a"], None),
        (
            {"type": "OrderedCollection", "first": {"type": "CollectionPage", "items": ["a"], "next": {"id": PAGE}}},
            ["a"],
            PAGE,
        ),
        ({"type": "OrderedCollection", "first": {"id": PAGE, "type": "CollectionPage"}}, [], PAGE),
        ({"type": "OrderedCollectionPage", "orderedItems": [None, 3, "a", ["b"]], "next": "file:///x"}, ["a"], None),
        ({"type": "OrderedCollection", "totalItems": 0}, [], None),
    ],
)
def test_pages_of_others(document, items, following):
    assert collection.read_page(document) == (items, following)


def test_what_is_no_collection():
    with pytest.raises(Malformed, match="collection"):
        collection.read_page({"type": "Event", "first": PAGE})


def test_our_collections():
    counted = collection.collection(f"{ID}/followers", 12)
    assert (counted["totalItems"], "first" in counted, "orderedItems" in counted) == (12, False, False)
    whole = collection.collection(f"{ID}/outbox", 60, first=f"{ID}/outbox?page=1", last=f"{ID}/outbox?page=2")
    assert collection.read_page(whole) == ([], f"{ID}/outbox?page=1")

    inner = {"@context": context.CONTEXT, "id": "https://agenda.example/1", "type": "Create"}
    first = collection.page(
        f"{ID}/outbox?page=1", [inner, "https://agenda.example/2"], part_of=f"{ID}/outbox", next=f"{ID}/outbox?page=2"
    )
    items, following = collection.read_page(first)
    assert items == [{"id": "https://agenda.example/1", "type": "Create"}, "https://agenda.example/2"]
    assert following == f"{ID}/outbox?page=2"
    assert (first["partOf"], "prev" in first, "totalItems" in first) == (f"{ID}/outbox", False, False)
    assert (
        collection.page("https://a.example/p", [], part_of="https://a.example", total=3, prev="https://a.example/0")[
            "totalItems"
        ]
        == 3
    )
