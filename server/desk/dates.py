"""Dates as they are said and typed in the search box: "12 janvier", "mardi", "demain", "12/01/2027"; no clock."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from itertools import pairwise

from babel.dates import get_day_names, get_month_names

from server.foundation.words import fold

NEAR = {
    "aujourd'hui": 0, "today": 0, "demain": 1, "tomorrow": 1, "apres-demain": 2, "hier": -1, "yesterday": -1,
}  # fmt: skip
WRITTEN = re.compile(r"([0-9]{1,2})/([0-9]{1,2})(?:/([0-9]{4}))?|([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
NUMBER = re.compile(r"([0-9]{1,2})(?:er|st|nd|rd|th)?")
YEAR = re.compile(r"20[0-9]{2}")
# A date without its year is the next one, or one that was not long ago.
LOOKED_BACK = timedelta(days=60)
WEEK = 7


@cache
def _months() -> dict[str, int]:
    """Return the months by their names, whole and short, in the languages of the pages, folded."""
    return {
        fold(name).strip("."): number
        for language in ("fr", "en")
        for width in ("wide", "abbreviated")
        for number, name in get_month_names(width, locale=language).items()
    }


@cache
def _weekdays() -> dict[str, int]:
    return {
        fold(name): number
        for language in ("fr", "en")
        for number, name in get_day_names("wide", locale=language).items()
    }


def said(text: str, today: date) -> tuple[date | None, list[str]]:
    """Return the day that is said in a text, if there is one, and the other words, folded."""
    words = [word.strip(".,;:") for word in fold(text).split()]
    for find in (_written, _named, _near):
        for found, start, length in find(words, today):
            rest = words[:start] + words[start + length :]
            return found, [word for word in rest if word and word not in _weekdays()]
    return None, [word for word in words if word]


def _written(words: Sequence[str], today: date) -> Iterator[tuple[date, int, int]]:
    for place, word in enumerate(words):
        found = WRITTEN.fullmatch(word)
        if found and found[4]:
            yield from ((day, place, 1) for day in _real(int(found[4]), int(found[5]), int(found[6])))
        elif found:
            yield from ((day, place, 1) for day in _dated(int(found[1]), int(found[2]), found[3], today))


def _named(words: Sequence[str], today: date) -> Iterator[tuple[date, int, int]]:
    """Return days said with their month: "12 janvier", "1er mai 2027", "January 12"."""
    for place, (first, second) in enumerate(pairwise(words)):
        number, month = (first, second) if NUMBER.fullmatch(first) else (second, first)
        day = NUMBER.fullmatch(number)
        if day is None or month not in _months():
            continue
        year = words[place + 2] if len(words) > place + 2 and YEAR.fullmatch(words[place + 2]) else None
        for found in _dated(int(day[1]), _months()[month], year, today):
            yield found, place, 3 if year else 2


def _near(words: Sequence[str], today: date) -> Iterator[tuple[date, int, int]]:
    for place, word in enumerate(words):
        if word in NEAR:
            yield today + timedelta(days=NEAR[word]), place, 1
        elif word in _weekdays():
            yield today + timedelta(days=(_weekdays()[word] - today.weekday()) % WEEK), place, 1


def _dated(day: int, month: int, year: str | None, today: date) -> list[date]:
    if year:
        return _real(int(year), month, day)
    found = [one for after in range(-1, 5) for one in _real(today.year + after, month, day)]
    return [one for one in found if one >= today - LOOKED_BACK][:1]


def _real(year: int, month: int, day: int) -> list[date]:
    try:
        return [date(year, month, day)] if 2000 <= year <= 2100 else []
    except ValueError:
        return []
