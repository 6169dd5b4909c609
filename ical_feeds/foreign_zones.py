"""Which zone a stranger's TZID means: an IANA name, a Windows name, the file's own VTIMEZONE, else the reader's."""

import re
from bisect import bisect_right
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import islice
from typing import Protocol
from zoneinfo import ZoneInfo

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from ical_feeds.guard import Notes
from ical_feeds.lines import Block
from ical_feeds.moments import LAST_YEAR, in_range, stamp
from ical_feeds.text import unescape
from ical_feeds.zones import UTC_NAMES, known

_LONGEST_NAME = 100
# Few real files have more; together with the limit of events they bound the work that a hostile one can ask for.
_MAX_ZONES = 100
_MAX_OBSERVANCES = 60
_MAX_ONSETS = 100
_MAX_MONTH_DAYS = 8
_OFFSET = re.compile(r"([+-])([0-9]{2})([0-9]{2})([0-9]{2})?")
_DAY = re.compile(r"([+-]?[0-9])?(MO|TU|WE|TH|FR|SA|SU)")
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class Zone(Protocol):
    """A way from wall-clock time to instants and back. `name` is the IANA zone to show the event in."""

    @property
    def name(self) -> str: ...
    def instant(self, wall: datetime) -> datetime:
        """The aware UTC instant of a naive local time; the first one where clocks go back (RFC 5545 §3.3.5)."""
        ...

    def wall(self, instant: datetime) -> datetime:
        """The naive local time of an aware instant."""
        ...


@dataclass(frozen=True, slots=True)
class NamedZone:
    """A zone of the IANA database; `shown_in` is another name for showing, where this one is only UTC."""

    key: str
    shown_in: str = ""

    @property
    def name(self) -> str:
        return self.shown_in or self.key

    def instant(self, wall: datetime) -> datetime:
        return wall.replace(tzinfo=ZoneInfo(self.key)).astimezone(UTC)

    def wall(self, instant: datetime) -> datetime:
        return instant.astimezone(ZoneInfo(self.key)).replace(tzinfo=None, fold=0)


@dataclass(frozen=True, slots=True)
class Observance:
    """One STANDARD or DAYLIGHT of a VTIMEZONE (RFC 5545 §3.6.5): fixed onsets, and a yearly rule with its last day."""

    onsets: tuple[datetime, ...]
    before: timedelta
    after: timedelta
    month: int = 0
    week: int = 0
    weekday: int = 0
    month_days: tuple[int, ...] = ()
    until: datetime | None = None

    def changes(self, year: int) -> list[tuple[datetime, timedelta]]:
        """(local time, new offset) of the changes of this year and the one before, and of the last earlier one.

        Where clocks go forward the missing hour is still before the change.
        """
        gap = max(self.after - self.before, timedelta())
        yearly = [self._yearly(each) for each in (year - 1, year) if self.month]
        ruled = [each for each in yearly if each and self.onsets[0] <= each <= (self.until or each)]
        recent = [each for each in self.onsets if year - 1 <= each.year <= year]
        earlier = [each for each in self.onsets if each.year < year - 1]
        return [(onset + gap, self.after) for onset in (*ruled, *recent, *([max(earlier)] if earlier else []))]

    def _yearly(self, year: int) -> datetime | None:
        first_weekday, length = monthrange(year, self.month)
        if self.weekday < 0:
            days = list(self.month_days)
        elif self.month_days:
            days = [day for day in self.month_days if (first_weekday + day - 1) % 7 == self.weekday]
        else:
            days = list(range((self.weekday - first_weekday) % 7 + 1, length + 1, 7))
        place = self.week - 1 if self.week > 0 else self.week
        if not -len(days) <= place < len(days) or not 1 <= days[place] <= length:
            return None
        return self.onsets[0].replace(year=year, month=self.month, day=days[place])


@dataclass(frozen=True, slots=True)
class FileZone:
    """A zone that exists only in the file; its events are shown in the zone called `name`."""

    name: str
    observances: tuple[Observance, ...]
    _years: dict[int, list[tuple[datetime, timedelta]]] = field(default_factory=dict, compare=False)

    def instant(self, wall: datetime) -> datetime:
        return (wall - self._offset(wall)).replace(tzinfo=UTC)

    def wall(self, instant: datetime) -> datetime:
        naive = instant.astimezone(UTC).replace(tzinfo=None)
        for offset in dict.fromkeys(observance.after for observance in self.observances):
            if self._offset(naive + offset) == offset:
                return naive + offset
        return naive + self.observances[0].before

    def _offset(self, wall: datetime) -> timedelta:
        if wall.year not in self._years:
            self._years[wall.year] = sorted(
                change for observance in self.observances for change in observance.changes(wall.year)
            )
        changes = self._years[wall.year]
        passed = bisect_right(changes, wall, key=lambda change: change[0])
        if passed:
            return changes[passed - 1][1]
        return min(self.observances, key=lambda each: each.onsets[0]).before


