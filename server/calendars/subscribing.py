"""Look at a calendar of others, take it up, choose from it, leave it: what staff can do about subscriptions."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from ical_feeds import discovery, following, mirror, subscriptions
from ical_feeds.choosing import Choice, written
from ical_feeds.discovery import Copy
from ical_feeds.fetch import handed_in
from server.accounts.powers import Power
from server.accounts.rules import Person
from server.calendars import drafts
from server.calendars.around import is_here, surroundings
from server.calendars.health import Labels
from server.calendars.tables import Edit, Subscription
from server.foundation.database import DB, wake
from server.foundation.errors import Invalid, NotFound, Refused
from server.foundation.settings import settings
from server.journal import actions as journal
from server.libraries.queries import by_id, may_somewhere, require

WORK = "calendars"


@dataclass(frozen=True)
class Wish:
    """What is taken of a calendar, and how it is shown."""

    choice: Choice
    labels: Labels


def chosen(words_in: str, words_out: str, categories: str) -> Choice:
    """Return the choice typed: words and categories between commas or on lines of their own."""
    return Choice(written(words_in), written(words_out), written(categories))


async def look(address: str, *, by: Person, now: datetime) -> UUID:
    """Find and read the calendar behind an address, keep what was read for two hours, and return the id of that.

    Raises Invalid at "address" with the reason, or NotFound for who may subscribe to nothing.
    """
    await require_somewhere(by)
    if not address.strip():
        raise Invalid({"address": "missing"})
    copy = await discovery.find(surroundings(), address, timezone=settings().timezone, now=now)
    if not copy.good or copy.reading is None:
        raise _refused("address", copy)
    if is_here(copy.fetched.url) or is_here(copy.reading.source):
        raise Invalid({"address": "calendar_ours"})
    return await drafts.keep(copy, pasted=address, timezone=settings().timezone, by=by, now=now)


async def look_in_file(body: bytes, name: str, *, feed: UUID | None = None, by: Person, now: datetime) -> UUID:
    """Read a file that was handed in, the new one of a subscription if `feed` is given; otherwise as `look`."""
    await require_somewhere(by)
    if feed is not None:
        await held(feed, by=by)
    if not body.strip():
        raise Invalid({"file": "missing"})
    copy = await discovery.read(surroundings(), handed_in(body), timezone=settings().timezone, now=now)
    if not copy.good or copy.reading is None:
        raise _refused("file", copy)
    return await drafts.keep(copy, pasted=name, timezone=settings().timezone, feed=feed, by=by, now=now)


def _refused(field: str, copy: Copy) -> Invalid:
    return Invalid({field: f"calendar_{copy.error}"}, detail=copy.detail, line=copy.line)


async def subscribe(draft: UUID, wish: Wish, *, by: Person, now: datetime) -> UUID:
    """Take up the calendar that was looked at, as wished, and return its id.

    Raises Invalid, NotFound, or Refused when its address is subscribed to already.
    """
    wish.labels.check()
    await require(by, wish.labels.library, Power.FOLLOW)
    found = await drafts.kept(draft, by=by)
    if found.feed is not None:
        raise NotFound
    timezone = (await by_id(wish.labels.library)).timezone if wish.labels.library else settings().timezone
    async with DB.transaction():
        await _check_new(found.copy.fetched.url)
        feed = await following.take_up(surroundings(), found.copy, wish.choice, timezone=timezone, now=now)
        if timezone != found.timezone:
            await following.hurry(feed, now=now)  # times that name no zone are of this library's
        host = urlsplit(found.copy.fetched.url).netloc
        row = Subscription(id=feed, host=host, created_at=now, updated_at=now, **_shown(wish.labels))
        await row.save()
        await drafts.forget(draft)
        await journal.write("calendar.subscribed", feed, by=by.by, now=now, library=wish.labels.library, host=host)
    return feed


async def _check_new(url: str) -> None:
    # One at a time, or two who paste the same address at once would both be new.
    await Subscription.raw("LOCK TABLE calendar_subscription IN SHARE ROW EXCLUSIVE MODE")
    if url and await Subscription.raw("SELECT id FROM ical_feed WHERE url = {}", url):
        raise Refused("calendar_known")


def _shown(labels: Labels) -> dict[str, Any]:
    return {
        "label": labels.label.strip(),
        "library": labels.library,
        "themes": list(labels.themes),
        "audiences": list(labels.audiences),
        "level": labels.level,
    }


async def replace(draft: UUID, *, by: Person, now: datetime) -> UUID:
    """Put the file that was looked at in the place of the one before; return the id of the subscription."""
    found = await drafts.kept(draft, by=by)
    if found.feed is None:
        raise NotFound
    async with DB.transaction():
        row = await held(found.feed, by=by)
        await following.hand_in(surroundings(), found.feed, found.copy, now=now)
        await drafts.forget(draft)
        await journal.write("calendar.handed_in", found.feed, by=by.by, now=now, library=row.library)
    return found.feed


async def change(feed: UUID, wish: Wish, *, by: Person, now: datetime) -> None:
    """Take other events of a calendar, or show them otherwise, from now on. Raises Invalid or NotFound."""
    wish.labels.check()
    async with DB.transaction():
        row = await held(feed, by=by)
        await require(by, wish.labels.library, Power.FOLLOW)
        await following.choose(feed, wish.choice, now=now)
        values: dict[Any, Any] = {**_shown(wish.labels), "updated_at": now}
        await Subscription.update(values).where(Subscription.id == feed)
        await journal.write("calendar.changed", feed, by=by.by, now=now, library=row.library)


async def read_again(feed: UUID, *, by: Person, now: datetime) -> None:
    """Have a calendar read as soon as possible; one that was paused goes on. Raises Refused for a file."""
    async with DB.transaction():
        row = await held(feed, by=by)
        if not row.host:
            raise Refused("calendar_file")
        await following.hurry(feed, now=now)
        await wake(WORK)
        await journal.write("calendar.hurried", feed, by=by.by, now=now, library=row.library)


async def pause(feed: UUID, *, by: Person, now: datetime) -> None:
    """Read a calendar no more for the time being; its events stay. Raises Refused for a file."""
    async with DB.transaction():
        row = await held(feed, by=by)
        if not row.host:
            raise Refused("calendar_file")
        await following.pause(feed, now=now)
        await journal.write("calendar.paused", feed, by=by.by, now=now, library=row.library)


async def answer(feed: UUID, *, let_go: bool, by: Person, now: datetime) -> None:
    """Say that what vanished at once is gone, or is to be kept. Raises Refused when nothing is asked."""
    async with DB.transaction():
        row = await held(feed, by=by)
        if not await following.answer(feed, let_go=let_go, now=now):
            raise Refused("calendar_asks_nothing")
        await wake(WORK)
        kind = "calendar.let_go" if let_go else "calendar.kept"
        await journal.write(kind, feed, by=by.by, now=now, library=row.library)


async def leave(feed: UUID, *, by: Person, now: datetime) -> None:
    """Leave a calendar: its events are withdrawn, and what staff changed about them is forgotten."""
    async with DB.transaction():
        row = await held(feed, by=by)
        mine = "SELECT id FROM ical_event WHERE feed = {}"
        await Edit.raw(f"DELETE FROM calendar_edit WHERE event IN ({mine})", feed)  # noqa: S608 (our own text)
        await following.leave(feed, now=now)
        await Subscription.delete().where(Subscription.id == feed)
        await journal.write("calendar.left", feed, by=by.by, now=now, library=row.library)


async def held(feed: UUID, *, by: Person) -> Subscription:
    """Return a subscription for someone who may change it; raises NotFound."""
    row: Subscription | None = await Subscription.objects().where(Subscription.id == feed).first().lock_rows()
    if row is None:
        raise NotFound
    await require(by, row.library, Power.FOLLOW)
    return row


async def require_somewhere(by: Person) -> None:
    """Raise NotFound unless the person may subscribe for some library."""
    if not await may_somewhere(by, Power.FOLLOW):
        raise NotFound


async def poll_due(now: datetime) -> int:
    """Poll the calendars that are due."""
    return await subscriptions.poll_due(surroundings(), now=now)


async def sweep(now: datetime) -> None:
    """Forget what is long over, and what was only looked at."""
    await mirror.sweep(now)
    await drafts.sweep(now)
    await Edit.raw("DELETE FROM calendar_edit x WHERE NOT EXISTS (SELECT 1 FROM ical_event e WHERE e.id = x.event)")
