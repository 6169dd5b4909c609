"""Plan many sessions in one go, and publish them together."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from server.accounts.rules import Person
from server.foundation.database import DB
from server.foundation.errors import Invalid
from server.foundation.ids import new_id
from server.planning.rules import MOST_PLANNED
from server.workshops import conflicts
from server.workshops.series import Course, make_series
from server.workshops.sessions import Plan, plan_session, publish
from server.workshops.tables import Session

LOCKED = "SELECT id FROM session WHERE id = any({}) AND state = 'draft' ORDER BY id FOR UPDATE"


async def plan_all(
    workshop: UUID,
    library: UUID,
    plans: Sequence[Plan],
    *,
    course: Course | None = None,
    public: bool = False,
    despite: str = "",
    batch: UUID | None = None,
    by: Person,
    now: datetime,
) -> UUID:
    """Plan all these sessions of one library or none: `plan_everywhere` with one library."""
    given = {"course": course, "public": public, "despite": despite, "batch": batch}
    return await plan_everywhere(workshop, {library: plans}, **given, by=by, now=now)  # type: ignore[arg-type]


async def plan_everywhere(
    workshop: UUID,
    plans: Mapping[UUID, Sequence[Plan]],
    *,
    course: Course | None = None,
    public: bool = False,
    despite: str = "",
    batch: UUID | None = None,
    by: Person,
    now: datetime,
) -> UUID:
    """Plan all the sessions of these libraries or none, and return what they share; raises Invalid, Refused, NotFound.

    With a `batch` that was planned already (a button pressed twice) nothing is planned again.

    With a `course` those of each library are booked together; `public` ones are published at once. What is in the way
    of one of them is refused unless `despite` says why it is passed over.
    """
    wanted = sum(len(dated) for dated in plans.values())
    if not wanted:
        raise Invalid({"dates": "no_dates_ticked"})
    if wanted > MOST_PLANNED:
        raise Invalid({"dates": "too_many_planned"})
    batch = batch or new_id()
    async with DB.transaction():
        await conflicts.one_at_a_time()
        if await Session.exists().where(Session.batch == batch):
            return batch
        for library, dated in plans.items():
            planned = [
                await plan_session(workshop, library, plan, by=by, now=now, despite=despite, batch=batch)
                for plan in dated
            ]
            if course is not None and planned:
                await make_series(course, workshop, library, sessions=planned, by=by, now=now)
            for session in planned if public else ():
                await publish(session, by=by, now=now, despite=despite)
    return batch


async def publish_all(sessions: Iterable[UUID], *, by: Person, now: datetime, despite: str = "") -> int:
    """Publish those of the sessions that are drafts, all or none, and return how many; raises Refused or NotFound."""
    async with DB.transaction():
        # All rows first: a second session must not be waited for while others wait for this transaction.
        drafts = [row["id"] for row in await Session.raw(LOCKED, list(sessions))]
        for session in drafts:
            await publish(session, by=by, now=now, despite=despite)
    return len(drafts)
