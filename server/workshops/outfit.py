"""Who and what a session takes with it: the people that its words mean, and the equipment that its workshop needs."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from uuid import UUID

from server.foundation.database import DB
from server.foundation.errors import Invalid, NotFound
from server.resources.people import people
from server.resources.stocks import Needs, all_stocks, check_served, usual
from server.workshops.plan import Plan

NEEDED = "SELECT needed_kinds, needed_numbers FROM workshop WHERE id = {}"


async def with_people(plan: Plan) -> Plan:
    """Return a plan with the people that its words mean; the name of who is not shown leaves the public words."""
    known = await people()
    ids = sorted(known.who(plan.presenter).known)
    return replace(plan, presenter=known.public(plan.presenter), mediators=ids)


async def usual_needs(workshop: UUID, library: UUID) -> Needs:
    """Return the equipment that a workshop takes in a library when nobody says otherwise; raises NotFound."""
    rows = await DB.rows(NEEDED, workshop)
    if not rows:
        raise NotFound
    needs = list(zip(rows[0]["needed_kinds"] or (), rows[0]["needed_numbers"] or (), strict=True))
    return usual(needs, await all_stocks(), library) if needs else []


def with_needs(plan: Plan, needs: Needs) -> Plan:
    """Return a plan with the equipment that it says, or `needs` where it says nothing."""
    if plan.stocks is not None:
        return plan
    return replace(plan, stocks=[which for which, _ in needs], stock_numbers=[number for _, number in needs])


def outfitted(plan_on: Callable[[date], Plan], needs: Needs) -> Callable[[date], Plan]:
    """Return what gives the session of a day, with its equipment."""
    return lambda day: with_needs(plan_on(day), needs)


async def check_needs_of(plan: Plan, library: UUID) -> None:
    """Raise Invalid unless the equipment of a plan may be in its library, and as many laptops come as are lent."""
    if not plan.stocks:
        return
    stocks = await all_stocks()
    check_served(plan.needs, stocks, library)
    laptops = {one.id for one in stocks if one.kind == "laptop"}
    brought = sum(number for which, number in plan.needs if which in laptops)
    if brought < (plan.laptops or 0) and laptops & set(plan.stocks):
        raise Invalid({"laptops": "laptops_not_brought"})
