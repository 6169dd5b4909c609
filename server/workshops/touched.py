"""Which public sessions rest on a thing, and what all of them have to choose from."""

from datetime import datetime
from uuid import UUID

from server.workshops.queries import PUBLIC
from server.workshops.tables import Session


async def ids_touched_by(*, workshop: UUID | None = None, library: UUID | None = None, since: datetime) -> list[UUID]:
    """Return the public sessions not yet over that a change of a workshop or library touches."""
    rows = await Session.raw(
        "SELECT id FROM session WHERE state = any({}) AND ends_at >= {} AND (workshop = {} OR library = {}) "
        "AND NOT practice",
        list(PUBLIC),
        since,
        workshop,
        library,
    )
    return [row["id"] for row in rows]


async def offered() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return who presents public sessions, as their names are written, and the languages in which some are held."""
    rows = await Session.raw(
        "SELECT DISTINCT s.presenter, w.language FROM session s JOIN workshop w ON w.id = s.workshop "
        "WHERE s.state = any({}) AND NOT s.practice",
        list(PUBLIC),
    )
    names, languages = {row["presenter"] for row in rows}, {row["language"] for row in rows}
    return tuple(sorted(name for name in names if name)), tuple(sorted(languages))


async def sessions_of_room(room: UUID, *, since: datetime) -> list[UUID]:
    """Return the public sessions of a room that end after `since`."""
    rows = await Session.raw(
        "SELECT id FROM session WHERE room = {} AND state = any({}) AND ends_at >= {} AND NOT practice",
        room,
        list(PUBLIC),
        since,
    )
    return [row["id"] for row in rows]
