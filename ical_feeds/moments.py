"""Dates, times and durations as calendars write them (RFC 5545 §3.3.4-§3.3.6), read into naive local times."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta

FIRST_YEAR, LAST_YEAR = 1970, 2100
LONGEST = timedelta(days=3660)
_STAMP = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:T([0-9]{2})([0-9]{2})([0-9]{2})?(Z)?)?", re.IGNORECASE)
_DURATION = re.compile(
    r"([+-])?P(?:([0-9]{1,5})W)?(?:([0-9]{1,5})D)?(?:T(?:([0-9]{1,6})H)?(?:([0-9]{1,8})M)?(?:([0-9]{1,9})S)?)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Stamp:
    """One DATE or DATE-TIME: wall-clock time (midnight for a date), whether it is a date, whether it ends in Z."""

    wall: datetime
    is_date: bool
    is_utc: bool


def stamp(value: str) -> Stamp | None:
    """Reads one value; the value decides whether it is a date, not its VALUE parameter. None when it is unreadable."""
    found = _STAMP.fullmatch(value.strip())
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(found[group] or 0) for group in range(1, 7))
    try:
        wall = datetime(year, month, day, hour, minute, min(second, 59))  # noqa: DTZ001 - its zone is said elsewhere
    except ValueError:
        return None
    return Stamp(wall, found[4] is None, found[7] is not None)


def in_range(wall: datetime) -> bool:
    """Whether a start may be taken in: far years make expansion dear and arithmetic overflow."""
    return FIRST_YEAR <= wall.year <= LAST_YEAR


def duration(value: str) -> timedelta | None:
    """Reads one DURATION that is not negative; None when it is unreadable, negative or of more than ten years."""
    found = _DURATION.fullmatch(value.strip())
    if found is None or found[1] == "-" or not any(found.groups()[1:]):
        return None
    weeks, days, hours, minutes, seconds = (int(found[group] or 0) for group in range(2, 7))
    length = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    return length if length <= LONGEST else None


def midnight(wall: datetime) -> datetime:
    """The start of that day."""
    return datetime.combine(wall.date(), time())
