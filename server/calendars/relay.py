"""Reads the journal and makes the events of the sessions that a line touches, so that no reader of a feed waits."""

from datetime import datetime
from uuid import UUID

from server.calendars import fragments
from server.journal.readers import Line
from server.workshops.touched import ids_touched_by, sessions_of_room


async def hear(line: Line, now: datetime) -> None:
    """Treat one line: a session, its bookings when they fill or free it, its workshop, library or room."""
    await fragments.refresh(await _touched(line, now))


async def _touched(line: Line, now: datetime) -> list[UUID]:
    thing, since = line.kind.partition(".")[0], now - fragments.BACK
    if thing == "session":
        return [line.subject]
    if "session" in line.facts:
        return [UUID(line.facts["session"])]
    if thing == "workshop":
        return await ids_touched_by(workshop=line.subject, since=since)
    if thing == "library":
        return await ids_touched_by(library=line.subject, since=since)
    return await sessions_of_room(line.subject, since=since) if thing == "room" else []
