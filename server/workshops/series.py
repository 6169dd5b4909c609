"""Courses: make a series of sessions that are booked together, publish it, read it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from server.accounts.powers import Power
from server.accounts.rules import Person
from server.foundation.database import DB
from server.foundation.errors import Invalid, NotFound, Refused
from server.foundation.ids import new_id
from server.journal import actions as journal
from server.libraries.queries import require
from server.workshops import rules
from server.workshops.queries import PUBLIC, SESSION, SessionView, session_view
from server.workshops.sessions import Plan, plan_session, publish
from server.workshops.tables import Series, Session

HELD = "SELECT id, workshop, library, state, series, starts_at FROM session WHERE id = any({}) ORDER BY id FOR UPDATE"
NUMBERED = """
UPDATE session s SET series_number = n.number FROM (
  SELECT id, row_number() OVER (ORDER BY starts_at, id) AS number FROM session WHERE series = {}
) n WHERE n.id = s.id
"""
COMING = """
SELECT s.series AS id FROM session s WHERE s.series IS NOT NULL AND s.state = 'published' AND s.ends_at >= {}
  AND ({}::uuid IS NULL OR s.library = {}) GROUP BY s.series ORDER BY min(s.starts_at), s.series LIMIT {}
"""
OF_LIBRARIES = """
SELECT s.series AS id FROM session s WHERE s.library = any({}) AND s.series IS NOT NULL AND s.state <> 'withdrawn'
GROUP BY s.series HAVING max(s.ends_at) >= {} ORDER BY min(s.starts_at), s.series LIMIT {}
"""
# Which they are is found first: all else that is read of a session would be sorted with those of the whole network.
JOINABLE = """
WHERE s.id = any(ARRAY(
  SELECT o.id FROM session o JOIN workshop p ON p.id = o.workshop WHERE o.library = any({}) AND o.series IS NULL
    AND o.state IN ('draft', 'published') AND o.starts_at > {} ORDER BY p.title, o.starts_at, o.id LIMIT {}))
