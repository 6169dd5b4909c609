"""What is shown with a workshop or with a path, for staff: chosen in the library of resources, taken out again."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.foundation import clock
from server.foundation.errors import Invalid, Refused
from server.foundation.forms import faults
from server.foundation.web import form_of, language_of, page, see_other
from server.foundation.words import one_line
from server.materials import queries, uses
from server.materials.queries import Wanted
from server.materials.uses import Beside

AnyRequest = Request[Any, Any, Any]
PLAN = {"power": Power.PLAN}
OFFERED = 20


@get("/ateliers/{workshop_id:uuid}/ressources", opt=PLAN)
async def of_workshop(request: AnyRequest, workshop_id: FromPath[UUID]) -> Response[str]:
    """The resources of a workshop."""
    return await _show(request, Beside(workshop=workshop_id), {})


@post("/ateliers/{workshop_id:uuid}/ressources", opt=PLAN, status_code=303)
async def change_workshop(request: AnyRequest, workshop_id: FromPath[UUID]) -> Response[Any]:
    """Show a resource with a workshop, or no longer."""
    return await _change(request, Beside(workshop=workshop_id))


@get("/parcours/{path_id:uuid}/ressources", opt=PLAN)
async def of_path(request: AnyRequest, path_id: FromPath[UUID]) -> Response[str]:
    """The resources of a path."""
    return await _show(request, Beside(path=path_id), {})


@post("/parcours/{path_id:uuid}/ressources", opt=PLAN, status_code=303)
async def change_path(request: AnyRequest, path_id: FromPath[UUID]) -> Response[Any]:
    """Show a resource with each workshop of a path, or no longer."""
    return await _change(request, Beside(path=path_id))


def _address(beside: Beside) -> str:
    return f"/bureau/ateliers/{beside.workshop}" if beside.workshop else f"/bureau/parcours/{beside.path}"


async def _change(request: AnyRequest, beside: Beside) -> Response[Any]:
    form, person = await form_of(request), person_of(request)
    try:
        material = _material(form.get("material", ""))
        change = uses.detach if form.get("action") == "retirer" else uses.attach
        await change(material, beside, by=person, now=clock.now())
    except Refused as error:
        return await _show(request, beside, faults(error, language_of(request), otherwise="q"))
    return see_other(f"{_address(beside)}/ressources?fait=1")


def _material(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Invalid({"q": "material_unknown"}) from None


async def _show(request: AnyRequest, beside: Beside, errors: dict[str, str]) -> Response[str]:
    title, _ = await uses.beside_for(person_of(request), beside)
    words = one_line(request.query_params.get("q", ""))[:100]
    held = await queries.attached(workshop=beside.workshop, path=beside.path)
    known = {one.id for one in held}
    found = await queries.found(Wanted(words), public=False, most=OFFERED + len(held))
    return page(
        request,
        "materials/beside.html",
        status=422 if errors else 200,
        title=title,
        is_path=beside.path is not None,
        back_url=_address(beside),
        held=held,
        offered=[one for one in found if one.id not in known and not one.deleted][:OFFERED],
        words=words,
        errors=errors,
        done=request.query_params.get("fait", ""),
    )


HANDLERS = [of_workshop, change_workshop, of_path, change_path]
