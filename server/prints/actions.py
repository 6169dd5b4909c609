"""Note that a sheet with names was printed, and that it was destroyed."""

from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from server.foundation.database import DB
from server.foundation.errors import NotFound
from server.foundation.ids import new_id
from server.journal import actions as journal
from server.prints.tables import PaperSheet
from server.workshops.queries import SessionView
from server.workshops.queries import session as session_view

KEPT = timedelta(days=30)


def shred_on(session: SessionView) -> date:
    """Return the day from which a sheet of a session must be gone."""
    return session.starts_at.astimezone(ZoneInfo(session.timezone)).date() + KEPT


async def note(session: SessionView, *, by: str, now: datetime) -> UUID:
    """Note that a sheet of a session is printed and must be destroyed 30 days after it; return the sheet's id."""
    printed = PaperSheet(id=new_id(), session=session.id, printed_at=now, shred_on=shred_on(session))
    async with DB.transaction():
        await printed.save()
        facts = {"session": str(session.id), "shred_on": printed.shred_on.isoformat()}
        await journal.write("sheet.printed", printed.id, by=by, now=now, library=session.library_id, **facts)
    return printed.id


async def not_destroyed(sheet: UUID, *, by: str, now: datetime) -> None:
    """Note that a sheet is still there, after a slip of the finger; raises NotFound."""
    async with DB.transaction():
        held = await PaperSheet.objects().where(PaperSheet.id == sheet).lock_rows("UPDATE").first()
        if held is None:
            raise NotFound
        await PaperSheet.update({PaperSheet.destroyed_at: None}).where(PaperSheet.id == sheet)
        library = (await session_view(held.session)).library_id
        await journal.write("sheet.put_back", sheet, by=by, now=now, library=library, session=str(held.session))


async def destroyed(sheet: UUID, *, by: str, now: datetime) -> None:
    """Note that a sheet was destroyed; noting it twice is noting it once. Raises NotFound."""
    async with DB.transaction():
        held = await PaperSheet.objects().where(PaperSheet.id == sheet).lock_rows("UPDATE").first()
        if held is None:
            raise NotFound
        if held.destroyed_at is not None:
            return
        await PaperSheet.update({PaperSheet.destroyed_at: now}).where(PaperSheet.id == sheet)
        library = (await session_view(held.session)).library_id
        await journal.write("sheet.destroyed", sheet, by=by, now=now, library=library, session=str(held.session))
