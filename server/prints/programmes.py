"""The brochure of a month and the programme in large letters: the facts that they show, day by day."""

from itertools import groupby
from typing import Any

from server.foundation import spoken
from server.foundation.languages import translator
from server.foundation.settings import settings
from server.prints.contents import Content
from server.prints.rules import Asked
from server.prints.typography import capital, cut
from server.workshops.queries import SessionView
from server.workshops.words import LEVELS_SHORT


def facts(asked: Asked, content: Content) -> dict[str, Any]:
    """Return what `programme.typ` shows."""
    words, month = translator(asked.language), period(asked)
    return {
        "large": asked.kind == "large_print",
        "heading": content.title if content.library else words.gettext("Les ateliers numériques"),
        "period": capital(month),
        "intro": _intro(content, asked.language),
        "days": _days(content, asked.language),
        "foot": f"{cut(content.title, 40)}, {month}",
        "nothing": words.gettext("Aucun atelier ce mois-ci."),
    }


def period(asked: Asked) -> str:
    """Return the month in words: "janvier 2027"."""
    return spoken.month_of(asked.day, asked.language) if asked.day else ""


def _intro(content: Content, language: str) -> list[str]:
    words, sessions = translator(language), len(content.sessions)
    counted = words.ngettext("%(num)s séance.", "%(num)s séances.", sessions) % {"num": sessions}
    said = [counted] if sessions else []
    if content.library:
        town = f"{content.library.postal_code} {content.library.city}".strip()
        said.append(cut(", ".join(part for part in (content.library.address, town) if part), 160))
    if content.phone:
        said.append(words.gettext("Pour s'inscrire, appelez le %(phone)s.") % {"phone": spoken.phone(content.phone)})
    said.append(words.gettext("Ou venez à l'accueil. Ou photographiez ce carré avec un téléphone."))
    return said


def _days(content: Content, language: str) -> list[list[Any]]:
    """Return the days, each with its sessions: hours, title, lines."""

    def day(session: SessionView) -> str:
        return spoken.day(session.starts_at, session.timezone, language)

    return [
        [capital(name), [_entry(session, content, language) for session in sessions]]
        for name, sessions in groupby(content.sessions, day)
    ]


def _entry(session: SessionView, content: Content, language: str) -> list[Any]:
    words = translator(language)
    place = words.gettext("En ligne, par Internet") if session.mode == "online" else session.place
    parts = (session.room,) if content.library else (session.library, session.room, session.city)
    where = place or ", ".join(part for part in parts if part)
    level = words.gettext(LEVELS_SHORT[session.level]) if session.level in LEVELS_SHORT else ""
    phone = "" if content.library or not session.phone else spoken.phone(session.phone)
    lines = [cut(where, 160), level, phone]
    start = spoken.hour(session.starts_at, session.timezone, language)
    end = spoken.hour(session.ends_at, session.timezone, language)
    hours = words.gettext("de %(start)s à %(end)s") % {"start": start, "end": end}
    return [capital(hours), session.title, [line for line in lines if line]]


def summed_up(content: Content, language: str) -> str:
    """Return what a preview shows, in words."""
    sessions = len(content.sessions)
    told = translator(language).ngettext("%(num)s séance.", "%(num)s séances.", sessions) % {"num": sessions}
    return f"{content.title or settings().name}. {told}"
