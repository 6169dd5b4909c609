"""The sessions of a path: one for each of its workshops, in order, planned together or not at all."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from server.accounts.rules import Person
from server.foundation.database import DB
from server.foundation.ids import new_id
from server.planning import forms
from server.resources.stocks import Needs
from server.workshops import conflicts
from server.workshops.outfit import usual_needs
from server.workshops.paths import PathView, StepView
from server.workshops.sessions import Plan, plan_session, publish
from server.workshops.tables import Session


def step_plan(form: forms.Form, step: StepView, day: date, zone: str) -> Plan:
    """Return the session of a workshop of a path on a day, as long as this workshop usually is; raises Invalid."""
    return forms.plans_on({**form, "minutes": str(step.minutes)}, zone)(day)


async def steps_needs(path: PathView, library: UUID) -> Needs:
    """Return the equipment that its workshops take in a library, as much as the one that takes most of each."""
    most: dict[UUID, int] = {}
    for step in path.steps:
        for which, number in await usual_needs(step.workshop, library):
            most[which] = max(number, most.get(which, 0))
    return list(most.items())


async def plan_path(
    path: PathView,
    library: UUID,
    plans: Sequence[Plan],
    *,
    public: bool = False,
    despite: str = "",
    batch: UUID | None = None,
    by: Person,
    now: datetime,
) -> UUID:
    """Plan the sessions of a path or none, and return what they share; raises Invalid, Refused or NotFound.

    With a `batch` that was planned already (a button pressed twice) nothing is planned again.
    """
    batch = batch or new_id()
    async with DB.transaction():
        await conflicts.one_at_a_time()
        if await Session.exists().where(Session.batch == batch):
            return batch
        planned = [
            await plan_session(step.workshop, library, plan, by=by, now=now, despite=despite, batch=batch)
            for step, plan in zip(path.steps, plans, strict=True)
        ]
        for session in planned if public else ():
            await publish(session, by=by, now=now, despite=despite)
    return batch
