"""Comparing what a hub relays with what we hold of the same origins: who is right is for each origin alone to say."""

import asyncio
import logging
from dataclasses import dataclass, field
from datetime import datetime

from federation import client, lookups, peers, readings
from federation.node import Node
from federation.readings import What
from federation.sync import changes, digests, feed, sources
from federation.sync.changes import Copy
from federation.sync.digests import Bucket
from federation.sync.feed import Element, Months
from federation.sync.sources import Source
from federation.tables import run
from federation.wire.origin import origin
from federation.wire.values import instant

LOG = logging.getLogger(__name__)
AT_ONCE = 4
# What a hub can make us ask in one comparison: lists of itself, and events of their origins.
MOST_LISTS = 200
MOST_ASKED = 500

MINE = "host <> {} AND starts_at >= {} AND tombstoned_at IS NULL"
MONTHS = f"""
SELECT {digests.ORIGIN} AS origin, {digests.MONTH} AS month, count(*) AS n,
  {digests.xor("ap_id", digests.VERSION, "false")} AS bits
FROM fed_remote_event WHERE {MINE} GROUP BY 1, 2
"""  # noqa: S608  # constant texts
BROUGHT = f"""
SELECT ap_id FROM fed_remote_event
WHERE {MINE} AND sponsor = {{}} AND {digests.ORIGIN} = {{}} AND {digests.MONTH} = {{}} ORDER BY ap_id
"""  # noqa: S608
# What the feed has just named and nobody has tried to read yet is late, not different.
LATE = "SELECT url FROM fed_lookup WHERE url = any({}::text[]) AND state = 'owed' AND last_error = ''"


@dataclass
class Relayed:
    """How many events were compared, how many copies differed from their origins, and what went wrong.

    `unlike` is what to ask for, with what the hub lists of it if it does; `silent` the hosts that do not answer.
    """

    compared: int = 0
    drift: int = 0
    error: str = ""
    unlike: dict[str, Element | None] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)


async def compare(node: Node, source: Source, theirs: Months, now: datetime) -> Relayed:
    """Compare what a hub relays with our copies, and ask the origins about what differs; raises `Unread`.

    What the origins confirm as we hold it is the hub's delay, not our drift.
    """
    found = Relayed()
    if theirs.relayed is None:
        return found
    await _list(node, source, theirs.relayed, found, now)
    if found.unlike:
        await changes.catch_up(node, source.host, now=now)  # it may have heard something since we read its feed
        await _ask(node, source, found, now)
    return found


async def _list(
    node: Node, source: Source, relayed: dict[tuple[str, str], Bucket], found: Relayed, now: datetime
) -> None:
    """List the months that differ, and count the events of all."""
    start = digests.first_day(now)
    rows = await run(MONTHS, source.host, start)
    held = {(row["origin"], row["month"]): digests.bucket(row) for row in rows}
    wanted = {place: bucket for place, bucket in relayed.items() if place[1] >= f"{start:%Y-%m}"}
    lists = 0
    for root, month in sorted(held.keys() | wanted.keys()):
        mine, told = held.get((root, month)), wanted.get((root, month))
        if not await _is_compared(node, source, root):
            continue
        if mine and mine == told:
            found.compared += mine[0]
            continue
        lists += told is not None
        if lists > MOST_LISTS:
            found.error = "more months differ than are listed at once"
            return
        listed = await feed.month(node, source, month, now=now, of=root) if told else []
        elements = {element.id: element for element in listed if element.id.startswith(f"{root}/")}
        brought = await run(BROUGHT, source.host, start, source.actor, root, month)
        found.compared += len(elements)
        await _differ(elements, [row["ap_id"] for row in brought], found)


async def _is_compared(node: Node, source: Source, root: str) -> bool:
    """Whether an origin is compared through a hub: not ours nor the hub's, not blocked, and without a feed we read."""
    if origin(root) is None or peers.root_of(root) != root or client.is_ours(node, root):
        return False
    host = peers.host_of(root)
    return host != source.host and not await peers.is_blocked(host) and await sources.of(host) is None


async def _differ(elements: dict[str, Element], brought: list[str], found: Relayed) -> None:
    held = await changes.copies([*elements, *brought])
    found.unlike |= {id: element for id, element in elements.items() if not _agrees(element, held.get(id))}
    found.unlike |= {id: None for id in brought if id not in elements}


def _agrees(listed: Element | None, copy: Copy | None) -> bool:
    if copy is None or copy.gone or listed is None:
        return listed is None and (copy is None or copy.gone)
    if copy.version is not None or listed.version is not None:
        return copy.version == listed.version
    return _stamp(copy.updated) == _stamp(listed.updated)


def _stamp(updated: datetime | None) -> str:
    return instant(updated) if updated else ""


async def _ask(node: Node, source: Source, found: Relayed, now: datetime) -> None:
    late = {row["url"] for row in await run(LATE, [*found.unlike])}
    todo = [id for id in found.unlike if id not in late]
    if len(todo) > MOST_ASKED:
        found.error = "more events differ than are asked for at once"
    few = asyncio.Semaphore(AT_ONCE)

    async def one(id: str) -> bool:
        async with few:
            return await _read(node, source, id, found, now)

    found.drift += sum(await asyncio.gather(*(one(id) for id in todo[:MOST_ASKED])))


async def _read(node: Node, source: Source, id: str, found: Relayed, now: datetime) -> bool:
    """Read an event at its origin, whose word replaces our copy; tell whether that differed, or may for want of it."""
    before = (await changes.copies([id])).get(id)
    if _agrees(found.unlike[id], before):
        return False  # it was read meanwhile
    host = peers.host_of(id)
    what = What.SILENT
    if host not in found.silent:
        instead_of = before.digest if before else ""
        what = (await readings.event(node, id, sponsor=source.actor, now=now, instead_of=instead_of)).what
    if what is What.DONE:
        after = (await changes.copies([id])).get(id)
        if after == before:
            LOG.warning("%s is not as %s says: its origin agrees with what we hold", id, source.host)
        return after != before
    if what is What.SILENT:
        found.silent.add(host)
    if what is What.MISSING and (before is None or before.gone):
        return False
    # A second 404 an hour later ends it, silence is tried again: that is what lookups do.
    await lookups.owe("event", id, sponsor=source.actor, now=now)
    return True
