"""The sign on a door: the sessions of one day, those that do not take place too."""

from typing import Any

from server.foundation import spoken
from server.foundation.languages import translator
from server.prints.contents import Content
from server.prints.rules import Asked
from server.prints.typography import capital, cut
from server.workshops.queries import SessionView


def facts(asked: Asked, content: Content) -> dict[str, Any]:
    """Return what `sign.typ` shows."""
    words = translator(asked.language)
    phone = spoken.phone(content.phone)
    return {
        "heading": words.gettext("Aujourd'hui"),
        "day": capital(spoken.weekday_date(asked.day, asked.language)) if asked.day else "",
        "place": ", ".join(cut(part, 110) for part in (content.title, content.room) if part),
        "entries": [_entry(session, content, asked.language) for session in content.sessions],
        "nothing": words.gettext("Aucun atelier aujourd'hui."),
        "sentences": [words.gettext("Pour s'inscrire : %(phone)s") % {"phone": phone}] if phone else [],
    }


def _entry(session: SessionView, content: Content, language: str) -> dict[str, Any]:
    words = translator(language)
    start = spoken.hour(session.starts_at, session.timezone, language)
    end = spoken.hour(session.ends_at, session.timezone, language)
    room = "" if content.room else session.room
    where = words.gettext("En ligne, par Internet") if session.mode == "online" else session.place or room
    dropped = words.gettext("On peut venir sans être inscrit.") if session.drop_in else ""
    return {
        "hours": capital(words.gettext("de %(start)s à %(end)s") % {"start": start, "end": end}),
        "stamp": words.gettext("Annulée") if session.state == "cancelled" else "",
        "title": session.title,
        "lines": [line for line in (cut(where, 160), dropped) if line],
    }
