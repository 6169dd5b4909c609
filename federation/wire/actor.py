"""Actors: the libraries and the instance as others see them, and theirs as we read them."""

import html
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from federation.wire.context import ACTOR_CONTEXT, PUBLIC
from federation.wire.decode import Document
from federation.wire.errors import Malformed
from federation.wire.origin import origin, same_origin
from federation.wire.values import instant, line, many, plain, reference, web_address

TYPES = frozenset({"Application", "Group", "Organization", "Person", "Service"})
MOST_KEYS = 8
RFC_9421 = {"href": "https://datatracker.ietf.org/doc/html/rfc9421", "name": "RFC-9421: HTTP Message Signatures"}


@dataclass(frozen=True)
class Actor:
    """One actor; addresses are absolute or empty, `public_pem` is an SPKI or PKCS#1 PEM, `upcoming` a collection.

    `multikeys` are those of its assertionMethod (FEP-521a), `publicKeyMultibase` by key id.
    `details` are the rows of its table to show (FEP-fb2a), `icon` and `image` addresses of PNG pictures.
    `software` is the name of the generator when the actor tells it; never base a decision of security on it.
    """

    id: str
    type: str
    username: str
    name: str
    summary: str
    url: str
    inbox: str
    outbox: str
    followers: str
    following: str
    upcoming: str
    shared_inbox: str
    key_id: str
    public_pem: str
    attributed_to: str
    multikeys: Mapping[str, str] = field(default_factory=dict)
    software: str = ""
    details: Mapping[str, str] = field(default_factory=dict)
    icon: str = ""
    image: str = ""


def write(actor: Actor) -> Document:
    """The actor as a JSON-LD document (ActivityPub §4.1, FEP-8a8e `upcomingEvents`, FEP-2c59, FEP-521a)."""
    parts = origin(actor.id)
    if parts is None:
        raise ValueError("the id of an actor is a web address")
    known = {
        "@context": ACTOR_CONTEXT,
        "id": actor.id,
        "type": actor.type,
        "preferredUsername": actor.username,
        "name": actor.name,
        "summary": actor.summary,
        "url": actor.url,
        "webfinger": f"{actor.username}@{_authority(actor.id)}",
        "inbox": actor.inbox,
        "outbox": actor.outbox,
        "followers": actor.followers,
        "following": actor.following,
        "upcomingEvents": actor.upcoming,
    }
    written = {name: value for name, value in known.items() if value}
    return written | _manners() | _shown(actor) | _belonging(actor) | _keys(actor)


def update(actor: Actor, *, id: str, at: datetime) -> Document:
    """The activity by which an actor says that it has changed."""
    written = write(actor)
    about = {"actor": actor.id, "to": [PUBLIC], "cc": [actor.followers], "updated": instant(at)}
    inner = {name: value for name, value in written.items() if name != "@context"}
    return {"@context": written["@context"], "id": id, "type": "Update", **about, "object": inner}


def read(document: Document) -> Actor:
    """Read an actor document; raises `Malformed`.

    The inbox, the shared inbox and the key must have the actor's own origin: anything else would let an actor aim our
    deliveries at a third party or sign with somebody else's key. A missing key reads as an empty `public_pem`.
    """
    id, kind = _identity(document)
    inbox = web_address(document.get("inbox"))
    if not same_origin(id, inbox):
        raise Malformed("inbox")
    key = _key(document, id)
    return Actor(
        id=id,
        type=kind,
        username=line(document.get("preferredUsername"), 100),
        name=line(document.get("name"), 200),
        summary=plain(document.get("summary"), 2000),
        url=web_address(document.get("url")) or id,
        inbox=inbox,
        outbox=_own(document, "outbox", id),
        followers=_own(document, "followers", id),
        following=_own(document, "following", id),
        upcoming=_own(document, "upcomingEvents", id),
        shared_inbox=_shared_inbox(document, id),
        key_id=reference(key),
        public_pem=_text(key.get("publicKeyPem")),
        attributed_to=_own(document, "attributedTo", id),
        multikeys=_multikeys(document, id),
        software=_software(document),
    )


def _identity(document: Document) -> tuple[str, str]:
    id, kind = document.get("id"), document.get("type")
    if not isinstance(id, str) or origin(id) is None:
        raise Malformed("id")
    if not isinstance(kind, str) or kind not in TYPES:
        raise Malformed("type")
    return id, kind


def _key(document: Document, id: str) -> Document:
    for key in many(document.get("publicKey")):
        if isinstance(key, dict) and key.get("owner", id) == id and same_origin(id, reference(key)):
            return key
    if many(document.get("publicKey")):
        raise Malformed("publicKey")
    return {}


def _multikeys(document: Document, id: str) -> dict[str, str]:
    """Return the first keys of the actor's own, named and published at its own origin."""
    found: dict[str, str] = {}
    for key in many(document.get("assertionMethod"))[:MOST_KEYS]:
        if isinstance(key, dict) and key.get("controller") == id and key.get("type") == "Multikey":
            named, value = reference(key), _text(key.get("publicKeyMultibase"))
            if value and same_origin(id, named):
                found.setdefault(named, value)
    return found


def _shared_inbox(document: Document, id: str) -> str:
    endpoints = document.get("endpoints")
    return _own(endpoints, "sharedInbox", id) if isinstance(endpoints, dict) else ""


def _software(document: Document) -> str:
    generator = document.get("generator")
    return line(generator.get("name"), 100) if isinstance(generator, dict) else ""


def _own(document: Document, name: str, id: str) -> str:
    # A collection may be embedded: its id is then its address.
    address = reference(document.get(name))
    return address if address and same_origin(id, address) else ""


def _text(value: Any) -> str:
    return value if isinstance(value, str) and len(value) <= 16_384 else ""


def _manners() -> Document:
    return {"manuallyApprovesFollowers": False, "discoverable": True, "indexable": True}


def _shown(actor: Actor) -> Document:
    pictures = {"icon": actor.icon, "image": actor.image}
    written: Document = {
        name: {"type": "Image", "mediaType": "image/png", "url": url} for name, url in pictures.items() if url
    }
    if actor.details:
        # FEP-fb2a would have a Note; this is what servers show.
        rows = [(name, html.escape(value, quote=False)) for name, value in actor.details.items()]
        written["attachment"] = [{"type": "PropertyValue", "name": name, "value": value} for name, value in rows]
    return written


def _belonging(actor: Actor) -> Document:
    written: Document = {}
    if actor.shared_inbox:
        written["endpoints"] = {"sharedInbox": actor.shared_inbox}
    if actor.attributed_to:
        written["attributedTo"] = actor.attributed_to
    if actor.software:
        # FEP-844e: the instance says what it understands.
        application = {"id": actor.attributed_to or actor.id, "type": "Application", "name": actor.software}
        written["generator"] = application | {"implements": [RFC_9421]}
    return written


def _keys(actor: Actor) -> Document:
    key = {"id": actor.key_id, "owner": actor.id, "publicKeyPem": actor.public_pem}
    written: Document = {"publicKey": key} if actor.public_pem else {}
    if actor.multikeys:
        written["assertionMethod"] = [
            {"id": id, "type": "Multikey", "controller": actor.id, "publicKeyMultibase": value}
            for id, value in actor.multikeys.items()
        ]
    return written


def _authority(id: str) -> str:
    return id.split("/", 3)[2]
