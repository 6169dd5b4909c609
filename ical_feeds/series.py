"""A series written anew in local time, so that its expansion meets only our own words: no zone, no text, no trap."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from ical_feeds.drafts import Draft, Moment, moment
from ical_feeds.foreign_zones import Zone, ZoneBook
from ical_feeds.identity import Group
from ical_feeds.lines import Property
from ical_feeds.moments import duration, in_range
from ical_feeds.rules import MAX_RULES, SeriesRefused, bounded

MAX_DATES = 2_000


def document(group: Group, zones: ZoneBook, ends: datetime) -> str:
    """The calendar of one series for the expansion: naive local times of the master's zone, X-PART its place in it.

    `ends` is the aware end of the window. Raises SeriesRefused.
    """
    master = group.master
    if len(master.rules) > MAX_RULES:
        raise SeriesRefused("recurrence_unreadable")
    replaced = [_original(override, master) for override in group.overrides]
    horizon = max([master.zone.wall(ends), *replaced, master.start]) + timedelta(days=2)
    added = _dates(master, master.added, zones, periods=True)
    unfit = [date for date, each in zip(replaced, group.overrides, strict=True) if not fits(each, master)]
    removed = _dates(master, master.removed, zones, periods=False)
    removed += [_written(date, is_date=master.all_day) for date in unfit]
    if len(added) + len(removed) + len(replaced) > MAX_DATES:
        raise SeriesRefused("recurrence_too_many")
    rules = [f"RRULE:{bounded(rule, master, zones, horizon)}" for rule in master.rules]
    lines = [
        *_event(0, master, master.zone),
        *rules,
        *(f"RDATE{date}" for date in added),
        *(f"EXDATE{date}" for date in removed),
    ]
    lines.append("END:VEVENT")
    for part, (override, original) in enumerate(zip(group.overrides, replaced, strict=True), start=1):
        reach = ";RANGE=THISANDFUTURE" if override.onwards else ""
        written = _written(original, is_date=master.all_day)
        if fits(override, master):
            lines += [*_event(part, override, master.zone), f"RECURRENCE-ID{reach}{written}", "END:VEVENT"]
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//x//EN", *lines, "END:VCALENDAR", ""])


def fits(override: Draft, master: Draft) -> bool:
    """Whether an override can be expanded with its series: a day cannot stand in for an hour."""
    return override.all_day == master.all_day


def _original(override: Draft, master: Draft) -> datetime:
    return _local(override.recurrence, master) if override.recurrence else override.start


def _local(found: Moment, master: Draft) -> datetime:
    """A date or time of the series in its own terms: a date in a timed series means that day's instance."""
    if found.stamp.is_date and not master.all_day:
        return datetime.combine(found.stamp.wall.date(), master.start.time())
    wall = found.wall_in(master.zone)
    return datetime.combine(wall.date(), datetime.min.time()) if master.all_day else wall


def _event(part: int, draft: Draft, zone: Zone) -> list[str]:
    start, end = draft.start, draft.end
    if draft.zone != zone and not draft.all_day:
        start = zone.wall(draft.zone.instant(start))
        end = zone.wall(draft.zone.instant(end)) if end else None
    ends = [f"DTEND{_written(end, is_date=draft.all_day)}"] if end else []
    return ["BEGIN:VEVENT", "UID:x", f"X-PART:{part}", f"DTSTART{_written(start, is_date=draft.all_day)}", *ends]


def _written(wall: datetime, *, is_date: bool) -> str:
    return f";VALUE=DATE:{wall:%Y%m%d}" if is_date else f":{wall:%Y%m%dT%H%M%S}"


def _dates(master: Draft, properties: Iterable[Property], zones: ZoneBook, *, periods: bool) -> list[str]:
    """Each EXDATE or RDATE as the parameters and value of a line of its own; unreadable ones are left out."""
    found: dict[str, None] = {}
    for each in properties:
        for value in each.value.split(","):
            written = _date(master, each, value, zones, periods=periods)
            if written:
                found[written] = None
            if len(found) > MAX_DATES:
                raise SeriesRefused("recurrence_too_many")
    return list(found)


def _date(master: Draft, source: Property, value: str, zones: ZoneBook, *, periods: bool) -> str:
    starts, slash, rest = value.partition("/")
    read = moment(source, zones, starts)
    if read is None or not in_range(read.stamp.wall):
        return ""
    local = _local(read, master)
    if not slash or not periods or master.all_day:
        return _written(local, is_date=master.all_day)
    until, length = moment(source, zones, rest), duration(rest)
    if until is not None and in_range(until.stamp.wall):
        end = _local(until, master)
    elif length is not None:
        end = local + length
    else:
        return _written(local, is_date=False)
    return f";VALUE=PERIOD:{local:%Y%m%dT%H%M%S}/{end:%Y%m%dT%H%M%S}" if end > local else _written(local, is_date=False)
