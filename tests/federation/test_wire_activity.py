"""Activities: strict JSON, the shapes of the fields that matter, and what we say ourselves."""

import json
from datetime import UTC, datetime

import pytest

from federation.wire import Malformed, activity, context, decode

AT = datetime(2027, 1, 5, 9, 30, tzinfo=UTC)
FOLLOW = {
    "@context": context.STREAMS,
    "id": "https://social.example/users/paul#follows/2",
    "type": "Follow",
    "actor": "https://social.example/users/paul",
    "object": "https://agenda.example/ap/actor",
}


def raw(**fields):
    return json.dumps({name: value for name, value in (FOLLOW | fields).items() if value is not ...}).encode()


def test_a_plain_activity():
    found = activity.read(raw())
    assert (found.id, found.type, found.actor) == (FOLLOW["id"], "Follow", FOLLOW["actor"])
    assert found.object == found.object_id == FOLLOW["object"]
    assert found.object_type == ""
    assert (found.to, found.cc) == ((), ())
    assert found.raw == FOLLOW


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"id": ...}, "id"),
        ({"id": None}, "id"),
        ({"id": ""}, "id"),
        ({"id": 12}, "id"),
        ({"id": "example.org/a/5"}, "id"),
        ({"id": "https://x.example/" + "a" * 3000}, "id"),
        ({"id": "https://x.example/a b"}, "id"),
        ({"type": ...}, "type"),
        ({"type": ["Follow", "Delete"]}, "type"),
        ({"type": ""}, "type"),
        ({"actor": ...}, "actor"),
        ({"actor": None}, "actor"),
        ({"actor": ["https://a.example/1", "https://b.example/2"]}, "actor"),
        ({"actor": ["https://a.example/1"]}, "actor"),
        ({"actor": {"type": "Person"}}, "actor"),
        ({"actor": {"id": 3}}, "actor"),
        ({"actor": 7}, "actor"),
        ({"actor": True}, "actor"),
        ({"actor": "file:///etc/passwd"}, "actor"),
        ({"object": ...}, "object"),
        ({"object": None}, "object"),
        ({"object": []}, "object"),
        ({"object": ["https://a.example/1", "https://a.example/2"]}, "object"),
        ({"object": 3}, "object"),
        ({"@graph": []}, "graph"),
        ({"@reverse": {}}, "graph"),
        ({"object": {"@graph": []}}, "graph"),
    ],
)
def test_shapes_that_are_refused(fields, reason):
    assert activity.read(raw())
    with pytest.raises(Malformed) as why:
        activity.read(raw(**fields))
    assert why.value.reason == reason


@pytest.mark.parametrize(
    ("fields", "actor", "target"),
    [
        ({"actor": {"id": "https://a.example/1", "type": "Person"}}, "https://a.example/1", FOLLOW["object"]),
        ({"object": [FOLLOW["object"]]}, FOLLOW["actor"], FOLLOW["object"]),
        ({"object": {"id": "https://a.example/9", "type": "Event"}}, FOLLOW["actor"], "https://a.example/9"),
        ({"object": {"type": "Follow", "object": FOLLOW["object"]}}, FOLLOW["actor"], ""),
        ({"object": context.PUBLIC}, FOLLOW["actor"], context.PUBLIC),
    ],
)
def test_shapes_that_are_read(fields, actor, target):
    found = activity.read(raw(**fields))
    assert (found.actor, found.object_id) == (actor, target)


def test_audiences_are_single_or_many_and_blind_copies_are_not_read():
    found = activity.read(
        raw(to="https://a.example/1", cc=["https://a.example/2", {"id": "https://a.example/3"}, None])
    )
    assert found.to == ("https://a.example/1",)
    assert found.cc == ("https://a.example/2", "https://a.example/3")


BOMBS = {
    "two actors": (b'{"type":"Follow","actor":"https://a.example/1","actor":"https://b.example/2"}', "duplicate"),
    "two actors inside": (b'{"object":{"actor":"a","actor":"b"}}', "duplicate"),
    "escaped twin": (b'{"actor":"a","act\\u006fr":"b"}', "duplicate"),
    "deep lists": (b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "depth"),
    "deep objects": (b'{"a":' * 200 + b"1" + b"}" * 200, "depth"),
    "65 levels": (b'{"a":' * 65 + b"1" + b"}" * 65, "depth"),
    "many names": (json.dumps({str(n): n for n in range(150_000)}).encode(), "size"),
    "many items": (b'{"a":[' + b"1," * 150_000 + b"1]}", "size"),
    "5,000 digits": (b'{"a":' + b"9" * 5_000 + b"}", "number"),
    "20 digits": (b'{"a":99999999999999999999}', "number"),
    "beyond doubles": (b'{"a":9007199254740992}', "number"),
    "1e400": (b'{"a":1e400}', "number"),
    "-1e400": (b'{"a":-1e400}', "number"),
    "endless fraction": (b'{"a":0.' + b"1" * 5_000 + b"}", "number"),
    "NaN": (b'{"a":NaN}', "number"),
    "Infinity": (b'{"a":-Infinity}', "number"),
    "lone surrogate": (b'{"a":"\\ud800"}', "surrogate"),
    "lone surrogate in a name": (b'{"\\udfff":1}', "surrogate"),
    "NUL": (b'{"a":"\\u0000"}', "nul"),
    "NUL in a name": (b'{"\\u0000":1}', "nul"),
    "raw NUL": (b'{"a":"\x00"}', "json"),
    "BOM": (b"\xef\xbb\xbf{}", "bom"),
    "UTF-16": ('{"a":1}'.encode("utf-16"), "bom"),
    "UTF-16 without a mark": ('{"a":1}'.encode("utf-16-le"), "json"),
    "latin-1": ('{"a":"é"}'.encode("latin-1"), "utf8"),
    "overlong": (b'{"a":"\xc0\x80"}', "utf8"),
    "raw surrogate": (b'{"a":"\xed\xa0\x80"}', "utf8"),
    "a list": (b"[]", "object"),
    "a text": (b'"x"', "object"),
    "nothing": (b"", "json"),
    "half": (b'{"a":', "json"),
    "trailing": (b"{} {}", "json"),
    "comma": (b'{"a":1,}', "json"),
    "comment": (b'{"a":1/**/}', "json"),
    "control character": (b'{"a":"\x01"}', "json"),
}


