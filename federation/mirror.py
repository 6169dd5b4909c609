"""The mirror: events of other servers as their origin last told them; never edited, only read anew."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from federation import client, hub, peers, rules
from federation.mirrored import columns
from federation.node import Node
from federation.rules import State
from federation.sync.schedule import next_check
from federation.tables import Peer, RemoteActor, RemoteEvent, run, transaction
from federation.wire import Document, Event, Malformed
from federation.wire import event as shape

STATES = """
SELECT ap_id, owner, version, updated, digest, tombstoned_at, seen_at FROM fed_remote_event
WHERE ap_id = any({}::text[])
"""
# Locks on the names, not on the rows: two readings of an event never seen would not meet on a row. In one order, or two
# readings of many would wait for each other.
LOCK = """
SELECT pg_advisory_xact_lock(hashtextextended(id, 7261003)) FROM (SELECT unnest({}::text[]) AS id ORDER BY 1) named
"""
LONGEST_TEXT = 2048
KEPT_FROM_THE_FIRST = ("ap_id", "sponsor", "first_seen_at", "hidden_at")
# What stands between us and an origin may serve an event for a while after its deletion.
SETTLED = timedelta(hours=1)


class Kept(StrEnum):
    """What became of a reading of an event."""

    CHANGED = "changed"
    SAME = "same"
    OLDER = "older than what is held"
    GONE = "deleted since"
    DOUBT = "two texts of one age"
    REFUSED = "refused"


@dataclass(frozen=True)
class Outcome:
    """What became of a reading and, when it was refused, why."""

    kept: Kept
    reason: str = ""


@dataclass(frozen=True)
class Heard:
    """An event as it was read, the document, and its digest."""

    event: Event
    document: Document
    digest: str


async def keep(
    node: Node, document: Document, *, sponsor: str, fresh: bool, now: datetime, instead_of: str = ""
) -> Outcome:
    """Merge an event into the mirror; the caller has checked that its origin or its owner says this.

    `sponsor` is the followed actor that brought it, `fresh` tells that it was just read at its own address: then it
    wins over another text of the same age, which from a push is only a doubt. `instead_of` is the digest of a copy that
    its origin does not list: while that is what we hold, it gives way to what was read since, be that older. An event
    that is not public, or not any more, is not shown.
    """
    read = _read(node, document)
    if isinstance(read, Outcome):
        return read
    event, id = read.event, read.event.id
    async with transaction():
        held = (await _locked([id])).get(id)
        if not shape.is_public(document):
            if held is None:
                return Outcome(Kept.REFUSED, "not public")
            await _bury(node, id, held, deleted=max(event.updated or now, held["updated"] or now), now=now)
            return Outcome(Kept.GONE, "not public any more")
        if held and held["owner"] != event.owner and not fresh:
            return Outcome(Kept.REFUSED, "another owner")
        if held and instead_of and held["digest"] == instead_of:
            held = None
        kept = _decided(read, held, fresh=fresh, now=now)
        await _write(node, [(read, kept)], sponsor, now)
        return Outcome(kept)


async def keep_all(node: Node, documents: list[Document], *, sponsor: str, now: datetime) -> dict[str, Outcome]:
    """Merge what one server has just told of its own public events, all at once; return what became of each, by id."""
    found: dict[str, Heard] = {}
    outcomes: dict[str, Outcome] = {}
    for document in documents:
        read = _read(node, document)
        if isinstance(read, Outcome):
            outcomes[str(document.get("id"))] = read
        else:
            found[read.event.id] = read
    async with transaction():
        held = await _locked([*found])
        kept = [(read, _decided(read, held.get(id), fresh=True, now=now)) for id, read in found.items()]
        await _write(node, kept, sponsor, now)
    return outcomes | {read.event.id: Outcome(what) for read, what in kept}


async def bury(
    node: Node,
    id: str,
    *,
    owner: str,
    deleted: datetime,
    now: datetime,
    certain: bool = False,
    version: int | None = None,
) -> bool:
    """Turn an event into a tombstone, or remember one for an event never seen; return whether it is gone now.

    False when the event was changed after `deleted`: its origin should be asked. `certain` tells that it was.
    `version` is that of the tombstone, where its origin counts one.
    """
    async with transaction():
        held = (await _locked([id])).get(id)
        if held is not None:
            if certain and held["updated"]:
                deleted = max(deleted, held["updated"])
            return await _bury(node, id, held, deleted=deleted, now=now, version=version)
        row = RemoteEvent(
            ap_id=id,
            host=peers.host_of(id),
            owner=owner,
            first_seen_at=now,
            fetched_at=now,
            seen_at=now,
            tombstoned_at=deleted,
            version=version,
            tags=[],
            same_as=[],
            audience=[],
        )
        await row.save()
        return True


async def forget_owner(owner: str, *, now: datetime) -> None:
    """Bury all events of an actor that is gone."""
    mine = (RemoteEvent.owner == owner) & RemoteEvent.tombstoned_at.is_null()
    await RemoteEvent.update({RemoteEvent.tombstoned_at: now, RemoteEvent.seq: None}).where(mine)


async def forget_sponsor(actor: str) -> None:
    """Drop what a peer had brought, once it is not followed; if it is followed again, its feed is read anew."""
    await RemoteEvent.delete().where(RemoteEvent.sponsor == actor)
    await Peer.update({Peer.cursor: "", Peer.last_seq: 0}).where(Peer.host == peers.host_of(actor))


async def validators(id: str) -> dict[str, str]:
    """Return the headers that ask for an event only if it is not as we hold it; none when that is not known."""
    held = (RemoteEvent.ap_id == id) & RemoteEvent.tombstoned_at.is_null()
    row = await RemoteEvent.select(RemoteEvent.etag, RemoteEvent.last_modified).where(held).first()
    named = {"If-None-Match": row["etag"], "If-Modified-Since": row["last_modified"]} if row else {}
    return {name: value for name, value in named.items() if value}


async def validated(id: str, etag: str, last_modified: str) -> None:
    """Note by what the origin recognises the state that was just read."""
    values: dict[Any, Any] = {RemoteEvent.etag: etag, RemoteEvent.last_modified: last_modified}
    await RemoteEvent.update(values).where(RemoteEvent.ap_id == id)


async def seen(id: str, *, now: datetime) -> None:
    """Note that the origin says that nothing has changed."""
    await RemoteEvent.update({RemoteEvent.seen_at: now}).where(RemoteEvent.ap_id == id)


async def owner_of(id: str) -> str:
    """Return the owner of an event held in the mirror, or an empty text."""
    row = await RemoteEvent.select(RemoteEvent.owner).where(RemoteEvent.ap_id == id).first()
    return row["owner"] if row else ""


def _read(node: Node, document: Document) -> Heard | Outcome:
    try:
        read = Heard(shape.read(document), document, shape.digest(document))
    except Malformed as fault:
        return Outcome(Kept.REFUSED, f"event: {fault.reason}")
    if client.is_ours(node, read.event.id) or len(read.event.id) > LONGEST_TEXT:
        return Outcome(Kept.REFUSED, "an event of ours")
    return read


async def _locked(ids: list[str]) -> dict[str, dict[str, Any]]:
    """Return what is held of events, by id; until the transaction ends nobody else merges them."""
    await run(LOCK, ids)
    return {row["ap_id"]: row for row in await run(STATES, ids)}


def _decided(read: Heard, held: dict[str, Any] | None, *, fresh: bool, now: datetime) -> Kept:
    """Say what becomes of a reading, given what is held."""
    heard = State(read.event.version, read.event.updated, read.digest)
    before = _state(held) if held else None
    if before and held and fresh and held["seen_at"] <= now - SETTLED:
        before = replace(before, deleted=None)  # its origin shows it again
    if before and not fresh and rules.in_doubt(before, heard):
        return Kept.DOUBT
    told_alike = before is not None and fresh and rules.in_doubt(before, heard)
    after = rules.merge(before, heard)
    if rules.is_gone(after):
        return Kept.GONE
    if after.digest != read.digest and not told_alike:
        return Kept.OLDER
    same = held is not None and held["digest"] == read.digest and not held["tombstoned_at"]
    return Kept.SAME if same else Kept.CHANGED


def _state(held: dict[str, Any]) -> State:
    return State(held["version"], held["updated"], held["digest"], held["tombstoned_at"])


async def _write(node: Node, found: list[tuple[Heard, Kept]], sponsor: str, now: datetime) -> None:
    """Write what has changed, or is the same and was seen again; a hub points out what has changed, all of one host."""
    owners = sorted({read.event.owner for read, _ in found})
    rows = await RemoteActor.select(RemoteActor.id, RemoteActor.name).where(RemoteActor.id.is_in(owners or [""]))
    names = {row["id"]: row["name"] for row in rows}
    for what, untouched in ((Kept.CHANGED, KEPT_FROM_THE_FIRST), (Kept.SAME, (*KEPT_FROM_THE_FIRST, "seq"))):
        written = [column for column in RemoteEvent.all_columns() if column._meta.name not in untouched]
        told = [read for read, kept in found if kept is what]
        if told:
            made = [_row(read, names.get(read.event.owner, ""), sponsor, now) for read in told]
            await RemoteEvent.insert(*made).on_conflict(target=RemoteEvent.ap_id, action="DO UPDATE", values=written)
    changed = [read.event.id for read, kept in found if kept is Kept.CHANGED]
    if changed:
        await hub.point_out(node, *changed, now=now)


def _row(read: Heard, owner_name: str, sponsor: str, now: datetime) -> RemoteEvent:
    event = read.event
    return RemoteEvent(
        **columns(event, read.document, owner_name=owner_name),
        uuid=UUID(event.uuid) if event.uuid else None,
        host=peers.host_of(event.id),
        sponsor=sponsor,
        digest=read.digest,
        first_seen_at=now,
        fetched_at=now,
        seen_at=now,
        tombstoned_at=None,
        next_check_at=next_check(event.starts_at, event.ends_at, now),
    )


async def _bury(
    node: Node, id: str, held: dict[str, Any], *, deleted: datetime, now: datetime, version: int | None = None
) -> bool:
    before = _state(held)
    after = rules.merge(before, State(deleted=deleted))
    if not rules.is_gone(after):
        return False
    values: dict[Any, Any] = {RemoteEvent.tombstoned_at: after.deleted, RemoteEvent.seen_at: now}
    if version is not None:
        values[RemoteEvent.version] = max(version, held["version"] or 0)
    if not rules.is_gone(before):
        values[RemoteEvent.seq] = None
    await RemoteEvent.update(values).where(RemoteEvent.ap_id == id)
    if not rules.is_gone(before) and held["digest"]:
        await hub.point_out(node, id, now=now)
    return True