@dataclass(slots=True)
class ZoneBook:
    """All zones of one body. `default` is the reader's IANA zone; floating and UTC times are shown in `shown`."""

    default: str
    blocks: Mapping[str, Block]
    notes: Notes
    shown: str
    _found: dict[str, Zone] = field(default_factory=dict)

    @classmethod
    def of(cls, default: str, calendar_zone: str, blocks: Sequence[Block], notes: Notes) -> "ZoneBook":
        """`calendar_zone` is the value of X-WR-TIMEZONE, "" when there is none."""
        shown = iana_name(_tidy(calendar_zone))
        if calendar_zone and not shown:
            notes.add("zone_unknown", calendar_zone)
        own = {_tidy(block.value("TZID")).casefold(): block for block in reversed(blocks[:_MAX_ZONES])}
        return cls(default, own, notes, shown if shown and shown not in UTC_NAMES else default)

    def floating(self) -> Zone:
        return NamedZone(self.shown)

    def utc(self) -> Zone:
        return NamedZone("UTC", self.shown)

    def named(self, tzid: str) -> Zone:
        """The zone of a TZID parameter: IANA name or tail, Windows name, VTIMEZONE, else the zone of floating times."""
        if tzid not in self._found:
            self._found[tzid] = self._look_up(_tidy(tzid))
        return self._found[tzid]

    def _look_up(self, tzid: str) -> Zone:
        key = iana_name(tzid)
        if key:
            return self.utc() if key in UTC_NAMES else NamedZone(key)
        block = self.blocks.get(tzid.casefold()) if tzid else None
        observances = _observances(block) if block else ()
        if observances:
            return FileZone(self.shown, observances)
        self.notes.add("zone_unknown", tzid)
        return self.floating()


def iana_name(tzid: str) -> str:
    """The IANA name that a TZID says, in any case, at the end of a global name, or by its Windows name; else ""."""
    if not tzid or len(tzid) > _LONGEST_NAME:
        return ""
    if tzid.casefold() == "tzone://microsoft/utc":
        return "UTC"
    names = _names()
    if tzid.startswith("/"):
        parts = tzid.strip("/").split("/")
        tails = ("/".join(parts[start:]) for start in range(len(parts)))
        return next((names[tail.casefold()] for tail in tails if tail.casefold() in names), "")
    return names.get(tzid.casefold(), "")


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    windows = {name.casefold(): key for name, key in WINDOWS_TO_OLSON.items() if key in known()}
    return {**windows, **{name.casefold(): name for name in sorted(known())}}


def _tidy(tzid: str) -> str:
    return unescape(tzid[:200]).strip().strip("\"'").strip()


def _observances(block: Block) -> tuple[Observance, ...]:
    parts = block.parts[:_MAX_OBSERVANCES]
    return tuple(found for part in parts if (found := _observance(part)) is not None)


def _observance(part: Block) -> Observance | None:
    start, before, after = stamp(part.value("DTSTART")), _offset(part, "FROM"), _offset(part, "TO")
    if start is None or before is None or after is None:
        return None
    # Room below and above, so that no arithmetic near it overflows: many of these start in year 1.
    if start.wall.year > LAST_YEAR:
        return None
    first = start.wall.replace(year=max(start.wall.year, 2))
    values = (value for each in part.every("RDATE") for value in each.value.split(",", _MAX_ONSETS)[:_MAX_ONSETS])
    dates = [stamp(value) for value in islice(values, _MAX_ONSETS)]
    more = [found.wall for found in dates if found is not None and in_range(found.wall)]
    rule = _yearly_rule(part.value("RRULE"), first, before)
    return Observance((first, *more), before, after, **rule)  # type: ignore[arg-type]


def _offset(part: Block, side: str) -> timedelta | None:
    found = _OFFSET.fullmatch(part.value(f"TZOFFSET{side}"))
    if found is None or int(found[2]) > 15 or int(found[3]) > 59:
        return None
    length = timedelta(hours=int(found[2]), minutes=int(found[3]), seconds=int(found[4] or 0))
    return -length if found[1] == "-" else length


def _yearly_rule(text: str, first: datetime, before: timedelta) -> dict[str, object]:
    """The fields of an Observance that say "each year, that weekday of that month"; empty for any other rule."""
    parts = dict(part.split("=", 1) for part in text.upper().replace(" ", "").split(";") if "=" in part)
    month, day = parts.get("BYMONTH", str(first.month)), _DAY.fullmatch(parts.get("BYDAY", ""))
    numbers = parts.get("BYMONTHDAY", "").split(",")[:_MAX_MONTH_DAYS]
    month_days = [int(each) for each in numbers if re.fullmatch("[0-9]{1,2}", each)]
    if parts.get("FREQ") != "YEARLY" or not re.fullmatch("0?[1-9]|1[0-2]", month):
        return {}
    until = stamp(parts.get("UNTIL", ""))
    last = {"until": until.wall + before if until.is_utc else until.wall} if until and in_range(until.wall) else {}
    if day is None:
        return {"month": int(month), "week": 1, "weekday": -1, "month_days": tuple(month_days or [first.day]), **last}
    week = int(day[1]) if day[1] else 1
    return {
        "month": int(month),
        "week": week or 1,
        "weekday": _WEEKDAYS.index(day[2]),
        "month_days": tuple(month_days),
        **last,
    }
