"""Reads the journal and owes to the programs of others what is true now."""

from datetime import datetime
from uuid import UUID

from server.foundation.errors import NotFound
from server.hooks import owing
from server.hooks.rules import SEATS, SESSION_KINDS
from server.journal.readers import Line
from server.workshops import queries as workshops
from server.workshops.touched import ids_touched_by

WITHDRAWN = "session.withdrawn"


async def hear(line: Line, now: datetime) -> None:
    """Treat one line of the journal; what nobody may read (drafts, sessions to practise with) is told to nobody."""
    told = line.kind in SESSION_KINDS and line.facts.get("public", True)
    counted = line.kind.startswith("booking.")
    spread = line.kind in {"workshop.changed", "library.changed"}
    if not (told or counted or spread) or not await owing.any_hook():
        return
    if told:
        await _tell(line.kind, line.subject, now)
    elif counted:
        await _tell(SEATS, UUID(line.facts["session"]), now)
    else:
        for session in await ids_touched_by(**{line.kind.split(".")[0]: line.subject}, since=now):
            await _tell("session.changed", session, now)


async def _tell(kind: str, session: UUID, now: datetime) -> None:
    try:
        found = await workshops.session(session)
    except NotFound:
        return
    if found.practice:
        return
    if kind == WITHDRAWN:
        await owing.owe(kind, session, {"id": str(session), "version": found.version}, now=now)
    elif found.state in workshops.PUBLIC:  # otherwise it was withdrawn since; that line comes later and says so
        data = {"id": str(session), **owing.seats_of(found)} if kind == SEATS else owing.of_session(found)
        await owing.owe(kind, session, data, now=now)
