"""Slots for one person with a habilitated helper (Aidants Connect): what they must be, and who may hold them.

Nothing here is passed over for a reason: the programme itself asks for it. No mandate, no identifier and no reason for
the visit is kept anywhere.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from server.foundation.database import DB
from server.foundation.errors import Invalid, NotFound, Refused
from server.libraries.queries import by_id
from server.resources.fitness import PROGRAMMES
from server.resources.habilitations import Helper, helpers
from server.resources.people import people
from server.workshops.conflicts import days_between
from server.workshops.plan import Plan

KINDS = PROGRAMMES
# Where a form says a refusal, if not where it asks who presents.
SAID_AT = {"aidant_one_person": "capacity", "aidant_free": "pass_accepted"}
# The fields of a session on which it depends whether it may be such a slot.
FIELDS = frozenset({"starts_at", "ends_at", "capacity", "pass_accepted", "presenter", "mediators"})
# What a form proposes for a slot: one seat, and nobody waits.
USUAL = {"capacity": "1", "waiting_places": "0", "companions_free": "1"}
KIND = "SELECT kind FROM workshop WHERE id = {}"
DATED = "SELECT EXISTS (SELECT FROM session WHERE workshop = {} AND state <> 'withdrawn') AS dated"


def fault(plan: Plan, helping: Sequence[Helper], strangers: int, library: UUID, days: Sequence[date]) -> str:
    """Return why a plan may not be such a slot: the key of a refusal, or "".

    It is for one person, free, without the Pass; everybody who presents is fit on all its local days, and nobody of
    them is unknown here (`strangers` counts those).
    """
    if plan.capacity != 1:
        return "aidant_one_person"
    if plan.pass_accepted:
        return "aidant_free"
    if strangers or not helping:
        return "aidant_nobody"
    reasons = (one.unfit(library, days[0], days[-1]) for one in helping)
    return next((reason for reason in reasons if reason), "")


async def faults(workshop: UUID, library: UUID, plans: Sequence[Plan]) -> list[str]:
    """Return, for each plan of a workshop in a library, the key of why it may not be, or ""; raises NotFound."""
    rows = await DB.rows(KIND, workshop)
    if not rows:
        raise NotFound
    if rows[0]["kind"] not in KINDS or not plans:
        return [""] * len(plans)
    known, zone = await people(), (await by_id(library)).timezone
    who = [known.who(plan.presenter, plan.mediators) for plan in plans]
    fit: Mapping[UUID, Helper] = await helpers({which for one in who for which in one.known}, rows[0]["kind"])
    return [
        fault(
            plan,
            [fit[which] for which in sorted(one.known)],
            len(one.others),
            library,
            days_between(plan.starts_at, plan.ends_at, zone),
        )
        for plan, one in zip(plans, who, strict=True)
    ]


async def check(workshop: UUID, library: UUID, plan: Plan) -> None:
    """Refuse a plan that may not be a slot of its workshop's kind; nothing is asked of an ordinary workshop."""
    (reason,) = await faults(workshop, library, [plan])
    if reason:
        raise Refused(reason)


async def check_kind(workshop: UUID, held: str, becomes: str) -> None:
    """Raise Invalid when a workshop that has dates becomes another kind: they were made by the rules of what it was."""
    if held != becomes:
        (row,) = await DB.rows(DATED, workshop)
        if row["dated"]:
            raise Invalid({"kind": "kind_dated"})


def said_at(reason: str) -> str:
    """Return the field of a session's form at which a refusal of this room is said; empty for any other reason."""
    return SAID_AT.get(reason, "presenter") if reason.startswith("aidant_") else ""
