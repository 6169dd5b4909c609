"""The sheets with names that were printed: those to destroy, and those that were."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from server.foundation.due import Due
from server.foundation.errors import NotFound
from server.foundation.languages import N_
from server.prints.tables import PaperSheet
from server.workshops.queries import SessionView, sessions_by_ids

OF_LIBRARIES = """
SELECT p.id, p.session, p.printed_at, p.shred_on, p.destroyed_at FROM paper_sheet p JOIN session s ON s.id = p.session
WHERE s.library = any({}) AND (p.destroyed_at IS NULL OR p.destroyed_at > {})
ORDER BY p.destroyed_at IS NOT NULL, p.shred_on, p.printed_at LIMIT {}
"""
SHOWN = timedelta(days=365)
MOST = 500


@dataclass(frozen=True)
class SheetView:
    """A printed sheet, with its session."""

    id: UUID
    session: SessionView
    printed_at: datetime
    shred_on: date
    destroyed_at: datetime | None

    def due(self, today: date) -> bool:
        """Tell whether it must be destroyed by now."""
        return self.destroyed_at is None and self.shred_on <= today


async def of_libraries(libraries: Sequence[UUID], now: datetime) -> list[SheetView]:
    """Return the sheets to destroy, the oldest first, then those destroyed within a year."""
    rows = await PaperSheet.raw(OF_LIBRARIES, list(libraries), now - SHOWN, MOST)
    views = await sessions_by_ids(row["session"] for row in rows)
    return [SheetView(**{**row, "session": views[row["session"]]}) for row in rows]


TO_DO = Due(
    one=N_("%(num)s feuille avec des noms à détruire"),
    many=N_("%(num)s feuilles avec des noms à détruire"),
    url="/bureau/feuilles",
    value="""
SELECT count(*) FROM paper_sheet p JOIN session s ON s.id = p.session
WHERE s.library = any($1) AND p.destroyed_at IS NULL AND p.shred_on <= ($2 AT TIME ZONE 'UTC')::date""",
)


async def sheet(sheet_id: UUID) -> SheetView:
    """Return a printed sheet, for whoever then checks who asks; raises NotFound."""
    row = await PaperSheet.select().where(PaperSheet.id == sheet_id).first()
    if row is None:
        raise NotFound
    views = await sessions_by_ids([row["session"]])
    return SheetView(**{**row, "session": views[row["session"]]})
