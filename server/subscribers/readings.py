"""How often feeds are read, by which kind of application: counted by day, without following anybody.

Counts are gathered in the process for some seconds, so that a reading costs the database nothing; a process that is
killed loses these seconds.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import asyncpg
from litestar import Request

from server.foundation import clock
from server.subscribers import clients, rules
from server.subscribers.tables import Reading

EVERY = timedelta(seconds=30)
ADD = """
INSERT INTO feed_reading (day, feed, client, times)
SELECT * FROM unnest({}::date[], {}::text[], {}::text[], {}::int[])
ON CONFLICT (day, feed, client) DO UPDATE SET times = feed_reading.times + EXCLUDED.times
"""
READ = """
SELECT feed, client, sum(times)::int AS times, max(day) AS last_on FROM feed_reading WHERE day >= {}
GROUP BY feed, client ORDER BY feed, times DESC, client
"""
TROUBLE = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError)
Counts = Counter[tuple[date, str, str]]


@dataclass(frozen=True)
class ReadingView:
    """How often applications of one kind read a feed, and on which day last."""

    feed: str
    client: str
    times: int
    last_on: date


@dataclass
class Gathering:
    """What this process has counted and not yet written down."""

    counts: Counts = field(default_factory=Counter)
    written_at: datetime | None = None

    async def note(self, feed: str, client: str, now: datetime) -> None:
        """Count one reading; write down what is gathered, unless that was done a moment ago."""
        self.counts[(now.date(), feed, client)] += 1
        if self.written_at is None or now - self.written_at >= EVERY:
            await self.write_down(now)

    async def write_down(self, now: datetime) -> None:
        """Write down what is gathered; when the database is away, it stays for the next time."""
        taken, self.counts, self.written_at = self.counts, Counter(), now
        if not taken:
            return
        keys = sorted(taken)  # in one order everywhere: two processes that write hold rows one after the other
        columns = [list(column) for column in zip(*keys, strict=True)]
        try:
            await Reading.raw(ADD, *columns, [taken[key] for key in keys])
        except TROUBLE:
            self.counts.update(taken)


HERE = Gathering()


async def count(request: Request[Any, Any, Any]) -> None:
    """Count the reading of a feed that was answered (hook after the response); nothing is kept of who asked."""
    await count_scope(request.scope)


async def count_scope(scope: Mapping[str, Any]) -> None:
    """Count the reading of a feed, given the ASGI scope of its request."""
    feed = rules.counted_as(scope["path"], bool(scope["query_string"])) if scope["method"] == "GET" else ""
    if feed:
        agent = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"user-agent"), "")
        await HERE.note(feed, clients.kind(agent), clock.now())


async def since(day: date, now: datetime) -> list[ReadingView]:
    """Return how often each feed was read since a day, with what this process has not written down yet."""
    await HERE.write_down(now)
    return [ReadingView(**row) for row in await Reading.raw(READ, day)]


async def sweep(now: datetime) -> None:
    """Forget counts that are older than a year."""
    await Reading.delete().where(Reading.day < (now - rules.COUNTS_KEPT).date())
