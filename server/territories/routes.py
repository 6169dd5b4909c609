"""The pages of territories, for administrators: the list, one with its parts, and what can be done about it."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.types import ControllerRouterHandler

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.foundation import clock
from server.foundation.errors import Refused
from server.foundation.forms import choices, faults
from server.foundation.web import form_of, language_of, page, see_other
from server.foundation.words import clean
from server.territories import actions, queries, reach
from server.territories.geography import YEAR
from server.territories.hubs import HUBS
from server.territories.words import KINDS

AnyRequest = Request[Any, Any, Any]
HOME = "/bureau/territoires"
MINE = {"power": Power.RUN_NETWORK}


@get("/territoires", opt=MINE)
async def home(request: AnyRequest) -> Response[str]:
    """Show all territories."""
    return await _list(request, {}, {})


@post("/territoires", opt=MINE, status_code=303)
async def draw(request: AnyRequest) -> Response[Any]:
    """Draw a territory, and go to it."""
    form = await form_of(request)
    try:
        made = await actions.draw(form.get("name", ""), form.get("hub", ""), by=person_of(request), now=clock.now())
    except Refused as error:
        return await _list(request, form, faults(error, language_of(request), otherwise="name"))
    return see_other(f"{HOME}/{made}?fait=trace")


@get("/territoires/{territory_id:uuid}", opt=MINE)
async def show(request: AnyRequest, territory_id: FromPath[UUID], lieu: FromQuery[str] = "") -> Response[str]:
    """Show a territory and its parts; with `lieu`, what may be added or left out."""
    return await _sheet(request, territory_id, clean(lieu, 100), {})


@post("/territoires/{territory_id:uuid}/nom", opt=MINE, status_code=303)
async def rename(request: AnyRequest, territory_id: FromPath[UUID]) -> Response[Any]:
    """Give a territory another name."""
    form = await form_of(request)
    try:
        await actions.rename(territory_id, form.get("name", ""), by=person_of(request), now=clock.now())
    except Refused as error:
        errors = faults(error, language_of(request), otherwise="name")
        return await _sheet(request, territory_id, "", errors, form.get("name", ""))
    return see_other(f"{HOME}/{territory_id}?fait=nom")


@post("/territoires/{territory_id:uuid}/morceaux", opt=MINE, status_code=303)
async def put(request: AnyRequest, territory_id: FromPath[UUID]) -> Response[Any]:
    """Take in a part, leave it out, or say nothing of it any more."""
    form = await form_of(request)
    try:
        part, how = form.get("part", ""), form.get("how", "")
        await actions.put(territory_id, part, how, by=person_of(request), now=clock.now())
    except Refused as error:
        words = faults(error, language_of(request), otherwise="lieu").values()
        return await _sheet(request, territory_id, "", {"lieu": next(iter(words))})
    return see_other(f"{HOME}/{territory_id}?fait=morceau")


@get("/territoires/{territory_id:uuid}/retrait", opt=MINE)
async def ask_to_give_up(request: AnyRequest, territory_id: FromPath[UUID]) -> Response[str]:
    """Ask before a territory is forgotten; this changes nothing."""
    return page(request, "territories/remove.html", territory=await queries.territory(territory_id))


@post("/territoires/{territory_id:uuid}/retrait", opt=MINE, status_code=303)
async def give_up(request: AnyRequest, territory_id: FromPath[UUID]) -> Response[Any]:
    """Forget a territory."""
    await actions.give_up(territory_id, by=person_of(request), now=clock.now())
    return see_other(f"{HOME}?fait=retire")


async def _list(request: AnyRequest, values: dict[str, str], errors: dict[str, str]) -> Response[str]:
    found = await queries.territories()
    names = {each.name for each in found}
    return page(
        request,
        "territories/list.html",
        status=422 if errors else 200,
        found=found,
        hubs=[{"value": key, "label": name} for key, (name, _) in HUBS.items() if name not in names],
        values=values,
        errors=errors,
        done=request.query_params.get("fait", ""),
        year=YEAR,
    )


async def _sheet(
    request: AnyRequest, id: UUID, looked_for: str, errors: dict[str, str], name: str | None = None
) -> Response[str]:
    found = await queries.territory(id)
    return page(
        request,
        "territories/sheet.html",
        status=422 if errors else 200,
        territory=found,
        name=found.name if name is None else name,
        looked_for=looked_for,
        results=reach.search(looked_for),
        kinds={each["value"]: each["label"] for each in choices(KINDS, language_of(request))},
        errors=errors,
        done=request.query_params.get("fait", ""),
        year=YEAR,
    )


HANDLERS: list[ControllerRouterHandler] = [home, draw, show, rename, put, ask_to_give_up, give_up]
