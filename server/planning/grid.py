"""The cells of a calendar: which sessions are kept, by library, room or mediator, under which day; no database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from server.libraries.queries import RoomView
from server.planning.calendar import Closed, Dated, shown_on
from server.workshops.programme import Reach

BY_LIBRARY, BY_ROOM, BY_PRESENTER = "bibliotheque", "salle", "mediateur"
# Rows of a week on one page; sessions in one cell of a month; of a list; rooms to choose from.
MOST_ROWS = 40
MOST_IN_CELL = 5
MOST_LISTED = 60
MOST_CHOICES = 120


@dataclass(frozen=True)
class Chosen:
    """Of which sessions a calendar is, and by what its rows are."""

    by: str
    library: str = ""
    room: str = ""
    presenter: str = ""
    state: str = ""

    def address(self) -> dict[str, str]:
        """Return it as the parameters of an address."""
        return {
            "par": self.by,
            "bibliotheque": self.library,
            "salle": self.room,
            "mediateur": self.presenter,
            "etat": self.state,
        }


@dataclass(frozen=True)
class Cell:
    """What stands under a day: the sessions, how many more there are, and why the library is closed."""

    day: date
    sessions: list[Dated]
    more: int = 0
    closed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """A library, a room or a mediator with its week."""

    name: str
    about: str
    cells: list[Cell]
    room: str = ""


def chosen(
    by: str, library: str, room: str, presenter: str, state: str, reach: Reach, rooms: dict[UUID, list[RoomView]]
) -> Chosen:
    """Return what an address asks for; what is not there is left out. One library alone is shown by room."""
    known = {str(one.id) for place in reach.seen for one in rooms.get(place.id, [])}
    usual = BY_LIBRARY if len(reach.seen) != 1 else BY_ROOM
    return Chosen(
        by if by in {BY_LIBRARY, BY_ROOM, BY_PRESENTER} else usual,
        library,
        room if room in known else "",
        presenter[:120],
        state if state in {"draft", "published", "cancelled"} else "",
    )


def kept(sessions: Sequence[Dated], chosen: Chosen) -> list[Dated]:
    """Return those of the sessions that are asked for."""
    return [
        one
        for one in sessions
        if chosen.room in {"", str(one.room_id)}
        and chosen.presenter in {"", one.presenter}
        and chosen.state in {"", one.state}
    ]


def rows(
    chosen: Chosen,
    days: Sequence[date],
    sessions: Sequence[Dated],
    reach: Reach,
    rooms: dict[UUID, list[RoomView]],
    closed: Sequence[Closed],
) -> list[Row]:
    """Return the rows of a week: each library or room, also when nothing is there; or each mediator who presents."""
    if chosen.by == BY_PRESENTER:
        names = sorted({one.presenter for one in sessions})
        return [_row(name, "", days, [one for one in sessions if one.presenter == name], ()) for name in names]
    by_place: dict[tuple[UUID, UUID | None], list[Dated]] = {}
    for one in sessions:
        place = one.library_id, one.room_id if chosen.by == BY_ROOM else None
        by_place.setdefault(place, []).append(one)
    found: list[Row] = []
    for library in reach.seen:
        shut = [one for one in closed if one.library == library.id]
        if chosen.by == BY_LIBRARY:
            found.append(_row(library.name, library.city, days, by_place.get((library.id, None), []), shut))
            continue
        for room in rooms.get(library.id, []):
            if chosen.room in {"", str(room.id)}:
                there = by_place.get((library.id, room.id), [])
                found.append(_row(room.name, library.name, days, there, shut, str(room.id)))
        if none := by_place.get((library.id, None)):
            found.append(_row("", library.name, days, none, shut))
    return found


def _row(
    name: str, about: str, days: Sequence[date], sessions: Sequence[Dated], closed: Sequence[Closed], room: str = ""
) -> Row:
    by_day = _by_day(days, sessions)
    cells = [
        Cell(day, by_day.get(day, []), closed=tuple(one.reason for one in closed if one.holds_day(day))) for day in days
    ]
    return Row(name, about, cells, room)


def _by_day(days: Sequence[date], sessions: Sequence[Dated]) -> dict[date, list[Dated]]:
    found: dict[date, list[Dated]] = {}
    for one in sessions:
        found.setdefault(shown_on(one, days[0], days[-1]), []).append(one)
    return found


def weeks(days: Sequence[date], sessions: Sequence[Dated]) -> list[list[Cell]]:
    """Return the weeks of a month, from Monday; a day that is too full says how many more there are."""
    by_day = _by_day(days, sessions)
    cells = [
        Cell(day, by_day.get(day, [])[:MOST_IN_CELL], max(0, len(by_day.get(day, [])) - MOST_IN_CELL)) for day in days
    ]
    return [cells[start : start + 7] for start in range(0, len(cells), 7)]


def in_the_way(sessions: Sequence[Dated]) -> dict[str, Any]:
    """Return the sessions that have something in their way, those that are shown and how many there are."""
    found = [one for one in sessions if one.ways]
    return {"listed": found[:MOST_LISTED], "count": len(found)}
