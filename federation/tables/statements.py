"""Statements and transactions on these tables, and the bell that wakes the workers."""

from typing import Any

from piccolo.querystring import QueryString

from federation.tables.said import Thing

WORK = "agendatheque_work"


def transaction() -> Any:
    """Open a transaction of the engine that holds these tables; nested ones are savepoints."""
    return Thing._meta.db.transaction()


async def run(sql: str, *values: Any) -> list[dict[str, Any]]:
    """Run one statement, `{}` standing for each value, and return its rows."""
    rows = await Thing._meta.db.run_querystring(QueryString(sql, *values))
    return [dict(row) for row in rows or []]


async def wake(what: str) -> None:
    """Tell the workers, at commit, that something is due: inbox, delivery or lookup (NOTIFY; their poll stays)."""
    await run("SELECT pg_notify({}, {})", WORK, what)
