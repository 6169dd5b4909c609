"""A file brought in and not yet confirmed: kept for a day, for the person who brought it, then erased."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from server.accounts.rules import Person
from server.calendars.importing import NotACalendar, read_calendar
from server.foundation.database import DB
from server.foundation.errors import Invalid, NotFound
from server.foundation.ids import new_id
from server.foundation.words import fold, one_line
from server.intake.apart import check_size, open_table
from server.intake.columns import NEEDED, guess, headings_at, kept
from server.intake.lines import Place, Unreadable, rows_of
from server.intake.tables import ImportDraft, ImportHeading
from server.libraries.queries import LibraryView, rooms_of_all
from server.workshops.importing import SEATS, WAITING, Row, library_named

KEPT = timedelta(days=1)
MOST_DRAFTS = 5
MOST_ROWS = 500
MOST_SEATS = 1000
TIMES = ("starts_at", "ends_at")


@dataclass(frozen=True)
class Choices:
    """What was chosen for a draft: the library of lines that name none, where what is missing is said, and columns."""

    library: str = ""
    public: bool = False
    capacity: int = SEATS
    waiting: int = WAITING
    columns: Mapping[str, int] | None = None


@dataclass(frozen=True)
class Draft:
    """A file that was brought in. `lines` of a table are numbers and cells; `events` are those of a calendar."""

    id: UUID
    kind: str
    name: str
    headings: list[str]
    lines: list[list[Any]]
    events: list[dict[str, Any]]
    cut: bool
    choices: Choices

    def sample(self, column: int) -> str:
        """Return what the first line that fills a column holds there."""
        return next((line[column + 1] for line in self.lines if column + 1 < len(line) and line[column + 1]), "")


async def bring_in(body: bytes, *, zone: str, by: Person, now: datetime, most: int = MOST_ROWS) -> UUID:
    """Keep what a file holds and return the draft's id; raises Invalid at `file`.

    Columns about people who come are left out here: they are never written down.
    """
    check_size(body)
    draft = ImportDraft(id=new_id(), staff=by.id, choices="", made_at=now, erase_at=now + KEPT)
    if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:15].upper() == b"BEGIN:VCALENDAR":
        await _calendar(draft, body, zone, now, most)
    else:
        await _table(draft, body, most)
    async with DB.transaction():
        await ImportDraft.raw(
            "DELETE FROM import_draft WHERE id IN (SELECT id FROM import_draft WHERE staff = {} "
            "ORDER BY made_at DESC OFFSET {})",
            by.id,
            MOST_DRAFTS - 1,
        )
        await draft.save()
    return UUID(str(draft.id))


async def _calendar(draft: ImportDraft, body: bytes, zone: str, now: datetime, most: int) -> None:
    try:
        rows, left = await read_calendar(body, zone, now)
    except NotACalendar as error:
        raise Invalid({"file": f"calendar_{error.reason}"}, detail=error.detail, line=error.line) from error
    told = [*(_told(row) for row in rows[:most]), *(asdict(each) for each in left[:most])]
    draft.kind, draft.name, draft.headings, draft.cut = "calendar", "", "[]", len(rows) > most
    draft.content = json.dumps(told)


async def _table(draft: ImportDraft, body: bytes, most: int) -> None:
    opened = await open_table(body)
    place = headings_at([line[1:] for line in opened.lines])
    headings = opened.lines[place][1:]
    own = kept(headings)
    lines = [[line[0], *(line[1 + each] if 1 + each < len(line) else "" for each in own)] for line in opened.lines]
    draft.kind, draft.name = "table", opened.sheet
    draft.headings = json.dumps([headings[each][:100] for each in own])
    draft.content = json.dumps(lines[place + 1 : place + 1 + most])
    draft.cut = opened.cut or len(lines) - place - 1 > most


def _told(row: Row) -> dict[str, Any]:
    told = {name: value for name, value in asdict(row).items() if name not in {"room", "usual"}}
    return told | {name: told[name].isoformat() for name in TIMES}


async def draft_of(person: Person, id: UUID, now: datetime) -> Draft:
    """Return a draft for the person who brought it in; raises NotFound, also once it is to be erased."""
    row = await ImportDraft.select().where((ImportDraft.id == id) & (ImportDraft.staff == person.id)).first()
    if row is None or row["erase_at"] <= now:
        raise NotFound
    content, headings = json.loads(row["content"]), json.loads(row["headings"])
    table = row["kind"] == "table"
    chosen = Choices(**json.loads(row["choices"])) if row["choices"] else Choices()
    if table and chosen.columns is None:
        chosen = replace(chosen, columns=guess(headings, await _remembered(headings)))
    return Draft(
        id=row["id"],
        kind=row["kind"],
        name=row["name"],
        headings=headings,
        lines=content if table else [],
        events=[] if table else content,
        cut=row["cut"],
        choices=chosen,
    )


async def _remembered(headings: Sequence[str]) -> dict[str, str]:
    known = [fold(heading)[:100] for heading in headings]
    rows = await ImportHeading.select().where(ImportHeading.heading.is_in(known or [""]))
    return {row["heading"]: row["field"] for row in rows}


async def choose(draft: Draft, chosen: Choices, *, now: datetime) -> None:
    """Keep what was chosen for a draft, and remember the columns by their headings; raises Invalid."""
    columns = dict(chosen.columns or {})
    wrong = {f"col_{name}": "column_needed" for name in NEEDED if draft.kind == "table" and name not in columns}
    numbers = {"capacity": chosen.capacity, "waiting": chosen.waiting}
    wrong |= {name: "bad_number" for name, number in numbers.items() if not 0 <= number <= MOST_SEATS}
    if wrong:
        raise Invalid(wrong)
    async with DB.transaction():
        told = json.dumps(asdict(chosen) | {"columns": columns if draft.kind == "table" else None})
        await ImportDraft.update({ImportDraft.choices: told}).where(ImportDraft.id == draft.id)
        fields = {place: name for name, place in columns.items()}
        for place, heading in enumerate(draft.headings):
            if fold(heading):
                row = ImportHeading(heading=fold(heading)[:100], field=fields.get(place, ""), chosen_at=now)
                await ImportHeading.insert(row).on_conflict(
                    target=ImportHeading.heading,
                    action="DO UPDATE",
                    values=[ImportHeading.field, ImportHeading.chosen_at],
                )


async def rows_to_import(draft: Draft, libraries: Sequence[LibraryView]) -> list[Row | Unreadable]:
    """Return the rows of a draft, and its lines that cannot be read; lines that name no library are of the first."""
    usual = (draft.choices.capacity, draft.choices.waiting)
    if draft.kind == "calendar":
        return [_row(told, usual) for told in draft.events]
    columns = draft.choices.columns or {}
    return rows_of(draft.lines, columns, await _places(draft, columns.get("library"), libraries), usual)


async def _places(draft: Draft, column: int | None, libraries: Sequence[LibraryView]) -> dict[str, Place]:
    """Return the library that each name in a column means, by that name folded; under "" that of lines without one."""
    rooms, places = await rooms_of_all(), {}
    names = {line[column + 1] for line in draft.lines if column + 1 < len(line)} if column is not None else set()
    for name in {"", *(one_line(name) for name in names)}:
        if library := library_named(name, libraries):
            held = {fold(room.name): room.id for room in rooms.get(library.id, [])}
            places[fold(name)] = Place(library.timezone, held)
    return places


def _row(told: Mapping[str, Any], usual: tuple[int, int]) -> Row | Unreadable:
    if "reason" in told:
        return Unreadable(**told)
    times = {name: datetime.fromisoformat(told[name]) for name in TIMES}
    return Row(**{**told, **times, "usual": usual})


async def give_up(person: Person, id: UUID) -> None:
    """Erase a draft of the person, if it is there."""
    async with DB.transaction():
        await ImportDraft.delete().where((ImportDraft.id == id) & (ImportDraft.staff == person.id))
