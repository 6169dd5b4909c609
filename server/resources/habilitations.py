"""Habilitations of those who present: written down, taken back, and who holds one."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from server.accounts.rules import Person
from server.foundation.database import DB
from server.foundation.errors import Invalid, NotFound
from server.foundation.ids import new_id
from server.foundation.words import one_line
from server.journal import actions as journal
from server.libraries.queries import all_libraries
from server.resources import fitness
from server.resources.fitness import Held
from server.resources.mediators import mediator_to_change
from server.resources.tables import Habilitation

HELD = """
SELECT m.id, m.status, h.structure, h.first_on, h.last_on, h.libraries
FROM mediator m LEFT JOIN habilitation h ON h.mediator = m.id AND h.programme = {}
WHERE m.id = any({}::uuid[]) ORDER BY m.id, h.first_on, h.id
"""
LATEST = """
SELECT * FROM (
  SELECT DISTINCT ON (m.id) m.id, m.name, m.status, h.structure, h.first_on, h.last_on
  FROM mediator m JOIN habilitation h ON h.mediator = m.id AND h.programme = {}
  ORDER BY m.id, h.last_on DESC NULLS FIRST, h.first_on DESC
) latest ORDER BY name, id
"""
OF = "SELECT * FROM habilitation WHERE mediator = {} ORDER BY first_on DESC, id"


@dataclass(frozen=True)
class HabilitationView:
    """A habilitation of somebody; no `libraries`: all those where they present. `last_on` is included, or not known."""

    id: UUID
    mediator: UUID
    programme: str
    structure: str
    libraries: tuple[UUID, ...]
    first_on: date
    last_on: date | None


@dataclass(frozen=True)
class Habilitated:
    """Somebody who holds, or held, a habilitation: the one that lasts longest."""

    id: UUID
    name: str
    status: str
    structure: str
    first_on: date
    last_on: date | None


@dataclass(frozen=True)
class Helper:
    """Somebody who presents, as far as a programme asks: their status, and what habilitations they hold for it."""

    status: str
    held: tuple[Held, ...]

    def unfit(self, library: UUID, first: date, last: date) -> str:
        """Return why they may not hold a slot in a library on these local days, or an empty text."""
        return fitness.unfit(self.status, self.held, library, first, last)


async def habilitate(which: UUID, held: Held, *, by: Person, now: datetime) -> UUID:
    """Write down that somebody is habilitated and return the habilitation's id; raises Invalid or NotFound.

    The journal keeps the days and the programme, not whose structure it is.
    """
    held = Held(one_line(held.structure), held.first_on, held.last_on, sorted(set(held.libraries)), held.programme)
    held.check()
    if set(held.libraries) - {library.id for library in await all_libraries()}:
        raise Invalid({"libraries": "bad_choice"})
    async with DB.transaction():
        await mediator_to_change(by, which)
        row = Habilitation(id=new_id(), mediator=which, programme=held.programme, structure=held.structure)
        row.libraries, row.first_on, row.last_on, row.created_at = (
            list(held.libraries),
            held.first_on,
            held.last_on,
            now,
        )
        await row.save()
        facts: dict[str, Any] = {"programme": held.programme, "first_on": held.first_on, "last_on": held.last_on}
        await journal.write("mediator.habilitated", which, by=by.by, now=now, **facts)
    return row.id


async def take_back(which: UUID, habilitation: UUID, *, by: Person, now: datetime) -> None:
    """Take a habilitation back; raises NotFound. Slots that then miss one are among the things to do."""
    async with DB.transaction():
        await mediator_to_change(by, which)
        mine = (Habilitation.id == habilitation) & (Habilitation.mediator == which)
        if not await Habilitation.delete().where(mine).returning(Habilitation.id):
            raise NotFound
        await journal.write("mediator.habilitation_taken_back", which, by=by.by, now=now)


async def of_mediator(which: UUID) -> list[HabilitationView]:
    """Return the habilitations of somebody, the newest first."""
    rows = await DB.rows(OF, which)
    names = HabilitationView.__dataclass_fields__
    lists = [{**row, "libraries": tuple(row["libraries"] or ())} for row in rows]
    return [HabilitationView(**{name: row[name] for name in names}) for row in lists]


async def helpers(mediators: Collection[UUID], programme: str = fitness.AIDANTS_CONNECT) -> dict[UUID, Helper]:
    """Return what a programme asks of these people, by id; unknown ids are left out."""
    held: dict[UUID, list[Held]] = {}
    status: dict[UUID, str] = {}
    for row in await DB.rows(HELD, programme, list(mediators)) if mediators else []:
        status[row["id"]] = row["status"]
        own = held.setdefault(row["id"], [])
        if row["first_on"] is not None:
            here = tuple(row["libraries"] or ())
            own.append(Held(row["structure"], row["first_on"], row["last_on"], here, programme))
    return {which: Helper(status[which], tuple(held[which])) for which in status}


async def habilitated(programme: str = fitness.AIDANTS_CONNECT) -> list[Habilitated]:
    """Return everybody who holds or held a habilitation, by name; of each the one that lasts longest."""
    return [Habilitated(**row) for row in await DB.rows(LATEST, programme)]
