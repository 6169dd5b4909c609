"""Our sessions as the events of calendars (RFC 5545)."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from ical_feeds.event import FeedEvent as FeedEvent  # rooms above take it from here
from server.foundation.languages import N_, translator
from server.foundation.settings import settings, version
from server.foundation.spoken import phone
from server.libraries.words import FACILITIES
from server.workshops.public_states import LABELS, PREFIXES, RESCHEDULED, date_state, public_state
from server.workshops.queries import SessionView
from server.workshops.words import AUDIENCES, LANGUAGES, LEVELS, THEMES

LANGUAGE = "fr"  # a feed is the same for all its readers
LONGEST = 600
STATUS = {"cancelled": "CANCELLED", "withdrawn": "CANCELLED", "postponed": "TENTATIVE"}
# What was withdrawn should not have been published: its texts are told to nobody.
UNTOLD: dict[str, Any] = {
    "title": N_("Séance retirée"),
    "themes": (),
    "audiences": (),
    "facilities": (),
    "summary": "",
    "note": "",
    "level": "",
    "bring": "",
    "language": LANGUAGE,
    "pass_accepted": False,
}
NEVER = datetime.min.replace(tzinfo=UTC)


def product() -> str:
    """Return what made the calendar (PRODID), constant per release since it is part of the bytes."""
    return f"-//Agendathèque//{version()}//FR"


def session_event(session: SessionView, *, turned_at: datetime | None = None) -> FeedEvent:
    """Return the event of a public session. `turned_at`: when it last became full or stopped being full.

    Of one that was withdrawn nothing is told but that it is off.
    """
    if session.state == "withdrawn":
        session = replace(session, **UNTOLD)
    words, own = translator(LANGUAGE), settings().url
    page = f"{own}/seances/{session.id}"
    keys = ((session.themes, THEMES), (session.audiences, AUDIENCES))
    there = not session.place and session.mode != "online"
    return FeedEvent(
        uid=str(session.id),
        sequence=session.sequence,
        changed_at=max(session.changed_at, turned_at or session.changed_at),
        created_at=session.published_at or session.created_at,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        timezone=session.timezone,
        status=STATUS.get(session.state, "CONFIRMED"),
        summary=_prefix(session) + session.title,
        description=described(_told(session), page),
        location=location(session),
        url=page,
        latitude=session.latitude if there else None,
        longitude=session.longitude if there else None,
        categories=tuple(words.gettext(table[key]) for told, table in keys for key in told if key in table),
        series=str(session.series_id or ""),
        concepts=tuple(f"{own}/?theme={key}" for key in session.themes if key in THEMES),
        place=session.library if there else session.place,
        organiser=session.library,
        organiser_url=f"{own}/bibliotheques/{session.library_slug}",
    )


def _prefix(session: SessionView) -> str:
    """Say in the title what calendars that do not know STATUS would not show; a seat by telephone is a seat.

    Seats kept for others are theirs until the tick that gives them back has written so: the clock is not asked.
    """
    words = translator(LANGUAGE)
    if session.practice:
        return words.gettext("ENTRAÎNEMENT — ")
    seats = session.seats(session.released_at or NEVER)
    state = public_state(session, full=seats.full)
    return words.gettext(PREFIXES[state]) if state in PREFIXES else ""


def _told(session: SessionView) -> list[str]:
    words = translator(LANGUAGE)
    return [
        session.cancel_reason if session.state == "cancelled" else "",
        words.gettext("La nouvelle date n'est pas encore connue.") if session.postponed else "",
        words.gettext(LABELS[RESCHEDULED]) if date_state(session) == RESCHEDULED else "",
        session.note,
        session.summary,
        words.gettext(LEVELS[session.level]) if session.level in LEVELS else "",
        words.gettext(LANGUAGES[session.language]) if session.language != LANGUAGE else "",
        *(words.gettext(FACILITIES[each]) for each in session.facilities if each in FACILITIES),
        words.gettext("Pass numérique accepté") if session.pass_accepted else "",
        words.gettext("À apporter : %(what)s") % {"what": session.bring} if session.bring else "",
        words.gettext("Téléphone : %(number)s") % {"number": phone(session.phone)} if session.phone else "",
    ]


def described(told: list[str], url: str) -> str:
    """Return a description of at most 600 characters that ends with the address, which Google shows nowhere else."""
    text = "\n".join(part.strip() for part in told if part.strip())
    room = LONGEST - len(url) - 1
    if len(text) > room:
        text = text[: room - 1].rstrip() + "…"
    return f"{text}\n{url}" if text else url


def location(session: SessionView) -> str:
    """Return the place on one line, as maps understand it: "Bibliothèque, salle, 1 rue du Port, 35000 Rennes"."""
    if session.mode == "online":
        return translator(LANGUAGE).gettext("En ligne, par Internet")
    if session.place:
        return session.place
    town = f"{session.postal_code} {session.city}".strip()
    return ", ".join(part for part in (session.library, session.room, session.address, town) if part)
