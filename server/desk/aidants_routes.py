"""Aidants Connect for staff: who is habilitated, the slots to come, and those that nobody may hold."""

from typing import Any

from litestar import Request, Response, get

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.foundation import clock
from server.foundation.web import page
from server.resources.fitness import SALARIED
from server.resources.habilitations import habilitated
from server.workshops import aidants_connect, programme
from server.workshops.queries import SessionView, sessions_by_ids

MOST = 50


@get("/aidants-connect", opt={"power": Power.LOOK})
async def show(request: Request[Any, Any, Any]) -> Response[str]:
    """What there is of Aidants Connect in the libraries of the person."""
    person, now = person_of(request), clock.now()
    reach = await programme.reach(person)
    seen, own = [library.id for library in reach.seen], [library.id for library in reach.programmed]
    coming, unheld = (await aidants_connect.coming(seen, now, MOST), await aidants_connect.unheld(own, now, MOST))
    views = await sessions_by_ids({*coming, *unheld})
    offered = await aidants_connect.offering(seen, now)
    return page(
        request,
        "desk/aidants.html",
        unheld=_in_order(views, unheld),
        coming=_in_order(views, [which for which in coming if which not in set(unheld)]),
        people=[one for one in await habilitated() if one.status == SALARIED],
        offering=[library.name for library in reach.seen if library.id in offered],
        today=now.date(),
        may_date=bool(own),
    )


def _in_order(views: dict[Any, SessionView], ids: list[Any]) -> list[SessionView]:
    return [views[which] for which in ids if which in views]


HANDLERS = [show]
