"""When somebody works, how much of a stock is out at once, how long a road takes: no database, no clock."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from math import asin, ceil, cos, radians, sin, sqrt

from server.foundation.errors import Invalid

KINDS = ("laptop", "tablet", "phone", "projector", "camera", "headphones", "robot", "other")
SPAN = re.compile(r"([01]?\d|2[0-3])\s*[:hH]\s*([0-5]\d)?\s*(?:-|–|à)\s*([01]?\d|2[0-4])\s*[:hH]\s*([0-5]\d)?")
BETWEEN = re.compile(r"\s*(?:,|;|\bet\b)\s*")
DAY = 24 * 60
MOST_MINUTES = 8 * 60
MOST_THINGS = 1000
LONGEST_LEAVE = timedelta(days=366)
# By road: half as far again as the crow flies, at 45 km an hour, and ten minutes to load and to park.
DETOUR, KM_AN_HOUR, LOADING = 1.5, 45.0, 10
EARTH = 6371.0

Spans = tuple[tuple[int, int], ...]


def spans(text: str) -> Spans | None:
    """Return the minutes of a day between which somebody works ("9:00-12:30, 14h-18h"); None for what is no hours."""
    found = []
    for part in (part for part in BETWEEN.split(text.strip()) if part):
        known = SPAN.fullmatch(part)
        if known is None:
            return None
        start, end = int(known[1]) * 60 + int(known[2] or 0), int(known[3]) * 60 + int(known[4] or 0)
        if not start < end <= DAY:
            return None
        found.append((start, end))
    return _joined(sorted(found))


def _joined(found: list[tuple[int, int]]) -> Spans:
    """Return spans that do not touch each other."""
    joined: list[tuple[int, int]] = []
    for start, end in found:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


def written(found: Spans) -> str:
    """Return hours as they are kept: "09:00-12:30, 14:00-18:00"."""
    return ", ".join(f"{start // 60:02d}:{start % 60:02d}-{end // 60:02d}:{end % 60:02d}" for start, end in found)


def week(typed: Sequence[str]) -> list[str]:
    """Return the hours of Monday to Sunday as they are kept, none at all when nothing is typed; raises Invalid."""
    read = [spans(text) for text in typed]
    wrong = {f"hours_{day}": "bad_hours" for day, found in enumerate(read) if found is None}
    if wrong or len(typed) not in {0, 7}:
        raise Invalid(wrong or {"hours_0": "bad_hours"})
    return [written(found or ()) for found in read] if any(read) else []


def works(hours: Sequence[str], starts_at: datetime, ends_at: datetime) -> bool:
    """Tell whether somebody works from one local instant to another; who told no hours does, and over several days."""
    if not hours or (ends_at - timedelta(microseconds=1)).date() != starts_at.date():
        return True
    start = starts_at.hour * 60 + starts_at.minute
    end = start + ceil((ends_at - starts_at).total_seconds() / 60)
    return any(first <= start and end <= last for first, last in spans(hours[starts_at.weekday()]) or ())


def peak(uses: Iterable[tuple[datetime, datetime, int]], starts_at: datetime, ends_at: datetime) -> int:
    """Return how many things are out at once, at most, between two instants; `uses` are from, until, how many."""
    near = [(max(start, starts_at), end, number) for start, end, number in uses if start < ends_at and end > starts_at]
    return max((sum(number for start, end, number in near if start <= at < end) for at, _, _ in near), default=0)


Place = tuple[float | None, float | None]


def road(one: Place, other: Place) -> int | None:
    """Return the minutes of road from one latitude and longitude to another, by fives; None when one is not known."""
    if one[0] is None or one[1] is None or other[0] is None or other[1] is None:
        return None
    high, low = radians(one[0]), radians(other[0])
    half = sin((low - high) / 2) ** 2 + cos(high) * cos(low) * sin(radians(other[1] - one[1]) / 2) ** 2
    km = 2 * EARTH * asin(sqrt(min(1.0, half)))
    minutes = LOADING + km * DETOUR / KM_AN_HOUR * 60
    return min(MOST_MINUTES, 5 * ceil(minutes / 5))


def check_mediator(name: str) -> None:
    """Raise Invalid unless somebody has a name of 120 characters at most, which is one name and not two."""
    if not name.strip() or len(name) > 120:
        raise Invalid({"name": "too_long" if name.strip() else "missing"})


def check_leave(first_on: date, last_on: date) -> None:
    """Raise Invalid unless a leave ends no earlier than it begins, within a year."""
    if not 2000 <= first_on.year <= 2100:
        raise Invalid({"first_on": "bad_date"})
    if last_on < first_on or last_on - first_on >= LONGEST_LEAVE:
        raise Invalid({"last_on": "leave_ends_before" if last_on < first_on else "leave_too_long"})


def check_stock(name: str, kind: str, total: int) -> None:
    """Raise Invalid unless a stock has a name of 100 characters at most, a known kind, and up to a thousand things."""
    wrong = {} if name and len(name) <= 100 else {"name": "too_long" if name else "missing"}
    wrong |= {} if kind in KINDS else {"kind": "bad_choice"}
    wrong |= {} if 1 <= total <= MOST_THINGS else {"total": "bad_number"}
    if wrong:
        raise Invalid(wrong)


def check_road(minutes: int) -> None:
    """Raise Invalid unless a road takes eight hours at most."""
    if not 0 <= minutes <= MOST_MINUTES:
        raise Invalid({"minutes": "bad_road"})


def check_needs(kinds: Sequence[str], numbers: Sequence[int]) -> None:
    """Raise Invalid unless a workshop needs known kinds of things, some of each."""
    if len(kinds) != len(numbers) or not set(kinds) <= set(KINDS) or len(set(kinds)) < len(kinds):
        raise Invalid({"needs": "bad_choice"})
    wrong = {
        f"need_{kind}": "bad_number" for kind, number in zip(kinds, numbers, strict=True) if not 1 <= number <= 1000
    }
    if wrong:
        raise Invalid(wrong)
