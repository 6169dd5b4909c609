"""Resources for staff: the list, the sheet of each, and files of resources that come in and go out."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.params import FromPath

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.foundation import clock, limits
from server.foundation.errors import Invalid, Refused
from server.foundation.forms import faults
from server.foundation.web import form_of, language_of, page, see_other
from server.materials import actions, forms, queries
from server.materials.queries import MaterialView
from server.materials.routes import listed
from server.materials.rules import MOST_BYTES

AnyRequest = Request[Any, Any, Any]
HOME = "/bureau/ressources"
LOOK, PLAN = {"power": Power.LOOK}, {"power": Power.PLAN}
MOST_TRIES = {"most": 60, "seconds": 3600}


@get("/ressources", opt=LOOK)
async def everything(request: AnyRequest) -> Response[str]:
    """All resources, those that the public does not see too."""
    may_change = person_of(request).may_somewhere(Power.PLAN)
    shown = await listed(request, HOME, public=False)
    return page(
        request, "materials/list.html", may_change=may_change, done=request.query_params.get("fait", ""), **shown
    )


@get("/ressources/nouvelle", opt=PLAN)
async def ask_new(request: AnyRequest) -> Response[str]:
    """The empty sheet of a resource of our own."""
    return await _sheet(request, None, {"audience": "everyone"}, {})


@post("/ressources/nouvelle", opt=PLAN, status_code=303)
async def write(request: AnyRequest) -> Response[Any]:
    """Keep a new resource of our own."""
    form = await form_of(request)
    try:
        made = await actions.write_material(forms.read_sheet(form), by=person_of(request), now=clock.now())
    except Refused as error:
        return await _sheet(request, None, form, faults(error, language_of(request), otherwise="title"))
    return see_other(f"{HOME}/{made}?fait=1")


@get("/ressources/{material_id:uuid}", opt=LOOK)
async def sheet(request: AnyRequest, material_id: FromPath[UUID]) -> Response[str]:
    """The sheet of a resource; who may plan changes it there."""
    found = await queries.material(material_id)
    return await _sheet(request, found, forms.show_sheet(found), {})


@post("/ressources/{material_id:uuid}", opt=PLAN, status_code=303)
async def change(request: AnyRequest, material_id: FromPath[UUID]) -> Response[Any]:
    """Change a resource; of one that came in, how it is classed and whether it is shown."""
    found, form = await queries.material(material_id), await form_of(request)
    shown = form.get("shown") == "1"
    try:
        told = forms.read_sheet(form)
        await actions.change_material(material_id, told, shown=shown, by=person_of(request), now=clock.now())
    except Refused as error:
        return await _sheet(request, found, form, faults(error, language_of(request), otherwise="title"))
    return see_other(f"{HOME}/{material_id}?fait=1")


@post("/ressources/{material_id:uuid}/effacer", opt=PLAN, status_code=303)
async def erase(request: AnyRequest, material_id: FromPath[UUID]) -> Response[Any]:
    """Erase a resource of our own."""
    await actions.erase_material(material_id, by=person_of(request), now=clock.now())
    return see_other(f"{HOME}?fait=efface")


async def _sheet(
    request: AnyRequest, found: MaterialView | None, values: forms.Form, errors: dict[str, str]
) -> Response[str]:
    return page(
        request,
        "materials/sheet.html",
        status=422 if errors else 200,
        material=found,
        values=values,
        errors=errors,
        offered=forms.offered(language_of(request)),
        uses=await queries.uses(found.id) if found else [],
        may_change=person_of(request).may_somewhere(Power.PLAN),
        done=request.query_params.get("fait", ""),
    )


@get("/ressources/fichiers", opt=PLAN)
async def files(request: AnyRequest) -> Response[str]:
    """Bring a file of resources in, or take all away in one."""
    return await _files(request, {})


@post("/ressources/fichiers", opt=PLAN, status_code=303, request_max_body_size=2 * MOST_BYTES)
async def bring_in(request: AnyRequest) -> Response[Any]:
    """Keep the resources of a file."""
    person, now = person_of(request), clock.now()
    await limits.count("materials", person.by, now=now, **MOST_TRIES)
    try:
        file = (await request.form()).get("file")
        if not isinstance(file, UploadFile) or not file.filename:
            raise Invalid({"file": "material_missing"})
        report = await actions.read_in(await file.read(MOST_BYTES + 1), by=person, now=now)
    except Refused as error:
        return await _files(request, faults(error, language_of(request), otherwise="file"))
    return see_other(f"{HOME}/fichiers?lues={report.entries}&nouvelles={report.added}&changees={report.changed}")


async def _files(request: AnyRequest, errors: dict[str, str]) -> Response[str]:
    told = {name: request.query_params.get(name, "") for name in ("lues", "nouvelles", "changees")}
    figures = {name: int(text) for name, text in told.items() if text.isascii() and text.isdigit() and len(text) < 6}
    return page(
        request,
        "materials/files.html",
        status=422 if errors else 200,
        errors=errors,
        files=await queries.files(),
        read=figures if len(figures) == len(told) else None,
    )


@get("/ressources/ressources.json", opt=LOOK)
async def take_away(request: AnyRequest) -> Response[bytes]:
    """All resources as a file of Les Bases' shape; with `?propres=non`, only those that came in, as they came."""
    body = await queries.as_file(own=request.query_params.get("propres") != "non")
    headers = {"content-disposition": 'attachment; filename="ressources.json"', "cache-control": "no-store"}
    return Response(body, media_type="application/json", headers=headers)


HANDLERS = [everything, ask_new, write, files, bring_in, take_away, sheet, change, erase]
