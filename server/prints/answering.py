"""What the answering machine of a library says, morning by morning: today's sessions, the next ones, how to book."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from server.bookings.cards import offer
from server.foundation.languages import N_, translator
from server.foundation.settings import settings
from server.libraries.queries import LibraryView
from server.prints import spelled
from server.prints.contents import span
from server.prints.typography import capital
from server.workshops.queries import SessionView, public_sessions

AHEAD = 7  # days after today
MOST_AHEAD = 6  # nobody listens to more
MOST_TODAY = 20
NO_SEAT = {
    "waiting": N_("Il n'y a plus de place. On peut attendre une place."),
    "full": N_("Il n'y a plus de place."),
    "later": N_("Les inscriptions ne sont pas encore ouvertes."),
    "closed": N_("On ne peut plus s'inscrire."),
}


@dataclass(frozen=True)
class Script:
    """What is read aloud: short paragraphs of short sentences. Seats are those of `at`."""

    library: LibraryView
    day: date
    at: datetime
    language: str
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        """All of it, as plain text."""
        return "\n\n".join(self.paragraphs) + "\n"


async def script(library: LibraryView, day: date | None, language: str, now: datetime) -> Script:
    """Return what the machine of a library says on a local day, today if none is given, with the seats of `now`."""
    zone = library.timezone
    of = day or now.astimezone(ZoneInfo(zone)).date()
    since, _ = span(of, "day", zone)
    _, until = span(of + timedelta(days=AHEAD), "day", zone)
    found = await public_sessions(since=since, until=until, library=library.id)
    today = [session for session in found if _day(session) <= of][:MOST_TODAY]
    ahead = [session for session in found if _day(session) > of and session.state == "published"]
    said = (
        _hello(library, of, language),
        *_today(today, language, now),
        *_ahead(ahead, language, now),
        _goodbye(library, language),
    )
    return Script(library, of, now, language, said)


def _day(session: SessionView) -> date:
    return session.starts_at.astimezone(ZoneInfo(session.timezone)).date()


def _hello(library: LibraryView, of: date, language: str) -> str:
    words = translator(language).gettext("Bonjour. Vous êtes à : %(name)s. Nous sommes le %(day)s.")
    return words % {"name": library.name, "day": spelled.day(of, language)}


def _today(sessions: list[SessionView], language: str, now: datetime) -> list[str]:
    words, many = translator(language), len(sessions)
    if not sessions:
        return [words.gettext("Aujourd'hui, il n'y a pas d'atelier.")]
    counted = words.ngettext("Aujourd'hui, il y a %(num)s atelier.", "Aujourd'hui, il y a %(num)s ateliers.", many)
    spoken_count = spelled.number(many, language)
    return [counted % {"num": spoken_count}, *(_session(session, language, now) for session in sessions)]


def _ahead(sessions: list[SessionView], language: str, now: datetime) -> list[str]:
    words, days = translator(language), []
    if not sessions:
        return [words.gettext("Il n'y a pas d'autre atelier dans les sept jours qui suivent.")]
    for of, found in groupby(sessions[:MOST_AHEAD], _day):
        said = " ".join(_session(session, language, now) for session in found)
        days.append(f"{capital(spelled.day(of, language))}. {said}")
    more = [words.gettext("D'autres ateliers suivent. Demandez-nous.")] if len(sessions) > MOST_AHEAD else []
    return [words.gettext("Les jours suivants."), *days, *more]


def _session(session: SessionView, language: str, now: datetime) -> str:
    """Return hours, title, place, seats, in short sentences."""
    words = translator(language)
    facts = {"start": spelled.hour(session.starts_at, session.timezone, language)}
    facts |= {"end": spelled.hour(session.ends_at, session.timezone, language), "title": session.title.rstrip(".")}
    said = words.gettext("De %(start)s à %(end)s : %(title)s.") % facts
    return " ".join(part for part in (said, _where(session, language), _seats(session, language, now)) if part)


def _where(session: SessionView, language: str) -> str:
    words = translator(language)
    if session.state == "cancelled":
        return ""
    if session.mode == "online":
        return words.gettext("En ligne, par Internet.")
    place = session.place or session.room
    return f"{capital(place).rstrip('.')}." if place else ""


def _seats(session: SessionView, language: str, now: datetime) -> str:
    words = translator(language)
    if session.state == "cancelled":
        return words.gettext("Cette séance est annulée. Ne venez pas.")
    seats = session.seats(now)
    bookable = offer(session, seats, now, "desk")
    if bookable != "open":
        return words.gettext(NO_SEAT[bookable])
    left = seats.open_to("desk")
    counted = words.ngettext("Il reste %(num)s place.", "Il reste %(num)s places.", left)
    whole = "" if session.singles else " " + words.gettext("On s'inscrit à toutes les séances du cycle.")
    return counted % {"num": spelled.number(left, language, feminine=True)} + whole


def _goodbye(library: LibraryView, language: str) -> str:
    words, phone = translator(language), library.phone or settings().phone
    if not phone:
        return words.gettext("Pour vous inscrire, venez à l'accueil. Merci, et à bientôt.")
    said = words.gettext("Pour vous inscrire, rappelez aux heures d'ouverture le %(phone)s. Je répète : %(phone)s.")
    return said % {"phone": spelled.phone(phone, language)} + " " + words.gettext("Merci, et à bientôt.")
