"""Ready paths for staff: the catalogue, the steps of each session, and the one click that makes a path one's own."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.foundation import clock
from server.foundation.errors import Refused
from server.foundation.forms import choices, faults
from server.foundation.web import form_of, language_of, page, see_other
from server.materials import adopting
from server.materials.models import all_models, model_path
from server.workshops import paths, programme, words
from server.workshops.forms import chosen

AnyRequest = Request[Any, Any, Any]
PLAN = {"power": Power.PLAN}
HOME = "/bureau/parcours/modeles"


@get("/parcours/modeles", opt=PLAN)
async def everything(request: AnyRequest) -> Response[str]:
    """The ready paths, and where each was adopted."""
    places = await adopting.adopted()
    return page(request, "materials/models.html", models=all_models(), adopted=places)


@get("/parcours/modeles/{key:str}", opt=PLAN)
async def one(request: AnyRequest, key: FromPath[str]) -> Response[str]:
    """A ready path: its workshops, with the steps of each session; printable."""
    return await _show(request, key, {}, {})


@post("/parcours/modeles/{key:str}", opt=PLAN, status_code=303)
async def adopt(request: AnyRequest, key: FromPath[str]) -> Response[Any]:
    """Make a ready path one's own, then go and date it; one that was adopted already is only found."""
    model, form, person = model_path(key), await form_of(request), person_of(request)
    try:
        library = chosen(form, "library") if form.get("library") else None
        found = await adopting.adopt(model, library, by=person, now=clock.now())
    except Refused as error:
        return await _show(request, key, form, faults(error, language_of(request), otherwise="library"))
    return see_other(f"{HOME}/{key}?parcours={found.path}&fait={'adopte' if found.made else 'deja'}")


async def _show(request: AnyRequest, key: str, values: dict[str, str], errors: dict[str, str]) -> Response[str]:
    person, model = person_of(request), model_path(key)
    libraries = await programme.libraries_to_programme(person)
    return page(
        request,
        "materials/model.html",
        status=422 if errors else 200,
        model=model,
        adopted=(await adopting.adopted()).get(key, []),
        levels=_labels(request),
        libraries=[{"value": str(each.id), "label": each.name} for each in libraries],
        values=values,
        errors=errors,
        done=request.query_params.get("fait", ""),
        chosen_path=request.query_params.get("parcours", ""),
    )


def _labels(request: AnyRequest) -> dict[str, str]:
    return {found["value"]: found["label"] for found in choices(words.LEVELS_SHORT, language_of(request))}


@get("/parcours/{path_id:uuid}/deroules", opt=PLAN)
async def steps(request: AnyRequest, path_id: FromPath[UUID]) -> Response[str]:
    """What to do in each session of a path, step by step, for the workshops made from ready ones; printable."""
    found = await paths.path_to_change(person_of(request), path_id)
    models = await adopting.models_of(path_id)
    kept = [{"step": step, "model": models[step.workshop]} for step in found.steps if step.workshop in models]
    return page(request, "materials/steps.html", way=found, kept=kept)


HANDLERS = [everything, one, adopt, steps]
