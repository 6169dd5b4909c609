"""Calendars polled when they are due, several at once, each by one process alone; one bad one stops no other."""

import asyncio
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from ical_feeds import mirror
from ical_feeds.choosing import Choice
from ical_feeds.discovery import Copy, Surroundings, ask
from ical_feeds.fetch import Fetched, What, digest_of
from ical_feeds.guard import Problem
from ical_feeds.polling import USUAL, WHOLE_AGAIN, Pace, Poll, next_at, paced
from ical_feeds.read import Reading
from ical_feeds.tables import run, transaction

LOG = logging.getLogger("ical_feeds")
AT_ONCE = 8
LEASE = timedelta(minutes=5)
LONGEST = 150.0  # seconds: a poll ends before its lease
CLAIM = """
WITH due AS (
  SELECT id FROM ical_feed WHERE url <> '' AND paused_at IS NULL AND next_at <= {}
    AND (locked_until IS NULL OR locked_until <= {}) AND split_part(url, '/', 3) <> all({}::text[])
  ORDER BY next_at, id LIMIT {} FOR UPDATE SKIP LOCKED)
UPDATE ical_feed f SET locked_until = {}, lease = gen_random_uuid() FROM due WHERE f.id = due.id RETURNING f.*
"""
MINE = "SELECT * FROM ical_feed WHERE id = {} AND lease = {} FOR UPDATE"
FAILED = """
UPDATE ical_feed SET locked_until = NULL, lease = NULL, fetched_at = {}, error = {}, error_detail = {}, failures = {},
  next_at = {} WHERE id = {}
"""
SETTLED = """
UPDATE ical_feed SET locked_until = NULL, lease = NULL, fetched_at = {}, good_at = {}, error = '', error_detail = '',
  failures = 0, url = {}, etag = {}, last_modified = {}, digest = {}, wished = {}, period = {}, next_at = {},
  read_at = {} WHERE id = {}
"""
TOLD = "UPDATE ical_feed SET name = {}, problems = {}, asked_at = {}, vanishing = {} WHERE id = {}"
MOVED = "UPDATE ical_feed SET changed_at = {}, changes = {} WHERE id = {}"


@dataclass(frozen=True)
class Claimed:
    """A calendar that this process alone polls, as long as its `lease` stands in the table."""

    id: UUID
    url: str
    timezone: str
    lease: UUID
    choice: Choice
    pace: Pace
    etag: str
    last_modified: str
    digest: str
    wished: int | None
    read_at: datetime | None
    asked_at: datetime | None
    name: str

    def known(self, now: datetime) -> bool:
        """Whether a copy like the last one need not be read again."""
        return self.read_at is not None and now - self.read_at < WHOLE_AGAIN


def claimed(row: Mapping[str, Any]) -> Claimed:
    """The calendar of a row of `ical_feed`."""
    names = (
        "id",
        "url",
        "timezone",
        "lease",
        "etag",
        "last_modified",
        "digest",
        "wished",
        "read_at",
        "asked_at",
        "name",
    )
    pace = Pace(timedelta(seconds=row["period"]), row["failures"])
    return Claimed(**{name: row[name] for name in names}, choice=choice_of(row), pace=pace)


def choice_of(row: Mapping[str, Any]) -> Choice:
    """Which of its events are taken, as a row of `ical_feed` says."""
    return Choice(*(tuple(row[name] or ()) for name in ("words_in", "words_out", "categories")))


async def poll_due(around: Surroundings, *, now: datetime, limit: int = 100) -> int:
    """Poll the calendars that are due and return how many were. Must not run in a transaction of its own.

    What is asked and read runs beside each other, one at a time for each host; what was read is kept one by one.
    """
    polled = 0
    running: dict[asyncio.Task[Copy], Claimed] = {}
    try:
        while True:
            for feed in await _claim(now, list(running.values()), min(AT_ONCE - len(running), limit - polled)):
                polled += 1
                running[asyncio.create_task(_ask(around, feed, now))] = feed
            if not running:
                return polled
            done, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                await _settle_somehow(around, running.pop(task), task, now)
    finally:
        for task in running:
            task.cancel()


async def _claim(now: datetime, busy: Sequence[Claimed], room: int) -> list[Claimed]:
    if room <= 0:
        return []
    hosts = [each.url.split("/", 3)[2] for each in busy]
    found: dict[str, Claimed] = {}
    for _ in range(room):
        # One by one: of two that are due at one host, the second waits for the first.
        rows = await run(CLAIM, now, now, [*hosts, *found], 1, now + LEASE)
        if not rows:
            break
        feed = claimed(rows[0])
        found[feed.url.split("/", 3)[2]] = feed
    return list(found.values())


