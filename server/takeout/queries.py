"""A network in one open file: all it plans, offers and counted, but accounts and bookings (docs/agenda-file.md)."""

import base64
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import date, datetime
from typing import Any
from uuid import UUID

from piccolo.columns import Column, ForeignKey
from piccolo.table import Table

from server.foundation.database import DB
from server.takeout.contents import PEOPLE, TABLES, columns_of, target

FORMAT, VERSION = "agendatheque-agenda", 2
Told = dict[str, Any]


@asynccontextmanager
async def one_moment() -> AsyncIterator[None]:
    """Let all that is read inside be of one moment, whatever is written meanwhile."""
    async with DB.transaction():
        await DB.rows("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


async def export(now: datetime, url: str, *, people: bool) -> Told:
    """Return the whole network, but what is there to practise; as it is at one moment within `one_moment`.

    With `people`, who presents is in it, with their hours and leave, and who signed.
    """
    told: Told = {"format": FORMAT, "version": VERSION, "made_at": now.isoformat(), "instance": url}
    gone: dict[type[Table], set[Any]] = {}
    for name, table in TABLES.items():
        told[name] = [] if name in PEOPLE and not people else await _rows(table, people, gone)
    return told


async def _rows(table: type[Table], people: bool, gone: dict[type[Table], set[Any]]) -> list[Told]:
    """Return the rows of a table, but what is to practise or leans on it; `gone` is told whose rows stay behind."""
    columns, key = columns_of(table, people), table._meta.primary_key._meta.name
    practice = "practice" in columns
    rows = await DB.rows(f"SELECT * FROM {table._meta.tablename} ORDER BY {key}")  # noqa: S608  # names of our own
    gone[table] = {row[key] for row in rows if (practice and row["practice"]) or _leans(row, columns, gone)}
    return [{name: plain(row[name]) for name in columns} for row in rows if row[key] not in gone[table]]


def _leans(row: Mapping[str, Any], columns: Mapping[str, Column], gone: Mapping[type[Table], set[Any]]) -> bool:
    return any(row[name] in gone[target(each)] for name, each in columns.items() if isinstance(each, ForeignKey))


def plain(value: Any) -> Any:
    """Return a value as JSON has it: instants and days in ISO 8601, bytes in base64."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, list):
        return [plain(each) for each in value]
    return str(value) if isinstance(value, UUID) else value


def is_one(told: Any) -> bool:
    """Tell whether what was read as JSON is a network that `export` made."""
    return isinstance(told, Mapping) and told.get("format") == FORMAT
