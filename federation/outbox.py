"""What we say: the newest state of a thing is kept, told once per change, and owed to those who follow."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Literal

from federation import announcing, changes, notes, owing, receivers
from federation.changes import Change
from federation.node import Node
from federation.tables import run, transaction
from federation.wire import Document, Event, activity
from federation.wire import event as shape
from federation.wire.decode import encode

Kind = Literal["create", "update", "delete"]

ORDER = 7261004  # the advisory lock under which places in the feed of changes are given
SECOND = timedelta(seconds=1)
DEFAULT_LENGTH = timedelta(hours=2)

KEEP = """
INSERT INTO fed_thing (id, uuid, owner, document, version, published, updated, starts_at, ends_at, deleted_at,
  digest, seq)
VALUES ({}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, (SELECT coalesce(max(seq), 0) + 1 FROM fed_thing))
ON CONFLICT (id) DO UPDATE SET owner = EXCLUDED.owner, document = EXCLUDED.document, version = EXCLUDED.version,
  published = EXCLUDED.published, updated = EXCLUDED.updated, starts_at = EXCLUDED.starts_at,
  ends_at = EXCLUDED.ends_at, deleted_at = EXCLUDED.deleted_at, digest = EXCLUDED.digest,
  seq = EXCLUDED.seq
RETURNING seq
"""


class Withdrawn(Exception):
    """A thing that was deleted cannot come back under its id: receivers keep its tombstone."""


async def in_order() -> None:
    """Wait for one's turn to say something, until the transaction ends; `say` does it by itself.

    Whoever locks rows of their own that another also locks after saying something takes its turn first.
    """
    await run("SELECT pg_advisory_xact_lock({})", ORDER)


async def say(
    node: Node, *, kind: Kind, event: Event, now: datetime, also: Iterable[str] = (), notice: str = ""
) -> None:
    """Say the new state of an event in its owner's name, in the caller's transaction.

    `also` are inboxes told beside those of the followers: of those who have a seat in it, say. `notice` says in words
    that it is cancelled or at another time, for servers that show no Update; it is used when that has just changed.

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
        await _tell(node, _aged(event, held, now), held, frozenset(also), notice, now)


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


async def _tell(
    node: Node, event: Event, held: dict[str, Any] | None, also: frozenset[str], notice: str, now: datetime
) -> None:
    document = shape.write(event, f"{event.owner}/followers")
    before = json.loads(held["document"]) if held else None
    change = changes.between(before, document)
    if change is Change.NONE:
        return
    seq = await _keep(event, document, None)
    to = await receivers.of(node, event.owner)
    kind: Kind = "update" if held else "create"
    say = activity.update if held else activity.create
    at = event.updated or now
    told = to.told | also if held else to.told | to.once | also
    said = say(document, id=_id(event.id, event.version, kind), actor=event.owner, at=at, seq=seq)
    await owing.supersede(event.id, told | to.spoken, ["Update"])
    await owing.owe(said, told, thing=event.id, public=True, now=now)
    if to.spoken:
        said = say(document, id=_id(event.id, event.version, f"{kind}-relay"), actor=node.actor, at=at, seq=seq)
        await owing.owe(said, to.spoken, thing=event.id, public=False, now=now)
    # Seats alone do not make others read the whole event again.
    if change is not Change.SEATS:
        await announcing.after(node, event.id, change, to, now=now)
    if notice and changes.calls_for_note(before, document):
        await notes.owe(node, event, notice, to, now=now)


async def _delete(node: Node, event: Event, held: dict[str, Any], also: frozenset[str], now: datetime) -> None:
    deleted = max(now, held["updated"] + SECOND).replace(microsecond=0)
    owner, version = held["owner"], held["version"] + 1
    aged = replace(event, owner=owner, version=version, updated=deleted, published=held["published"])
    stone = activity.tombstone(event.id, deleted, published=held["published"])
    seq = await _keep(aged, stone, deleted)
    to = await receivers.of(node, owner)
    inboxes = (to.everybody - to.spoken) | also
    cc = [f"{owner}/followers"]
    # Told to all, even where the Create has not left yet: whoever reads our collections may know the event.
    await owing.supersede(event.id, inboxes | to.spoken, ["Create", "Update", "Announce"])
    said = activity.delete(stone, id=_id(event.id, version, "delete"), actor=owner, cc=cc, seq=seq)
    await owing.owe(said, inboxes, thing=event.id, public=True, now=now)
    if to.spoken:
        said = activity.delete(stone, id=_id(event.id, version, "delete-relay"), actor=node.actor, cc=cc, seq=seq)
        await owing.owe(said, to.spoken, thing=event.id, public=False, now=now)


async def _keep(event: Event, document: Document, deleted: datetime | None) -> int:
    """Keep the newest state; return its place in the feed of changes."""
    ends_at = event.ends_at or event.starts_at + DEFAULT_LENGTH
    text = encode(document).decode()
    ages = (event.version, event.published, event.updated, event.starts_at, ends_at, deleted)
    digest = "" if deleted else shape.digest(document)
    rows = await run(KEEP, event.id, event.uuid, event.owner, text, *ages, digest)
    return int(rows[0]["seq"])


async def announce_due(node: Node, *, now: datetime) -> int:
    """Announce again the events whose turn has come; return how many."""
    async with transaction():
        await in_order()
        return await announcing.announce_due(node, now=now)


def _id(event: str, version: int | None, kind: str) -> str:
    return f"{event}/activites/{version}-{kind}"
