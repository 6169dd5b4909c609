"""Paths for staff: the list, and the sheet of each."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.foundation import clock
from server.foundation.errors import Invalid, Refused
from server.foundation.forms import choices, faults
from server.foundation.web import form_of, language_of, page, see_other
from server.workshops import paths, programme, words
from server.workshops.forms import chosen
from server.workshops.paths import Outline, PathView, Step
from server.workshops.rules import MOST_STEPS

AnyRequest = Request[Any, Any, Any]
Form = dict[str, str]
MORE = 3


@get("/parcours", opt={"power": Power.PLAN})
async def everything(request: AnyRequest) -> Response[str]:
    """All paths."""
    levels = {found["value"]: found["label"] for found in choices(words.LEVELS_SHORT, language_of(request))}
    found = await paths.all_paths()
    return page(request, "workshops/paths.html", paths=found, levels=levels, done=request.query_params.get("fait", ""))


@get("/parcours/nouveau", opt={"power": Power.PLAN})
async def ask_new(request: AnyRequest) -> Response[str]:
    """The empty sheet of a path."""
    await programme.require_programming(person_of(request))
    return await _sheet(request, None, {}, {})


@post("/parcours/nouveau", opt={"power": Power.PLAN}, status_code=303)
async def write(request: AnyRequest) -> Response[Any]:
    """Keep a new path."""
    form, person = await form_of(request), person_of(request)
    await programme.require_programming(person)
    try:
        library = chosen(form, "library") if form.get("library") else None
        made = await paths.write_path(_read(form), library, by=person, now=clock.now())
    except Refused as error:
        return await _sheet(request, None, form, faults(error, language_of(request), otherwise="title"))
    return see_other(f"/bureau/parcours/{made}?fait=1")


@get("/parcours/{path_id:uuid}", opt={"power": Power.PLAN})
async def show(request: AnyRequest, path_id: FromPath[UUID]) -> Response[str]:
    """The sheet of a path, for who may change it."""
    found = await paths.path_to_change(person_of(request), path_id)
    return await _sheet(request, found, _typed(found), {})


@post("/parcours/{path_id:uuid}", opt={"power": Power.PLAN}, status_code=303)
async def change(request: AnyRequest, path_id: FromPath[UUID]) -> Response[Any]:
    """Change a path."""
    person, form = person_of(request), await form_of(request)
    found = await paths.path_to_change(person, path_id)
    try:
        await paths.write_path(_read(form), found.library, path=path_id, by=person, now=clock.now())
    except Refused as error:
        return await _sheet(request, found, form, faults(error, language_of(request), otherwise="title"))
    return see_other(f"/bureau/parcours/{path_id}?fait=1")


@post("/parcours/{path_id:uuid}/effacer", opt={"power": Power.PLAN}, status_code=303)
async def erase(request: AnyRequest, path_id: FromPath[UUID]) -> Response[Any]:
    """Erase a path; its workshops stay."""
    await paths.erase_path(path_id, by=person_of(request), now=clock.now())
    return see_other("/bureau/parcours?fait=efface")


def _read(form: Form) -> Outline:
    """Return the path typed; places left empty do not count. Raises Invalid."""
    steps = []
    for number in range(1, MOST_STEPS + 1):
        if text := form.get(f"step_{number}", ""):
            try:
                steps.append(Step(UUID(text), form.get(f"needed_{number}") == "1"))
            except ValueError:
                raise Invalid({f"step_{number}": "bad_choice"}) from None
    return Outline(form.get("title", ""), steps, form.get("summary", ""))


def _typed(found: PathView) -> Form:
    typed = {"title": found.title, "summary": found.summary}
    for number, step in enumerate(found.steps, start=1):
        typed |= {f"step_{number}": str(step.workshop), f"needed_{number}": "1" if step.needed else ""}
    return typed


async def _sheet(request: AnyRequest, found: PathView | None, values: Form, errors: dict[str, str]) -> Response[str]:
    person = person_of(request)
    held = max((number for number in range(1, MOST_STEPS + 1) if values.get(f"step_{number}")), default=1)
    return page(
        request,
        "workshops/path.html",
        status=422 if errors else 200,
        way=found,
        values=values,
        errors=errors,
        numbers=range(1, min(held + MORE, MOST_STEPS) + 1),
        workshops=[{"value": str(one.id), "label": one.title} for one in await programme.workshops_to_date(person)],
        libraries=[{"value": str(one.id), "label": one.name} for one in await programme.libraries_to_programme(person)],
        done=request.query_params.get("fait", ""),
    )


HANDLERS = [everything, ask_new, write, show, change, erase]
