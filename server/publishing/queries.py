"""What staff have still to read again, to take up or to see published, and the sessions that many may be changed of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from server.accounts.powers import Power
from server.accounts.queries import names_of
from server.accounts.rules import Person
from server.libraries.queries import LibraryView, libraries_for
from server.workshops.queries import SESSION, SessionView, session_view
from server.workshops.reviewing import may_publish
from server.workshops.tables import Session

MOST = 300
WAITING = (
    " WHERE s.library = any({}) AND s.state = 'draft' AND NOT s.practice AND s.ends_at > {}"
    " AND (s.review <> '' OR s.publish_at IS NOT NULL) ORDER BY s.starts_at, s.id LIMIT {}"
)
CHOSEN = (
    " WHERE s.library = any({}) AND s.state = any({}) AND NOT s.practice AND s.starts_at > {} AND s.starts_at < {}"
    " AND ({} = '' OR s.review = {}) AND ({}::uuid IS NULL OR s.workshop = {})"
    " ORDER BY s.starts_at, s.id LIMIT {}"
)
TICKED = " WHERE s.id = any({}) AND s.library = any({}) AND NOT s.practice ORDER BY s.starts_at, s.id"


@dataclass(frozen=True)
class Waiting:
    """A draft that waits for somebody, who asked, and whether the person may publish it."""

    session: SessionView
    who: str
    may_publish: bool


@dataclass(frozen=True)
class Choice:
    """Which sessions are listed: of some libraries, in some states, under review or not, of one workshop or all."""

    libraries: Sequence[UUID]
    states: Sequence[str]
    since: datetime
    until: datetime
    review: str = ""
    workshop: UUID | None = None


async def waiting(person: Person, now: datetime) -> list[Waiting]:
    """Return the drafts to come, in the person's libraries, that wait to be read, taken up or published, by start."""
    libraries = {library.id: library for library in await libraries_for(person, Power.PLAN)}
    rows = await Session.raw(SESSION + WAITING, list(libraries), now, MOST)
    found = [session_view(row) for row in rows]
    names = await names_of({one.review_by for one in found if one.review_by})
    may = {id: await may_publish(person, library) for id, library in libraries.items()}
    return [Waiting(one, names.get(one.review_by, ""), may[one.library_id]) for one in found]


async def listed(choice: Choice) -> list[SessionView]:
    """Return the sessions of a choice, by start."""
    review, workshop = (choice.review,) * 2, (choice.workshop,) * 2
    within = (list(choice.libraries), list(choice.states), choice.since, choice.until)
    return [session_view(row) for row in await Session.raw(SESSION + CHOSEN, *within, *review, *workshop, MOST)]


async def ticked(person: Person, ids: Sequence[UUID]) -> list[SessionView]:
    """Return those of the sessions that the person may change, by start."""
    libraries = [library.id for library in await libraries_for(person, Power.PLAN)]
    return [session_view(row) for row in await Session.raw(SESSION + TICKED, list(ids), libraries)]


async def libraries_to_plan(person: Person) -> list[LibraryView]:
    """Return the libraries where the person may change sessions, by name."""
    return await libraries_for(person, Power.PLAN)
