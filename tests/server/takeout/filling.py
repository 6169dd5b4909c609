"""A row in each table that travels, made from the columns alone; and an instance without any."""

from datetime import date

from piccolo.columns import JSONB, Array, Boolean, Bytea, Date, DoublePrecision, ForeignKey, Integer, Timestamptz
from piccolo.columns import UUID as UUIDColumn

from server.foundation.database import DB
from server.foundation.ids import new_id
from server.takeout.contents import TABLES, columns_of

# Where what a column alone suggests is not possible.
SHAPES = {"code": "1", "masked": [], "kind": "webp"}
LISTS = {UUIDColumn: lambda: [new_id()], Integer: lambda: [2]}


async def empty():
    """Take away all that travels, with what leans on it."""
    await DB.rows("TRUNCATE " + ", ".join(table._meta.tablename for table in TABLES.values()) + " CASCADE")


async def fill(now):
    """Put one row into each table."""
    keys = {}
    for table in TABLES.values():
        columns = columns_of(table, names=True)
        row = {name: SHAPES.get(name, _value(each, now, keys)) for name, each in columns.items()}
        if "ends_at" in row:
            row["ends_at"] = now.replace(year=now.year + 1)
        await table.insert(table(**row))
        keys[table] = row.get(table._meta.primary_key._meta.name)


def _value(column, now, keys):
    if isinstance(column, ForeignKey):
        return keys[column._foreign_key_meta.resolved_references]
    if isinstance(column, Array):
        return LISTS.get(type(column.base_column), lambda: ["é"])()
    values = {UUIDColumn: new_id(), Boolean: False, Bytea: b"\x00\xff", Date: date(2026, 11, 3), Timestamptz: now}
    values |= {JSONB: '{"a": 1}', DoublePrecision: 48.5}
    found = next((values[kind] for kind in type(column).__mro__ if kind in values), None)
    return found if found is not None else 3 if column.value_type is int else "é"
