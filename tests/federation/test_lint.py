"""The lint finds what it looks for: a planted fault for each rule; and nothing in what our writers write."""

import copy

import pytest

from federation.wire import activity, collection, context, note
from federation.wire import event as shape
from tests.federation.fediverse import NOW, sample
from tests.federation.lint import EVERY, findings

ROOT = "https://agenda.example.org"
OWNER, RELAY = f"{ROOT}/ap/bibliotheques/jean_mace", f"{ROOT}/ap/actor"
ID = f"{ROOT}/ap/evenements/0192f3c1-0000-7000-8000-000000000001"
ASKER = "https://peer.example/ap/r/1"
EVENT = shape.write(sample(ID, OWNER), f"{OWNER}/followers")
ONLINE = shape.write(
    sample(ID, OWNER, place=None, online_url="https://visio.example/1", is_online=True), f"{OWNER}/followers"
)
JOIN = {"id": f"{ASKER}/join", "type": "Join", "actor": ASKER, "object": ID, "to": [OWNER]}
CREATE = activity.create(EVENT, id=f"{ID}/activites/1-create", actor=OWNER, at=NOW, seq=1)
ANNOUNCE = activity.announce(ID, id=f"{ROOT}/ap/annonces/1/1", actor=RELAY, followers=f"{RELAY}/followers", at=NOW)
DELETE = activity.delete(activity.tombstone(ID, NOW), id=f"{ID}/activites/2-delete", actor=OWNER, cc=[f"{OWNER}/x"])
ACCEPT = activity.accept(JOIN, id=f"{ID}/reponses/1-accept", actor=OWNER, to=ASKER)
NOTE = activity.create(
    note.write(
        "Annulé",
        id=f"{ID}/notes/2",
        event=ID,
        page=f"{ROOT}/seances/1",
        owner=OWNER,
        followers=f"{OWNER}/followers",
        language="fr",
        at=NOW,
    ),
    id=f"{ID}/activites/2-note",
    actor=OWNER,
    at=NOW,
)
OUTBOX = collection.collection(f"{OWNER}/outbox", 3, first=f"{OWNER}/outbox?page=1")
ACTOR = {
    "@context": context.ACTOR_CONTEXT,
    "id": OWNER,
    "type": "Group",
    "preferredUsername": "jean_mace",
    "inbox": f"{OWNER}/inbox",
    "outbox": f"{OWNER}/outbox",
    "followers": f"{OWNER}/followers",
    "publicKey": {"id": f"{OWNER}#main-key", "owner": OWNER, "publicKeyPem": "-----BEGIN PUBLIC KEY-----\n"},
}
GOOD = [EVENT, ONLINE, CREATE, ANNOUNCE, DELETE, ACCEPT, NOTE, OUTBOX, ACTOR]

