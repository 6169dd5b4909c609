"""What one can do about a foreign calendar: take it up, choose from it, pause it, answer its question, leave it."""

from datetime import datetime
from uuid import UUID, uuid4

from ical_feeds import mirror
from ical_feeds.choosing import Choice
from ical_feeds.discovery import Copy, Surroundings
from ical_feeds.subscriptions import LEASE, claimed, settle
from ical_feeds.tables import Calendar, run, transaction

HELD = "SELECT * FROM ical_feed WHERE id = {} FOR UPDATE"
OURS_NOW = "UPDATE ical_feed SET lease = gen_random_uuid(), locked_until = {} WHERE id = {} RETURNING *"
PAUSED = "UPDATE ical_feed SET paused_at = {}, lease = NULL, locked_until = NULL WHERE id = {} AND paused_at IS NULL"
AGAIN = """
UPDATE ical_feed SET paused_at = NULL, next_at = {}, failures = 0, etag = '', last_modified = '', digest = ''
WHERE id = {} AND url <> ''
"""
CHOSEN = "UPDATE ical_feed SET words_in = {}, words_out = {}, categories = {} WHERE id = {}"
MOVED = "UPDATE ical_feed SET changed_at = {}, changes = {} WHERE id = {}"
LET_GO = """
UPDATE ical_event SET withdrawn_at = {}, changed_at = {}, missing_at = NULL, misses = 0
WHERE feed = {} AND missing_at IS NOT NULL AND withdrawn_at IS NULL RETURNING id
"""
KEPT = """
UPDATE ical_event SET kept_at = {}, missing_at = NULL, misses = 0
WHERE feed = {} AND missing_at IS NOT NULL AND withdrawn_at IS NULL RETURNING id
"""
ANSWERED = "UPDATE ical_feed SET asked_at = NULL, vanishing = 0 WHERE id = {}"
LEFT = (
    "UPDATE ical_event SET withdrawn_at = coalesce(withdrawn_at, {}), identity = id::text WHERE feed = {} RETURNING id"
)


async def take_up(around: Surroundings, copy: Copy, choice: Choice, *, timezone: str, now: datetime) -> UUID:
    """Keep a calendar that was found or handed in (then `copy.fetched.url` is empty), with its events; return its id.

    In one transaction. `copy.reading` must be there.
    """
    feed = uuid4()
    async with transaction():
        row = Calendar(
            id=feed,
            url=copy.fetched.url,
            name="",
            timezone=timezone,
            words_in=list(choice.words_in),
            words_out=list(choice.words_out),
            categories=list(choice.categories),
            created_at=now,
        )
        await row.save()
        await hand_in(around, feed, copy, now=now)
    return feed


async def hand_in(around: Surroundings, feed: UUID, copy: Copy, *, now: datetime) -> None:
    """Merge a copy that a person saw and handed in: what it misses is gone at once."""
    async with transaction():
        rows = await run(OURS_NOW, now + LEASE, feed)
        if rows:
            await settle(around, claimed(rows[0]), copy, now=now, at_once=True)


async def choose(feed: UUID, choice: Choice, *, now: datetime) -> int:
    """Take other events of a calendar from now on; return how many came or went by it."""
    async with transaction():
        await run(HELD, feed)
        await run(CHOSEN, list(choice.words_in), list(choice.words_out), list(choice.categories), feed)
        moved = await mirror.choose_again(feed, choice, now=now)
        await run(MOVED, now, moved, feed)
        return moved


async def pause(feed: UUID, *, now: datetime) -> None:
    """Poll a calendar no more for the time being; its events stay."""
    await run(PAUSED, now, feed)


async def hurry(feed: UUID, *, now: datetime) -> None:
    """Have a calendar read whole as soon as possible, be it paused."""
    await run(AGAIN, now, feed)


async def answer(feed: UUID, *, let_go: bool, now: datetime) -> int:
    """Answer the question about what vanished at once: let it go, or keep it. Return how many events it was about.

    The calendar is then read again, whole: its question had held up all else.
    """
    async with transaction():
        await run(HELD, feed)
        rows = await run(LET_GO, now, now, feed) if let_go else await run(KEPT, now, feed)
        await run(ANSWERED, feed)
        if let_go and rows:
            await run(MOVED, now, len(rows), feed)
        await run(AGAIN, now, feed)
        return len(rows)


async def leave(feed: UUID, *, now: datetime) -> int:
    """Forget a calendar; its events are withdrawn. Return how many there were."""
    async with transaction():
        await run(HELD, feed)
        rows = await run(LEFT, now, feed)
        await run("DELETE FROM ical_feed WHERE id = {}", feed)
        return len(rows)
