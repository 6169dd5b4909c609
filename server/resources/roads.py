"""How long the road between two libraries takes: as somebody wrote it down, or else by how far they are."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from server.accounts.powers import Power
from server.accounts.rules import Person
from server.foundation.database import DB
from server.foundation.errors import Invalid, NotFound
from server.foundation.ids import new_id
from server.journal import actions as journal
from server.libraries.queries import LibraryView, libraries_for
from server.resources.rules import check_road, road
from server.resources.tables import Road

BETWEEN = """
SELECT l.id AS here, o.id AS there, r.minutes, o.latitude, o.longitude,
  l.latitude AS from_latitude, l.longitude AS from_longitude
FROM unnest({}::uuid[], {}::uuid[]) AS pair(here, there)
JOIN library l ON l.id = pair.here JOIN library o ON o.id = pair.there
LEFT JOIN road r ON r.first = least(l.id, o.id) AND r.second = greatest(l.id, o.id)
"""
WRITTEN = """
SELECT r.first, r.second, r.minutes, a.name AS first_name, b.name AS second_name
FROM road r JOIN library a ON a.id = r.first JOIN library b ON b.id = r.second ORDER BY a.name, b.name, r.id
"""


@dataclass(frozen=True)
class RoadView:
    """The minutes between two libraries, as somebody wrote them down."""

    first: UUID
    second: UUID
    minutes: int
    first_name: str
    second_name: str


async def minutes_between(pairs: Collection[tuple[UUID, UUID]]) -> dict[UUID, dict[UUID, int]]:
    """Return the minutes of road from libraries to others; 0 where neither these nor the places are known."""
    found: dict[UUID, dict[UUID, int]] = {here: {here: 0} for here, _ in pairs}
    apart = [pair for pair in pairs if pair[0] != pair[1]]
    for row in await DB.rows(BETWEEN, [here for here, _ in apart], [there for _, there in apart]) if apart else []:
        found[row["here"]][row["there"]] = _minutes(row)
    return found


def _minutes(row: dict[str, Any]) -> int:
    if row["minutes"] is not None:
        return int(row["minutes"])
    return road((row["from_latitude"], row["from_longitude"]), (row["latitude"], row["longitude"])) or 0


async def written_roads() -> list[RoadView]:
    """Return the roads that somebody wrote down, by name."""
    return [RoadView(**row) for row in await DB.rows(WRITTEN)]


async def ends_for(person: Person) -> list[LibraryView]:
    """Return the libraries whose roads a person may write down: those that they manage."""
    return await libraries_for(person, Power.RUN_LIBRARY)


async def write_road(one: UUID, other: UUID, minutes: int, *, by: Person, now: datetime) -> None:
    """Write down how long the road between two libraries takes; raises Invalid or NotFound.

    A manager of one of them may.
    """
    check_road(minutes)
    first, second = await _ends(one, other, by)
    async with DB.transaction():
        row = Road(id=new_id(), first=first, second=second, minutes=minutes)
        target = (Road.first, Road.second)
        await Road.insert(row).on_conflict(target=target, action="DO UPDATE", values=[Road.minutes])
        await journal.write("road.written", first, by=by.by, now=now, library=first, to=str(second), minutes=minutes)


async def forget_road(one: UUID, other: UUID, *, by: Person, now: datetime) -> None:
    """Forget what was written down: the road takes what its length says. Raises Invalid or NotFound."""
    first, second = await _ends(one, other, by)
    async with DB.transaction():
        gone = await Road.delete().where((Road.first == first) & (Road.second == second)).returning(Road.id)
        if not gone:
            raise NotFound
        await journal.write("road.forgotten", first, by=by.by, now=now, library=first, to=str(second))


async def _ends(one: UUID, other: UUID, by: Person) -> tuple[UUID, UUID]:
    if one == other:
        raise Invalid({"second": "same_library"})
    if not {one, other} & {library.id for library in await ends_for(by)}:
        raise NotFound
    first, second = sorted((one, other))
    return first, second