ORDER BY w.title, s.starts_at, s.id
"""
MOST_LISTED = 200


@dataclass(frozen=True)
class Course:
    """What a series is called, and whether one of its dates may be booked alone."""

    title: str
    singles: bool = False


@dataclass(frozen=True)
class SeriesView:
    """A series with its dates in order, drafts and cancelled ones too; withdrawn ones are left out."""

    id: UUID
    title: str
    singles: bool
    workshop_id: UUID
    library_id: UUID
    dates: tuple[SessionView, ...]

    def coming(self, now: datetime) -> tuple[SessionView, ...]:
        """Return the dates that can still be booked."""
        return tuple(date for date in self.dates if date.state == "published" and date.starts_at > now)

    def public(self) -> tuple[SessionView, ...]:
        """Return the dates that everybody may see."""
        return tuple(date for date in self.dates if date.state in PUBLIC)


async def make_series(
    course: Course,
    workshop_id: UUID,
    library: UUID,
    *,
    sessions: Iterable[UUID] = (),
    plans: Sequence[Plan] = (),
    by: Person,
    now: datetime,
) -> UUID:
    """Make a series of sessions that exist and of new drafts; raises Invalid, Refused or NotFound.

    Its sessions are of one workshop, in one library, and of no other series.
    """
    chosen = sorted(set(sessions))
    rules.check_series(course.title, len(chosen) + len(plans))
    await require(by, library, Power.PLAN)
    async with DB.transaction():
        check_chosen(await Session.raw(HELD, chosen), len(chosen), workshop_id, library)
        planned = [await plan_session(workshop_id, library, plan, by=by, now=now) for plan in plans]
        series = new_id()
        row = Series(id=series, workshop=workshop_id, library=library, created_at=now, updated_at=now)
        row.title, row.singles = course.title.strip(), course.singles
        await row.save()
        values: dict[Any, Any] = {Session.series: series, Session.updated_at: now, Session.version: Session.version + 1}
        await Session.update(values).where(Session.id.is_in([*chosen, *planned]))
        await Series.raw(NUMBERED, series)
        kept = {"sessions": len(chosen), "planned": len(planned)}
        await journal.write("series.made", series, by=by.by, now=now, library=library, **kept)
    return series


def check_chosen(held: list[dict[str, Any]], wanted: int, workshop_id: UUID, library: UUID) -> None:
    """Refuse sessions that cannot be dates of one course; raises NotFound or Refused."""
    if len(held) != wanted:
        raise NotFound
    for row in held:
        if (row["workshop"], row["library"]) != (workshop_id, library):
            raise Refused("series_mixed")
        if row["series"] is not None:
            raise Refused("series_taken")
        if row["state"] not in {"draft", "published"}:
            raise Refused("session_closed")


async def publish_series(series: UUID, *, by: Person, now: datetime) -> int:
    """Publish the drafts of a series together and return how many; raises Refused or NotFound."""
    async with DB.transaction():
        found = await series_for(by, series, Power.PUBLISH)
        # All rows first: a second session must not be waited for while the journal is held.
        await Session.raw(HELD, [date.id for date in found.dates])
        drafts = [date.id for date in (await series_view(series)).dates if date.state == "draft"]
        for draft in drafts:
            await publish(draft, by=by, now=now)
    return len(drafts)


async def rename_series(series: UUID, course: Course, *, by: Person, now: datetime) -> None:
    """Change what a series is called, or whether one date may be booked alone; raises Invalid or NotFound."""
    found = await series_for(by, series, Power.PLAN)
    rules.check_series(course.title, len(found.dates))
    async with DB.transaction():
        values: dict[Any, Any] = {Series.title: course.title.strip(), Series.singles: course.singles}
        await Series.update({**values, Series.updated_at: now}).where(Series.id == series)
        await journal.write("series.changed", series, by=by.by, now=now, library=found.library_id)


async def series_by_ids(ids: Iterable[UUID]) -> dict[UUID, SeriesView]:
    """Return series with their dates, in two queries; those that do not exist are left out."""
    wanted = list(set(ids))
    found = {row["id"]: row for row in await Series.select().where(Series.id.is_in(wanted))} if wanted else {}
    rows = await Session.raw(
        SESSION + " WHERE s.series = any({}::uuid[]) AND s.state <> 'withdrawn' ORDER BY s.starts_at, s.id", list(found)
    )
    dates: dict[UUID, list[SessionView]] = {}
    for row in rows:
        dates.setdefault(row["series_id"], []).append(session_view(row))
    return {series: _view(row, dates.get(series, [])) for series, row in found.items()}


def _view(row: dict[str, Any], dates: list[SessionView]) -> SeriesView:
    return SeriesView(row["id"], row["title"], row["singles"], row["workshop"], row["library"], tuple(dates))


async def series_view(series: UUID) -> SeriesView:
    """Return a series, for what acts by itself; raises NotFound."""
    found = (await series_by_ids([series])).get(series)
    if found is None:
        raise NotFound
    return found


async def public_series(series: UUID) -> SeriesView:
    """Return a series of which the public may see a date; raises NotFound."""
    found = await series_view(series)
    if not found.public():
        raise NotFound
    return found


async def series_for(person: Person, series: UUID, power: Power) -> SeriesView:
    """Return a series for a member of staff with a power in its library; raises NotFound."""
    found = await series_view(series)
    await require(person, found.library_id, power)
    return found


async def coming_series(*, since: datetime, library: UUID | None = None, most: int = 100) -> list[SeriesView]:
    """Return the series that the public may see and whose last date is not over, the first to begin first."""
    rows = await Series.raw(COMING, since, library, library, most)
    found = await series_by_ids(row["id"] for row in rows)
    return [found[row["id"]] for row in rows]


async def series_of_libraries(libraries: list[UUID], *, since: datetime) -> list[SeriesView]:
    """Return the series of these libraries of which a date is not over, drafts too, the first to begin first."""
    rows = await Series.raw(OF_LIBRARIES, libraries, since, MOST_LISTED)
    found = await series_by_ids(row["id"] for row in rows)
    return [found[row["id"]] for row in rows]


async def joinable(libraries: list[UUID], now: datetime) -> list[SessionView]:
    """Return the coming sessions of these libraries that are in no series, by workshop and start."""
    return [session_view(row) for row in await Session.raw(SESSION + JOINABLE, libraries, now, MOST_LISTED)]


async def workshop_of(sessions: Iterable[UUID]) -> tuple[UUID, UUID]:
    """Return the workshop and the library of the first of these sessions; raises Invalid when there is none."""
    rows = await Session.raw("SELECT workshop, library FROM session WHERE id = any({}) ORDER BY id", list(sessions))
    if not rows:
        raise Invalid({"sessions": "bad_choice"})
    return rows[0]["workshop"], rows[0]["library"]
