"""Activities: what we say, and the strict reading of what we hear."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from federation.wire.context import CONTEXT, PUBLIC, STREAMS
from federation.wire.decode import Document, decode
from federation.wire.errors import Malformed
from federation.wire.origin import LONGEST, origin
from federation.wire.values import instant, is_web_address, reference, strings

WRAPPED = frozenset({"Create", "Update", "Delete"})


@dataclass(frozen=True)
class Activity:
    """One activity as received: `object` is an id or an embedded document, `raw` the whole document."""

    id: str
    type: str
    actor: str
    object: Document | str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    raw: Document

    @property
    def object_id(self) -> str:
        """The id of the object, or an empty string when it is embedded without one."""
        return self.object if isinstance(self.object, str) else _id_of(self.object)

    @property
    def object_type(self) -> str:
        """The type of an embedded object, or an empty string."""
        kind = "" if isinstance(self.object, str) else self.object.get("type", "")
        return kind if isinstance(kind, str) else ""


def read(raw: bytes) -> Activity:
    """Read an activity from the bytes of a request; raises `Malformed` with the field or fault that refuses it."""
    return from_document(decode(raw))


def from_document(document: Document) -> Activity:
    """Read an activity from decoded JSON, such as an item of an outbox; raises `Malformed`."""
    _no_graph(document)
    kind = document.get("type")
    if not isinstance(kind, str) or not kind:
        raise Malformed("type")
    what = _one(document.get("object"), kind)
    if isinstance(what, dict):
        _no_graph(what)
    return Activity(
        id=_of_somewhere(document.get("id"), "id"),
        type=kind,
        actor=_of_somewhere(document.get("actor"), "actor"),
        object=what if isinstance(what, dict) else _reference(what, "object"),
        to=strings(document.get("to")),
        cc=strings(document.get("cc")),
        raw=document,
    )


def pointed_at(thing: Document | str) -> str:
    """The id of what an Announce points to: where it wraps an activity (FEP-1b12), of the object of that one."""
    if isinstance(thing, dict) and thing.get("type") in WRAPPED:
        return next(iter(strings(thing.get("object"))), "")
    return reference(thing)


def create(thing: Document, *, id: str, actor: str, at: datetime, seq: int | None = None) -> Document:
    """First publication of `thing` (a document with its own audience) by `actor`.

    `seq` is its place in our feed of changes: who reads that feed sees by it whether something was missed.
    """
    return _about(thing, "Create", id, actor, thing["to"], thing["cc"]) | {"published": instant(at)} | _place(seq)


def update(thing: Document, *, id: str, actor: str, at: datetime, seq: int | None = None) -> Document:
    """The whole new state of `thing`, never a difference."""
    return _about(thing, "Update", id, actor, thing["to"], thing["cc"]) | {"updated": instant(at)} | _place(seq)


def delete(
    thing: Document,
    *,
    id: str,
    actor: str,
    to: Sequence[str] = (PUBLIC,),
    cc: Sequence[str] = (),
    seq: int | None = None,
) -> Document:
    """The end of a thing: `thing` is its tombstone."""
    return _about(thing, "Delete", id, actor, to, cc) | _place(seq)


def announce(object_id: str, *, id: str, actor: str, followers: str, at: datetime) -> Document:
    """A thing pointed out to the followers of `actor`, by its id alone: receivers read it at its origin."""
    return {
        "@context": STREAMS,
        "id": id,
        "type": "Announce",
        "actor": actor,
        "published": instant(at),
        "to": [PUBLIC],
        "cc": [followers],
        "object": object_id,
    }


def follow(*, id: str, actor: str, target: str) -> Document:
    """A wish to hear what `target` says."""
    return _to_one("Follow", id, actor, target, target)


def join(*, id: str, actor: str, event: str, to: str) -> Document:
    """A wish for a seat in an event, to its owner alone (FEP-8a8e)."""
    return _to_one("Join", id, actor, event, to)


def leave(*, id: str, actor: str, event: str, to: str) -> Document:
    """A seat given back, to the owner of the event alone."""
    return _to_one("Leave", id, actor, event, to)


def accept(activity: Mapping[str, Any], *, id: str, actor: str, to: str) -> Document:
    """Yes to a Follow or a Join, to its author alone."""
    return _to_one("Accept", id, actor, quoted(activity), to)


def reject(activity: Mapping[str, Any], *, id: str, actor: str, to: str, summary: str = "") -> Document:
    """No to a Follow or a Join, with a reason a person can read."""
    return _to_one("Reject", id, actor, quoted(activity), to) | ({"summary": summary} if summary else {})


def tentatively_accept(activity: Mapping[str, Any], *, id: str, actor: str, to: str, summary: str = "") -> Document:
    """Neither yes nor no to a Join yet: its author waits for a seat; the summary says where on the list."""
    return _to_one("TentativeAccept", id, actor, quoted(activity), to) | ({"summary": summary} if summary else {})


def ignore(activity: Mapping[str, Any], *, id: str, actor: str, to: str) -> Document:
    """A Join left alone by its id, since seats are not given this way (FEP-8a8e)."""
    return _to_one("Ignore", id, actor, activity["id"], to)


def undo(activity: Mapping[str, Any], *, id: str, actor: str, to: str) -> Document:
    """An earlier activity of the same actor taken back."""
    return _to_one("Undo", id, actor, quoted(activity), to)


def tombstone(id: str, deleted: datetime, *, published: datetime | None = None, former_type: str = "Event") -> Document:
    """What is served, with status 410, where a thing was. `updated` lets readers of versions order it."""
    born = {"published": instant(published)} if published else {}
    gone = {"updated": instant(deleted), "deleted": instant(deleted)}
    return {"id": id, "type": "Tombstone", "formerType": former_type, **born, **gone}


def quoted(activity: Mapping[str, Any]) -> Document:
    """The part of an activity that an answer repeats, so that its author recognises it."""
    return {name: activity[name] for name in ("id", "type", "actor", "object", "to") if activity.get(name) is not None}


def _about(thing: Document, kind: str, id: str, actor: str, to: Sequence[str], cc: Sequence[str]) -> Document:
    inner = {name: value for name, value in thing.items() if name != "@context"}
    audience: Document = {"to": list(to), "cc": list(cc)}
    if "audience" in thing:
        audience["audience"] = thing["audience"]
    return {"@context": CONTEXT, "id": id, "type": kind, "actor": actor, **audience, "object": inner}


def _place(seq: int | None) -> Document:
    return {} if seq is None else {"seq": seq}


def _to_one(kind: str, id: str, actor: str, what: Document | str, to: str) -> Document:
    return {"@context": STREAMS, "id": id, "type": kind, "actor": actor, "object": what, "to": [to]}


def _one(value: Any, kind: str) -> Any:
    """Return the one object of a list; a report alone may name several (an actor, then what it said)."""
    alone = isinstance(value, list) and (len(value) == 1 or (len(value) > 1 and kind == "Flag"))
    return value[0] if alone else value


def _id_of(value: Document) -> str:
    found = value.get("id", "")
    return found if isinstance(found, str) else ""


def _reference(value: Any, field: str) -> str:
    found = _id_of(value) if isinstance(value, dict) else value
    if not isinstance(found, str) or len(found.encode()) > LONGEST or not is_web_address(found):
        raise Malformed(field)
    return found


def _of_somewhere(value: Any, field: str) -> str:
    found = _reference(value, field)
    if origin(found) is None:
        raise Malformed(field)
    return found


def _no_graph(document: Document) -> None:
    # JSON-LD words that would let a receiver that expands read another document than we do.
    if not document.keys().isdisjoint({"@graph", "@reverse", "@included"}):
        raise Malformed("graph")
