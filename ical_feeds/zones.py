"""VTIMEZONE texts: a constant table for French territories, and derivation in two yearly rules for other zones.

Desktop Outlook reads only this form (RFC 5545 §3.6.5 with one RRULE each, no RDATE, no UNTIL, no history); a zone that
cannot be said so has no text, and its events are written in UTC.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

VERIFIED_YEARS = 10
UTC_NAMES = frozenset(
    prefix + name
    for prefix in ("", "Etc/")
    for name in ("UTC", "UCT", "Universal", "Zulu", "GMT", "GMT0", "GMT+0", "GMT-0", "Greenwich")
)
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True)
class Onset:
    """One half of a year: when it starts (local wall time before the change) and the offset and name that it brings."""

    first: str
    rule: str
    offset_from: str
    offset_to: str
    name: str


def _part(kind: str, onset: Onset) -> list[str]:
    rule = [f"RRULE:FREQ=YEARLY;{onset.rule}"] if onset.rule else []
    offsets = [f"TZOFFSETFROM:{onset.offset_from}", f"TZOFFSETTO:{onset.offset_to}", f"TZNAME:{onset.name}"]
    return [f"BEGIN:{kind}", f"DTSTART:{onset.first}", *rule, *offsets, f"END:{kind}"]


def _text(tzid: str, standard: Onset, daylight: Onset | None = None) -> str:
    summer = _part("DAYLIGHT", daylight) if daylight else []
    return "\r\n".join(["BEGIN:VTIMEZONE", f"TZID:{tzid}", *summer, *_part("STANDARD", standard), "END:VTIMEZONE"])


def _fixed(tzid: str, offset: str, name: str) -> str:
    return _text(tzid, Onset("19700101T000000", "", offset, offset, name))


_FIXED = {
    "America/Guadeloupe": ("-0400", "AST"),
    "America/Martinique": ("-0400", "AST"),
    "America/St_Barthelemy": ("-0400", "AST"),
    "America/Marigot": ("-0400", "AST"),
    "America/Cayenne": ("-0300", "-03"),
    "Indian/Reunion": ("+0400", "+04"),
    "Indian/Mayotte": ("+0300", "EAT"),
    "Indian/Kerguelen": ("+0500", "+05"),
    "Pacific/Noumea": ("+1100", "+11"),
    "Pacific/Wallis": ("+1200", "+12"),
    "Pacific/Tahiti": ("-1000", "-10"),
    "Pacific/Marquesas": ("-0930", "-0930"),
    "Pacific/Gambier": ("-0900", "-09"),
}

FRENCH_ZONES: dict[str, str] = {
    "Europe/Paris": _text(
        "Europe/Paris",
        Onset("19961027T030000", "BYMONTH=10;BYDAY=-1SU", "+0200", "+0100", "CET"),
        Onset("19960331T020000", "BYMONTH=3;BYDAY=-1SU", "+0100", "+0200", "CEST"),
    ),
    "America/Miquelon": _text(
        "America/Miquelon",
        Onset("20071104T020000", "BYMONTH=11;BYDAY=1SU", "-0200", "-0300", "-03"),
        Onset("20070311T020000", "BYMONTH=3;BYDAY=2SU", "-0300", "-0200", "-02"),
    ),
    **{tzid: _fixed(tzid, offset, name) for tzid, (offset, name) in _FIXED.items()},
}


@lru_cache(maxsize=1)
def known() -> frozenset[str]:
    """The IANA names of this machine, without the files that are not places ("Factory", "localtime")."""
    return frozenset(available_timezones() - {"Factory", "localtime", "posixrules"})


def vtimezone(tzid: str, year: int) -> str | None:
    """The VTIMEZONE of an IANA zone: CRLF inside, no final line end. `year` is that of the first event written in it.

    None when the events must be written in UTC: UTC itself, an unknown name, a year before 1900 or after 2200, or a
    zone whose ten years from `year` are not two yearly rules.
    """
    return FRENCH_ZONES.get(tzid) or _derived(tzid, year)


@lru_cache(maxsize=256)
def _derived(tzid: str, year: int) -> str | None:
    if tzid in UTC_NAMES or tzid not in known() or not 1900 <= year <= 2200:
        return None
    zone = ZoneInfo(tzid)
    # The year before is verified too: its last change is in force on the first of January of `year`.
    changes = [list(_changes(zone, each)) for each in range(year - 1, year + VERIFIED_YEARS)]
    if not any(changes):
        here = datetime(year, 1, 1, tzinfo=zone)
        return _fixed(tzid, _offset(here), here.tzname() or tzid) if _whole_minutes(here) else None
    if any(len(each) != 2 for each in changes):
        return None
    return _seasons(tzid, [_pair(each) for each in changes])


def _changes(zone: ZoneInfo, year: int) -> Iterator[datetime]:
    """Each instant (aware UTC, to the second) of one civil year at which the offset of the zone changes."""
    day = datetime(year, 1, 1, tzinfo=UTC)
    while day.year == year:
        after = day + timedelta(days=1)
        if day.astimezone(zone).utcoffset() != after.astimezone(zone).utcoffset():
            yield _exact(zone, day, after)
        day = after


def _exact(zone: ZoneInfo, low: datetime, high: datetime) -> datetime:
    before = low.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
        if middle.astimezone(zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    return high.astimezone(zone)


def _pair(changes: list[datetime]) -> tuple[datetime, datetime]:
    """(change to standard time, change to summer time): summer is the larger offset, whatever the database says."""
    first, second = changes
    return (first, second) if _seconds(first) < _seconds(second) else (second, first)


def _seasons(tzid: str, pairs: list[tuple[datetime, datetime]]) -> str | None:
    standard = _onset([pair[0] for pair in pairs])
    daylight = _onset([pair[1] for pair in pairs])
    return _text(tzid, standard, daylight) if standard and daylight else None


def _onset(changes: list[datetime]) -> Onset | None:
    """The yearly rule that all these changes obey, or None."""
    befores = {_offset(change - timedelta(days=1)) for change in changes}
    afters = {(_offset(change), change.tzname() or "") for change in changes}
    walls = [_wall_before(change) for change in changes]
    rule = _rule(walls)
    if rule is None or len(befores) != 1 or len(afters) != 1 or not all(_whole_minutes(change) for change in changes):
        return None
    ((offset, name),) = afters
    return Onset(walls[0].strftime("%Y%m%dT%H%M%S"), rule, befores.pop(), offset, name)


def _wall_before(change: datetime) -> datetime:
    """The local time that clocks showed at the change, still by the old offset (RFC 5545 §3.6.5)."""
    before = (change.astimezone(UTC) - timedelta(seconds=1)).astimezone(change.tzinfo)
    return before.replace(tzinfo=None, fold=0) + timedelta(seconds=1)


def _rule(walls: list[datetime]) -> str | None:
    if len({(wall.month, wall.weekday(), wall.time()) for wall in walls}) != 1:
        return None
    month, weekday = walls[0].month, _WEEKDAYS[walls[0].weekday()]
    if all((wall + timedelta(days=7)).month != month for wall in walls):
        return f"BYMONTH={month};BYDAY=-1{weekday}"
    weeks = {(wall.day - 1) // 7 + 1 for wall in walls}
    return f"BYMONTH={month};BYDAY={weeks.pop()}{weekday}" if len(weeks) == 1 else None


def _seconds(moment: datetime) -> int:
    return int((moment.utcoffset() or timedelta()).total_seconds())


def _whole_minutes(moment: datetime) -> bool:
    return _seconds(moment) % 60 == 0


def _offset(moment: datetime) -> str:
    minutes = abs(_seconds(moment)) // 60
    sign = "-" if _seconds(moment) < 0 else "+"
    return f"{sign}{minutes // 60:02d}{minutes % 60:02d}"
