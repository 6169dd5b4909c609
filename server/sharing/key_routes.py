"""The page of our keys: since when each signs, and changing one, asked before it is done."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.foundation import clock
from server.foundation.web import form_of, page, see_other
from server.sharing import keys

HOME = "/bureau/reseau/cles"


@get("/reseau/cles", opt={"power": Power.RUN_NETWORK})
async def show(request: Request[Any, Any, Any]) -> Response[str]:
    """Show the keys of our actors."""
    done = request.query_params.get("fait", "")
    return page(request, "sharing/keys.html", keys=await keys.held(clock.now()), done=done)


@get("/reseau/cles/changement", opt={"power": Power.RUN_NETWORK})
async def ask_to_change(request: Request[Any, Any, Any]) -> Response[str]:
    """Ask before changing the keys of one actor."""
    found = await keys.key_of(request.query_params.get("acteur", ""), clock.now())
    return page(request, "sharing/change_keys.html", key=found)


@post("/reseau/cles/changement", opt={"power": Power.RUN_NETWORK})
async def change(request: Request[Any, Any, Any]) -> Redirect:
    """Change the keys of one actor."""
    await keys.rotate((await form_of(request)).get("actor", ""), by=person_of(request), now=clock.now())
    return see_other(f"{HOME}?fait=changement")


HANDLERS: list[ControllerRouterHandler] = [show, ask_to_change, change]
