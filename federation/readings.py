"""Reading one event, one actor or one collection at its origin, and what that changes here."""

import logging
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from federation import actors, client, handling, lookups, mirror, peers
from federation.actors import Missing
from federation.client import Reading
from federation.handling_events import forget_actor
from federation.mirror import Kept
from federation.node import Node
from federation.tables import Follower, Following, RemoteActor, RemoteEvent, transaction
from federation.wire import Document, Malformed
from federation.wire import collection as pages
from federation.wire import event as event_shape
from federation.wire.activity import pointed_at
from federation.wire.origin import same_origin
from federation.wire.values import moment, reference

NO_CACHE = {"Cache-Control": "no-cache"}
MOST_PAGES = 50
MOST_ITEMS = 2000
LOG = logging.getLogger(__name__)


class What(StrEnum):
    """How a reading ended."""

    DONE = "done"
    MISSING = "missing"
    UNREADABLE = "unreadable"
    REFUSED = "refused"
    SILENT = "silent"


@dataclass(frozen=True)
class Read:
    """How a reading ended, and why when it must be done again."""

    what: What
    why: str = ""


async def is_followed(actor: str) -> bool:
    """Tell whether an actor is followed, as its hints are worth following only then."""
    return bool(await Following.exists().where((Following.actor == actor) & (Following.state == "accepted")))


async def event(
    node: Node, url: str, *, sponsor: str, last_chance: bool = False, now: datetime, instead_of: str = ""
) -> Read:
    """Read an event and merge it into the mirror; 410, or 404 on the last chance, makes it a tombstone.

    401, 403, 5xx and silence never delete anything: they are tried again. What is held is asked for by its validators
    (RFC 9110 §13), unless it is in doubt: then `instead_of` is its digest (`mirror.keep`), and no cache may answer.
    """
    headers = NO_CACHE if instead_of else await mirror.validators(url)
    found = await client.fetch(node, url, now=now, headers=headers)
    if found.status == 304 and headers:
        await mirror.seen(url, now=now)
        return Read(What.DONE)
    gone = found.status == 410 or (found.document or {}).get("type") == "Tombstone"
    if gone or (found.status == 404 and last_chance):
        await _bury(node, url, found, now)
        return Read(What.DONE)
    if found.document is None:
        return failed(found)
    if found.document.get("type") != "Event":
        return Read(What.DONE)
    async with transaction():
        outcome = await mirror.keep(node, found.document, sponsor=sponsor, fresh=True, now=now, instead_of=instead_of)
        if outcome.kept in (Kept.CHANGED, Kept.SAME):
            validators = found.header("etag"), found.header("last-modified")
            await mirror.validated(found.document["id"], *validators)
        if outcome.kept is Kept.CHANGED:
            await owe_owners([found.document], now)
    return Read(What.DONE)


async def actor(node: Node, id: str, *, now: datetime) -> Read:
    """Read an actor again; its new name and inboxes reach the follows and the mirror. Gone, it is forgotten."""
    found = await actors.read(node, id, now=now)
    if found is Missing.GONE:
        async with transaction():
            await forget_actor(id, now=now)
        return Read(What.DONE)
    if isinstance(found, Missing):
        what = {Missing.NOT_FOUND: What.MISSING, Missing.REFUSED: What.UNREADABLE}.get(found, What.REFUSED)
        return Read(what, found.value)
    async with transaction():
        inboxes: dict[Any, Any] = {Follower.inbox: found.inbox, Follower.shared_inbox: found.shared_inbox}
        await Follower.update(inboxes).where(Follower.actor == id)
        profile: dict[Any, Any] = {Following.inbox: found.inbox, Following.name: found.name}
        await Following.update(profile).where(Following.actor == id)
        await RemoteEvent.update({RemoteEvent.owner_name: found.name}).where(RemoteEvent.owner == id)
    return Read(What.DONE)


