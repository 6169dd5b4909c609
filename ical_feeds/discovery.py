"""From an address that somebody pasted to the calendar behind it, read whole but not yet kept."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from ical_feeds import announced, fetch
from ical_feeds.addresses import candidates, on_page
from ical_feeds.apart import read_apart
from ical_feeds.fetch import Door, Fetched, What
from ical_feeds.imported import ImportedEvent
from ical_feeds.mirror import window
from ical_feeds.read import NotACalendar, Reading

MOST_ASKED = 6


class Read(Protocol):
    """Reads a body, as `ical_feeds.apart.read_apart` does. Raises NotACalendar."""

    async def __call__(
        self, body: bytes, *, default_timezone: str, content_type: str = ..., window: tuple[datetime, datetime]
    ) -> Reading: ...


@dataclass(frozen=True)
class Surroundings:
    """What surrounds the protocol on one server: its guarded door, which events are its own, how a body is read.

    `foreign` is handed the events of a copy and returns those that are not our own come back.
    """

    door: Door
    foreign: Callable[[Sequence[ImportedEvent]], Awaitable[list[ImportedEvent]]]
    read: Read = read_apart


@dataclass(frozen=True)
class Copy:
    """What asking brought, and what is in it: `reading`, or `error` (a key), `detail` and `line` of why there is none.

    Keys are those of `Fetched.error` and of NotACalendar, and "not_an_address".
    """

    fetched: Fetched
    reading: Reading | None = None
    error: str = ""
    detail: str = ""
    line: int = 0

    @property
    def good(self) -> bool:
        """Whether this is a whole calendar, or the last one unchanged."""
        return not self.error


async def ask(
    around: Surroundings, url: str, *, timezone: str, now: datetime, etag: str = "", last_modified: str = ""
) -> Copy:
    """Ask for a calendar and read it; what was not changed since `etag` and `last_modified` is not read."""
    found = await fetch.fetch(around.door, url, etag=etag, last_modified=last_modified, now=now)
    if found.what is What.GOOD:
        return await read(around, found, timezone=timezone, now=now)
    return Copy(found, error=found.error, detail=found.detail)


async def read(around: Surroundings, found: Fetched, *, timezone: str, now: datetime) -> Copy:
    """Read a body that was fetched or handed in."""
    kind = found.content_type
    try:
        reading = await around.read(found.body, default_timezone=timezone, content_type=kind, window=window(now))
    except NotACalendar as refused:
        return Copy(found, error=refused.reason, detail=refused.detail, line=refused.line)
    return Copy(found, reading)


async def find(around: Surroundings, pasted: str, *, timezone: str, now: datetime) -> Copy:
    """Find the calendar behind what was pasted: by rules on well-known addresses, or announced on the page there.

    At most six requests. When there is none, the copy says why: of the address itself rather than of those tried.
    """
    waiting, asked, said = candidates(pasted), set[str](), list[Copy]()
    while waiting and len(asked) < MOST_ASKED:
        url = waiting.pop(0)
        if url in asked:
            continue
        asked.add(url)
        copy = await ask(around, url, timezone=timezone, now=now)
        if copy.good:
            return copy
        said.append(copy)
        waiting += _told_by(copy)
    nothing = Copy(Fetched(What.FAILED, ""), error="not_an_address")
    return _most_telling(said) if said else nothing


def _told_by(copy: Copy) -> list[str]:
    """The addresses that a page tells of."""
    if copy.fetched.what is not What.PAGE:
        return []
    page = copy.fetched.body[: announced.LONGEST].decode("utf-8", "replace")
    return [*announced.calendars(page, copy.fetched.place), *on_page(copy.fetched.place, page)]


def _most_telling(said: list[Copy]) -> Copy:
    """What is wrong with a calendar says more than that there is only a page, and that more than no answer at all."""
    order = {What.GOOD: 0, What.PAGE: 1}
    chosen = min(said, key=lambda copy: order.get(copy.fetched.what, 2))
    return replace(chosen, fetched=replace(chosen.fetched, body=b""))
