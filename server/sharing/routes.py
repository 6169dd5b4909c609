"""The page of the network: follow a peer or join a hub with one address, take members in, leave, block."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler

from federation import parked
from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.foundation import clock
from server.foundation.errors import NotFound
from server.foundation.reasons import sentence
from server.foundation.settings import settings
from server.foundation.web import form_of, language_of, page, see_other
from server.sharing import actions, queries, reported
from server.sharing.words import HEALTH, STATES

HOME = "/bureau/reseau"


async def _page(request: Request[Any, Any, Any], *, error: str = "", address: str = "") -> Response[str]:
    errors = {"address": sentence(error, language_of(request))} if error else {}
    known = await queries.network(clock.now())
    return page(
        request,
        "sharing/network.html",
        status=422 if errors else 200,
        proposed=[peer for peer in known if peer.state == "proposed"],
        peers=[peer for peer in known if peer.state != "proposed"],
        blocked=await queries.blocked(),
        states=STATES,
        health=HEALTH,
        hub=settings().hub,
        counts=await _counts(request),
        errors=errors,
        address=address,
        own=settings().host,
        done=request.query_params.get("fait", ""),
    )


async def _counts(request: Request[Any, Any, Any]) -> dict[str, int]:
    """Return how much waits for an administrator, for who is one."""
    if not person_of(request).administrator:
        return {}
    return {"abandons": await parked.count(), "signalements": await reported.count()}


@get("/reseau", opt={"power": Power.LOOK})
async def network(request: Request[Any, Any, Any]) -> Response[str]:
    """Show the network."""
    return await _page(request)


@post("/reseau", opt={"power": Power.RUN_NETWORK})
async def follow(request: Request[Any, Any, Any]) -> Response[str] | Redirect:
    """Follow the peer at the address typed."""
    address = (await form_of(request)).get("address", "")
    outcome = await actions.follow(address, by=person_of(request), now=clock.now())
    if not outcome.ok:
        return await _page(request, error=f"peer_{outcome.state}", address=address)
    return see_other(f"{HOME}?fait=demande")


@get("/reseau/depart", opt={"power": Power.RUN_NETWORK})
async def ask_to_leave(request: Request[Any, Any, Any]) -> Response[str]:
    """Ask before leaving a peer."""
    found = await queries.peer(request.query_params.get("acteur", ""), clock.now())
    return page(request, "sharing/leave.html", peer=found)


@post("/reseau/depart", opt={"power": Power.RUN_NETWORK})
async def leave(request: Request[Any, Any, Any]) -> Redirect:
    """Stop following a peer."""
    actor = (await form_of(request)).get("actor", "")
    found = await queries.peer(actor, clock.now())
    await actions.leave(found.actor, by=person_of(request), now=clock.now())
    return see_other(f"{HOME}?fait=depart")


@post("/reseau/accord", opt={"power": Power.RUN_NETWORK})
async def take_in(request: Request[Any, Any, Any]) -> Redirect:
    """Take in an instance that asks to join this hub."""
    await actions.take_in((await form_of(request)).get("actor", ""), by=person_of(request), now=clock.now())
    return see_other(f"{HOME}?fait=accord")


@post("/reseau/refus", opt={"power": Power.RUN_NETWORK})
async def decline(request: Request[Any, Any, Any]) -> Redirect:
    """Do not take in an instance that asks to join this hub."""
    await actions.decline((await form_of(request)).get("actor", ""), by=person_of(request), now=clock.now())
    return see_other(f"{HOME}?fait=refus")


@get("/reseau/blocage", opt={"power": Power.RUN_NETWORK})
async def ask_to_block(request: Request[Any, Any, Any]) -> Response[str]:
    """Ask before blocking a host."""
    host = request.query_params.get("hote", "")
    if not actions.others(host):
        raise NotFound
    return page(request, "sharing/block.html", host=host)


@post("/reseau/blocage", opt={"power": Power.RUN_NETWORK})
async def block(request: Request[Any, Any, Any]) -> Redirect:
    """Block a host."""
    await actions.block((await form_of(request)).get("host", ""), by=person_of(request), now=clock.now())
    return see_other(f"{HOME}?fait=blocage")


@post("/reseau/deblocage", opt={"power": Power.RUN_NETWORK})
async def unblock(request: Request[Any, Any, Any]) -> Redirect:
    """Let a blocked host in again."""
    await actions.unblock((await form_of(request)).get("host", ""), by=person_of(request), now=clock.now())
    return see_other(f"{HOME}?fait=deblocage")


HANDLERS: list[ControllerRouterHandler] = [
    network,
    follow,
    ask_to_leave,
    leave,
    take_in,
    decline,
    ask_to_block,
    block,
    unblock,
]
