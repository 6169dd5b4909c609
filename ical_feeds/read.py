"""A foreign .ics file read into dated, plain events, whatever its quirks (RFC 5545, and what exporters make of it)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice

from ical_feeds.drafts import draft
from ical_feeds.foreign_zones import ZoneBook
from ical_feeds.guard import NotACalendar, Notes, Problem, content_lines
from ical_feeds.identity import Group, groups
from ical_feeds.imported import ImportedEvent, instances, single
from ical_feeds.lines import Block, parse
from ical_feeds.moments import duration
from ical_feeds.recurrence import expand
from ical_feeds.rules import SeriesRefused
from ical_feeds.series import document, fits
from ical_feeds.text import TITLE_LIMIT, URL_LIMIT, plain_line, unescape, web_address

__all__ = ["ImportedEvent", "NotACalendar", "Problem", "Reading", "read"]

MAX_DATES = 20_000


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file holds within the window, by start; what was repaired or refused, as texts and with its line.

    `wished` is after how many seconds the file asks to be read again, `source` the address that it says is its own.
    """

    events: list[ImportedEvent]
    warnings: list[str]
    name: str
    problems: list[Problem] = field(default_factory=list)
    wished: int | None = None
    source: str = ""


def read(body: bytes, *, default_timezone: str, content_type: str = "", window: tuple[datetime, datetime]) -> Reading:
    """Reads the events that touch `window` (two aware instants). May start a child process: not for an event loop.

    `default_timezone` is the IANA zone of the library, for times without a usable zone of their own. Raises
    NotACalendar when nothing may be taken from the body; then what was read before stays good. One bad event or series
    never hides the others: it is left out, with a warning.
    """
    notes = Notes()
    stream = parse(content_lines(body, content_type, notes), notes)
    notes.line = 0
    zones = ZoneBook.of(default_timezone, stream.calendar.value("X-WR-TIMEZONE"), stream.zones, notes)
    cancelled = stream.calendar.value("METHOD").upper() == "CANCEL"
    drafts = (draft(block, zones, notes, cancelled=cancelled) for block in stream.events)
    found = _events(groups(each for each in drafts if each is not None), zones, window, notes)
    inside = list(islice((each for each in found if _touches(each, window)), MAX_DATES + 1))
    if len(inside) > MAX_DATES:
        raise NotACalendar("too_many_dates")
    inside.sort(key=lambda event: (event.starts_at, event.uid))
    calendar = stream.calendar
    source = web_address(unescape(calendar.value("SOURCE")[:URL_LIMIT]))
    return Reading(inside, notes.lines(), _name(calendar), notes.problems(), _wished(calendar), source)


def _wished(calendar: Block) -> int | None:
    for name in ("REFRESH-INTERVAL", "X-PUBLISHED-TTL"):
        found = duration(calendar.value(name))
        if found:
            return int(found.total_seconds())
    return None


def _name(calendar: Block) -> str:
    return plain_line(calendar.value("X-WR-CALNAME") or calendar.value("NAME"), TITLE_LIMIT)


def _touches(event: ImportedEvent, window: tuple[datetime, datetime]) -> bool:
    ended = event.ends_at or event.starts_at
    return event.starts_at < window[1] and (ended > window[0] or event.starts_at >= window[0])


def _events(
    found: list[Group], zones: ZoneBook, window: tuple[datetime, datetime], notes: Notes
) -> Iterator[ImportedEvent]:
    for group in found:
        if not group.is_series:
            yield single(group.master, keyed_by_start=group.keyed_by_start)
        yield from (single(each) for each in group.overrides if not fits(each, group.master))
    series = [group for group in found if group.is_series]
    documents = [(group, text) for group in series if (text := _document(group, zones, window, notes))]
    starts, ends = (moment.astimezone(UTC).replace(tzinfo=None) for moment in window)
    answers = expand([text for _, text in documents], starts, ends)
    for (group, _), answer in zip(documents, answers, strict=True):
        if isinstance(answer, str):
            notes.line = group.master.line
            notes.add(answer, _called(group))
        else:
            yield from instances(group, answer)


def _document(group: Group, zones: ZoneBook, window: tuple[datetime, datetime], notes: Notes) -> str:
    try:
        return document(group, zones, window[1])
    except SeriesRefused as refused:
        notes.line = group.master.line
        notes.add(refused.reason, _called(group))
        return ""


def _called(group: Group) -> str:
    return group.master.texts.title or group.master.uid
