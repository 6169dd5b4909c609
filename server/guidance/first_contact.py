"""What can be proposed at the desk for a need: sessions here and elsewhere, slots, places, other bodies."""

from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from server.agenda import cards
from server.agenda import queries as agenda
from server.agenda.filters import Filters
from server.agenda.mirrored import MirroredView
from server.bookings.cards import Card
from server.desk.places import place_in
from server.foundation.errors import Invalid
from server.guidance import first_contact_rules as rules
from server.guidance.first_contact_rules import Need, Option
from server.guidance.first_contact_words import Body, bodies
from server.libraries.queries import LibraryView, all_libraries
from server.materials import queries as materials
from server.materials.queries import MaterialView, Wanted
from server.sharing.offers import offers
from server.workshops import aidants_connect
from server.workshops.programme import Reach
from server.workshops.queries import SessionView, sessions_by_ids

MOST_READ = 60
MOST_PLACES = 4
MOST_RESOURCES = 4


@dataclass(frozen=True)
class Proposed:
    """A session to propose: its card, where the desk books it or (`desk` false) where it is read, its free seats.

    `seats` are those that the desk may give, None when the organiser did not say.
    """

    card: Card
    url: str
    desk: bool
    seats: int | None


@dataclass(frozen=True)
class Place:
    """A library to send somebody to."""

    library: LibraryView
    aidants_connect: bool


@dataclass(frozen=True)
class Answer:
    """What to propose, in the order of `parts`; what is not among them is empty."""

    need: Need
    parts: tuple[str, ...]
    own: list[Proposed] = field(default_factory=list)
    elsewhere: list[Proposed] = field(default_factory=list)
    slots: list[Proposed] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    bodies: tuple[Body, ...] = ()
    resources: list[MaterialView] = field(default_factory=list)

    @property
    def found(self) -> bool:
        """Whether there is a session, or a slot, to propose."""
        return bool(self.own or self.elsewhere or self.slots)


def library_of(reach: Reach, text: str) -> LibraryView:
    """Return the library of the desk: the one chosen, or the only one; raises Invalid."""
    found = next((one for one in reach.desk if str(one.id) == text), None)
    if found is None and (text or len(reach.desk) != 1):
        raise Invalid({"library": "bad_choice"})
    return found or reach.desk[0]


async def answer(need: Need, here: LibraryView, reach: Reach, *, language: str, now: datetime) -> Answer:
    """Return what can be proposed for a need at the desk of a library; raises Invalid."""
    need.check()
    parts, known = rules.parts(need), await all_libraries()
    at_desk = {library.id for library in reach.desk}
    sessions, theme_of = await _sessions(need, known, here, now)
    asked = await offers([one.ap_id for one in sessions.values() if isinstance(one, MirroredView)], now)

    def proposed(options: Sequence[Option]) -> list[Proposed]:
        return [_proposed(sessions[one.id], at_desk, asked, language, now) for one in options]

    options = [_option(one, theme_of[which], here, now) for which, one in sessions.items()]
    own, elsewhere = rules.chosen(options, need)
    return Answer(
        need,
        parts,
        own=proposed(own),
        elsewhere=proposed(elsewhere),
        slots=await _slots(need, known, here, at_desk, language, now) if rules.SLOTS in parts else [],
        places=await _places(known, here, now) if rules.PLACES in parts else [],
        bodies=bodies(need.want, need.domain),
        resources=await materials.found(Wanted(theme=rules.THEMES[need.want][0]), public=True, most=MOST_RESOURCES),
    )


async def _sessions(
    need: Need, known: Sequence[LibraryView], here: LibraryView, now: datetime
) -> tuple[dict[UUID, SessionView | MirroredView], dict[UUID, int]]:
    """Return the sessions with a free seat of the themes of a need, and the place of the nearest theme of each."""
    found: dict[UUID, SessionView | MirroredView] = {}
    theme_of: dict[UUID, int] = {}
    for number, theme in enumerate(rules.THEMES[need.want]):
        filters = Filters(theme=theme, annules="non")
        window = agenda.page_window(filters, now, here.timezone)
        for one in await agenda.listed(filters, window, known, most=MOST_READ):
            if isinstance(one, SessionView | MirroredView) and one.id not in found and _open(one, need, now):
                found[one.id], theme_of[one.id] = one, number
    return found, theme_of


def _open(one: SessionView | MirroredView, need: Need, now: datetime) -> bool:
    """Tell whether a session may be proposed: it has a free seat (or its organiser does not say), and is no slot."""
    if isinstance(one, MirroredView):
        return one.starts_at > now and (one.remaining is None or one.remaining > 0)
    whole = not one.singles and not need.back
    return one.starts_at > now and not one.kind and not whole and place_in(one, now).bookable == "open"


def _option(one: SessionView | MirroredView, theme: int, here: LibraryView, now: datetime) -> Option:
    zone = ZoneInfo(here.timezone)
    today = one.starts_at.astimezone(zone).date() == now.astimezone(zone).date()
    own = isinstance(one, SessionView) and one.library_id == here.id
    return Option(one.id, one.starts_at, one.level, theme, own, today)


def _proposed(
    one: SessionView | MirroredView, at_desk: set[UUID], asked: Container[str], language: str, now: datetime
) -> Proposed:
    """Return a session with where it is booked: at this desk, at the desk of another agenda, or on its page."""
    if isinstance(one, MirroredView):
        offered = one.ap_id in asked
        url = f"/bureau/ailleurs/{one.id}" if offered else f"/seances/{one.id}"
        made = cards.card(one, language=language, now=now, offered=(one.ap_id,) if offered else ())
        return Proposed(made, url, offered, one.remaining)
    desk = one.library_id in at_desk
    url = f"/bureau/seances/{one.id}" if desk else f"/seances/{one.id}"
    return Proposed(cards.card(one, language=language, now=now), url, desk, place_in(one, now).seats)


async def _slots(
    need: Need, known: Sequence[LibraryView], here: LibraryView, at_desk: set[UUID], language: str, now: datetime
) -> list[Proposed]:
    """Return the free Aidants Connect slots that somebody habilitated holds, those here first, then by start."""
    ids = [library.id for library in known]
    coming = await aidants_connect.coming(ids, now, MOST_READ)
    unheld = set(await aidants_connect.unheld(ids, now, MOST_READ)) if coming else set()
    views = await sessions_by_ids(set(coming) - unheld)
    free = [one for one in views.values() if one.starts_at > now and place_in(one, now).bookable == "open"]
    if not need.back:
        free = [one for one in free if _option(one, 0, here, now).today]
    free.sort(key=lambda one: (one.library_id != here.id and not need.urgent, one.starts_at, one.id))
    return [_proposed(one, at_desk, (), language, now) for one in free[: rules.MOST_SLOTS]]


async def _places(known: Sequence[LibraryView], here: LibraryView, now: datetime) -> list[Place]:
    """Return where one can go: here, then the other libraries of the town, then the others, by name."""
    nearest = sorted(known, key=lambda one: (one.id != here.id, one.city != here.city, one.name, one.id))[:MOST_PLACES]
    offering = await aidants_connect.offering([one.id for one in nearest], now)
    return [Place(one, one.id in offering) for one in nearest]