# rule → the good document and the fault planted in it: a path and what is put there
FAULTS = {
    "nothing is null": (CREATE, "object.summary", None),
    "its id is an address": (ANNOUNCE, "id", "1"),
    "only contexts that receivers carry": (EVENT, "@context", [context.STREAMS, "https://schema.org"]),
    "under 100 kB": (EVENT, "content", "x" * 100_000),
    "it can be read strictly": (EVENT, "name", "a\x00b"),
    "attachments are a list of objects": (EVENT, "attachment", ["https://agenda.example.org/x.png"]),
    "the image first": (EVENT, "attachment", EVENT["attachment"][::-1]),
    "a media type on each attachment": (EVENT, "attachment.0.mediaType", ""),
    "properties are whole": (EVENT, "attachment.2.value", ""),
    "no image of its own": (EVENT, "image", ["https://agenda.example.org/x.png"]),
    "one location": (EVENT, "location", [EVENT["location"]]),
    "a version in the id of the place": (EVENT, "location.id", f"{ROOT}/ap/lieux/jean_mace"),
    "degrees are fractions, both or none": (EVENT, "location.latitude", 45),
    "a place to meet on line has a name": (ONLINE, "location.name", ""),
    "a name of 3 to 200 characters": (EVENT, "name", "IA"),
    "an end after the start, both with an offset": (EVENT, "endTime", EVENT["startTime"]),
    "a time zone by name": (EVENT, "timezone", "CET"),
    "a join mode of Mobilizon": (EVENT, "joinMode", "none"),
    "where to book when it is elsewhere": (EVENT, "joinMode", "external"),
    "who may read a Join": (EVENT, "requiredJoinVisibility", [context.PUBLIC]),
    "one owner, and nobody else": (EVENT, "actor", OWNER),
    "the group is the audience": (EVENT, "audience", RELAY),
    "tags of less than 40 characters": (EVENT, "tag.0.name", "#" + "x" * 39),
    "a status in letters, and that of FEP-8a8e": (EVENT, "status", "confirmed"),
    "one category": (EVENT, "category", ["LEARNING"]),
    "seats are whole numbers": (EVENT, "remainingAttendeeCapacity", -1),
    "who comes is not listed": (EVENT, "attendees.items", []),
    "organizers are a collection": (EVENT, "organizers", [OWNER]),
    "safe HTML": (EVENT, "content", '<p onclick="x">'),
    "the text in its language": (EVENT, "contentMap", {"en": "x"}),
    "to the public, with the followers": (EVENT, "cc", []),
    "times of change are UTC": (EVENT, "updated", "2027-01-12T14:00:00+01:00"),
    "it says what it was": (DELETE, "object.formerType", "Note"),
    "it says since when": (DELETE, "object.deleted", "yesterday"),
    "it answers the event": (NOTE, "object.inReplyTo", "https://other.example/1"),
    "the words are there, safe, in their language": (NOTE, "object.contentMap", {"fr": "autre"}),
    "one actor, by its id": (CREATE, "actor", [OWNER]),
    "to whom, as a list": (ACCEPT, "to", ASKER),
    "its id is not that of its object": (ANNOUNCE, "object", ANNOUNCE["id"]),
    "to the public": (CREATE, "to", [RELAY]),
    "one host everywhere": (CREATE, "id", "https://other.example/1"),
    "an address is announced, nothing is wrapped": (ANNOUNCE, "object", {"id": ID, "type": "Create"}),
    "by its owner": (CREATE, "actor", RELAY),
    "for the audience of its object": (CREATE, "cc", []),
    "a tombstone is deleted": (DELETE, "object", {"id": ID, "type": "Event"}),
    "the context is outside": (CREATE, "object.@context", context.STREAMS),
    "to one alone": (ACCEPT, "cc", ["https://elsewhere.example/@someone"]),
    "an answer quotes what it answers": (ACCEPT, "object", JOIN["id"]),
    "one key, its own": (ACTOR, "publicKey.owner", RELAY),
    "a name without hyphen": (ACTOR, "preferredUsername", "jean-mace"),
    "its boxes are its own": (ACTOR, "inbox", f"{ROOT}/ap/inbox"),
    "it counts": (OUTBOX, "totalItems", "3"),
    "its pages are its own": (OUTBOX, "first", f"{RELAY}/outbox?page=1"),
}


def planted(document, path, value):
    spoiled = copy.deepcopy(document)
    place = spoiled
    *names, last = path.split(".")
    for name in names:
        place = place[int(name) if name.isdigit() else name]
    place[last] = value
    return spoiled


@pytest.mark.parametrize("document", GOOD, ids=[each["type"] + str(n) for n, each in enumerate(GOOD)])
def test_our_writers_keep_all_rules(document):
    assert findings(document) == []


@pytest.mark.parametrize("rule", sorted(EVERY))
def test_a_planted_fault_is_found(rule):
    document, path, value = FAULTS[rule]
    assert rule in findings(planted(document, path, value))


def test_no_fault_is_planted_for_a_rule_that_is_gone():
    assert FAULTS.keys() == EVERY


def test_what_is_inside_an_activity_is_looked_at_too():
    assert findings(planted(CREATE, "object.location.latitude", 45)) == ["degrees are fractions, both or none"]
