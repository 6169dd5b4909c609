"""The public sessions in pieces, for programs."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from server.workshops.queries import PUBLIC, SESSION, SessionView, session_view
from server.workshops.tables import Session

PIECE = """
WHERE s.state = any({}) AND NOT s.practice AND s.ends_at >= {} AND ({}::timestamptz IS NULL OR s.starts_at < {})
  AND ({}::uuid IS NULL OR s.library = {}) AND ({}::uuid IS NULL OR s.workshop = {})
  AND ({}::timestamptz IS NULL OR (s.starts_at, s.id) > ({}, {}))
ORDER BY s.starts_at, s.id LIMIT {}
"""


@dataclass(frozen=True)
class Wanted:
    """Which sessions: those not over at `since` that start before `until`, at most `most` after a mark."""

    since: datetime
    until: datetime | None
    library: UUID | None
    workshop: UUID | None
    after: tuple[datetime, UUID] | None
    most: int


async def public_page(wanted: Wanted) -> tuple[list[SessionView], bool]:
    """Return the published and cancelled sessions wanted, by start, and whether more follow."""
    at, last = wanted.after or (None, None)
    rows = await Session.raw(
        SESSION + PIECE,
        list(PUBLIC),
        wanted.since,
        wanted.until,
        wanted.until,
        wanted.library,
        wanted.library,
        wanted.workshop,
        wanted.workshop,
        at,
        at,
        last,
        wanted.most + 1,
    )
    return [session_view(row) for row in rows[: wanted.most]], len(rows) > wanted.most


def address(base: str, parameters: dict[str, str]) -> str:
    """Return an address with those of the parameters that say something."""
    return f"{base}?{urlencode({name: value for name, value in parameters.items() if value})}"
