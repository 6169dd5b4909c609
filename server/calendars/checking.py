"""A calendar of anybody asked for as a subscriber would, twice, and read: what there is to judge of it."""

from dataclasses import dataclass, field
from datetime import datetime

from ical_feeds import announced
from ical_feeds.addresses import candidates
from ical_feeds.apart import read_apart
from ical_feeds.fetch import Door, Fetched, What, fetch
from ical_feeds.mirror import window
from ical_feeds.read import NotACalendar, Problem, Reading


@dataclass(frozen=True)
class Checked:
    """What came of looking at a calendar.

    `address` is the one that was asked, empty when what was typed is none. `again` is the answer to a second asking, on
    condition that it has changed where the first answer had a tag or a date. Without a `reading`, `broken` says why, or
    there was no calendar; `others` are the calendars that a page announces.
    """

    address: str
    first: Fetched | None = None
    again: Fetched | None = None
    reading: Reading | None = None
    broken: Problem | None = None
    others: tuple[str, ...] = field(default=())


async def look(door: Door, typed: str, *, zone: str, now: datetime) -> Checked:
    """Ask for a calendar and read it; `zone` is for times without one of their own. Trouble is a value."""
    tried = candidates(typed)
    if not tried:
        return Checked("")
    address, first = await _asked(door, tried, now)
    if first.what is What.PAGE:
        page = first.body.decode("utf-8", "replace")
        return Checked(address, first, others=tuple(announced.calendars(page, first.place)))
    if first.what is not What.GOOD:
        return Checked(address, first)
    again = await fetch(door, first.url, etag=first.etag, last_modified=first.last_modified, now=now)
    kind = first.content_type
    try:
        reading = await read_apart(first.body, default_timezone=zone, content_type=kind, window=window(now))
    except NotACalendar as error:
        return Checked(address, first, again, broken=Problem(error.reason, error.detail, error.line))
    return Checked(address, first, again, reading)


async def _asked(door: Door, tried: list[str], now: datetime) -> tuple[str, Fetched]:
    """Return the first address that gives a calendar, or else what the last one gave."""
    for address in tried:
        found = await fetch(door, address, now=now)
        if found.what is What.GOOD:
            break
    return address, found


__all__ = ["Checked", "Fetched", "Problem", "Reading", "What", "look"]