@pytest.mark.parametrize(("body", "reason"), BOMBS.values(), ids=BOMBS)
def test_bombs_and_ambiguous_json(body, reason):
    with pytest.raises(Malformed) as why:
        activity.read(body)
    assert why.value.reason == reason


@pytest.mark.parametrize(
    "body",
    [
        b'{"a":' * 64 + b"1" + b"}" * 64,
        b'{"a":9007199254740991,"b":-9007199254740991}',
        b'{"a":1e300,"b":-0.5}',
        '{"a":"é\U0001f600"}'.encode(),
        b'{"a":"\\ud83d\\ude00"}',
        b'{"a":"\\\\u0000"}',
        b' \n{"a":[]}\n',
        b'{"a":[' + b"1," * 90_000 + b"1]}",
    ],
)
def test_what_is_just_within_the_limits_is_read(body):
    assert decode.decode(body)


EVENT = {
    "@context": context.CONTEXT,
    "id": "https://agenda.example/ap/evenements/1",
    "type": "Event",
    "to": [context.PUBLIC],
    "cc": ["https://agenda.example/ap/bibliotheques/a/followers"],
}
ACTOR = "https://agenda.example/ap/bibliotheques/a"
ANSWERED = {**FOLLOW, "to": ["https://agenda.example/ap/actor"], "secret": "never repeated"}

SAID = {
    "create": activity.create(EVENT, id=f"{EVENT['id']}/activites/1-create", actor=ACTOR, at=AT),
    "update": activity.update(EVENT, id=f"{EVENT['id']}/activites/2-update", actor=ACTOR, at=AT),
    "delete": activity.delete(
        activity.tombstone(EVENT["id"], AT), id=f"{EVENT['id']}/activites/3-delete", actor=ACTOR, cc=EVENT["cc"]
    ),
    "announce": activity.announce(
        EVENT["id"], id="https://agenda.example/a/1", actor=ACTOR, followers="https://f", at=AT
    ),
    "follow": activity.follow(id="https://agenda.example/f/1", actor=ACTOR, target="https://a.example/1"),
    "accept": activity.accept(ANSWERED, id="https://agenda.example/r/1", actor=ACTOR, to=FOLLOW["actor"]),
    "reject": activity.reject(
        ANSWERED, id="https://agenda.example/r/2", actor=ACTOR, to=FOLLOW["actor"], summary="Complet"
    ),
    "undo": activity.undo(ANSWERED, id="https://agenda.example/u/1", actor=ACTOR, to=FOLLOW["actor"]),
}


@pytest.mark.parametrize("name", SAID)
def test_what_we_say_is_read_by_ourselves(name):
    said = SAID[name]
    found = activity.read(decode.encode(said))
    assert found.type == name.capitalize()
    assert found.actor == ACTOR
    assert list(said)[:4] == ["@context", "id", "type", "actor"]
    assert "@context" not in (said["object"] if isinstance(said["object"], dict) else {})
    assert None not in said.values()


@pytest.mark.parametrize("name", ["create", "update", "delete"])
def test_what_is_public_is_said_to_the_public_and_the_followers(name):
    assert (SAID[name]["to"], SAID[name]["cc"]) == ([context.PUBLIC], EVENT["cc"])


@pytest.mark.parametrize("name", ["follow", "accept", "reject", "undo"])
def test_what_concerns_one_is_said_to_one(name):
    assert len(SAID[name]["to"]) == 1
    assert "cc" not in SAID[name]


def test_answers_repeat_what_they_answer_and_no_more():
    for name in ("accept", "reject", "undo"):
        inner = SAID[name]["object"]
        assert (inner["id"], inner["type"], inner["actor"]) == (FOLLOW["id"], "Follow", FOLLOW["actor"])
        assert "secret" not in inner
    assert SAID["reject"]["summary"] == "Complet"


def test_a_tombstone_says_what_it_was_and_when_it_ended():
    stone = SAID["delete"]["object"]
    assert (stone["type"], stone["formerType"], stone["deleted"]) == ("Tombstone", "Event", "2027-01-05T09:30:00Z")
    assert activity.tombstone("https://a.example/1", AT, published=AT)["published"] == "2027-01-05T09:30:00Z"


def test_an_announce_names_its_object_alone():
    assert SAID["announce"]["object"] == EVENT["id"]
    assert SAID["announce"]["published"] == "2027-01-05T09:30:00Z"
