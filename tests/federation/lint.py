"""The lint of what we send: what receivers that we know stumble over, as rules in words.

Mobilizon crashes or drops the event (nulls, lists of places, whole degrees, long names and tags, a late media type);
Gancio looks for the image first; the Event Bridge wants one host everywhere; Mastodon takes embedded objects only from
their owner; anybody may fetch a context that it does not carry.
"""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from federation.wire import context, decode
from federation.wire.actor import TYPES as ACTORS
from federation.wire.collection import KINDS as COLLECTIONS
from federation.wire.context import PUBLIC

Document = dict[str, Any]
Rule = Callable[[Document], bool]
CARRIED = set(context.CONTEXT[:3])
OPEN = ("Create", "Update", "Delete", "Announce")
CLOSED = ("Follow", "Accept", "Reject", "TentativeAccept", "Ignore", "Undo", "Join", "Leave")
UNSAFE = re.compile(r"<\s*(?:script|img|iframe|style|svg)|\son\w+\s*=|javascript:", re.IGNORECASE)
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def findings(document: Document) -> list[str]:
    """Return the rules that a document, and what it holds, does not keep; empty when all is well."""
    found = _broken(ANY, document)
    kind = document.get("type")
    for kinds, rules in RULES:
        if kind in kinds:
            found += _broken(rules, document)
    inner = document.get("object")
    if kind in OPEN and isinstance(inner, dict):
        found += _broken(dict(RULES).get((inner.get("type"),), {}), inner)
    return found


def _broken(rules: dict[str, Rule], document: Document) -> list[str]:
    return [name for name, kept in rules.items() if not _holds(kept, document)]


def _holds(kept: Rule, document: Document) -> bool:
    try:
        return kept(document)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError):
        return False  # what is not there, or is another thing, is a finding too


def nulls(value: Any) -> list[str]:
    """Return the paths of all nulls in a document."""
    if isinstance(value, dict):
        return [f"{name}{path}" for name, inner in value.items() for path in nulls(inner)]
    if isinstance(value, list):
        return [f"[]{path}" for inner in value for path in nulls(inner)]
    return [""] if value is None else []


def _host(address: str) -> str:
    return urlsplit(address).netloc


def _web(address: str) -> bool:
    return address.startswith(("https://", "http://")) and bool(_host(address))


def _contexts(document: Document) -> list[str]:
    said = document["@context"]
    return [item for item in (said if isinstance(said, list) else [said]) if isinstance(item, str)]


def _inner(document: Document) -> Document:
    return document["object"] if isinstance(document["object"], dict) else {}


def _span(event: Document) -> tuple[datetime, datetime]:
    return datetime.fromisoformat(event["startTime"]), datetime.fromisoformat(event["endTime"])


def _place(event: Document) -> Document:
    found = event.get("location", {})
    return found if isinstance(found, dict) and found.get("type") == "Place" else {}


ANY: dict[str, Rule] = {
    "nothing is null": lambda d: not nulls(d),
    "its id is an address": lambda d: _web(d["id"]),
    "only contexts that receivers carry": lambda d: set(_contexts(d)) <= CARRIED and _contexts(d)[0] == context.STREAMS,
    "under 100 kB": lambda d: len(decode.encode(d)) < 100_000,
    "it can be read strictly": lambda d: decode.decode(decode.encode(d)) == d,
}

EVENT: dict[str, Rule] = {
    "attachments are a list of objects": lambda e: all(isinstance(item, dict) for item in e["attachment"]),
    "the image first": lambda e: e["attachment"][0]["type"] == "Image" and _web(e["attachment"][0]["url"]),
    "a media type on each attachment": lambda e: all(item["mediaType"] for item in e["attachment"]),
    "properties are whole": lambda e: all(
        item["propertyID"] and item["value"] for item in e["attachment"] if item["type"] == "PropertyValue"
    ),
    "no image of its own": lambda e: "image" not in e or isinstance(e["image"], dict),
    "one location": lambda e: isinstance(e.get("location", {}), dict),
    "a version in the id of the place": lambda e: not _place(e) or "?v=" in _place(e)["id"],
    "degrees are fractions, both or none": lambda e: (
        len({isinstance(_place(e).get(name), float) for name in ("latitude", "longitude")}) == 1
        and all(isinstance(_place(e).get(name, 0.5), float) for name in ("latitude", "longitude"))
    ),
    "a place to meet on line has a name": lambda e: (
        e.get("location", {}).get("type") != "VirtualLocation"
        or bool(e["location"]["name"] and _web(e["location"]["url"]))
    ),
    "a name of 3 to 200 characters": lambda e: 3 <= len(e["name"]) <= 200 and "\n" not in e["name"],
    "an end after the start, both with an offset": lambda e: (
        _span(e)[0] < _span(e)[1] and None not in (_span(e)[0].utcoffset(), _span(e)[1].utcoffset())
    ),
    "a time zone by name": lambda e: "/" in e["timezone"],
    "a join mode of Mobilizon": lambda e: e["joinMode"] in ("free", "restricted", "external"),
    "where to book when it is elsewhere": lambda e: e["joinMode"] != "external" or _web(e["externalParticipationUrl"]),
    "who may read a Join": lambda e: e["joinMode"] == "external" or e["requiredJoinVisibility"] == [e["attributedTo"]],
    "one owner, and nobody else": lambda e: isinstance(e["attributedTo"], str) and "actor" not in e,
    "the group is the audience": lambda e: e["audience"] == e["attributedTo"],
    "tags of less than 40 characters": lambda e: all(
        len(tag["name"]) < 40 and tag["name"].startswith("#") and _web(tag["href"]) for tag in e["tag"]
    ),
    "a status in letters, and that of FEP-8a8e": lambda e: (
        e["status"] in ("CONFIRMED", "TENTATIVE", "CANCELLED") and e["eventStatus"].startswith("Event")
    ),
    "one category": lambda e: isinstance(e["category"], str),
    "seats are whole numbers": lambda e: all(
        isinstance(e.get(name, 0), int) and e.get(name, 0) >= 0
        for name in ("maximumAttendeeCapacity", "remainingAttendeeCapacity", "participantCount")
    ),
    "who comes is not listed": lambda e: e.get("attendees", {}).keys() <= {"id", "type", "totalItems"},
    "organizers are a collection": lambda e: (
        e["organizers"]["items"] == [e["attributedTo"]] and e["organizers"]["totalItems"] == 1
    ),
    "safe HTML": lambda e: not UNSAFE.search(e["content"]),
    "the text in its language": lambda e: e["contentMap"] == {e["inLanguage"]: e["content"]},
    "to the public, with the followers": lambda e: e["to"] == [PUBLIC] and len(e["cc"]) == 1,
    "times of change are UTC": lambda e: all(INSTANT.fullmatch(e.get(n, "2000-01-01T00:00:00Z")) for n in TIMES),
}
TIMES = ("published", "updated")

