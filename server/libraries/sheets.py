"""The sheet of a place: what a library says of itself, with what the national list of places asks beside it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from server.accounts.powers import Power
from server.accounts.rules import Person
from server.foundation.database import DB
from server.foundation.errors import Invalid, NotFound
from server.foundation.ids import new_id
from server.foundation.meanwhile import check
from server.foundation.words import clean, one_line
from server.journal import actions as journal
from server.libraries.actions import TOLD
from server.libraries.queries import LibraryView, all_with_their_changes, by_id, require
from server.libraries.rules import check_library
from server.libraries.sheet_rules import wrong
from server.libraries.tables import Library, PlaceSheet

# The fields of the library itself that its sheet shows again, to be changed there as well.
OWN = (
    "name",
    "address",
    "postal_code",
    "city",
    "insee",
    "latitude",
    "longitude",
    "phone",
    "email",
    "website",
    "opening_hours",
)


@dataclass(frozen=True)
class PlaceView:
    """What is kept of a place beside its library; lists hold codes of `sheet_words`, or lines of text."""

    pivot: str = ""
    parent: str = ""
    source: str = ""
    kinds: tuple[str, ...] = ("BIB",)
    moves: tuple[str, ...] = ("fixed",)
    complement: str = ""
    other_emails: tuple[str, ...] = ()
    other_sites: tuple[str, ...] = ()
    summary: str = ""
    detail: str = ""
    services: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    care: tuple[str, ...] = ()
    fees: tuple[str, ...] = ()
    ways_in: tuple[str, ...] = ()
    acceslibre: str = ""
    programmes: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    other_labels: tuple[str, ...] = ()
    listed: bool = True


KEPT = tuple(field.name for field in fields(PlaceView))


@dataclass(frozen=True)
class Place:
    """A library and its sheet; `version` moves with either, `updated_at` is the later change."""

    library: LibraryView
    sheet: PlaceView
    version: int
    updated_at: datetime

    @property
    def values(self) -> dict[str, Any]:
        """All values by name, for the rules."""
        own = {name: getattr(self.library, name) for name in OWN}
        return own | {name: getattr(self.sheet, name) for name in KEPT}


async def place_of(library: UUID) -> Place:
    """Return a library with its sheet; raises NotFound."""
    held = await by_id(library)
    changed = await Library.select(Library.updated_at).where(Library.id == library).first()
    row = await PlaceSheet.select().where(PlaceSheet.library == library).first()
    return _place(held, changed["updated_at"] if changed else None, row)


async def places() -> list[Place]:
    """Return all libraries with their sheets, by name, in two statements."""
    rows = {row["library"]: row for row in await PlaceSheet.select()}
    return [_place(library, changed, rows.get(library.id)) for library, changed in await all_with_their_changes()]


def _place(library: LibraryView, changed: datetime | None, row: Mapping[str, Any] | None) -> Place:
    moments = [moment for moment in (changed, row and row["updated_at"]) if moment]
    return Place(library, _view(row), library.version + (row["version"] if row else 0), max(moments))


def _view(row: Mapping[str, Any] | None) -> PlaceView:
    if row is None:
        return PlaceView()
    kept: dict[str, Any] = {name: tuple(row[name]) if isinstance(row[name], list) else row[name] for name in KEPT}
    return PlaceView(**kept)


async def change_place(
    library: UUID, told: Mapping[str, Any], *, by: Person, now: datetime, seen: Collection[int] | None = None
) -> None:
    """Keep what is told of a place, by name of `OWN` and `KEPT`; raises Invalid, Stale or NotFound. A manager may.

    Only what is told is judged: a fault kept elsewhere is shown on the sheet. `seen`: as in `change_library`.
    """
    await require(by, library, Power.RUN_LIBRARY)
    values = {name: _plain(name, value) for name, value in told.items()}
    async with DB.transaction():
        held = await Library.objects().where(Library.id == library).lock_rows("UPDATE").first()
        if held is None:
            raise NotFound
        before = await place_of(library)
        check(before.version, seen)
        _judge(before, values)
        changed = sorted(name for name, value in values.items() if before.values[name] != value)
        own = {name: values[name] for name in changed if name in OWN}
        rest = {name: values[name] for name in changed if name in KEPT}
        if own:
            await _change_library(held, own, by=by, now=now)
        if rest:
            await _change_sheet(library, before, rest, by=by, now=now)


def _plain(name: str, value: Any) -> Any:
    """Return a value as it is kept: texts on one line but the long one, lists as tuples without doubles."""
    if isinstance(value, str):
        return clean(value) if name == "detail" else one_line(value)
    if isinstance(value, list | tuple):
        return tuple(dict.fromkeys(text for one in value if (text := one_line(one))))
    return value


def _judge(before: Place, values: Mapping[str, Any]) -> None:
    """Raise Invalid for what is told and cannot be kept."""
    whole = {**before.values, **values}
    faults = {name: reason for name, reason in wrong(whole).items() if name in values}
    try:
        check_library({**_library_values(before.library), **{name: whole[name] for name in OWN}})
    except Invalid as error:
        faults |= {name: reason for name, reason in error.fields.items() if name in values}
    if faults:
        raise Invalid(faults)


def _library_values(library: LibraryView) -> dict[str, Any]:
    kept = ("timezone", "reminder_hours", "school_zone")
    return {name: getattr(library, name) for name in kept}


async def _change_library(held: Library, own: Mapping[str, Any], *, by: Person, now: datetime) -> None:
    values = {getattr(Library, name): value for name, value in own.items()}
    await Library.update({**values, Library.version: held.version + 1, Library.updated_at: now}).where(
        Library.id == held.id
    )
    was = {name: getattr(held, name) for name in own if name in TOLD}
    facts = {"changed": sorted(own), "was": was, "becomes": {name: own[name] for name in was}}
    await journal.write("library.changed", held.id, by=by.by, now=now, library=held.id, **facts)


async def _change_sheet(library: UUID, before: Place, rest: Mapping[str, Any], *, by: Person, now: datetime) -> None:
    whole = {**{name: getattr(before.sheet, name) for name in KEPT}, **rest}
    lists = {name: list(value) if isinstance(value, tuple) else value for name, value in whole.items()}
    held = await PlaceSheet.objects().where(PlaceSheet.library == library).first()
    version = held.version + 1 if held else 1
    row = held or PlaceSheet(id=new_id(), library=library)
    for name, value in {**lists, "version": version, "updated_at": now}.items():
        setattr(row, name, value)
    await row.save()
    await journal.write("library.described", library, by=by.by, now=now, library=library, changed=sorted(rest))
