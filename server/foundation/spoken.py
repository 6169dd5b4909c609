"""Dates, hours and telephone numbers in words, as they are said."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_timedelta
from babel.numbers import format_currency, format_decimal

from server.foundation.languages import translator


def day(at: datetime, zone: str, language: str) -> str:
    """Return the local day in words: "mardi 12 janvier", "Tuesday 12 January"."""
    return _written(at.astimezone(ZoneInfo(zone)).date(), "EEEE d MMMM", language)


def day_year(at: datetime, zone: str, language: str) -> str:
    """Return the local day in words with its year: "mardi 12 janvier 2027", "Tuesday 12 January 2027"."""
    return _written(at.astimezone(ZoneInfo(zone)).date(), "EEEE d MMMM y", language)


def date_in_words(of: date, language: str) -> str:
    """Return a date in words, without its day of the week: "12 janvier 2027", "1er mai 2027"."""
    return _written(of, "d MMMM y", language)


@lru_cache(maxsize=4096)
def _written(of: date, form: str, language: str) -> str:
    """Return a date in a form of Babel's; a page says the same days over and over."""
    text = format_date(of, form, locale=language)
    return re.sub(r"\b1 (?=[a-zûé])", "1er ", text) if language == "fr" else text


def short_day(at: datetime, zone: str, language: str) -> str:
    """Return the local day in few letters: "mar. 12 janv.", "Tue, 12 Jan"."""
    return _short(at.astimezone(ZoneInfo(zone)).date(), language)


@lru_cache(maxsize=4096)
def _short(of: date, language: str) -> str:
    return format_date(of, "EEE d MMM", locale=language)


def hour(at: datetime, zone: str, language: str) -> str:
    """Return the local hour as it is said: "14 h", "14 h 30"; in English "2 pm", "2:30 pm", "noon"."""
    local = at.astimezone(ZoneInfo(zone))
    if language == "fr":
        return f"{local.hour} h {local.minute:02d}" if local.minute else f"{local.hour} h"
    if not local.minute and local.hour % 12 == 0:
        return "noon" if local.hour else "midnight"
    half = "am" if local.hour < 12 else "pm"
    return f"{(local.hour - 1) % 12 + 1}{f':{local.minute:02d}' if local.minute else ''} {half}"


def lasting(minutes: int, language: str) -> str:
    """Return how long something lasts: "45 min", "2 h", "1 h 30"; in English "1 h 30 min"."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{minutes} min"
    return f"{hours} h {rest:02d}{' min' if language == 'en' else ''}" if rest else f"{hours} h"


def when(starts_at: datetime, ends_at: datetime | None, zone: str, language: str) -> str:
    """Return day and hours in words: "mardi 12 janvier, de 14 h à 16 h"."""
    words = translator(language)
    first, begins = day(starts_at, zone, language), hour(starts_at, zone, language)
    if ends_at is None:
        return words.gettext("%(day)s, à %(start)s") % {"day": first, "start": begins}
    last, ends = day(ends_at, zone, language), hour(ends_at, zone, language)
    if last == first:
        return words.gettext("%(day)s, de %(start)s à %(end)s") % {"day": first, "start": begins, "end": ends}
    facts = {"day": first, "start": begins, "last": last, "end": ends}
    return words.gettext("du %(day)s à %(start)s au %(last)s à %(end)s") % facts


def whole_days(starts_at: datetime, ends_at: datetime | None, zone: str, language: str) -> str:
    """Return whole days in words, `ends_at` being the first instant that is no longer one: "mardi 12 janvier"."""
    first = day(starts_at, zone, language)
    last = day(ends_at - timedelta(seconds=1), zone, language) if ends_at and ends_at > starts_at else first
    words = translator(language)
    if last == first:
        return words.gettext("%(day)s, toute la journée") % {"day": first}
    return words.gettext("du %(day)s au %(last)s") % {"day": first, "last": last}


def weekday_date(of: date, language: str) -> str:
    """Return a date in words with its day of the week: "mardi 12 janvier 2027"."""
    return _written(of, "EEEE d MMMM y", language)


def weekday_day(of: date, language: str) -> str:
    """Return a date in words without its year: "mardi 12 janvier"."""
    return _written(of, "EEEE d MMMM", language)


def weekday(of: date, language: str) -> str:
    """Return the day of the week of a date: "mardi"."""
    return format_date(of, "EEEE", locale=language)


@dataclass(frozen=True)
class When:
    """When something takes place, to be said in the language of who reads it."""

    starts_at: datetime
    ends_at: datetime
    zone: str

    def said(self, language: str) -> str:
        """Return it in words: "mardi 12 janvier, de 14 h à 16 h"."""
        return when(self.starts_at, self.ends_at, self.zone, language)


@dataclass(frozen=True)
class Hour:
    """An instant, whose local hour is to be said in the language of who reads it."""

    at: datetime
    zone: str

    def said(self, language: str) -> str:
        """Return it in words: "16 h 30"."""
        return hour(self.at, self.zone, language)


@dataclass(frozen=True)
class Day:
    """A local day, to be said in the language of who reads it."""

    of: date

    def said(self, language: str) -> str:
        """Return it in words: "jeudi 24 décembre 2026"."""
        return weekday_date(self.of, language)


@dataclass(frozen=True)
class Days:
    """Local days from the first to the last one, to be said in the language of who reads them."""

    first: date
    last: date

    def said(self, language: str) -> str:
        """Return them in words: "le jeudi 24 décembre 2026", "du jeudi 24 au …"."""
        words, first = translator(language), weekday_date(self.first, language)
        if self.first == self.last:
            return words.gettext("le %(day)s") % {"day": first}
        facts = {"first": first, "last": weekday_date(self.last, language)}
        return words.gettext("du %(first)s au %(last)s") % facts


def ago(at: datetime, now: datetime, language: str) -> str:
    """Return how long ago, in words: "il y a 12 minutes"."""
    return format_timedelta(at - now, add_direction=True, locale=language)


def number(count: int, language: str) -> str:
    """Return a number with its thousands apart: "2 418", "2,418"."""
    return format_decimal(count, locale=language)


def money(cents: int, language: str) -> str:
    """Return an amount of euros, given in cents: "7,50 €", "€7.50"."""
    return format_currency(Decimal(cents) / 100, "EUR", locale=language)


def month(at: datetime, zone: str, language: str) -> str:
    """Return the local month in words: "janvier 2027", "January 2027"."""
    return month_of(at.astimezone(ZoneInfo(zone)).date(), language)


def month_of(of: date, language: str) -> str:
    """Return the month of a date in words: "janvier 2027", "January 2027"."""
    return format_date(of, "MMMM y", locale=language)


def phone(number: str) -> str:
    """Return a French number in pairs ("02 99 12 34 56"); another one as it was written."""
    digits = re.sub(r"[^\d+]", "", number)
    national = "0" + digits[3:] if digits.startswith("+33") else digits
    return " ".join(re.findall("..", national)) if re.fullmatch(r"0\d{9}", national) else number


def tel(number: str) -> str:
    """Return the address that makes a telephone call `number` (RFC 3966)."""
    digits = re.sub(r"[^\d+]", "", number)
    return "tel:+33" + digits[1:] if re.fullmatch(r"0\d{9}", digits) else f"tel:{digits}"
