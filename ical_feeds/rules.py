"""Which recurrence rules (RFC 5545 §3.3.10) may be expanded at all; a hostile rule never hides the rest of a file."""

import re
from datetime import datetime, timedelta

from ical_feeds.drafts import Draft, Moment
from ical_feeds.foreign_zones import ZoneBook
from ical_feeds.moments import in_range, stamp

MAX_HOURLY = 500
MAX_RULES = 5
_MAX_TIMES_A_DAY = 24
_LONGEST_MONTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_NUMBERS = r"[+-]?[0-9]{{1,3}}(?:,[+-]?[0-9]{{1,3}}){{0,{more}}}"
_DAYS = r"(?:[+-]?[0-9]{1,2})?(?:MO|TU|WE|TH|FR|SA|SU)"
_PARTS = {
    "FREQ": r"HOURLY|DAILY|WEEKLY|MONTHLY|YEARLY",
    "INTERVAL": r"0{0,3}[1-9][0-9]{0,3}",
    "COUNT": r"[1-9][0-9]{0,8}",
    "UNTIL": r"[0-9TZ]{8,16}",
    "WKST": r"MO|TU|WE|TH|FR|SA|SU",
    "BYDAY": rf"{_DAYS}(?:,{_DAYS}){{0,60}}",
    **{part: _NUMBERS.format(more=60) for part in ("BYSECOND", "BYMINUTE", "BYHOUR", "BYMONTH", "BYMONTHDAY")},
    **{part: _NUMBERS.format(more=400) for part in ("BYYEARDAY", "BYWEEKNO", "BYSETPOS")},
}
_RANGES = {
    "BYSECOND": (0, 59),
    "BYMINUTE": (0, 59),
    "BYHOUR": (0, 23),
    "BYMONTH": (1, 12),
    "BYMONTHDAY": (-31, 31),
    "BYYEARDAY": (-366, 366),
    "BYWEEKNO": (-53, 53),
    "BYSETPOS": (-366, 366),
}


class SeriesRefused(Exception):
    """A series not expanded. `reason`: "recurrence_" and unreadable, too_often, rscale, never, too_many or too_dear."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def bounded(text: str, draft: Draft, zones: ZoneBook, horizon: datetime) -> str:
    """The rule in local time of its series, ending by `horizon` (naive, same zone). Raises SeriesRefused."""
    parts = _parts(text)
    _refuse_the_dear(parts)
    until = _until(parts.get("UNTIL", ""), draft, zones)
    if parts["FREQ"] == "HOURLY":
        _refuse_many_hours(parts, draft, until)
    parts.pop("UNTIL", None)
    if "COUNT" not in parts:
        last = min(until or horizon, horizon)
        parts["UNTIL"] = last.strftime("%Y%m%d" if draft.all_day else "%Y%m%dT%H%M%S")
    return ";".join(f"{name}={value}" for name, value in parts.items())


def _parts(text: str) -> dict[str, str]:
    pieces = re.sub(r"\s", "", text.upper())[:4_000].strip(";").split(";")
    written = dict(piece.split("=", 1) for piece in pieces if "=" in piece)
    if "RSCALE" in written:
        raise SeriesRefused("recurrence_rscale")
    if written.get("FREQ") in ("SECONDLY", "MINUTELY"):
        raise SeriesRefused("recurrence_too_often")
    parts = {name: value for name, value in written.items() if name in _PARTS and value}
    if "FREQ" not in parts or not all(_is_sound(name, value) for name, value in parts.items()):
        raise SeriesRefused("recurrence_unreadable")
    return parts


def _is_sound(name: str, value: str) -> bool:
    if not re.fullmatch(_PARTS[name], value):
        return False
    lowest, highest = _RANGES.get(name, (0, 0))
    numbers = _numbers(value) if name in _RANGES else []
    return all(lowest <= number <= highest and (number or lowest == 0) for number in numbers)


def _numbers(value: str) -> list[int]:
    return [int(number) for number in value.split(",") if number]


def _refuse_the_dear(parts: dict[str, str]) -> None:
    times = 1
    for name in ("BYHOUR", "BYMINUTE", "BYSECOND"):
        times *= len(set(_numbers(parts.get(name, "0"))))
    if times > _MAX_TIMES_A_DAY:
        raise SeriesRefused("recurrence_too_often")
    months, days = _numbers(parts.get("BYMONTH", "")), _numbers(parts.get("BYMONTHDAY", ""))
    if months and days and all(abs(day) > _LONGEST_MONTHS[month - 1] for month in months for day in days):
        raise SeriesRefused("recurrence_never")


def _until(value: str, draft: Draft, zones: ZoneBook) -> datetime | None:
    """The last local time of the series. A date counts whole; Z is an instant; anything else is local to the start."""
    if not value:
        return None
    read = stamp(value)
    if read is None:
        raise SeriesRefused("recurrence_unreadable")
    if not in_range(read.wall):
        # Far ends mean "for ever"; one before 1970 leaves the start alone.
        return None if read.wall > draft.start else draft.start
    if read.is_date:
        return read.wall + timedelta(hours=23, minutes=59, seconds=59)
    return Moment(read, zones.utc()).wall_in(draft.zone) if read.is_utc else read.wall


def _refuse_many_hours(parts: dict[str, str], draft: Draft, until: datetime | None) -> None:
    step = timedelta(hours=int(parts.get("INTERVAL", "1")))
    counted = "COUNT" in parts and int(parts["COUNT"]) <= MAX_HOURLY
    ended = until is not None and until - draft.start <= step * MAX_HOURLY
    if not (counted or ended):
        raise SeriesRefused("recurrence_too_often")
