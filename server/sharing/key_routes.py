"""The page of our keys: since when each signs, and changing one, asked before it is done."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler

from server.accounts.guards import administrators_only, person_of
from server.foundation import clock
from server.foundation.web import form_of, page, see_other
from server.sharing import keys

HOME = "/bureau/reseau/cles"
ADMINISTRATOR = {"access": "administrator"}


@get("/reseau/cles", guards=[administrators_only], opt=ADMINISTRATOR)
async def show(request: Request[Any, Any, Any]) -> Response[str]:
    """Show the keys of our actors."""
    done = request.query_params.get("fait", "")
    return page(request, "sharing/keys.html", keys=await keys.held(clock.now()), done=done)


@get("/reseau/cles/changement", guards=[administrators_only], opt=ADMINISTRATOR)
async def ask_to_change(request: Request[Any, Any, Any]) -> Response[str]:
    """Ask before changing the keys of one actor."""
    found = await keys.key_of(request.query_params.get("acteur", ""), clock.now())
    return page(request, "sharing/change_keys.html", key=found)


@post("/reseau/cles/changement", guards=[administrators_only], opt=ADMINISTRATOR)
async def change(request: Request[Any, Any, Any]) -> Redirect:
    """Change the keys of one actor."""
    await keys.rotate((await form_of(request)).get("actor", ""), by=person_of(request), now=clock.now())
    return see_other(f"{HOME}?fait=changement")


HANDLERS: list[ControllerRouterHandler] = [show, ask_to_change, change]
