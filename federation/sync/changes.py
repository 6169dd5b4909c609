"""Catching up: another instance's changes are merged page by page, each page once, however often it is read."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from federation import client, health, lookups, mirror, readings
from federation.mirror import Kept
from federation.node import Node
from federation.readings import Read, What
from federation.sync import digests, feed, sources
from federation.sync.feed import Element, Lost, Page, Unread
from federation.sync.sources import Source
from federation.tables import run, transaction
from federation.wire import Document
from federation.wire import event as shape
from federation.wire.values import DEFAULT_ZONE, iana_zone, moment

LOG = logging.getLogger(__name__)
MOST_PAGES = 20
AT_ONCE = 50
# A Create that is late by more than the fourteen days of its delivery never comes.
REMEMBERED = timedelta(days=90)

HELD = "SELECT ap_id, version, updated, digest, tombstoned_at FROM fed_remote_event WHERE ap_id = any({}::text[])"
# Who else has read meanwhile, or begun anew, is not put back.
MOVE = """
UPDATE fed_peer SET cursor = {}, last_seq = greatest(last_seq, {}),
  caught_up_at = CASE WHEN {} THEN {} ELSE caught_up_at END
WHERE host = {} AND cursor = {}
"""
WAS_DOWN = "SELECT 1 FROM fed_peer WHERE host = {} AND (opens_again_at IS NOT NULL OR dead_at IS NOT NULL)"


class End(StrEnum):
    """How a reading of a feed ended."""

    DONE = "done"
    MORE = "more"
    LOST = "lost"
    NONE = "none"


@dataclass(frozen=True)
class Copy:
    """What we hold of an event; `digest` is empty for one never seen, of which only the end is known."""

    version: int | None
    updated: datetime | None
    digest: str
    gone: bool


async def read(node: Node, url: str, *, host: str, now: datetime) -> Read:
    """Read what has changed at a host, as a lookup; where our cursor is unknown, owe a comparison of everything."""
    try:
        end = await catch_up(node, host, now=now)
    except Unread as fault:
        return fault.read
    if end is End.MORE:
        await lookups.owe("changes", url, sponsor="", now=now)
    source = await sources.of(host) if end is End.LOST else None
    if source is not None:
        await lookups.owe("compare", source.digests, sponsor=source.actor, now=now)
    return Read(What.DONE)


async def catch_up(node: Node, host: str, *, now: datetime) -> End:
    """Merge what has changed at a host since we last read its feed, from the beginning where we never did.

    Must not run in a transaction. The cursor moves at the end of a page, when all of it is merged or owed, so that a
    reading may stop anywhere and be done again. Raises `Unread`.
    """
    for _ in range(MOST_PAGES):
        source = await sources.of(host)
        if source is None:
            return End.NONE
        try:
            page = await feed.page(node, source, now=now)
        except Lost:
            return End.LOST
        if page.more and page.cursor == source.cursor:
            raise Unread(Read(What.UNREADABLE, "the feed does not advance"))
        hints = await take(node, source, page.elements, now)
        await _move(source, page, hints, now)
        if not page.more:
            return End.DONE
    return End.MORE


async def take(node: Node, source: Source, elements: list[Element], now: datetime) -> list[str]:
    """Merge what can be merged at once; return the ids of what is to be read at its origin."""
    held = await copies([element.id for element in elements])
    hints: list[str] = []
    quoted: list[Document] = []
    for element in elements:
        copy = held.get(element.id)
        if client.is_ours(node, element.id) or not _is_news(element, copy):
            continue
        if element.foreign or (element.document is None and not element.gone):
            hints.append(element.id)
        elif element.gone:
            await _bury(node, element, copy, now)
        elif element.document is not None and (copy is not None or matters(element.document, now)):
            quoted.append(element.document)
    for first in range(0, len(quoted), AT_ONCE):
        hints += await _keep(node, source, quoted[first : first + AT_ONCE], now)
    return hints


async def copies(ids: list[str]) -> dict[str, Copy]:
    """Return what we hold of these events, by id."""
    rows = await run(HELD, ids)
    return {row["ap_id"]: copy_of(row) for row in rows}


def copy_of(row: dict[str, Any]) -> Copy:
    """Return a row of the mirror as what comparisons look at."""
    return Copy(row["version"], row["updated"], row["digest"], row["tombstoned_at"] is not None)


def matters(document: Document, now: datetime) -> bool:
    """Whether an event that we do not hold is worth it: it starts this month (UTC) or later, as what is compared."""
    starts_at = moment(document.get("startTime"), iana_zone(document.get("timezone")) or DEFAULT_ZONE)
    return starts_at is None or starts_at >= digests.first_day(now)


def _is_news(element: Element, copy: Copy | None) -> bool:
    if copy is None:
        return not (element.gone and element.foreign)
    if element.gone or copy.gone:
        return element.gone is not copy.gone or (element.version or 0) > (copy.version or 0)
    if element.digest:
        return element.digest != copy.digest
    newer = element.updated is not None and (copy.updated is None or element.updated > copy.updated)
    return newer or (element.version or 0) > (copy.version or 0)


async def _bury(node: Node, element: Element, copy: Copy | None, now: datetime) -> None:
    deleted = min(element.updated or now, now)
    if copy is not None or deleted > now - REMEMBERED:
        age = {"deleted": deleted, "version": element.version}
        await mirror.bury(node, element.id, owner="", now=now, certain=True, **age)  # type: ignore[arg-type]


async def _keep(node: Node, source: Source, documents: list[Document], now: datetime) -> list[str]:
    """Merge many events at once; where that fails one by one, so that none stands in the way of the others.

    Return the ids of those that could not be merged: each is a reading of its own then, tried again and visible.
    """
    private = [document for document in documents if not shape.is_public(document)]
    public = [document for document in documents if shape.is_public(document)]
    try:
        await _merge(node, source, public, now)
    except Exception:
        LOG.exception("%s events of %s could not be kept at once", len(public), source.host)
        private += public
    failed = []
    for document in private:
        try:
            await mirror.keep(node, document, sponsor=source.actor, fresh=True, now=now)
        except Exception:
            LOG.exception("%.200r of %s could not be kept", document["id"], source.host)
            failed.append(document["id"])
    return failed


async def _merge(node: Node, source: Source, documents: list[Document], now: datetime) -> None:
    async with transaction():
        outcomes = await mirror.keep_all(node, documents, sponsor=source.actor, now=now)
        changed = {id for id, outcome in outcomes.items() if outcome.kept is Kept.CHANGED}
        await readings.owe_owners([document for document in documents if document.get("id") in changed], now)
    for id, outcome in outcomes.items():
        if outcome.kept is Kept.REFUSED:
            LOG.warning("%s of the feed of %s is not kept: %s", id, source.host, outcome.reason)


async def _move(source: Source, page: Page, hints: list[str], now: datetime) -> None:
    last = max((element.seq for element in page.elements), default=0)
    async with transaction():
        for id in hints:
            await lookups.owe("event", id, sponsor=source.actor, now=now)
        await run(MOVE, page.cursor, last, not page.more, now, source.host, source.cursor)
        if await run(WAS_DOWN, source.host):
            await health.revive(source.host, now=now)
