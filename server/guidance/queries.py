"""What guidance looks through: sessions with free seats of ours, of neighbours and of others, for each wish."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from server.agenda import queries as agenda
from server.agenda.cards import card
from server.agenda.filters import Filters
from server.agenda.mirrored import MirroredView
from server.agenda.together import Window
from server.bookings.cards import Card, saying
from server.foundation.settings import settings
from server.foundation.words import fold
from server.guidance.rules import Candidate, Wish, pick
from server.libraries.queries import LibraryView, all_libraries
from server.sharing.offers import offers
from server.territories.distance import kilometres
from server.workshops.queries import SessionView

MOST_READ = 30
NEAR_KILOMETRES = 30.0
BOOKABLE = frozenset({"open", "asked", "external"})
AHEAD = timedelta(hours=1)  # time enough to book and to come


@dataclass(frozen=True)
class Proposed:
    """A session that is proposed: its card and why (a key of words.WHY)."""

    card: Card
    why: str


async def proposals(wished: tuple[Wish, ...], said: str, *, language: str, now: datetime) -> list[Proposed]:
    """Return one to three sessions with free seats for wishes, the first to do first; none when there is none."""
    known = await all_libraries()
    found: list[list[Candidate]] = []
    cards: dict[UUID, Card] = {}
    for wish in wished:
        shown = await _with_seats(Filters(theme=wish.theme, places=True), known, language, now)
        cards |= {one.id: one for one, _ in shown}
        found.append([_candidate(one, distance) for one, distance in shown])
    return [Proposed(saying(cards[each.session], said), each.reason) for each in pick(wished, found)]


async def alternatives(said: str, *, language: str, now: datetime) -> list[Card]:
    """Return at most three sessions for people who begin, whatever their theme and their seats."""
    known = await all_libraries()
    filters = Filters(niveau="beginner", annules="non")
    found = await agenda.listed(filters, _window(filters, now), known, most=3)
    return [saying(card(each, language=language, now=now), said) for each in found]


def _window(filters: Filters, now: datetime) -> Window:
    return agenda.page_window(filters, now + AHEAD, settings().timezone)


async def _with_seats(
    filters: Filters, known: list[LibraryView], language: str, now: datetime
) -> list[tuple[Card, int]]:
    """Return cards that can be booked now, each with its distance (see Candidate).

    An appointment for one person is left to those who cannot do it alone: it is no workshop to learn in.
    """
    listed = await agenda.listed(filters, _window(filters, now), known, most=MOST_READ)
    found = [each for each in listed if getattr(each, "capacity", None) != 1]
    offered = await offers([each.ap_id for each in found if isinstance(each, MirroredView)], now)
    cards = [(card(each, language=language, now=now, offered=offered), _distance(each, known)) for each in found]
    return [(one, distance) for one, distance in cards if one.bookable in BOOKABLE and one.starts_at > now + AHEAD]


def _distance(found: agenda.Found, known: list[LibraryView]) -> int:
    if isinstance(found, SessionView):
        return 0
    if not isinstance(found, MirroredView) or found.latitude is None or found.longitude is None:
        return 2
    there = (found.latitude, found.longitude)
    ours = [(each.latitude, each.longitude) for each in known if each.latitude is not None]
    near = any(kilometres((at, along), there) <= NEAR_KILOMETRES for at, along in ours if at and along)
    return 1 if near else 2


def _candidate(one: Card, distance: int) -> Candidate:
    return Candidate(one.id, fold(one.title), one.level, one.starts_at, distance)
