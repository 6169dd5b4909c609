"""Taking an import back: its sessions, then the workshops that came with it and have no date left."""

from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from server.accounts.rules import Person
from server.foundation.database import DB
from server.foundation.errors import NotFound, Refused
from server.intake.tables import ImportItem, ImportRun
from server.journal import actions as journal
from server.workshops.actions import erase_workshop
from server.workshops.queries import session
from server.workshops.sessions import withdraw

PIECE = 20
NEXT = """
SELECT id, session FROM import_item WHERE run = {} AND removed_at IS NULL AND ({}::uuid IS NULL OR id > {})
ORDER BY id LIMIT {}
"""


async def undo_piece(run: dict[str, Any], by: Person, now: datetime) -> None:
    """Take back some sessions of an import whose row is held; at the end its workshops, and say so in the journal."""
    items = await ImportItem.raw(NEXT, run["id"], run["undo_from"], run["undo_from"], PIECE)
    for item in items:
        await take_back(item["id"], item["session"], by=by, now=now)
    if len(items) == PIECE:
        await ImportRun.update({ImportRun.undo_from: items[-1]["id"]}).where(ImportRun.id == run["id"])
        return
    for row in await ImportItem.select().where((ImportItem.run == run["id"]) & ImportItem.workshop.is_not_null()):
        with suppress(NotFound):  # who has no role left takes no workshop away
            await erase_workshop(row["workshop"], by=by, now=now)
    ended: dict[Any, Any] = {ImportRun.undoing: False, ImportRun.undone_at: now, ImportRun.undo_from: None}
    await ImportRun.update(ended).where(ImportRun.id == run["id"])
    mine = ImportItem.run == run["id"]
    left = await ImportItem.count().where(mine & ImportItem.removed_at.is_null())
    removed = await ImportItem.count().where(mine & ImportItem.removed_at.is_not_null())
    await journal.write("import.undone", run["id"], by=by.by, now=now, removed=removed, left=left)


async def take_back(item: UUID, planned: UUID, *, by: Person, now: datetime) -> str:
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
            await _note(item, now)
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
