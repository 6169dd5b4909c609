"""The page of the network: follow a peer or join a hub with one address, see how each one is doing, leave."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler

from server.accounts.guards import administrators_only, person_of
from server.foundation import clock
from server.foundation.reasons import sentence
from server.foundation.settings import settings
from server.foundation.web import form_of, language_of, page, see_other
from server.sharing import actions, queries
from server.sharing.words import STATES

HOME = "/bureau/reseau"


async def _page(request: Request[Any, Any, Any], *, error: str = "", address: str = "") -> Response[str]:
    errors = {"address": sentence(error, language_of(request))} if error else {}
    return page(
        request,
        "sharing/network.html",
        status=422 if errors else 200,
        peers=await queries.network(clock.now()),
        states=STATES,
        errors=errors,
        address=address,
        own=settings().host,
        done=request.query_params.get("fait", ""),
    )


@get("/reseau")
async def network(request: Request[Any, Any, Any]) -> Response[str]:
    """Show the network."""
    return await _page(request)


@post("/reseau", guards=[administrators_only], opt={"access": "administrator"})
async def follow(request: Request[Any, Any, Any]) -> Response[str] | Redirect:
    """Follow the peer at the address typed."""
    address = (await form_of(request)).get("address", "")
    outcome = await actions.follow(address, by=person_of(request), now=clock.now())
    if not outcome.ok:
        return await _page(request, error=f"peer_{outcome.state}", address=address)
    return see_other(f"{HOME}?fait=demande")


@get("/reseau/depart", guards=[administrators_only], opt={"access": "administrator"})
async def ask_to_leave(request: Request[Any, Any, Any]) -> Response[str]:
    """Ask before leaving a peer."""
    found = await queries.peer(request.query_params.get("acteur", ""), clock.now())
    return page(request, "sharing/leave.html", peer=found)


@post("/reseau/depart", guards=[administrators_only], opt={"access": "administrator"})
async def leave(request: Request[Any, Any, Any]) -> Redirect:
    """Stop following a peer."""
    actor = (await form_of(request)).get("actor", "")
    found = await queries.peer(actor, clock.now())
    await actions.leave(found.actor, by=person_of(request), now=clock.now())
    return see_other(f"{HOME}?fait=depart")


HANDLERS: list[ControllerRouterHandler] = [network, follow, ask_to_leave, leave]
