"""The sheet to sign at the door: who has a seat, a box to sign in, and lines for who comes without a booking."""

from datetime import date
from typing import Any

from server.bookings.queries import PartyView
from server.foundation import spoken
from server.foundation.languages import translator
from server.prints.typesetting import draw, typeset
from server.workshops.queries import SessionView

SOURCE = "sheet.typ"
FEWEST_EMPTY = 4
MOST_EMPTY = 20


async def sheet(session: SessionView, parties: list[PartyView], shred_on: date, language: str) -> bytes:
    """Return the sheet as PDF. Cancelled people and those who wait are not on it."""
    return await typeset(SOURCE, _facts(session, parties, shred_on, language))


async def picture(session: SessionView, shred_on: date, language: str) -> bytes:
    """Return what the sheet looks like (PNG), without anybody's name."""
    return await draw(SOURCE, _facts(session, [], shred_on, language), 84)


def _facts(session: SessionView, parties: list[PartyView], shred_on: date, language: str) -> dict[str, Any]:
    words = translator(language)
    seated = [party for party in parties if party.state == "confirmed"]
    people = sum(party.people for party in seated)
    empty = min(MOST_EMPTY, max(FEWEST_EMPTY, session.capacity - people))
    where = session.place or ", ".join(part for part in (session.library, session.room) if part)
    return {
        "lang": language,
        "title": words.gettext("Feuille d'émargement : %(title)s") % {"title": session.title},
        "when": _when(session, language),
        "place": where,
        "presenter": session.presenter,
        "columns": [words.gettext("Nom"), words.gettext("Numéro"), words.gettext("Signature")],
        "rows": [row for party in seated for row in _rows(party, language)] + [["", "", ""]] * empty,
        "count": words.ngettext("%(num)s personne inscrite.", "%(num)s personnes inscrites.", people) % {"num": people},
        "footer": words.gettext("Papier avec des noms : à détruire le %(day)s.")
        % {"day": spoken.date_in_words(shred_on, language)},
    }


def _when(session: SessionView, language: str) -> str:
    """Return day and hours with the year, since paper is kept."""
    words = spoken.when(session.starts_at, session.ends_at, session.timezone, language)
    first = spoken.day(session.starts_at, session.timezone, language)
    return words.replace(first, spoken.day_year(session.starts_at, session.timezone, language), 1)


def _rows(party: PartyView, language: str) -> list[list[str]]:
    """Return one line for each person of a party, since each one signs."""
    words = translator(language)
    name = party.name or words.gettext("Nom effacé")
    others = [party.companion] if party.companion else []
    others += [words.gettext("avec %(name)s") % {"name": name}] * (party.people - 1 - len(others))
    return [[name, party.reference, ""], *([other, party.reference, ""] for other in others[: party.people - 1])]
