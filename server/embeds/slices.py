"""A slice of the agenda in plain words, for a page that is not ours."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from server.agenda import queries
from server.agenda.cards import card
from server.agenda.filters import Filters, read
from server.agenda.words import chosen
from server.bookings.cards import Card
from server.foundation import clock, spoken
from server.foundation.errors import NotFound
from server.foundation.languages import LANGUAGES, SOURCE, translator
from server.foundation.settings import settings
from server.libraries.queries import all_libraries
from server.workshops.queries import public_session

FEW, MOST = 10, 50


@dataclass(frozen=True)
class Asked:
    """Which slice, how many of its next sessions, and in which language: an address says it all."""

    filters: Filters
    number: int
    language: str

    def options(self) -> dict[str, str]:
        """Return what an address must say beside the filters."""
        number = {"nombre": str(self.number)} if self.number != FEW else {}
        return number | ({"lang": self.language} if self.language != SOURCE else {})

    def query(self) -> str:
        """Return the query string with its question mark, or an empty text."""
        return self.filters.query(**self.options())


@dataclass(frozen=True)
class Line:
    """One session: `when`, `place` and `seats` are words, `start` is ISO 8601, `url` is its page here."""

    url: str
    title: str
    start: str
    when: str
    place: str
    seats: str
    cancelled: bool


@dataclass(frozen=True)
class Slice:
    """What a site shows: the next sessions, whether there are more, where all are, and the words around."""

    title: str
    url: str
    lang: str
    sessions: list[Line]
    more: bool
    none: str
    all: str

    def told(self) -> dict[str, Any]:
        """Return it as JSON holds it."""
        return asdict(self)


def asked(values: Mapping[str, str]) -> Asked:
    """Read what an address asks for; what cannot be read is left out."""
    number, language = values.get("nombre", ""), values.get("lang", "")
    wanted = int(number) if number.isascii() and number.isdigit() and len(number) < 4 else FEW
    return Asked(read(values), min(max(wanted, 1), MOST), language if language in LANGUAGES else SOURCE)


async def of_agenda(wanted: Asked) -> Slice:
    """Return the next sessions that the filters leave in."""
    now, zone, words = clock.now(), settings().timezone, translator(wanted.language)
    libraries = await all_libraries()
    window = queries.page_window(wanted.filters, now, zone)
    found = await queries.listed(wanted.filters, window, libraries, most=wanted.number + 1)
    said = chosen(wanted.filters, libraries, zone, wanted.language)
    return Slice(
        title=" · ".join([words.gettext("L'agenda des ateliers numériques"), *said]),
        url=f"{settings().url}/{wanted.filters.query()}",
        lang=wanted.language,
        sessions=[
            _line(card(each, language=wanted.language, now=now), wanted.language) for each in found[: wanted.number]
        ],
        more=len(found) > wanted.number,
        none=words.gettext("Aucun atelier n'est prévu pour l'instant"),
        all=words.gettext("Voir tout l'agenda"),
    )


async def of_session(id: UUID, language: str) -> Slice:
    """Return one session, of ours or of a peer; raises Gone once withdrawn, NotFound."""
    try:
        found: queries.Found = await public_session(id)
    except NotFound:
        found = await queries.from_elsewhere(id)
    words = translator(language)
    shown = _line(card(found, language=language, now=clock.now()), language)
    return Slice(
        title=shown.title,
        url=shown.url,
        lang=language,
        sessions=[shown],
        more=False,
        none="",
        all=words.gettext("Lire la suite et s'inscrire"),
    )


def _line(shown: Card, language: str) -> Line:
    return Line(
        url=f"{settings().url}{shown.url}",
        title=shown.title,
        start=shown.starts_at.isoformat(),
        when=spoken.when(shown.starts_at, shown.ends_at, shown.timezone, language),
        place=_place(shown, language),
        seats=_seats(shown, language),
        cancelled=shown.state in {"cancelled", "postponed"},
    )


def _place(shown: Card, language: str) -> str:
    if shown.online:
        return translator(language).gettext("En ligne, par Internet")
    town = shown.locality if shown.locality not in shown.place else ""
    return ", ".join(part for part in (shown.place, town) if part)


def _seats(shown: Card, language: str) -> str:
    words = translator(language)
    if shown.state in {"cancelled", "postponed"}:
        return shown.stamp
    if shown.seats_left is None or shown.bookable == "closed":
        return ""
    if shown.seats_left > 0:
        said = words.ngettext("Il reste %(num)s place", "Il reste %(num)s places", shown.seats_left)
        return said % {"num": shown.seats_left}
    if shown.seats_called:
        return words.gettext("Il reste des places par téléphone")
    return words.gettext("Il n'y a plus de place.") if shown.bookable != "waiting" else words.gettext("Liste d'attente")
