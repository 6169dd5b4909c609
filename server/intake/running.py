"""Imports and undoings under way: some lines at a time, each piece whole or not at all, by the web or by any worker."""

import json
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from server.accounts.queries import all_staff
from server.accounts.rules import Person
from server.foundation.database import DB, wake
from server.intake import undoing
from server.intake.lines import Unreadable
from server.intake.tables import ImportItem, ImportRun
from server.journal import actions as journal
from server.libraries.queries import LibraryView
from server.workshops.importing import Report, Row, import_programme
from server.workshops.programme import libraries_to_programme

LOG = logging.getLogger(__name__)
PIECE = 20
AT_ONCE_SECONDS = 1.0
TIMES = ("starts_at", "ends_at")
# One piece of one import: whoever else looks at the same moment takes another one, or none.
UNDER_WAY = """
SELECT * FROM import_run WHERE (running OR undoing) AND ({}::uuid IS NULL OR id = {}) ORDER BY made_at, id LIMIT 1
FOR UPDATE SKIP LOCKED
"""


def written(rows: Sequence[Row | Unreadable]) -> str:
    """Return rows as they are kept until they are imported; `read` reads them."""
    return json.dumps([asdict(row) for row in rows], default=_plain)


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def read(text: str) -> list[Row | Unreadable]:
    """Return the rows that `written` wrote."""
    return [_row(told) for told in json.loads(text)]


def refusals(text: str) -> list[tuple[str, str, str]]:
    """Return the lines refused as they are kept: where each stands, its title, the reason."""
    return [(origin, title, reason) for origin, title, reason in json.loads(text)]


def _row(told: dict[str, Any]) -> Row | Unreadable:
    if "reason" in told:
        return Unreadable(**told)
    times = {name: datetime.fromisoformat(told[name]) for name in TIMES}
    room = UUID(told["room"]) if told["room"] else None
    return Row(**{**told, **times, "room": room, "usual": tuple(told["usual"])})


async def advance(now: datetime, run: UUID | None = None) -> int:
    """Do one piece of `run`, or of the first import under way, and return 1; 0 when there is none to do."""
    async with DB.transaction():
        held = await ImportRun.raw(UNDER_WAY, run, run)
        if not held:
            return 0
        by = await _person(held[0])
        if by is None:
            await _let_go(held[0]["id"], now)
        else:
            await (_import_piece if held[0]["running"] else undoing.undo_piece)(held[0], by, now)
        return 1


async def _let_go(run: UUID, now: datetime) -> None:
    """Leave an import as it is, as whoever asked for it has no account any more."""
    values: dict[Any, Any] = {ImportRun.running: False, ImportRun.undoing: False, ImportRun.rows: "[]"}
    await ImportRun.update(values).where(ImportRun.id == run)
    await journal.write("import.let_go", run, by="system", now=now)


async def go_on(run: UUID, now: datetime) -> None:
    """Do what can be done of an import within a second; a worker does the rest."""
    until = time.monotonic() + AT_ONCE_SECONDS
    while time.monotonic() < until:
        if not await advance(now, run):
            return
    await wake("imports")


async def _person(run: dict[str, Any]) -> Person | None:
    """Return for whom a piece is done: who asked for it, as they are now; None once they have no account."""
    actor, staff = (run["actor"], run["staff"]) if run["running"] else (run["undo_by"], run["undo_staff"])
    if actor == "system":
        row = next(row for row in await all_staff() if row.administrator and not row.disabled)
        return Person(row.id, row.name, True, actor)
    found = {row.id: row for row in await all_staff() if not row.disabled}.get(staff)
    return Person(found.id, found.name, found.administrator, actor) if found else None


async def _import_piece(run: dict[str, Any], by: Person, now: datetime) -> None:
    rows = read(run["rows"])
    piece = rows[run["done"] : run["done"] + PIECE]
    libraries = await libraries_to_programme(by)
    here = sorted(libraries, key=lambda library: library.slug != run["library"])
    report = await _imported(run, [row for row in piece if isinstance(row, Row)], here, by, now)
    refused = [(row.origin, row.reason) for row in piece if isinstance(row, Unreadable)] + report.refused
    titles = {row.origin: row.title for row in piece}
    told = [*json.loads(run["refused"]), *([origin, titles.get(origin, ""), reason] for origin, reason in refused)]
    done = run["done"] + len(piece)
    values: dict[Any, Any] = {ImportRun.done: done, ImportRun.known: run["known"] + report.known}
    values |= {ImportRun.refused: json.dumps(told)}
    over = done >= len(rows)
    await ImportRun.update(values | ({ImportRun.running: False, ImportRun.rows: "[]"} if over else {})).where(
        ImportRun.id == run["id"]
    )
    if over:
        planned = await ImportItem.count().where(ImportItem.run == run["id"])
        facts = {"planned": planned, "known": run["known"] + report.known, "refused": len(told)}
        await journal.write("import.made", run["id"], by=by.by, now=now, **facts)


async def _imported(
    run: dict[str, Any], rows: Sequence[Row], libraries: Sequence[LibraryView], by: Person, now: datetime
) -> Report:
    """Import these rows; where one of them is a fault of ours, one by one, and that one is left out."""
    keep = _keeper(run["id"])

    async def some(few: Sequence[Row]) -> Report:
        async with DB.transaction():
            return await import_programme(few, libraries, public=run["public"], by=by, now=now, keep=keep)

    try:
        return await some(rows)
    except Exception:
        LOG.exception("a piece of import %s failed, and is tried line by line", run["id"])
    report = Report()
    for row in rows:
        try:
            one = await some([row])
        except Exception:  # one bad row must not stop the others
            LOG.exception("%s of import %s failed", row.origin, run["id"])
            report.refused.append((row.origin, "import_fault"))
        else:
            report.known += one.known
            report.refused += one.refused
    return report


def _keeper(run: UUID) -> Callable[[Row, UUID, UUID | None], Awaitable[None]]:
    async def keep(row: Row, planned: UUID, workshop: UUID | None) -> None:
        item = ImportItem(run=run, origin=row.origin[:60], title=row.title, starts_at=row.starts_at, session=planned)
        item.id, item.workshop = planned, workshop
        await item.save()

    return keep
