"""The referential of trainings: its lines, and which workshop covers which."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.foundation import clock
from server.foundation.errors import Invalid
from server.foundation.forms import faults
from server.foundation.web import form_of, language_of, page, see_other
from server.trainings import queries, referential
from server.workshops.queries import all_workshops

AnyRequest = Request[Any, Any, Any]
PAGE = "/bureau/formations/referentiel"
OPT = {"power": Power.RUN_TRAININGS}


@get("/formations/referentiel", opt=OPT)
async def show(request: AnyRequest) -> Response[str]:
    """The lines, a form for one more, and the workshops for professionals."""
    return await _page(request, {}, {})


async def _page(request: AnyRequest, values: dict[str, str], errors: dict[str, str]) -> Response[str]:
    return page(
        request,
        "trainings/referential.html",
        status=422 if errors else 200,
        modules=await queries.modules(),
        workshops=[each for each in await all_workshops() if each.professional],
        covers=await queries.covers(),
        values=values,
        errors=errors,
        done=request.query_params.get("fait", ""),
    )


@post("/formations/referentiel", opt=OPT, status_code=303)
async def add(request: AnyRequest) -> Response[Any]:
    """Add a line."""
    form = await form_of(request)
    line = referential.Line(form.get("title", ""), form.get("summary", ""), form.get("core") == "1")
    try:
        await referential.add(line, by=person_of(request), now=clock.now())
    except Invalid as error:
        return await _page(request, form, faults(error, language_of(request), otherwise="title"))
    return see_other(f"{PAGE}?fait=1")


@get("/formations/referentiel/{module_id:uuid}", opt=OPT)
async def module(request: AnyRequest, module_id: FromPath[UUID]) -> Response[str]:
    """A line to change."""
    return await _module(request, module_id, None, {})


async def _module(
    request: AnyRequest, id: UUID, values: dict[str, str] | None, errors: dict[str, str]
) -> Response[str]:
    held = await referential.line(id)
    ticks = {"core": "1" if held.core else "", "retired": "1" if held.retired else ""}
    return page(
        request,
        "trainings/module.html",
        status=422 if errors else 200,
        module=held,
        values={"title": held.title, "summary": held.summary, **ticks} if values is None else values,
        errors=errors,
    )


@post("/formations/referentiel/{module_id:uuid}", opt=OPT, status_code=303)
async def change(request: AnyRequest, module_id: FromPath[UUID]) -> Response[Any]:
    """Change a line, or retire it."""
    form, person = await form_of(request), person_of(request)
    core, retired = (form.get(name) == "1" for name in ("core", "retired"))
    line = referential.Line(form.get("title", ""), form.get("summary", ""), core, retired)
    try:
        await referential.change(module_id, line, by=person, now=clock.now())
    except Invalid as error:
        return await _module(request, module_id, form, faults(error, language_of(request), otherwise="title"))
    return see_other(f"{PAGE}?fait=1")


@post("/formations/ateliers/{workshop_id:uuid}", opt=OPT, status_code=303)
async def cover(request: AnyRequest, workshop_id: FromPath[UUID]) -> Response[Any]:
    """Say which lines a workshop covers: one box for each."""
    form = await form_of(request)
    chosen = [each.id for each in await queries.modules() if form.get(f"module_{each.id}") == "1"]
    await referential.cover_with(workshop_id, chosen, by=person_of(request), now=clock.now())
    return see_other(f"{PAGE}?fait=1")


HANDLERS = [show, add, module, change, cover]
