"""Equipment and roads, for staff: what there is and where, how long it takes to bring it elsewhere."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.foundation import clock
from server.foundation.errors import Refused
from server.foundation.forms import choices, faults, whole
from server.foundation.web import form_of, language_of, page, see_other
from server.libraries.queries import all_libraries
from server.planning.equipment import remove_unused
from server.resources import roads, stocks
from server.resources.stocks import Kept
from server.resources.words import KINDS
from server.workshops.forms import chosen

AnyRequest = Request[Any, Any, Any]


@get("/materiel", opt={"power": Power.LOOK})
async def everything(request: AnyRequest) -> Response[str]:
    """All equipment, by library, and the roads between libraries."""
    return await _list(request, {}, {})


@post("/materiel", opt={"power": Power.RUN_LIBRARY}, status_code=303)
async def add(request: AnyRequest) -> Response[Any]:
    """Add equipment to a library."""
    form = await form_of(request)
    try:
        await stocks.add_stock(chosen(form, "library"), _read(form), by=person_of(request), now=clock.now())
    except Refused as error:
        return await _list(request, form, faults(error, language_of(request), otherwise="name"))
    return see_other("/bureau/materiel?fait=1")


@get("/materiel/{which:uuid}", opt={"power": Power.RUN_LIBRARY})
async def show(request: AnyRequest, which: FromPath[UUID]) -> Response[str]:
    """One stock, to change or to take out."""
    found = await stocks.stock_to_change(person_of(request), which)
    typed = {"name": found.name, "kind": found.kind, "total": str(found.total), "moves": "1" if found.moves else ""}
    return _one(request, found, typed, {})


@post("/materiel/{which:uuid}", opt={"power": Power.RUN_LIBRARY}, status_code=303)
async def change(request: AnyRequest, which: FromPath[UUID]) -> Response[Any]:
    """Change equipment."""
    found, form = await stocks.stock_to_change(person_of(request), which), await form_of(request)
    try:
        await stocks.change_stock(which, _read(form), by=person_of(request), now=clock.now())
    except Refused as error:
        return _one(request, found, form, faults(error, language_of(request), otherwise="name"))
    return see_other("/bureau/materiel?fait=1")


@post("/materiel/{which:uuid}/retirer", opt={"power": Power.RUN_LIBRARY}, status_code=303)
async def remove(request: AnyRequest, which: FromPath[UUID]) -> Response[Any]:
    """Take equipment out of the list, unless sessions to come need it."""
    found = await stocks.stock_to_change(person_of(request), which)
    try:
        await remove_unused(which, by=person_of(request), now=clock.now())
    except Refused as error:
        return _one(request, found, {}, faults(error, language_of(request), otherwise="remove"))
    return see_other("/bureau/materiel?fait=retire")


@post("/materiel/trajets", opt={"power": Power.RUN_LIBRARY}, status_code=303)
async def write_road(request: AnyRequest) -> Response[Any]:
    """Write down how long the road between two libraries takes."""
    form = await form_of(request)
    try:
        ends, minutes = (chosen(form, "first"), chosen(form, "second")), whole(form.get("minutes", ""), -1)
        await roads.write_road(*ends, minutes, by=person_of(request), now=clock.now())
    except Refused as error:
        return await _list(request, form, faults(error, language_of(request), otherwise="minutes"))
    return see_other("/bureau/materiel?fait=1")


@post("/materiel/trajets/{first:uuid}/{second:uuid}/retirer", opt={"power": Power.RUN_LIBRARY}, status_code=303)
async def forget_road(request: AnyRequest, first: FromPath[UUID], second: FromPath[UUID]) -> Response[Any]:
    """Forget what was written down of a road."""
    await roads.forget_road(first, second, by=person_of(request), now=clock.now())
    return see_other("/bureau/materiel?fait=1")


def _read(form: dict[str, str]) -> Kept:
    return Kept(form.get("name", ""), form.get("kind", ""), whole(form.get("total", ""), 0), form.get("moves") == "1")


async def _list(request: AnyRequest, values: dict[str, str], errors: dict[str, str]) -> Response[str]:
    own = await roads.ends_for(person_of(request))
    return page(
        request,
        "planning/stocks.html",
        status=422 if errors else 200,
        stocks=await stocks.all_stocks(),
        roads=await roads.written_roads(),
        mine={library.id for library in own},
        own=[{"value": str(library.id), "label": library.name} for library in own],
        libraries=[{"value": str(library.id), "label": library.name} for library in await all_libraries()],
        kinds=choices(KINDS, language_of(request)),
        values=values,
        errors=errors,
        done=request.query_params.get("fait", ""),
    )


def _one(request: AnyRequest, found: stocks.StockView, values: dict[str, str], errors: dict[str, str]) -> Response[str]:
    typed = {"name": found.name, "kind": found.kind, "total": str(found.total), "moves": "1" if found.moves else ""}
    return page(
        request,
        "planning/stock.html",
        status=422 if errors else 200,
        stock=found,
        values=values or typed,
        errors=errors,
        kinds=choices(KINDS, language_of(request)),
    )


HANDLERS = [everything, add, show, change, remove, write_road, forget_road]
