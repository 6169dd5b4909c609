"""The agenda of an instance in one open file, and back into an empty one: same ids, everything but people.

The file is JSON (docs/agenda-file.md). Bookings, contacts, staff, their working hours and the equipment are not in it.
"""

import base64
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from datetime import date, datetime
from typing import Any
from uuid import UUID

import asyncpg
from piccolo.columns import UUID as UUIDColumn
from piccolo.columns import Bytea, Column, Date, ForeignKey, Timestamptz
from piccolo.table import Table

from server.accounts.rules import Person
from server.foundation.database import DB
from server.foundation.errors import NotFound, Refused
from server.journal import actions as journal
from server.libraries.tables import Closing, Library, PlaceSheet, Room
from server.workshops.tables import Image, ImageCopy, Path, PathStep, Series, Session, Workshop

FORMAT, VERSION = "agendatheque-agenda", 1
# In the order in which they lean on one another.
TABLES: dict[str, type[Table]] = {
    "libraries": Library,
    "place_sheets": PlaceSheet,
    "closings": Closing,
    "rooms": Room,
    "workshops": Workshop,
    "paths": Path,
    "path_steps": PathStep,
    "series": Series,
    "sessions": Session,
    "images": Image,
    "image_copies": ImageCopy,
}
# What counts people or names staff and equipment, which do not travel, and what is worked out anew.
LEFT_OUT = frozenset(
    "practice taken waiting taken_desk taken_partner taken_peer taken_first laptops_taken mediators stocks"
    " stock_numbers review review_note review_by publish_at publish_by".split()
)
Told = dict[str, Any]


def _columns(table: type[Table]) -> dict[str, Column]:
    return {each._meta.name: each for each in table._meta.columns if each._meta.name not in LEFT_OUT}


@asynccontextmanager
async def one_moment() -> AsyncIterator[None]:
    """Let all that is read inside be of one moment, whatever is written meanwhile."""
    async with DB.transaction():
        await DB.rows("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


async def export(now: datetime, url: str) -> Told:
    """Return the whole agenda, but what is there to practise; as it is at one moment within `one_moment`."""
    things = {name: await _rows(table) for name, table in TABLES.items()}
    return {"format": FORMAT, "version": VERSION, "made_at": now.isoformat(), "instance": url, **things}


async def _rows(table: type[Table]) -> list[Told]:
    columns = _columns(table)
    real = " WHERE NOT practice" if table in (Workshop, Session) else ""
    rows = await DB.rows(f"SELECT * FROM {table._meta.tablename}{real} ORDER BY id")  # noqa: S608  # names of our own
    return [{name: _plain(row[name]) for name in columns} for row in rows]


def _plain(value: Any) -> Any:
    """Return a value as JSON has it: instants and days in ISO 8601, bytes in base64."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return str(value) if isinstance(value, UUID) else value


def is_one(told: Any) -> bool:
    """Tell whether what was read as JSON is an agenda that `export` made."""
    return isinstance(told, Mapping) and told.get("format") == FORMAT


async def load(told: Mapping[str, Any], *, by: Person, now: datetime) -> dict[str, int]:
    """Put an agenda into an instance that has none, and return how many things of each kind came; all or nothing.

    Peers are told of what is public and to come. Raises Refused, or NotFound for who is no administrator.
    """
    if not by.administrator:
        raise NotFound
    if told.get("version") != VERSION:
        raise Refused("agenda_version")
    async with DB.transaction():
        if await Library.exists() or await Workshop.exists().where(Workshop.practice.eq(False)):
            raise Refused("agenda_not_empty")
        try:
            counts = {name: await _put(table, told.get(name, [])) for name, table in TABLES.items()}
        except (ValueError, TypeError, KeyError, AttributeError, asyncpg.PostgresError) as error:
            raise Refused("agenda_unreadable") from error
        await _tell(by, now)
    return counts


async def _put(table: type[Table], rows: Iterable[Mapping[str, Any]]) -> int:
    columns = _columns(table)
    made = []
    for row in rows:
        if not set(row) <= set(columns):
            raise ValueError(f"{table.__name__} has no {sorted(set(row) - set(columns))}")
        made.append(table(**{name: _read(columns[name], value) for name, value in row.items()}))
    if made:
        await table.insert(*made)
    return len(made)


def _read(column: Column, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(column, Timestamptz):
        return datetime.fromisoformat(value)
    if isinstance(column, Date):
        return date.fromisoformat(value)
    if isinstance(column, UUIDColumn | ForeignKey):
        return UUID(value)
    return base64.b64decode(value, validate=True) if isinstance(column, Bytea) else value


async def _tell(by: Person, now: datetime) -> None:
    """Write in the journal what makes libraries and coming sessions known to peers."""
    for library in await Library.select(Library.id).order_by(Library.id):
        await journal.write("library.opened", library["id"], by=by.by, now=now, library=library["id"])
    coming = (Session.state == "published") & (Session.ends_at > now)
    for row in await Session.select(Session.id, Session.library).where(coming).order_by(Session.starts_at, Session.id):
        await journal.write("session.published", row["id"], by=by.by, now=now, library=row["library"])