async def peer(node: Node, url: str, *, now: datetime) -> Read:
    """Read what the server of `url` runs; a hub then knows whether one that follows it is one of its kind."""
    found = await peers.describe(node, url, now=now)
    if found.document is None:
        return failed(found)
    async with transaction():
        await handling.described(node, peers.host_of(url), now)
    return Read(What.DONE)


async def collection(node: Node, url: str, *, sponsor: str, now: datetime) -> Read:
    """Read all pages of a collection of its own server (50 pages, 2,000 items at most) and take what it lists."""
    items: list[Document | str] = []
    address: str | None = url
    seen: set[str] = set()
    while address and address not in seen and len(seen) < MOST_PAGES and len(items) < MOST_ITEMS:
        seen.add(address)
        if not same_origin(url, address):
            break
        found = await client.read(node, address, now=now)
        if found.document is None or not same_origin(url, found.url):
            return failed(found)
        try:
            listed, address = pages.read_page(found.document)
        except Malformed as fault:
            return Read(What.UNREADABLE, fault.reason)
        items += listed
    faults = []
    for item in items[:MOST_ITEMS]:
        try:
            await _take(node, item, origin=url, sponsor=sponsor, now=now)
        except Exception as fault:
            LOG.exception("an item of %s could not be taken: %.200r", url, item)
            faults.append(f"{type(fault).__name__}: {fault}")  # the next ones can be taken all the same
    return Read(What.UNREADABLE, faults[0].replace("\x00", "")[:500]) if faults else Read(What.DONE)


async def _take(node: Node, item: Document | str, *, origin: str, sponsor: str, now: datetime) -> None:
    """Take one item: an event of the collection's own server as it is quoted, anything else by its id."""
    inner = _inside(item)
    id = reference(inner)
    if not id or client.is_ours(node, id):
        return
    async with transaction():
        if isinstance(inner, dict) and same_origin(origin, id, *event_shape.owners(inner)):
            outcome = await mirror.keep(node, inner, sponsor=sponsor, fresh=False, now=now)
            if outcome.kept is Kept.CHANGED:
                await owe_owners([inner], now)
            if outcome.kept is not Kept.DOUBT:
                return
        await lookups.owe("event", id, sponsor=sponsor, now=now)


def _inside(item: Document | str) -> Document | str:
    """Return the event of an item, which in an outbox is the object of an activity; empty when there is none."""
    if isinstance(item, str):
        return item
    kind = item.get("type")
    if kind in ("Create", "Update", "Announce"):
        inner = item.get("object")
        # What is announced is read at its origin, even when it is quoted.
        if kind == "Announce" or not isinstance(inner, dict):
            return pointed_at(inner) if isinstance(inner, dict | str) else ""
        return inner if inner.get("type") == "Event" else ""
    return item if kind == "Event" else ""


async def _bury(node: Node, url: str, found: Reading, now: datetime) -> None:
    owner = await mirror.owner_of(url)
    if owner:
        said = (found.document or {}).get("deleted")
        deleted = min(moment(said) or now, now)
        await mirror.bury(node, url, owner=owner, deleted=deleted, now=now, certain=True)


async def owe_owners(documents: list[Document], now: datetime) -> None:
    """Owe the readings of the owners of events that have no name here."""
    owners = sorted({owner for document in documents for owner in event_shape.owners(document)[:1]})
    named = await RemoteActor.select(RemoteActor.id).where(RemoteActor.id.is_in(owners)) if owners else []
    known = {row["id"] for row in named}
    for owner in owners:
        if owner not in known:
            await lookups.owe("actor", owner, sponsor="", now=now)


def failed(found: Reading) -> Read:
    """What a reading without a document means."""
    if found.status == 404:
        return Read(What.MISSING, "404")
    if 200 <= found.status < 300:
        return Read(What.UNREADABLE, found.error)
    return Read(What.SILENT if found.status == 0 else What.REFUSED, found.error)
