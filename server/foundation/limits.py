"""Count tries in PostgreSQL, so that a limit holds whatever the number of processes."""

import asyncio
import hashlib
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from server.foundation.database import DB
from server.foundation.errors import TooMany
from server.foundation.settings import settings
from server.foundation.tables import Tally

COUNT = """
INSERT INTO tally (key, tries, until) SELECT * FROM unnest({}::text[], {}::int[], {}::timestamptz[])
ON CONFLICT (key) DO UPDATE SET
  tries = CASE WHEN tally.until <= {} THEN EXCLUDED.tries ELSE tally.tries + EXCLUDED.tries END,
  until = CASE WHEN tally.until <= {} THEN EXCLUDED.until ELSE tally.until END
RETURNING key, tries, until
"""


@dataclass(frozen=True)
class Try:
    """One try of what `key` stands for, forgotten at `until`."""

    key: str
    now: datetime
    until: datetime


Found = tuple[int, datetime]  # how many tries there are with this one, and until when


@dataclass
class Tallies:
    """Writes tries down: those that come while a statement runs share the next one. What fails, fails for all of it."""

    waiting: list[tuple[Try, asyncio.Future[Found]]] = field(default_factory=list)
    writer: asyncio.Task[None] | None = None

    async def add(self, tried: Try) -> Found:
        """Count one try; return what there is then."""
        found: asyncio.Future[Found] = asyncio.get_running_loop().create_future()
        self.waiting.append((tried, found))
        if self.writer is None or self.writer.done():
            self.writer = asyncio.create_task(self._write())
        return await found

    async def _write(self) -> None:
        while self.waiting:
            batch, self.waiting = self.waiting, []
            results = [result for _, result in batch]
            try:
                found = await _written([tried for tried, _ in batch])
            except Exception as error:  # each of those who wait hears of it
                for result in (each for each in results if not each.done()):
                    result.set_exception(error)
            else:
                for result, one in zip(results, found, strict=True):
                    if not result.done():
                        result.set_result(one)


TALLIES = Tallies()


async def _written(tries: list[Try]) -> list[Found]:
    """Count all tries in one statement; return for each what there is with it and those before it."""
    made, until = Counter(tried.key for tried in tries), {tried.key: tried.until for tried in tries}
    now, keys = max(tried.now for tried in tries), sorted(made)
    rows = await DB.rows(COUNT, keys, [made[key] for key in keys], [until[key] for key in keys], now, now)
    ends = {row["key"]: row["until"] for row in rows}
    before = {row["key"]: row["tries"] - made[row["key"]] for row in rows}
    found = []
    for tried in tries:
        before[tried.key] += 1
        found.append((before[tried.key], ends[tried.key]))
    return found


def _key(subject: str, about: str) -> str:
    """Return a key that says nothing of whom it counts (an address, an e-mail)."""
    return f"{subject}:{hashlib.blake2b(about.encode(), key=settings().secret, digest_size=16).hexdigest()}"


async def count(subject: str, about: str, *, most: int, seconds: int, now: datetime) -> None:
    """Count one try of `subject` by or on `about`; raise TooMany beyond `most` tries in `seconds`."""
    tried = Try(_key(subject, about), now, now + timedelta(seconds=seconds))
    alone = DB.kept.get() or DB.current_transaction.get()  # who holds a connection must not wait for another
    tries, until = (await _written([tried]))[0] if alone else await TALLIES.add(tried)
    if tries > most:
        raise TooMany(max(1, int((until - now).total_seconds())))


async def forget(subject: str, about: str) -> None:
    """Forget the tries, after a success."""
    await Tally.delete().where(Tally.key == _key(subject, about))


async def sweep(now: datetime) -> None:
    """Remove counters whose window is over."""
    async with DB.transaction():
        await Tally.delete().where(Tally.until <= now)
