"""Opening hours in words, and the days open, as OpenStreetMap writes them (opening_hours, the common part of it)."""

import re
from datetime import UTC, datetime

from babel.dates import get_day_names

from server.foundation.languages import translator
from server.foundation.spoken import hour

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
HOLIDAYS = "PH"
CLOSED = ("off", "closed")
RULE = re.compile(r"([A-Z][A-Za-z, -]*?)\s+(off|closed|[0-9].*)")
SPAN = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)\s*-\s*([01]?\d|2[0-3]):([0-5]\d)")


def sentences(text: str, language: str) -> list[str]:
    """Return a sentence for each rule ("Du mardi au vendredi, de 10 h à 18 h"); what cannot be read stays as typed."""
    return [_sentence(rule.strip(), language) for rule in text.split(";") if rule.strip()]


def readable(text: str) -> bool:
    """Tell whether all rules are of the common part: days, then times or a word for closed."""
    return all(_reads(rule.strip()) for rule in text.split(";") if rule.strip())


def _reads(rule: str) -> bool:
    known = RULE.fullmatch(rule)
    if known is None or weekdays(known[1]) is None:
        return False
    return known[2] in CLOSED or all(SPAN.fullmatch(span.strip()) for span in known[2].split(","))


def open_weekdays(text: str) -> frozenset[int] | None:
    """Return the days of the week with opening hours, Monday being 0; None when the hours are not known or not read."""
    if not text.strip():
        return None
    found: set[int] = set()
    for rule in (part.strip() for part in text.split(";") if part.strip()):
        known = RULE.fullmatch(rule)
        days = weekdays(known[1]) if known else None
        if known is None or days is None:
            return None
        found = found - days if known[2] in CLOSED else found | days
    return frozenset(found)


def weekdays(text: str) -> set[int] | None:
    """Return the days of the week that a rule is about; none for public holidays, None for what cannot be read."""
    found: set[int] = set()
    for part in (part.strip() for part in text.split(",")):
        ends = [day.strip() for day in part.split("-")]
        if part == HOLIDAYS:
            continue
        if len(ends) > 2 or not set(ends) <= set(DAYS):
            return None
        first, last = DAYS.index(ends[0]), DAYS.index(ends[-1])
        found |= {day % 7 for day in range(first, last + 1 if last >= first else last + 8)}
    return found


def _sentence(rule: str, language: str) -> str:
    words = translator(language)
    known = RULE.fullmatch(rule)
    try:
        if known is None:
            raise ValueError(rule)
        days = _days(known[1], language)
        if known[2] in CLOSED:
            said = words.gettext("fermé %(days)s") % {"days": days}
        else:
            said = f"{days}, {_and([_span(span, language) for span in known[2].split(',')], language)}"
    except ValueError:
        return rule
    return said[0].upper() + said[1:]


def _days(text: str, language: str) -> str:
    """Return days in words ("du mardi au vendredi", "le samedi"); raises ValueError when one is not known."""
    return _and([_from_to(part.strip(), language) for part in text.split(",")], language)


def _from_to(part: str, language: str) -> str:
    words = translator(language)
    if part == HOLIDAYS:
        return words.gettext("les jours fériés")
    names = get_day_names("wide", locale=language)
    first, *last = [names[DAYS.index(day.strip())] for day in part.split("-")]
    if len(last) > 1:
        raise ValueError(part)
    if last:
        return words.gettext("du %(first)s au %(last)s") % {"first": first, "last": last[0]}
    return words.gettext("le %(day)s") % {"day": first}


def _span(text: str, language: str) -> str:
    found = SPAN.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    start, end = (
        hour(datetime(2000, 1, 1, int(at), int(past), tzinfo=UTC), "UTC", language)
        for at, past in (found.groups()[:2], found.groups()[2:])
    )
    return translator(language).gettext("de %(start)s à %(end)s") % {"start": start, "end": end}


def _and(parts: list[str], language: str) -> str:
    *before, last = parts
    if not before:
        return last
    both = {"first": ", ".join(before), "last": last}
    return translator(language).gettext("%(first)s et %(last)s") % both
