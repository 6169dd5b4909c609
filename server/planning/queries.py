"""The sessions that were planned together, and the one to make others like."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from server.accounts.powers import Power
from server.accounts.rules import Person
from server.foundation.errors import NotFound
from server.libraries.queries import require
from server.workshops.programme import libraries_to_programme, session_to_programme
from server.workshops.queries import SESSION, SessionView, session_view
from server.workshops.tables import Session

SCOPES = ("one", "following", "all")
OF_BATCH = " WHERE s.batch = {} AND s.library = any({}) AND s.state <> 'withdrawn' ORDER BY s.starts_at, s.id"
LIKE = (
    " WHERE (s.id = {} OR s.batch = {} OR s.series = {}) AND s.library = {} AND s.state <> 'withdrawn'"
    " ORDER BY s.starts_at, s.id"
)
LATEST = (
    " WHERE s.workshop = {} AND s.library = any({}) AND s.state IN ('draft', 'published') AND NOT s.practice"
    " ORDER BY s.updated_at DESC, s.starts_at DESC LIMIT 1"
)


async def batch_for(person: Person, batch: UUID) -> list[SessionView]:
    """Return the sessions planned together that the person may change, by start; raises NotFound when there is none."""
    found = [session_view(row) for row in await Session.raw(SESSION + OF_BATCH, batch, await _libraries(person))]
    if not found:
        raise NotFound
    return found


async def session_to_plan(person: Person, session_id: UUID) -> SessionView:
    """Return a session for somebody who may change it or make others like it; raises NotFound, for practice too."""
    found = await session_to_programme(person, session_id)
    if found.practice:
        raise NotFound
    return found


async def like_it(person: Person, session: SessionView) -> list[SessionView]:
    """Return a session and those of its library planned with it or of its course, by start; raises NotFound."""
    await require(person, session.library_id, Power.PLAN)
    rows = await Session.raw(SESSION + LIKE, session.id, session.batch, session.series_id, session.library_id)
    return [session_view(row) for row in rows]


def still_to_come(sessions: Sequence[SessionView], now: datetime) -> list[SessionView]:
    """Return those of the sessions that have not begun and are not cancelled."""
    return [one for one in sessions if one.starts_at > now and one.state in {"draft", "published"}]


def in_scope(session: SessionView, like: Sequence[SessionView], scope: str, now: datetime) -> list[SessionView]:
    """Return which sessions a change is about: the one, it and the following, or all; none other that has begun."""
    if scope == "one":
        return [session]
    found = still_to_come(like, now)
    return [one for one in found if scope == "all" or one.starts_at >= session.starts_at]


async def latest(person: Person, workshop: UUID) -> SessionView | None:
    """Return the session of a workshop that was changed last, in the libraries where the person dates sessions."""
    rows = await Session.raw(SESSION + LATEST, workshop, await _libraries(person))
    return session_view(rows[0]) if rows else None


async def _libraries(person: Person) -> list[UUID]:
    return [library.id for library in await libraries_to_programme(person)]
