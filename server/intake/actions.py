"""Confirm an import, and take it back; what takes long goes on without who asked for it (see `running`)."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from server.accounts.rules import Person
from server.foundation.database import DB
from server.foundation.errors import NotFound, Refused
from server.foundation.ids import new_id
from server.intake import running
from server.intake.lines import Unreadable
from server.intake.tables import ImportDraft, ImportItem, ImportRun
from server.workshops.importing import Report, Row

RUNS_KEPT = timedelta(days=365)


async def start(
    rows: Sequence[Row | Unreadable],
    *,
    kind: str,
    public: bool,
    library: str = "",
    by: Person,
    now: datetime,
    draft: UUID | None = None,
) -> UUID:
    """Let what is not there yet be planned, and return the id of the run; lines without a library are of `library`.

    The draft that the rows are from is used up: who presses the button twice imports once. Raises NotFound then.
    """
    run = ImportRun(id=new_id(), actor=by.by, kind=kind, public=public, refused="[]", made_at=now)
    run.staff = by.id if by.by.startswith("staff:") else None
    run.rows, run.total, run.running, run.library = running.written(rows), len(rows), True, library
    async with DB.transaction():
        if draft is not None:
            used = await ImportDraft.delete().where(ImportDraft.id == draft).returning(ImportDraft.id)
            if not used:
                raise NotFound
        await run.save()
    return UUID(str(run.id))


async def run_import(
    rows: Sequence[Row | Unreadable],
    *,
    kind: str,
    public: bool,
    library: str = "",
    by: Person,
    now: datetime,
    draft: UUID | None = None,
) -> tuple[UUID, Report]:
    """Import to the end, and return the id of the run and its report; raises NotFound as `start`."""
    run = await start(rows, kind=kind, public=public, library=library, by=by, now=now, draft=draft)
    await _to_the_end(run, now)
    return run, await _report(run)


async def _to_the_end(run: UUID, now: datetime) -> None:
    """Do all that is left of a run, or wait for the worker that does it."""
    while await ImportRun.exists().where(
        (ImportRun.id == run) & (ImportRun.running.eq(True) | ImportRun.undoing.eq(True))
    ):
        if not await running.advance(now, run):
            await asyncio.sleep(0.1)


async def _report(run: UUID) -> Report:
    row = await ImportRun.select(ImportRun.known, ImportRun.refused).where(ImportRun.id == run).first()
    items = await ImportItem.select(ImportItem.workshop).where(ImportItem.run == run)
    refused = [(origin, reason) for origin, _title, reason in running.refusals(row["refused"])] if row else []
    written = sum(item["workshop"] is not None for item in items)
    return Report(len(items), row["known"] if row else 0, written, refused)


async def begin_undo(run: UUID, *, by: Person, now: datetime) -> None:
    """Let the sessions of an import be taken back: those that somebody booked, or that are over, stay.

    What is done twice is done once. A workshop that came with the import goes when no date is left to it. Raises
    Refused while the import itself is under way.
    """
    values: dict[Any, Any] = {ImportRun.undoing: True, ImportRun.undo_by: by.by, ImportRun.undo_from: None}
    values[ImportRun.undo_staff] = by.id if by.by.startswith("staff:") else None
    async with DB.transaction():
        idle = (ImportRun.id == run) & ImportRun.running.eq(False)
        if not await ImportRun.update(values).where(idle).returning(ImportRun.id):
            raise Refused("import_under_way")


async def undo(run: UUID, *, by: Person, now: datetime) -> None:
    """Take an import back to the end; raises Refused as `begin_undo`."""
    await begin_undo(run, by=by, now=now)
    await _to_the_end(run, now)


async def sweep(now: datetime) -> None:
    """Erase drafts whose time is over, and what imports of more than a year ago made note of."""
    async with DB.transaction():
        await ImportDraft.delete().where(ImportDraft.erase_at <= now)
        await ImportRun.delete().where(ImportRun.made_at <= now - RUNS_KEPT)
