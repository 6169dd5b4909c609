"""What we say: the newest state of a thing is kept, told once per change, and owed to those who follow."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from federation import owing, peers
from federation.node import Node
from federation.tables import run, transaction
from federation.wire import Document, Event, activity
from federation.wire import event as shape
from federation.wire.decode import encode

Kind = Literal["create", "update", "delete"]

ORDER = 7261004  # the advisory lock under which places in the feed of changes are given
SECOND = timedelta(seconds=1)
DEFAULT_LENGTH = timedelta(hours=2)
AGED = frozenset({"version", "updated"})

KEEP = """
INSERT INTO fed_thing (id, uuid, owner, document, version, published, updated, starts_at, ends_at, deleted_at, seq)
VALUES ({}, {}, {}, {}, {}, {}, {}, {}, {}, {}, (SELECT coalesce(max(seq), 0) + 1 FROM fed_thing))
ON CONFLICT (id) DO UPDATE SET owner = EXCLUDED.owner, document = EXCLUDED.document, version = EXCLUDED.version,
  published = EXCLUDED.published, updated = EXCLUDED.updated, starts_at = EXCLUDED.starts_at,
  ends_at = EXCLUDED.ends_at, deleted_at = EXCLUDED.deleted_at, seq = EXCLUDED.seq
"""


class Withdrawn(Exception):
    """A thing that was deleted cannot come back under its id: receivers keep its tombstone."""


@dataclass(frozen=True)
class Receivers:
    """Inboxes that are told the activity itself, and those that are only pointed to the thing."""

    told: frozenset[str]
    pointed: frozenset[str]


async def in_order() -> None:
    """Wait for one's turn to say something, until the transaction ends; `say` does it by itself.

    Whoever locks rows of their own that another also locks after saying something takes its turn first.
    """
    await run("SELECT pg_advisory_xact_lock({})", ORDER)


async def say(node: Node, *, kind: Kind, event: Event, now: datetime, also: Iterable[str] = ()) -> None:
    """Say the new state of an event in its owner's name, in the caller's transaction.

    `also` are inboxes told beside those of the followers: of those who have a seat in it, say.

    Version and `updated` (to the second) grow strictly. A "create" of what was said already is an update, and the other
    way round; what changes nothing is not said. Raises `Withdrawn` when the event has been deleted.
    """
    async with transaction():
        await in_order()
        held = await _held(event.id)
        if kind == "delete":
            if held and not held["deleted_at"]:
                await _delete(node, event, held, frozenset(also), now)
            return
        if held and held["deleted_at"]:
            raise Withdrawn(event.id)
        await _tell(node, _aged(event, held, now), held, frozenset(also), now)


async def _held(id: str) -> dict[str, Any] | None:
    rows = await run("SELECT * FROM fed_thing WHERE id = {} FOR UPDATE", id)
    return rows[0] if rows else None


def _aged(event: Event, held: dict[str, Any] | None, now: datetime) -> Event:
    """Return the event with a version and a time of change later than those it had."""
    version, updated = max(1, event.version or 1), event.updated or now
    published = event.published or now
    if held:
        version, updated = max(version, held["version"] + 1), max(updated, held["updated"] + SECOND)
        published = held["published"]
    return replace(event, version=version, updated=updated.replace(microsecond=0), published=published)


async def _tell(node: Node, event: Event, held: dict[str, Any] | None, also: frozenset[str], now: datetime) -> None:
    document = shape.write(event, f"{event.owner}/followers")
    before = json.loads(held["document"]) if held else {}
    if held and _substance(document) == _substance(before):
        return
    await _keep(event, document, None)
    kind = "update" if held else "create"
    said = (activity.update if held else activity.create)(
        document, id=_id(event.id, event.version, kind), actor=event.owner, at=event.updated or now
    )
    receivers = await receivers_of(node, event.owner)
    told = receivers.told | also
    await owing.supersede(event.id, told, ["Update"])
    await owing.owe(said, told, thing=event.id, public=True, now=now)
    # Seats alone do not make others read the whole event again.
    if not held or shape.digest(_substance(document)) != shape.digest(_substance(before)):
        await _point(node, event, receivers.pointed, now)


async def _point(node: Node, event: Event, inboxes: frozenset[str], now: datetime) -> None:
    announce = activity.announce(
        event.id,
        id=f"{node.url}/ap/annonces/{event.uuid}/{event.version}",
        actor=node.actor,
        followers=f"{node.actor}/followers",
        at=now,
    )
    await owing.supersede(event.id, inboxes, ["Announce"])
    await owing.owe(announce, inboxes, thing=event.id, public=True, now=now)


async def _delete(node: Node, event: Event, held: dict[str, Any], also: frozenset[str], now: datetime) -> None:
    deleted = max(now, held["updated"] + SECOND).replace(microsecond=0)
    aged = replace(event, version=held["version"] + 1, updated=deleted, published=held["published"])
    stone = activity.tombstone(event.id, deleted, published=held["published"])
    await _keep(replace(aged, owner=held["owner"]), stone, deleted)
    said = activity.delete(
        stone, id=_id(event.id, aged.version, "delete"), actor=held["owner"], cc=[f"{held['owner']}/followers"]
    )
    receivers = await receivers_of(node, held["owner"])
    inboxes = receivers.told | receivers.pointed | also
    # Told to all, even where the Create has not left yet: whoever reads our collections may know the event.
    await owing.supersede(event.id, inboxes, ["Create", "Update", "Announce"])
    await owing.owe(said, inboxes, thing=event.id, public=True, now=now)


async def _keep(event: Event, document: Document, deleted: datetime | None) -> None:
    ends_at = event.ends_at or event.starts_at + DEFAULT_LENGTH
    text = encode(document).decode()
    ages = (event.version, event.published, event.updated, event.starts_at, ends_at, deleted)
    await run(KEEP, event.id, event.uuid, event.owner, text, *ages)


async def receivers_of(node: Node, owner: str) -> Receivers:
    """Return who is told: the owner's followers and peers following the instance; its other ones are pointed."""
    rows = await run(
        "SELECT f.local_actor, coalesce(nullif(f.shared_inbox, ''), f.inbox) AS inbox, p.software"
        " FROM fed_follower f LEFT JOIN fed_peer p ON p.host = f.host"
        " WHERE f.state = 'accepted' AND f.local_actor = any({}::text[])",
        [owner, node.actor],
    )
    told = {row["inbox"] for row in rows if row["local_actor"] == owner or row["software"] == peers.AGTHQ}
    pointed = {row["inbox"] for row in rows if row["local_actor"] == node.actor and row["software"] != peers.AGTHQ}
    return Receivers(frozenset(told), frozenset(pointed))


def _id(event: str, version: int | None, kind: str) -> str:
    return f"{event}/activites/{version}-{kind}"


def _substance(document: Document) -> Document:
    return {name: value for name, value in document.items() if name not in AGED}
