"""Comparing all copies of a peer's events with their origin, month by month, and mending what differs."""

import asyncio
import logging
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from federation import lookups, readings
from federation.node import Node
from federation.peers import root_of
from federation.readings import Read, What
from federation.sync import changes, comparing_relayed, digests, feed, sources
from federation.sync.changes import Copy, End
from federation.sync.feed import Element, Lost, Months, Unread
from federation.sync.sources import Source
from federation.tables import run

LOG = logging.getLogger(__name__)
AT_ONCE = 4

MINE = "host = {} AND starts_with(ap_id, {}) AND starts_at >= {}"
MONTHS = f"""
SELECT {digests.MONTH} AS month, count(*) AS n, count(*) FILTER (WHERE tombstoned_at IS NULL) AS living,
  {digests.xor("ap_id", "coalesce(version, 0)", "tombstoned_at IS NOT NULL")} AS bits
FROM fed_remote_event WHERE {MINE} GROUP BY 1
"""  # noqa: S608  # constant texts
MONTH = f"""
SELECT ap_id, version, updated, digest, tombstoned_at FROM fed_remote_event
WHERE {MINE} AND {digests.MONTH} = {{}}
"""  # noqa: S608
NOTE = """
UPDATE fed_peer SET compared = {}, drift = {}, compared_at = {}, compare_error = {} WHERE host = {}
"""
FAILED = "UPDATE fed_peer SET compare_error = {} WHERE host = {}"
BEGIN = "UPDATE fed_peer SET cursor = {}, last_seq = 0 WHERE host = {} AND cursor = {}"


@dataclass(frozen=True)
class Compared:
    """What a comparison found: how many events, how many that differed and were read again, and what went wrong."""

    host: str
    compared: int = 0
    drift: int = 0
    error: str = ""


@dataclass(frozen=True)
class Differences:
    """Events of one month that differ: to read at their origin, to bury, and held though they are not listed."""

    unlike: list[Element] = field(default_factory=list)
    gone: list[Element] = field(default_factory=list)
    unlisted: list[str] = field(default_factory=list)


async def owe(host: str, *, now: datetime) -> bool:
    """Owe a comparison with a host, in the caller's transaction; False when it has no feed that we follow."""
    source = await sources.of(host)
    if source is not None:
        await lookups.owe("compare", source.digests, sponsor=source.actor, now=now)
    return source is not None


async def read(node: Node, host: str, *, now: datetime) -> Read:
    """Compare with a host, as a lookup."""
    found = await compare(node, host, now=now)
    return Read(What.REFUSED, found.error) if found.error else Read(What.DONE)


async def compare(node: Node, host: str, *, now: datetime) -> Compared:
    """Compare all copies that start this month or later with their origin, mend what differs, and note the result.

    With a hub, what it relays is compared as well. Must not run in a transaction. What the peer has changed since we
    last read its feed is read first: it is late, not different. Never raises for trouble of the network.
    """
    source = await sources.of(host)
    if source is None:
        return Compared(host, error="no feed that we follow")
    try:
        end = await changes.catch_up(node, host, now=now)
        theirs = await feed.months(node, source, now=now)
        own = await _compare(node, source, theirs, now)
        relayed = await comparing_relayed.compare(node, source, theirs, now)
        found = Compared(host, own.compared + relayed.compared, own.drift + relayed.drift, own.error or relayed.error)
    except (Unread, Lost) as fault:
        found = Compared(host, error=str(fault) or "the peer has no digests")
        await run(FAILED, found.error, host)
        return found
    await run(NOTE, found.compared, found.drift, now, found.error, host)
    if end is End.LOST and not found.error:
        await run(BEGIN, theirs.cursor, host, source.cursor)
    return found


async def _compare(node: Node, source: Source, theirs: Months, now: datetime) -> Compared:
    start = digests.first_day(now)
    mine = (source.host, f"{root_of(source.url)}/", start)
    held = {row["month"]: row for row in await run(MONTHS, *mine)}
    wanted = {name: bucket for name, bucket in theirs.buckets.items() if name >= f"{start:%Y-%m}"}
    compared, drift, faults = 0, 0, list[str]()
    for name in sorted(held.keys() | wanted.keys()):
        if name in held and digests.bucket(held[name]) == wanted.get(name):
            compared += held[name]["living"]
            continue
        listed = await feed.month(node, source, name, now=now)
        compared += sum(not element.gone for element in listed)
        found = differences(listed, await _held(listed, await run(MONTH, *mine, name)))
        drift += await _mend(node, source, found, faults, now)
    return Compared(source.host, compared, drift, faults[0] if faults else "")


def differences(listed: list[Element], held: dict[str, Copy]) -> Differences:
    """Compare the list of one month with what is held of it, and of what it lists."""
    found = Differences()
    for element in listed:
        copy = held.get(element.id)
        if element.gone and copy is not None and (not copy.gone or copy.version != element.version):
            found.gone.append(element)
        elif not element.gone and not _is_equal(element, copy):
            found.unlike.append(element)
    names = {element.id for element in listed}
    found.unlisted.extend(id for id, copy in held.items() if not copy.gone and id not in names)
    return found


def _is_equal(element: Element, copy: Copy | None) -> bool:
    if copy is None or copy.gone or copy.version != element.version:
        return False
    return not element.digest or element.digest == copy.digest


async def _held(listed: list[Element], rows: list[dict[str, Any]]) -> dict[str, Copy]:
    elsewhere = await changes.copies([element.id for element in listed])
    return elsewhere | {row["ap_id"]: changes.copy_of(row) for row in rows}


async def _mend(node: Node, source: Source, found: Differences, faults: list[str], now: datetime) -> int:
    """Mend what differs; return how many copies were changed or could not be read."""
    drift = 0
    for element in found.gone:
        copy = (await changes.copies([element.id])).get(element.id)
        drift += copy is not None and not copy.gone
        await changes.take(node, source, [element], now)
    few = asyncio.Semaphore(AT_ONCE)

    async def one(id: str, listed: Element | None) -> bool:
        async with few:
            return await _read(node, source, id, listed, faults, now)

    todo = [*((element.id, element) for element in found.unlike), *((id, None) for id in found.unlisted)]
    return drift + sum(await asyncio.gather(*(one(id, listed) for id, listed in todo)))


async def _read(node: Node, source: Source, id: str, listed: Element | None, faults: list[str], now: datetime) -> bool:
    """Read an event at its origin, whose word replaces our copy; False when it is as listed already, or newer."""
    before = (await changes.copies([id])).get(id)
    instead_of = before.digest if before else ""
    read = await readings.event(node, id, sponsor=source.actor, now=now, instead_of=instead_of)
    if read.what is not What.DONE:
        # A second 404 an hour later ends it, silence is tried again: that is what lookups do.
        await lookups.owe("event", id, sponsor=source.actor, now=now)
        if read.what is not What.MISSING:
            faults.append(f"{id}: {read.why}"[:500])
        return True
    after = (await changes.copies([id])).get(id)
    if listed is None and after == before:
        LOG.warning("%s does not list %s and serves it: kept", source.host, id)
    newer = listed is not None and after is not None and (after.version or 0) > (listed.version or 0)
    return after != before or not newer
