"""The page of one other agenda: how it is doing, what was given up with it, and what can be done about it."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler

from federation import parked
from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.foundation import clock
from server.foundation.web import page, see_other
from server.sharing import mending, queries, words
from server.workshops import programme

HOME = "/bureau/reseau"
AnyRequest = Request[Any, Any, Any]


@get("/reseau/{host:str}", opt={"power": Power.LOOK})
async def show(request: AnyRequest, host: FromPath[str]) -> Response[str]:
    """Show all that is known of one other agenda."""
    known = await queries.at_host(host, clock.now())
    mine = person_of(request).administrator
    return page(
        request,
        "sharing/peer.html",
        peer=known[0],
        followed=[view for view in known if view.actor],
        items=await parked.items(host) if mine else [],
        states=words.STATES,
        health=words.HEALTH,
        schemes=words.SCHEMES,
        kinds=words.PARKED,
        now=clock.now(),
        done=request.query_params.get("fait", ""),
    )


@post("/reseau/{host:str}/renvoi", opt={"power": Power.RUN_NETWORK})
async def replay(request: AnyRequest, host: FromPath[str]) -> Redirect:
    """Say our sessions to come again to this host."""
    owed = await mending.replay(host, by=person_of(request), now=clock.now())
    return see_other(f"{HOME}/{host}?fait={'renvoi' if owed else 'rien-a-renvoyer'}")


@post("/reseau/{host:str}/relecture", opt={"power": Power.RUN_NETWORK})
async def read_again(request: AnyRequest, host: FromPath[str]) -> Redirect:
    """Read again what we follow at this host."""
    owed = await mending.read_again(host, by=person_of(request), now=clock.now())
    return see_other(f"{HOME}/{host}?fait={'relecture' if owed else 'rien-a-relire'}")


@post("/reseau/{host:str}/comparaison", opt={"power": Power.RUN_NETWORK})
async def compare(request: AnyRequest, host: FromPath[str]) -> Redirect:
    """Compare what we hold of this host with what it has."""
    owed = await mending.compare(host, by=person_of(request), now=clock.now())
    return see_other(f"{HOME}/{host}?fait={'comparaison' if owed else 'rien-a-relire'}")


@post("/seances/{session_id:uuid}/renvoi", opt={"power": Power.PLAN})
async def send_again(request: AnyRequest, session_id: FromPath[UUID]) -> Redirect:
    """Say one session again to all who should have it."""
    session = await programme.session_to_programme(person_of(request), session_id)
    await mending.send_again(session.id, by=person_of(request), now=clock.now())
    return see_other(f"/bureau/seances/{session.id}?fait=renvoyee#voisins")


HANDLERS: list[ControllerRouterHandler] = [show, replay, read_again, compare, send_again]
