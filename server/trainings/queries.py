"""Trainings for staff: what is open, who takes part, what somebody has covered, and how a team stands."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from server.accounts.powers import Power
from server.accounts.rules import Person
from server.foundation.database import DB
from server.foundation.errors import NotFound, Refused
from server.libraries.queries import libraries_for
from server.trainings.rules import Module, Progress, cover
from server.workshops.professional import INTERNAL
from server.workshops.queries import SESSION, SessionView, session, session_view
from server.workshops.tables import Session

MOST = 100
MODULES = """
SELECT id, title, summary, core, position, retired_at IS NOT NULL AS retired FROM training_module ORDER BY position, id
"""
OPEN = SESSION + " WHERE s.state = 'internal' AND s.ends_at > {} ORDER BY s.starts_at, s.id LIMIT {}"
TAKEN = "SELECT session, count(*) AS number FROM training_seat WHERE session = any({}::uuid[]) GROUP BY session"
MINE = SESSION + (
    " JOIN training_seat t ON t.session = s.id WHERE t.staff = {} AND s.state = 'internal' ORDER BY s.starts_at, s.id"
)
STATES = "SELECT session, state FROM training_seat WHERE staff = {}"
SEATS = """
SELECT t.staff AS id, p.name, t.state FROM training_seat t JOIN staff p ON p.id = t.staff WHERE t.session = {}
ORDER BY p.name, p.id
"""
TOPICS = """
SELECT o.workshop, m.title FROM training_topic o JOIN training_module m ON m.id = o.module
WHERE o.workshop = any({}::uuid[]) AND m.retired_at IS NULL ORDER BY m.position, m.id
"""
ATTENDED = """
SELECT t.staff, o.module, s.starts_at FROM training_seat t JOIN session s ON s.id = t.session
JOIN training_topic o ON o.workshop = s.workshop WHERE t.state = 'present' AND t.staff = any({}::uuid[])
"""
TEAM = """
SELECT DISTINCT p.id, p.name FROM staff p LEFT JOIN membership m ON m.staff = p.id
WHERE p.joined_at IS NOT NULL AND p.disabled_at IS NULL AND (m.library = any({}::uuid[]) OR p.administrator AND {})
ORDER BY p.name, p.id
"""
TAKING_PART = """
SELECT t.staff FROM training_seat t JOIN session s ON s.id = t.session WHERE t.session = {} AND s.state = 'internal'
ORDER BY t.staff
"""
COVERS = "SELECT workshop, module FROM training_topic"


@dataclass(frozen=True)
class Training:
    """A session that trains staff: `mine` is the state of the reader's seat, or empty; `modules` are titles."""

    session: SessionView
    taken: int
    mine: str
    modules: tuple[str, ...]

    @property
    def left(self) -> int:
        return max(0, self.session.capacity - self.taken)

    @property
    def online_url(self) -> str:
        """Where it is held on line, for those who take part."""
        return self.session.online_url if self.mine else ""


@dataclass(frozen=True)
class Seat:
    """A member of staff in a session."""

    id: UUID
    name: str
    state: str


@dataclass(frozen=True)
class Agent:
    """A member of a team and what they have covered."""

    id: UUID
    name: str
    progress: Progress


async def modules() -> list[Module]:
    """Return the whole referential, in order, with what is retired."""
    return [Module(**row) for row in await DB.rows(MODULES)]


async def coming(person: Person, now: datetime) -> list[Training]:
    """Return the trainings that are not over, by start."""
    rows = await Session.raw(OPEN, now, MOST)
    return await _trainings([session_view(row) for row in rows], person)


async def followed(person: Person, now: datetime) -> list[Training]:
    """Return the trainings that are over in which somebody had a seat, by start."""
    rows = await Session.raw(MINE, person.id)
    return await _trainings([view for row in rows if (view := session_view(row)).ends_at <= now], person)


async def one(person: Person, id: UUID) -> Training:
    """Return a training; raises NotFound."""
    found = await session(id)
    if found.state != INTERNAL:
        raise NotFound
    return (await _trainings([found], person))[0]


async def attended(person: Person, id: UUID) -> Training:
    """Return a training at which somebody was; raises NotFound or Refused."""
    found = await one(person, id)
    if found.mine != "present":
        raise Refused("training_not_attended")
    return found


async def _trainings(sessions: Sequence[SessionView], person: Person) -> list[Training]:
    ids, workshops = [view.id for view in sessions], list({view.workshop_id for view in sessions})
    if not sessions:
        return []
    taken = {row["session"]: row["number"] for row in await DB.rows(TAKEN, ids)}
    mine = {row["session"]: row["state"] for row in await DB.rows(STATES, person.id)}
    told: dict[UUID, list[str]] = defaultdict(list)
    for row in await DB.rows(TOPICS, workshops):
        told[row["workshop"]].append(row["title"])
    return [
        Training(view, taken.get(view.id, 0), mine.get(view.id, ""), tuple(told[view.workshop_id])) for view in sessions
    ]


async def seats(id: UUID) -> list[Seat]:
    """Return who has a seat in a training, by name; for whoever runs it."""
    return [Seat(**row) for row in await DB.rows(SEATS, id)]


async def taking_part(id: UUID) -> list[UUID]:
    """Return the staff who take part in a session that trains them; nobody in any other session."""
    return [row["staff"] for row in await DB.rows(TAKING_PART, id)]


async def takes_part(id: UUID, staff: UUID) -> bool:
    """Tell whether a member of staff takes part in a training."""
    return staff in await taking_part(id)


async def progress(person: Person) -> Progress:
    """Return what somebody has covered."""
    return (await _progress([person.id]))[person.id]


async def team(person: Person) -> list[Agent]:
    """Return the members of the teams that somebody runs, by name, with what each has covered."""
    libraries = [library.id for library in await libraries_for(person, Power.RUN_TEAM)]
    rows: list[dict[str, Any]] = await DB.rows(TEAM, libraries, person.administrator)
    found = await _progress([row["id"] for row in rows])
    return [Agent(row["id"], row["name"], found[row["id"]]) for row in rows]


async def _progress(ids: list[UUID]) -> dict[UUID, Progress]:
    known = await modules()
    came: dict[UUID, list[tuple[UUID, datetime]]] = defaultdict(list)
    for row in await DB.rows(ATTENDED, ids):
        came[row["staff"]].append((row["module"], row["starts_at"]))
    return {id: cover(known, came[id]) for id in ids}


async def covers() -> dict[UUID, set[UUID]]:
    """Return the modules that each workshop covers."""
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for row in await DB.rows(COVERS):
        found[row["workshop"]].add(row["module"])
    return found
