"""Confirm an import, and take it back."""

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from server.accounts.rules import Person
from server.foundation.database import DB
from server.foundation.errors import NotFound, Refused
from server.foundation.ids import new_id
from server.intake.lines import Unreadable
from server.intake.tables import ImportDraft, ImportItem, ImportRun
from server.journal import actions as journal
from server.libraries.queries import LibraryView
from server.workshops.actions import erase_workshop
from server.workshops.importing import Report, Row, import_programme
from server.workshops.queries import session
from server.workshops.sessions import withdraw

RUNS_KEPT = timedelta(days=365)


@dataclass(frozen=True)
class Undone:
    """What came of taking an import back: how many sessions went, and which stay, each with the reason."""

    removed: int = 0
    left: list[tuple[UUID, str]] = field(default_factory=list)


async def run_import(
    rows: Sequence[Row | Unreadable],
    libraries: Sequence[LibraryView],
    *,
    kind: str,
    public: bool,
    by: Person,
    now: datetime,
    draft: UUID | None = None,
) -> tuple[UUID, Report]:
    """Plan what is not there yet and note what was planned; return the id of the run and its report.

    The draft that the rows are from is used up: who presses the button twice imports once. Raises NotFound then.
    """
    run = ImportRun(id=new_id(), actor=by.by, kind=kind, public=public, refused="[]", made_at=now)
    run.staff = by.id if by.by.startswith("staff:") else None
    async with DB.transaction():
        if draft is not None:
            used = await ImportDraft.delete().where(ImportDraft.id == draft).returning(ImportDraft.id)
            if not used:
                raise NotFound
        await run.save()

    async def keep(row: Row, planned: UUID, workshop: UUID | None) -> None:
        await ImportItem(
            id=new_id(),
            run=run.id,
            origin=row.origin[:60],
            title=row.title,
            starts_at=row.starts_at,
            session=planned,
            workshop=workshop,
        ).save()

    good = [row for row in rows if isinstance(row, Row)]
    report = await import_programme(good, libraries, public=public, by=by, now=now, keep=keep)
    report.refused[:0] = [(row.origin, row.reason) for row in rows if isinstance(row, Unreadable)]
    titles = {row.origin: row.title for row in rows}
    told = json.dumps([[origin, titles.get(origin, ""), reason] for origin, reason in report.refused])
    async with DB.transaction():
        await ImportRun.update({ImportRun.known: report.known, ImportRun.refused: told}).where(ImportRun.id == run.id)
        await journal.write(
            "import.made",
            UUID(str(run.id)),
            by=by.by,
            now=now,
            planned=report.planned,
            known=report.known,
            refused=len(report.refused),
        )
    return UUID(str(run.id)), report


async def undo(run: UUID, *, by: Person, now: datetime) -> Undone:
    """Take back the sessions of an import: those that somebody booked, or that are over, are named and stay.

    What is done twice is done once. A workshop that came with the import goes when no date is left to it.
    """
    rows = await ImportItem.select().where((ImportItem.run == run) & ImportItem.removed_at.is_null())
    done = Undone()
    removed = 0
    for row in rows:
        reason = await _take_back(row["id"], row["session"], by=by, now=now)
        if reason:
            done.left.append((row["session"], reason))
        else:
            removed += 1
    for row in await ImportItem.select().where((ImportItem.run == run) & ImportItem.workshop.is_not_null()):
        with suppress(NotFound):  # who has no role left takes no workshop away
            await erase_workshop(row["workshop"], by=by, now=now)
    async with DB.transaction():
        await ImportRun.update({ImportRun.undone_at: now}).where(ImportRun.id == run)
        await journal.write("import.undone", run, by=by.by, now=now, removed=removed, left=len(done.left))
    return Undone(removed, done.left)


async def _take_back(item: UUID, planned: UUID, *, by: Person, now: datetime) -> str:
    """Withdraw one session and note it, together; return an empty text, or the reason why it stays."""
    try:
        held = await session(planned)
    except NotFound:
        return await _note(item, now)
    if held.state == "withdrawn":
        return await _note(item, now)
    if held.starts_at <= now:
        return "session_over"
    try:
        async with DB.transaction():
            await ImportItem.update({ImportItem.removed_at: now}).where(ImportItem.id == item)
            await withdraw(planned, by=by, now=now)
    except Refused as error:
        return error.reason
    except NotFound:
        return "import_not_yours"
    return ""


async def _note(item: UUID, now: datetime) -> str:
    async with DB.transaction():
        await ImportItem.update({ImportItem.removed_at: now}).where(ImportItem.id == item)
    return ""


async def sweep(now: datetime) -> None:
    """Erase drafts whose time is over, and what imports of more than a year ago made note of."""
    async with DB.transaction():
        await ImportDraft.delete().where(ImportDraft.erase_at <= now)
        await ImportRun.delete().where(ImportRun.made_at <= now - RUNS_KEPT)
