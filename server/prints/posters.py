"""Posters, and flyers with strips to tear off: the facts that they show, all in words."""

from typing import Any

from server.foundation import spoken
from server.foundation.languages import translator
from server.foundation.settings import settings
from server.prints.contents import Content
from server.prints.rules import Asked
from server.prints.typography import capital, cut
from server.workshops.queries import SessionView
from server.workshops.words import LANGUAGES, LEVELS

# How many dates, and letters of a text: a flyer has less room.
DATES = {"poster": 8, "flyer": 4}
LETTERS = {"poster": 140, "flyer": 60}


def facts(asked: Asked, content: Content) -> dict[str, Any]:
    """Return what `poster.typ` shows; there is at least one session."""
    words, first = translator(asked.language), content.sessions[0]
    dates = content.sessions[: DATES[asked.kind]]
    several = _places(content) > 1
    left = len(content.sessions) - len(dates)
    more = words.ngettext("et %(num)s autre date dans l'agenda", "et %(num)s autres dates dans l'agenda", left)
    return {
        "heading": content.title,
        "summary": cut(content.summary, LETTERS[asked.kind] * 3 // 2),
        "stamp": _stamp(content, asked.language),
        "dates": [_date(date, asked.language, several) for date in dates],
        "more": more % {"num": left} if left else "",
        "lines": _lines(first, several, LETTERS[asked.kind], asked.language),
        "how": words.gettext("Pour une autre date") if first.state == "cancelled" else words.gettext("Pour s'inscrire"),
        "phone_words": words.gettext("Appelez le"),
        "otherwise": _otherwise(content, asked.language),
        "strip": _strip(content, asked.language) if asked.kind == "flyer" else None,
    }


def _places(content: Content) -> int:
    return len({(session.library_id, session.place) for session in content.sessions})


def _stamp(content: Content, language: str) -> str:
    words, first = translator(language), content.sessions[0]
    if first.state == "cancelled":
        return words.gettext("Annulée")
    return words.gettext("Nouvelle date") if len(content.sessions) == 1 and first.previous_starts_at else ""


def _date(session: SessionView, language: str, with_place: bool) -> list[str]:
    """Return the day, the hours, and the place where dates have several."""
    words = translator(language)
    first = capital(spoken.day_year(session.starts_at, session.timezone, language))
    last = spoken.day_year(session.ends_at, session.timezone, language)
    facts = {"start": spoken.hour(session.starts_at, session.timezone, language)}
    facts["end"] = spoken.hour(session.ends_at, session.timezone, language)
    if last == spoken.day_year(session.starts_at, session.timezone, language):
        hours = words.gettext("de %(start)s à %(end)s") % facts
    else:
        hours = words.gettext("à %(start)s, jusqu'au %(last)s à %(end)s") % {**facts, "last": last}
    place = cut(session.place or session.library, 60)
    return [first, hours, place] if with_place else [first, hours]


def _lines(session: SessionView, several: bool, most: int, language: str) -> list[list[str]]:
    """Return the questions that have an answer, each with it; where dates have several places, they say it."""
    words = translator(language)
    level = words.gettext(LEVELS[session.level]) if session.level in LEVELS else ""
    held = words.gettext(LANGUAGES[session.language]) if session.language in set(LANGUAGES) - {"fr"} else ""
    asked = {
        words.gettext("Où ?"): "" if several else _where(session, language),
        words.gettext("Pour entrer :"): "" if several or session.place else cut(session.access, most),
        words.gettext("Pour qui ?"): ". ".join(part for part in (level, held) if part),
        words.gettext("À apporter :"): cut(session.bring, most),
    }
    return [[question, answer] for question, answer in asked.items() if answer]


def _where(session: SessionView, language: str) -> str:
    if session.mode == "online":
        return translator(language).gettext("En ligne, par Internet")
    if session.place:
        return cut(session.place, 180)
    town = f"{session.postal_code} {session.city}".strip()
    parts = (cut(session.library, 110), cut(session.room, 60), cut(session.address, 90), cut(town, 60))
    return ", ".join(part for part in parts if part)


def _otherwise(content: Content, language: str) -> str:
    """Return the other ways to book; where there is no telephone, they are the only ones."""
    words = translator(language)
    if content.phone:
        return words.gettext("Ou venez à l'accueil. Ou photographiez ce carré avec un téléphone.")
    return words.gettext("Venez à l'accueil. Ou photographiez ce carré avec un téléphone.")


def _strip(content: Content, language: str) -> dict[str, str]:
    """Return what a strip says, in few letters."""
    first, words = content.sessions[0], translator(language)
    day = spoken.day(first.starts_at, first.timezone, language)
    start = spoken.hour(first.starts_at, first.timezone, language)
    when = words.gettext("%(day)s, à %(start)s") % {"day": day, "start": start}
    left = len(content.sessions) - 1
    others = words.ngettext("et %(num)s autre date", "et %(num)s autres dates", left) % {"num": left}
    place = first.place or first.library if _places(content) == 1 else settings().name
    return {
        "title": cut(content.title, 45),
        "when": f"{capital(when)} {others}" if left else capital(when),
        "place": cut(place, 45),
        "phone": spoken.phone(content.phone),
    }
