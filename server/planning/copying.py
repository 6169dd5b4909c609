"""Copy a session, or all those planned with it, to other days or another library."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from server.accounts.rules import Person
from server.foundation.errors import Invalid, NotFound
from server.libraries.queries import LibraryView
from server.planning.actions import plan_all
from server.planning.days import Skip, as_reasons, days_off, not_allowed, past
from server.planning.moving import local_day, on_day
from server.planning.rules import Reason
from server.resources.stocks import Needs
from server.workshops.conflicts import conflicts_of
from server.workshops.outfit import usual_needs, with_needs
from server.workshops.queries import SessionView
from server.workshops.series import Course, series_view
from server.workshops.sessions import Plan


@dataclass(frozen=True)
class Where:
    """Where and when copies go: to a library, a room of it or none, the first of them on a day."""

    library: LibraryView
    room: UUID | None
    first: date


@dataclass(frozen=True)
class Copy:
    """A session and its copy to be; no plan on a day that does not have its hour. `day` is the copy's."""

    source: SessionView
    day: date
    plan: Plan | None
    reasons: tuple[Reason, ...] = ()


def _copy(source: SessionView, where: Where, by: timedelta) -> Copy:
    day = local_day(source) + by
    try:
        plan = on_day(source, day, zone=where.library.timezone, room=where.room)
    except Invalid as error:
        if set(error.fields.values()) != {"hour_skipped"}:
            raise
        return Copy(source, day, None, (Reason("hour_skipped", final=True),))
    return Copy(source, day, plan)


def _brought(copy: Copy, where: Where, usual: Needs) -> Copy:
    """Return a copy with equipment that its library can have: its workshop's usual one, in another library."""
    if copy.plan is None or copy.source.library_id == where.library.id:
        return copy
    return replace(copy, plan=with_needs(replace(copy.plan, stocks=None, stock_numbers=[]), usual))


async def copies(sources: Sequence[SessionView], where: Where, *, now: datetime) -> list[Copy]:
    """Return the copies of sessions, as far from each other as these are, each with why it should be skipped."""
    by = where.first - min(local_day(source) for source in sources)
    usual = await usual_needs(sources[0].workshop_id, where.library.id)
    found = [_brought(_copy(source, where, by), where, usual) for source in sources]
    off = days_off(where.library, Skip())
    slots = [copy.plan.slot() for copy in found if copy.plan]
    zone = where.library.timezone
    conflicts = iter(await conflicts_of(slots, where.library.id, zone, now=now))
    unfit = {copy.source.id: await _not_allowed(copy, where) for copy in found}
    return [
        Copy(
            copy.source,
            copy.day,
            copy.plan,
            (*off(copy.day), *copy.reasons, *past(copy.plan, now), *as_reasons(next(conflicts)), *unfit[copy.source.id])
            if copy.plan
            else (*off(copy.day), *copy.reasons),
        )
        for copy in found
    ]


async def _not_allowed(copy: Copy, where: Where) -> list[Reason]:
    if copy.plan is None or not copy.source.kind:
        return []
    (why,) = await not_allowed(copy.source.workshop_id, where.library.id, [copy.plan])
    return why


async def keep(
    chosen: Sequence[Copy],
    where: Where,
    *,
    public: bool,
    despite: str,
    batch: UUID | None = None,
    by: Person,
    now: datetime,
) -> UUID:
    """Plan the copies chosen and return what they share; those of a whole course are a course. Raises as `plan_all`."""
    plans = [copy.plan for copy in chosen if copy.plan]
    if not plans:
        raise Invalid({"dates": "no_dates_ticked"})
    of = chosen[0].source
    try:
        return await plan_all(
            of.workshop_id,
            where.library.id,
            plans,
            course=await _course(of, len(plans)),
            public=public,
            despite=despite,
            batch=batch,
            by=by,
            now=now,
        )
    except NotFound:
        raise Invalid({"library": "workshop_elsewhere"}) from None


async def _course(of: SessionView, copied: int) -> Course | None:
    """Return the course that several dates of a course make again; one date alone is a session by itself."""
    if of.series_id is None or copied < 2:
        return None
    found = await series_view(of.series_id)
    return Course(found.title, found.singles)
