"""Dates of a course that come and go once it is made: a session joins it, or goes on without it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from server.accounts.powers import Power
from server.accounts.rules import Person
from server.foundation.database import DB
from server.foundation.errors import NotFound
from server.journal import actions as journal
from server.workshops import rules
from server.workshops.queries import SessionView
from server.workshops.series import HELD, NUMBERED, SeriesView, check_chosen, joinable, series_for
from server.workshops.tables import Series, Session


async def may_join(series: SeriesView, now: datetime) -> list[SessionView]:
    """Return the coming sessions that could be a date of this course: of its workshop, in its library, in no course."""
    found = await joinable([series.library_id], now)
    return [session for session in found if session.workshop_id == series.workshop_id]


async def add_date(series: UUID, session: UUID, *, by: Person, now: datetime) -> None:
    """Make a session a date of a course; who has booked the course is then given it too.

    Raises Invalid (too many dates), Refused or NotFound.
    """
    async with DB.transaction():
        found = await series_for(by, series, Power.PLAN)
        check_chosen(await Session.raw(HELD, [session]), 1, found.workshop_id, found.library_id)
        rules.check_series(found.title, len(found.dates) + 1)
        await _put(session, series, now)
        await Series.raw(NUMBERED, series)
        await _note("series.date_added", found, session, by, now)


async def remove_date(series: UUID, session: UUID, *, by: Person, now: datetime) -> None:
    """Take a date out of a course: it goes on by itself, and who booked it keeps it.

    Raises Invalid (too few dates) or NotFound.
    """
    async with DB.transaction():
        found = await series_for(by, series, Power.PLAN)
        rows = await Session.raw(HELD, [session])
        if not rows or rows[0]["series"] != series:
            raise NotFound
        rules.check_series(found.title, len(found.dates) - 1)
        await _put(session, None, now)
        await Series.raw(NUMBERED, series)
        await _note("series.date_removed", found, session, by, now)


async def _put(session: UUID, series: UUID | None, now: datetime) -> None:
    values: dict[Any, Any] = {Session.series: series, Session.series_number: None, Session.updated_at: now}
    await Session.update({**values, Session.version: Session.version + 1}).where(Session.id == session)


async def _note(kind: str, series: SeriesView, session: UUID, by: Person, now: datetime) -> None:
    await journal.write(kind, series.id, by=by.by, now=now, library=series.library_id, session=str(session))
