"""A part of the agenda as a feed: cut at what calendars still read, tagged by its content, written in its form."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from hashlib import blake2b
from itertools import accumulate
from zoneinfo import ZoneInfo

from ical_feeds.event import Feed, FeedEvent
from ical_feeds.write import END, first_years, head
from server.calendars import fragments, states
from server.calendars.feeds import MOST_BYTES, MOST_EVENTS, PUBLIC_CACHE
from server.calendars.forms import FORMS
from server.calendars.fragments import Held
from server.calendars.translate import LANGUAGE, product
from server.foundation.languages import translator
from server.foundation.settings import settings

HEAD_ROOM = 10_000  # octets, for all that is not an event
Reading = Callable[[Sequence[Held]], Awaitable[list[FeedEvent]]]


@dataclass(frozen=True)
class Slice:
    """A part of the agenda, as a feed, whatever its form.

    `stem` is our path without its ending, `query` the query string with its question mark, `page` our path of the page
    that says the same. `held` are its events in order, those to come before those past where not all have room.
    `found` is how many there are, or at least that many when `more`. `until` is the midnight at which its window moves,
    `first_day` that with which it begins. `onward` returns the query string of what is from a day on.
    """

    name: str
    description: str
    stem: str
    query: str
    page: str
    filename: str
    timezone: str
    held: Sequence[Held]
    found: int
    until: datetime
    first_day: datetime
    onward: Callable[[date], str]
    more: bool = False

    def goes_on(self, shown: int) -> bool:
        """Tell whether there are more than the `shown` ones."""
        return self.more or self.found > shown

    def day_after(self, start: datetime) -> date:
        """Return from which day a feed goes on that begins with `start`: not with the day that this one begins with."""
        zone = ZoneInfo(self.timezone)
        day = start.astimezone(zone).date()
        return day + timedelta(days=1) if day <= self.first_day.astimezone(zone).date() else day


@dataclass(frozen=True)
class Cut:
    """A slice in one form: the events that have room in it, in order, and the tag of its content."""

    slice: Slice
    form: str
    feed: Feed
    held: Sequence[Held]
    rest: Held | None
    head: bytes
    etag: str


def cut(found: Slice, form: str) -> Cut:
    """Return the slice as it is shown: at most 1,000 events and a million octets, which is what Google still reads."""
    room = MOST_BYTES - HEAD_ROOM
    fits = [
        each
        for each, size in zip(found.held, accumulate(each.size for each in found.held), strict=True)
        if size <= room
    ]
    held = sorted(fits[:MOST_EVENTS], key=lambda each: (each.starts_at, each.id))
    left = found.held[len(held) : len(held) + 1]
    feed = _feed(found, form, len(held))
    zones = first_years((each.zone, each.starts_at.astimezone(UTC).year) for each in held)
    top = head(feed, product(), zones)
    content = blake2b(f"{form}\n".encode() + top, digest_size=16)
    for each in held:
        content.update(each.digest)
    rest = left[0] if left and held and left[0].starts_at >= held[-1].starts_at else None
    return Cut(found, form, feed, held, rest, top, f'"{content.hexdigest()}"')


def _feed(found: Slice, form: str, shown: int) -> Feed:
    own, words = settings(), translator(LANGUAGE)
    description = found.description
    if found.goes_on(shown):
        notice = words.gettext("Ce calendrier montre %(shown)s séances sur %(found)s. Choisissez un lieu ou un thème.")
        if found.more:
            notice = words.gettext(
                "Ce calendrier montre %(shown)s séances. Il y en a plus de %(found)s. Choisissez un lieu ou un thème."
            )
        description = f"{description}\n{notice % {'shown': shown, 'found': found.found}}".strip()
    return Feed(
        name=found.name,
        description=description,
        timezone=found.timezone,
        url=own.url + FORMS[form].address(found.stem, found.query),
        page=own.url + found.page,
        events=(),
        refresh_minutes=360 if own.hub else 60,
    )


async def described(found: Cut, now: datetime) -> tuple[datetime, dict[str, str], dict[str, str]]:
    """Return since when the feed is as it is, the headers of every answer, and those that come with the body."""
    form, links = FORMS[found.form], [f'<{found.feed.page}>; rel="alternate"; type="text/html"']
    since = await states.since(form.address(found.slice.stem, found.slice.query), found.etag, now)
    headers = {
        "etag": found.etag,
        "last-modified": format_datetime(since, usegmt=True),
        "vary": "Accept-Encoding",
        "cache-control": PUBLIC_CACHE,
        "access-control-allow-origin": "*",
        "access-control-expose-headers": "ETag, Last-Modified, Link, X-Feed-Truncated",
    }
    if found.slice.goes_on(len(found.held)):
        headers["x-feed-truncated"] = f"{len(found.held)}/{found.slice.found}{'+' if found.slice.more else ''}"
        if found.rest:
            onward = form.address(found.slice.stem, found.slice.onward(found.slice.day_after(found.rest.starts_at)))
            links.append(f'<{settings().url}{onward}>; rel="next"')
    headers["link"] = ", ".join(links)
    name = f"{found.slice.filename}{form.suffix}"
    more = {"content-type": form.media_type, "content-disposition": f'inline; filename="{name}"'}
    return since, headers, more


async def body_of(found: Cut, read: Reading) -> bytes | None:
    """Return the bytes of a feed; None when an event is not any more as it was when the tag was made."""
    write = FORMS[found.form].write
    if write:
        return write(found.feed, await read(found.held))
    stored = await fragments.bodies(found.held)
    if any(stored.get(each.id, (b"", b""))[0] != each.digest for each in found.held):
        return None
    return b"".join([found.head, *(stored[each.id][1] for each in found.held), END])
