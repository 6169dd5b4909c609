"""What is asked of other servers by the clock: feeds every quarter of an hour, digests each night, single events."""

import random
from datetime import datetime

from federation import peers
from federation.node import Node
from federation.sync import catching_up, comparing, revalidating, sources
from federation.sync.schedule import next_night, next_poll
from federation.tables import run, transaction

AT_ONCE = 200
PLAN = "UPDATE fed_peer SET {column} = {{}} WHERE host = {{}}"


async def ring(node: Node, now: datetime) -> int:
    """Owe all that is due, to be called each minute; return how much."""
    return await poll_due(now) + await compare_due(node, now) + await revalidating.owe_due(now)


async def poll_due(now: datetime) -> int:
    """Owe the readings of feeds that are due; return how many."""
    async with transaction():
        due = await sources.due("sync_due_at", now, AT_ONCE)
        for source in due:
            await run(PLAN.format(column="sync_due_at"), next_poll(now, _jitter()), source.host)
            await catching_up.owe(source.host, now=now)
    return len(due)


async def compare_due(node: Node, now: datetime) -> int:
    """Owe the night's comparisons that are due; return how many. A peer that is new has its turn the next night."""
    async with transaction():
        due = await sources.due("compare_due_at", now, AT_ONCE)
        for source in due:
            await run(PLAN.format(column="compare_due_at"), next_night(now, node.timezone, _jitter()), source.host)
            if source.compare_due_at is not None:
                await comparing.owe(source.host, now=now)
    return len(due)


async def describe_due(now: datetime) -> int:
    """Owe the description of each instance that we follow, where it is missing or a week old: to be called hourly.

    That is how we learn that it has a feed.
    """
    rows = await run("SELECT actor FROM fed_following WHERE state = 'accepted' AND type = 'Application'")
    for row in rows:
        await peers.owe_description(row["actor"], now=now)
    return len(rows)


def _jitter() -> float:
    return random.random()  # noqa: S311  # spreads load, hides nothing
