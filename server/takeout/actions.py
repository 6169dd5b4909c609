"""A network that comes in by its file into an empty instance: same ids, all or nothing."""

import base64
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any
from uuid import UUID

import asyncpg
from piccolo.columns import UUID as UUIDColumn
from piccolo.columns import Array, Bytea, Column, Date, ForeignKey, Timestamptz
from piccolo.table import Table

from server.accounts.rules import Person
from server.foundation.database import DB
from server.foundation.errors import NotFound, Refused
from server.journal import actions as journal
from server.libraries.tables import Library
from server.takeout.contents import BY_THE_WAY, TABLES, columns_of
from server.takeout.queries import VERSION
from server.workshops.tables import Session

READ = frozenset({1, VERSION})
MOST_VALUES = 32_000  # of one statement: PostgreSQL numbers them with 16 bits


async def load(told: Mapping[str, Any], *, by: Person, now: datetime) -> dict[str, int]:
    """Put a network into an instance that has none, and return how many things of each kind came; all or nothing.

    Peers are told of what is public and to come. Raises Refused, or NotFound for who is no administrator.
    """
    if not by.administrator:
        raise NotFound
    if told.get("version") not in READ:
        raise Refused("agenda_version")
    async with DB.transaction():
        if await _something_is_there():
            raise Refused("agenda_not_empty")
        for table in BY_THE_WAY:
            await table.delete(force=True)
        try:
            counts = {name: await _put(table, told.get(name, [])) for name, table in TABLES.items()}
        except (ValueError, TypeError, KeyError, AttributeError, asyncpg.PostgresError) as error:
            raise Refused("agenda_unreadable") from error
        await _tell(by, now)
    return counts


async def _something_is_there() -> bool:
    one_by_one = " UNION ALL ".join(
        f"SELECT 1 AS one FROM {table._meta.tablename}"  # noqa: S608  # names of our own
        + (" WHERE NOT practice" if "practice" in columns_of(table, names=True) else "")
        for table in TABLES.values()
        if table not in BY_THE_WAY
    )
    return bool(await DB.rows(f"SELECT 1 AS one FROM ({one_by_one}) AS found LIMIT 1"))  # noqa: S608


async def _put(table: type[Table], rows: Iterable[Mapping[str, Any]]) -> int:
    columns = columns_of(table, names=True)
    made = []
    for row in rows:
        if not set(row) <= set(columns):
            raise ValueError(f"{table.__name__} has no {sorted(set(row) - set(columns))}")
        made.append(table(**{name: _read(columns[name], value) for name, value in row.items()}))
    for some in _shared_out(made, MOST_VALUES // len(table._meta.columns)):
        await table.insert(*some)
    return len(made)


def _shared_out(made: Sequence[Table], most: int) -> Iterable[list[Table]]:
    rest = iter(made)
    while some := list(islice(rest, most)):
        yield some


def _read(column: Column, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(column, Array) and isinstance(column.base_column, UUIDColumn):
        return [UUID(each) for each in value]
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