async def _ask(around: Surroundings, feed: Claimed, now: datetime) -> Copy:
    known = {"etag": feed.etag, "last_modified": feed.last_modified} if feed.known(now) else {}
    quick = replace(around, read=_unless_known(around, feed, now))
    async with asyncio.timeout(LONGEST):
        return await ask(quick, feed.url, timezone=feed.timezone, now=now, **known)


def _unless_known(around: Surroundings, feed: Claimed, now: datetime) -> Any:
    """Read a body, unless it is byte for byte the last good one, which brings nothing new."""

    async def read(body: bytes, **more: Any) -> Reading:
        if feed.known(now) and digest_of(body) == feed.digest:
            raise _Same
        return await around.read(body, **more)

    return read


class _Same(Exception):
    """The body is the last good one."""


async def _settle_somehow(around: Surroundings, feed: Claimed, task: "asyncio.Task[Copy]", now: datetime) -> None:
    """Keep what a poll brought; a fault of ours is written down as one of this calendar, and the others go on."""
    try:
        try:
            copy = task.result()
        except _Same:
            copy = Copy(Fetched(What.SAME, feed.url))
        await settle(around, feed, copy, now=now)
    except Exception as fault:
        LOG.exception("calendar %s could not be polled", feed.id)
        slow = isinstance(fault, TimeoutError)
        broken = Copy(Fetched(What.FAILED, feed.url), error="slow" if slow else "fault")
        await settle(around, feed, broken, now=now)


async def settle(around: Surroundings, feed: Claimed, copy: Copy, *, now: datetime, at_once: bool = False) -> None:
    """Keep what asking for a calendar brought, unless it was changed or claimed by someone else meanwhile."""
    async with transaction():
        if not await run(MINE, feed.id, feed.lease):
            return
        if not copy.good:
            await _fail(feed, copy, now)
        elif copy.reading is None:
            await _stay(feed, copy, now)
        else:
            await _keep(around, feed, copy, copy.reading, now, at_once=at_once)


async def _fail(feed: Claimed, copy: Copy, now: datetime) -> None:
    poll = Poll(failed=True, wait=copy.fetched.wait)
    pace = paced(feed.pace, poll)
    again = next_at(feed.id, pace, poll, now) if feed.url else None
    detail = copy.detail or (str(copy.line) if copy.line else "")
    await run(FAILED, now, copy.error, detail, pace.failures, again, feed.id)


async def _stay(feed: Claimed, copy: Copy, now: datetime) -> None:
    """Nothing in it changed; what was missing before is missing once more."""
    gone = 0 if feed.asked_at else await mirror.confirm(feed.id, now=now)
    if gone:
        await run(MOVED, now, gone, feed.id)
    wished = timedelta(seconds=feed.wished) if feed.wished else None
    await _settled(feed, copy.fetched.url, feed, Poll(changed=gone > 0, wished=wished), feed.read_at, now)


async def _keep(
    around: Surroundings, feed: Claimed, copy: Copy, reading: Reading, now: datetime, *, at_once: bool
) -> None:
    events = await around.foreign(reading.events)
    problems = list(reading.problems)
    if len(events) < len(reading.events):
        problems.insert(0, Problem("ours_skipped", str(len(reading.events) - len(events))))
    made = await mirror.merge(feed.id, feed.choice, events, now=now, at_once=at_once)
    if made.volatile:
        problems.insert(0, Problem("volatile"))
    told = json.dumps([[each.key, each.detail, each.line] for each in problems])
    asked_at = (feed.asked_at or now) if made.question else None
    await run(TOLD, reading.name or feed.name, told, asked_at, made.question, feed.id)
    if made.changes:
        await run(MOVED, now, made.changes, feed.id)
    wished = timedelta(seconds=reading.wished) if reading.wished else None
    fetched = copy.fetched
    fresh = replace(
        feed,
        etag=fetched.etag,
        last_modified=fetched.last_modified,
        digest=fetched.digest,
        wished=reading.wished,
    )
    await _settled(feed, fetched.url, fresh, Poll(changed=made.changes > 0, wished=wished), now, now)


async def _settled(
    feed: Claimed, url: str, fresh: Claimed, poll: Poll, read_at: datetime | None, now: datetime
) -> None:
    # The first copy is all new: that says nothing of how often the calendar changes.
    pace = Pace(max(USUAL, poll.wished or USUAL)) if feed.read_at is None else paced(feed.pace, poll)
    again = next_at(feed.id, pace, poll, now) if feed.url else None
    told = (fresh.etag, fresh.last_modified, fresh.digest, fresh.wished, int(pace.period.total_seconds()), again)
    await run(SETTLED, now, now, url if feed.url else "", *told, read_at, feed.id)
