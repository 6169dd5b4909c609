"""Make a private feed, gather bookings in it, give it another address, stop it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from server.accounts.rules import Person
from server.foundation.database import DB
from server.foundation.errors import Invalid, NotFound, Refused
from server.foundation.ids import digest, new_id, new_token
from server.foundation.words import fold, one_line
from server.journal import actions as journal
from server.subscribers import queries, rules
from server.subscribers.queries import FeedView
from server.subscribers.tables import Gathered, PrivateFeed

FORGOTTEN = """
DELETE FROM private_feed_booking g WHERE NOT EXISTS (SELECT FROM contact c WHERE c.booking = g.booking)
  AND NOT EXISTS (SELECT FROM remote_contact c WHERE c.booking = g.remote) RETURNING g.feed
"""


@dataclass(frozen=True)
class Wish:
    """What is chosen when a feed is made; it never changes, since whoever was given the address relies on it."""

    busy: bool = False
    alarm_minutes: int = 0
    language: str = "fr"


@dataclass(frozen=True)
class Held:
    """What somebody holds the link of: a booking, all the dates of a course, or a seat asked `elsewhere`."""

    ids: Sequence[UUID]
    path: str
    elsewhere: bool = False


async def make(held: Held, wish: Wish, *, now: datetime) -> str:
    """Make a patron's feed that holds a booking, and return its token, told this once."""
    feed, token = _row("patron", wish, now)
    async with DB.transaction():
        await feed.save()
        await Gathered.insert(*_entries(feed.id, held, held.ids, now))
        await journal.write("calendar.made", feed.id, by="patron", now=now)
    return token


async def gather(token: str, held: Held, *, now: datetime) -> None:
    """Put a booking into the feed behind an address; what is in it stays. Raises NotFound, Gone or Refused."""
    async with DB.transaction():
        feed = await _held(await queries.by_token(token, now))
        if feed.kind != "patron":
            raise NotFound
        rows = await Gathered.select(Gathered.booking, Gathered.remote).where(Gathered.feed == feed.id)
        there = {row["booking"] or row["remote"] for row in rows}
        fresh = [id for id in held.ids if id not in there]
        if len(there) + len(fresh) > rules.MOST_GATHERED:
            raise Refused("calendar_full", most=rules.MOST_GATHERED)
        if fresh:
            await Gathered.insert(*_entries(feed.id, held, fresh, now))
            await journal.write("calendar.filled", feed.id, by="patron", now=now)


async def take_out(held: Held, *, now: datetime) -> None:
    """Take a booking out of all feeds: its holder may do so without knowing the feeds' addresses."""
    column = Gathered.remote if held.elsewhere else Gathered.booking
    async with DB.transaction():
        rows = await Gathered.delete().where(column.is_in(list(held.ids))).returning(Gathered.feed)
        for feed in sorted({row["feed"] for row in rows}):
            await journal.write("calendar.emptied", feed, by="patron", now=now)


async def make_for_staff(kind: str, about: str, wish: Wish, *, by: Person, now: datetime) -> str:
    """Make a feed of what somebody presents, or of a room, and return its token, told this once.

    `about` is the presenter's name as sessions write it, or the id of a room. Raises Invalid or Refused.
    """
    feed, token = _row(kind if kind in ("presenter", "room") else "", wish, now)
    feed.staff = by.id
    if feed.kind == "presenter":
        feed.presenter = one_line(about)
        if not fold(feed.presenter) or len(feed.presenter) > 120:
            raise Invalid({"presenter": "too_long" if feed.presenter else "missing"})
    else:
        feed.room = await _room(about, by)
    async with DB.transaction():
        if await PrivateFeed.count().where(PrivateFeed.staff == by.id) >= rules.MOST_OF_STAFF:
            raise Refused("too_many_calendars", most=rules.MOST_OF_STAFF)
        await feed.save()
        await journal.write("calendar.made", feed.id, by=by.by, now=now)
    return token


async def rotate(feed: FeedView, *, by: str, now: datetime) -> str:
    """Give a feed another address and return its token, told this once; the old one stops at once."""
    token = new_token()
    async with DB.transaction():
        await _held(feed)
        values: dict[Any, Any] = {PrivateFeed.digest: digest(token), PrivateFeed.used_at: now, PrivateFeed.used_by: ""}
        await PrivateFeed.update(values).where(PrivateFeed.id == feed.id)
        await journal.write("calendar.renewed", feed.id, by=by, now=now)
    return token


async def revoke(feed: FeedView, *, by: str, now: datetime) -> None:
    """Stop a feed at once and forget what was in it."""
    async with DB.transaction():
        await _held(feed)
        await PrivateFeed.delete().where(PrivateFeed.id == feed.id)
        await journal.write("calendar.revoked", feed.id, by=by, now=now)


async def note_reading(feed: FeedView, client: str, content: bytes, *, now: datetime) -> datetime:
    """Note that a feed was read, at most every ten minutes, and return when what it holds last changed."""
    changed = content != feed.content
    if changed or client != feed.used_by or now - feed.used_at >= rules.SEEN_EVERY:
        values: dict[Any, Any] = {PrivateFeed.used_at: now, PrivateFeed.used_by: client}
        if changed:
            values |= {PrivateFeed.content: content, PrivateFeed.changed_at: now}
        await PrivateFeed.update(values).where(PrivateFeed.id == feed.id)
    return now if changed else feed.changed_at


async def erase_due(now: datetime) -> int:
    """Forget which bookings belonged together once their contacts are erased, and feeds that stopped long ago."""
    rows = await Gathered.raw(FORGOTTEN)
    await PrivateFeed.delete().where(PrivateFeed.used_at < now - rules.UNUSED - rules.REMEMBERED)
    return len(rows)


def _entries(feed: UUID, held: Held, ids: Sequence[UUID], now: datetime) -> list[Gathered]:
    if held.elsewhere:
        return [Gathered(feed=feed, remote=id, added_at=now) for id in ids]
    return [Gathered(feed=feed, booking=id, added_at=now) for id in ids]


def _row(kind: str, wish: Wish, now: datetime) -> tuple[PrivateFeed, str]:
    """Return the row of a feed to make, with its token; raises Invalid for a kind or a reminder that there is not."""
    if kind not in rules.KINDS:
        raise Invalid({"kind": "bad_choice"})
    if wish.alarm_minutes not in rules.ALARMS:
        raise Invalid({"alarm": "bad_choice"})
    token = new_token()
    row = PrivateFeed(id=new_id(), digest=digest(token), kind=kind, presenter="", busy=wish.busy, content=b"")
    row.alarm_minutes, row.language, row.used_by = wish.alarm_minutes, wish.language, ""
    row.changed_at = row.made_at = row.used_at = now
    return row, token


async def _held(feed: FeedView) -> PrivateFeed:
    """Return the locked row of a feed; raises NotFound when it was stopped meanwhile."""
    held = await PrivateFeed.objects().where(PrivateFeed.id == feed.id).lock_rows("UPDATE").first()
    if held is None:
        raise NotFound
    return held


async def _room(about: str, by: Person) -> UUID:
    """Return the room chosen, of a library where the person works; raises Invalid."""
    found = [room.id for _, room in await queries.rooms_for(by) if str(room.id) == about]
    if not found:
        raise Invalid({"room": "bad_choice"})
    return found[0]