TOMBSTONE: dict[str, Rule] = {
    "it says what it was": lambda t: t["formerType"] == "Event",
    "it says since when": lambda t: bool(INSTANT.fullmatch(t["deleted"])),
}

NOTE: dict[str, Rule] = {
    "it answers the event": lambda n: _web(n["inReplyTo"]) and _host(n["inReplyTo"]) == _host(n["id"]),
    "the words are there, safe, in their language": lambda n: (
        bool(n["content"]) and not UNSAFE.search(n["content"]) and n["content"] in n["contentMap"].values()
    ),
}

ACTIVITY: dict[str, Rule] = {
    "one actor, by its id": lambda a: isinstance(a["actor"], str) and _web(a["actor"]),
    "to whom, as a list": lambda a: isinstance(a["to"], list) and bool(a["to"]),
    "its id is not that of its object": lambda a: a["id"] != _inner(a).get("id", a["object"]),
}

SAID: dict[str, Rule] = {
    "to the public": lambda a: a["to"] == [PUBLIC],
    "one host everywhere": lambda a: (
        a["type"] == "Announce" or len({_host(a["actor"]), _host(a["id"]), _host(_inner(a)["id"])}) == 1
    ),
    "an address is announced, nothing is wrapped": lambda a: a["type"] != "Announce" or isinstance(a["object"], str),
    # But for Gancio, which takes what it follows as the owner.
    "by its owner": lambda a: (
        "attributedTo" not in _inner(a)
        or a["actor"] in (_inner(a)["attributedTo"], _inner(a)["id"])
        or "-relay" in a["id"]
    ),
    "for the audience of its object": lambda a: all(
        a.get(name) == _inner(a)[name] for name in ("to", "cc", "audience") if name in _inner(a)
    ),
    "a tombstone is deleted": lambda a: a["type"] != "Delete" or _inner(a)["type"] == "Tombstone",
    "the context is outside": lambda a: "@context" not in _inner(a),
}

ANSWER: dict[str, Rule] = {
    "to one alone": lambda a: len(a["to"]) == 1 and a["to"] != [PUBLIC] and "cc" not in a,
    "an answer quotes what it answers": lambda a: (
        a["type"] not in ("Accept", "Reject", "TentativeAccept", "Undo")
        or {"id", "type", "actor", "object"} <= _inner(a).keys()
    ),
}

ACTOR: dict[str, Rule] = {
    "one key, its own": lambda a: (
        a["publicKey"]["owner"] == a["id"] and a["publicKey"]["publicKeyPem"].startswith("-----BEGIN PUBLIC KEY-----")
    ),
    "a name without hyphen": lambda a: bool(re.fullmatch(r"[a-z0-9_]{1,64}", a["preferredUsername"])),
    "its boxes are its own": lambda a: all(a[box].startswith(a["id"]) for box in ("inbox", "outbox", "followers")),
}

COLLECTION: dict[str, Rule] = {
    "it counts": lambda c: isinstance(c["totalItems"], int),
    "its pages are its own": lambda c: all(
        c[name].startswith(c.get("partOf", c["id"])) for name in ("first", "last", "next", "prev") if name in c
    ),
}

RULES: list[tuple[tuple[str, ...], dict[str, Rule]]] = [
    (("Event",), EVENT),
    (("Tombstone",), TOMBSTONE),
    (("Note",), NOTE),
    ((*OPEN, *CLOSED), ACTIVITY),
    (OPEN, SAID),
    (CLOSED, ANSWER),
    (tuple(ACTORS), ACTOR),
    (tuple(COLLECTIONS), COLLECTION),
]
EVERY = {name for rules in (ANY, *(rules for _, rules in RULES)) for name in rules}
