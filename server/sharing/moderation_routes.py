"""Pages of administrators: what was given up, what is reported, who may speak to us and whose sessions are shown."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler

from federation import parked
from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.foundation import clock
from server.foundation.errors import NotFound
from server.foundation.forms import whole
from server.foundation.reasons import sentence
from server.foundation.settings import settings
from server.foundation.web import form_of, language_of, own_path, page, see_other
from server.sharing import actions, mending, moderation, queries, reported
from server.sharing.words import PARKED

HOME = "/bureau/reseau"
AnyRequest = Request[Any, Any, Any]


@get("/reseau/abandons", opt={"power": Power.RUN_NETWORK})
async def given_up(request: AnyRequest) -> Response[str]:
    """Show what was given up."""
    done = request.query_params.get("fait", "")
    return page(request, "sharing/given_up.html", items=await parked.items(), kinds=PARKED, done=done)


@post("/reseau/abandons/reprise", opt={"power": Power.RUN_NETWORK})
async def retry(request: AnyRequest) -> Redirect:
    """Try again what was given up."""
    form = await form_of(request)
    await mending.retry(form.get("what", ""), form.get("id", ""), by=person_of(request), now=clock.now())
    return _back(form, "reprise")


@post("/reseau/abandons/oubli", opt={"power": Power.RUN_NETWORK})
async def let_go(request: AnyRequest) -> Redirect:
    """Let go what was given up."""
    form = await form_of(request)
    await mending.let_go(form.get("what", ""), form.get("id", ""), by=person_of(request), now=clock.now())
    return _back(form, "oubli")


def _back(form: dict[str, str], done: str) -> Redirect:
    """Go back to the page that showed it: that of its host, or the list."""
    host = form.get("host", "")
    path = own_path(f"{HOME}/{host}") if host and actions.others(host) else f"{HOME}/abandons"
    return see_other(f"{path}?fait={done}")


@get("/reseau/signalements", opt={"power": Power.RUN_NETWORK})
async def reports(request: AnyRequest) -> Response[str]:
    """Show what others ask us to look at."""
    return page(
        request,
        "sharing/reports.html",
        private=True,
        reports=await reported.open_reports(),
        hidden=await reported.hidden(),
        done=request.query_params.get("fait", ""),
    )


@post("/reseau/signalements/cloture", opt={"power": Power.RUN_NETWORK})
async def close(request: AnyRequest) -> Redirect:
    """Close a report."""
    number = whole((await form_of(request)).get("report", ""), -1)
    await moderation.close_report(number, by=person_of(request), now=clock.now())
    return see_other(f"{HOME}/signalements?fait=clos")


@post("/reseau/cachees", opt={"power": Power.RUN_NETWORK})
async def hide(request: AnyRequest) -> Redirect:
    """Hide a session of another agenda."""
    await moderation.hide((await form_of(request)).get("event", ""), by=person_of(request), now=clock.now())
    return see_other(f"{HOME}/signalements?fait=cachee")


@post("/reseau/cachees/retour", opt={"power": Power.RUN_NETWORK})
async def show_again(request: AnyRequest) -> Redirect:
    """Show a hidden session again."""
    await moderation.show_again((await form_of(request)).get("event", ""), by=person_of(request), now=clock.now())
    return see_other(f"{HOME}/signalements?fait=montree")


@get("/reseau/acces", opt={"power": Power.RUN_NETWORK})
async def access(request: AnyRequest) -> Response[str]:
    """Show whose sessions are in the agenda, and who may speak to us."""
    return await _access_page(request)


async def _access_page(request: AnyRequest, *, error: str = "", host: str = "") -> Response[str]:
    return page(
        request,
        "sharing/access.html",
        status=422 if error else 200,
        sources=await queries.brought(clock.now()),
        listing=settings().allow_list,
        approved=await queries.approved(),
        turned_away=await queries.turned_away(),
        blocked=await queries.blocked(),
        errors={"host": sentence(error, language_of(request))} if error else {},
        host=host,
        done=request.query_params.get("fait", ""),
    )


@post("/reseau/acces", opt={"power": Power.RUN_NETWORK})
async def approve(request: AnyRequest) -> Response[str] | Redirect:
    """Let a host speak to us."""
    host = (await form_of(request)).get("host", "").strip().lower()
    try:
        await moderation.approve(host, by=person_of(request), now=clock.now())
    except NotFound:
        return await _access_page(request, error="peer_not_an_address", host=host)
    return see_other(f"{HOME}/acces?fait=approbation")


@post("/reseau/acces/retrait", opt={"power": Power.RUN_NETWORK})
async def withdraw(request: AnyRequest) -> Redirect:
    """Take the approval of a host back."""
    host = (await form_of(request)).get("host", "")
    await moderation.withdraw_approval(host, by=person_of(request), now=clock.now())
    return see_other(f"{HOME}/acces?fait=retrait")


HANDLERS: list[ControllerRouterHandler] = [
    given_up,
    retry,
    let_go,
    reports,
    close,
    hide,
    show_again,
    access,
    approve,
    withdraw,
]
