"""Workshops and sessions for other directories: the files, and pages on which staff see how good they are."""

from typing import Any

from litestar import Request, Response, get, post, route
from litestar.types import ControllerRouterHandler

from server.accounts.guards import person_of
from server.accounts.powers import Power, allows
from server.foundation import clock
from server.foundation.errors import Invalid
from server.foundation.forms import faults
from server.foundation.reasons import sentence
from server.foundation.web import form_of, language_of, page, see_other
from server.libraries.queries import libraries_seen_by, roles_of
from server.reports import offers, openagenda_coming, openagenda_places, paging
from server.reports.inclusion_quality import mean
from server.reports.open_data import OPEN, as_response
from server.reports.publishing import File
from server.workshops import programme
from server.workshops.queries import sessions_by_ids

AnyRequest = Request[Any, Any, Any]
GOOD = 0.9
PATH = "/bureau/openagenda"


@route("/donnees/data-inclusion.json", http_method=["GET", "HEAD"], opt=OPEN)
async def data_inclusion(request: AnyRequest) -> Response[bytes]:
    """Our places and their workshops, as data·inclusion reads them."""
    return as_response(request, _json(await offers.data_inclusion(clock.now())), "data-inclusion.json")


@route("/donnees/openagenda.json", http_method=["GET", "HEAD"], opt=OPEN)
async def open_agenda(request: AnyRequest) -> Response[bytes]:
    """The sessions to come, as OpenAgenda takes them; `etats=1` adds their state, and those put off or called off."""
    told = await offers.open_agenda(clock.now(), with_status=request.query_params.get("etats") == "1")
    return as_response(request, _json(told), "openagenda.json")


def _json(body: bytes) -> File:
    return File(body, "application/json", "json")


@get("/data-inclusion", opt={"power": Power.LOOK})
async def quality(request: AnyRequest) -> Response[str]:
    """How good the sheets of workshops are for those who guide people, and what would make them better."""
    person = person_of(request)
    roles = await roles_of(person)
    told = [one for one in await offers.sheets(clock.now()) if one.offer.place.library.id in roles]
    return page(
        request,
        "reports/quality.html",
        sheets=sorted(told, key=lambda one: one.quality.score if one.quality else 0),
        mean=mean(one.quality.score for one in told if one.quality),
        good=GOOD,
        may_change=await programme.workshops_to_change(person),
        may_run={library for library, role in roles.items() if allows(role, Power.RUN_LIBRARY)},
    )


@get("/openagenda", opt={"power": Power.LOOK})
async def sent(request: AnyRequest) -> Response[str]:
    """What OpenAgenda takes of our sessions, what it would refuse, and the numbers it gave to our libraries."""
    return await _page(request, {}, {})


@post("/openagenda", opt={"power": Power.RUN_LIBRARY}, status_code=303)
async def keep(request: AnyRequest) -> Response[Any]:
    """Keep the numbers of libraries."""
    form = await form_of(request)
    told = {name.removeprefix("uid_"): value for name, value in form.items() if name.startswith("uid_")}
    try:
        await openagenda_places.write_numbers(told, by=person_of(request), now=clock.now())
    except Invalid as error:
        return await _page(request, told, faults(error, language_of(request), otherwise="uid"))
    return see_other(f"{PATH}?fait=1")


async def _page(request: AnyRequest, told: dict[str, str], errors: dict[str, str]) -> Response[str]:
    person, now, language = person_of(request), clock.now(), language_of(request)
    seen_as = await libraries_seen_by(person)
    seen = [library for library, _ in seen_as]
    only = paging.chosen(seen, request.query_params.get("bibliotheque", ""))
    numbers = await offers.locations()
    found = await openagenda_coming.judged(paging.ids(seen, only), numbers, now)
    part = paging.part(PATH, request.query_params, len(found.refused), bibliotheque=only.slug if only else "")
    shown = found.refused[part.skip : part.skip + paging.PAGE]
    sessions = await sessions_by_ids(one for one, _ in shown)
    return page(
        request,
        "reports/openagenda.html",
        status=422 if errors else 200,
        found=found,
        most=openagenda_coming.MOST,
        reasons=[{"why": sentence(why, language), "count": count} for why, count in found.reasons.items()],
        refused=[{"session": sessions[one], "why": sentence(why, language)} for one, why in shown if one in sessions],
        part=part,
        choices=paging.to_choose(seen),
        only=only,
        libraries=[
            {"library": one, "value": told.get(one.slug, str(numbers.get(one.id, "")))}
            for one, role in seen_as
            if allows(role, Power.RUN_LIBRARY)
        ],
        errors=errors,
        done=request.query_params.get("fait", ""),
    )


PUBLIC: list[ControllerRouterHandler] = [data_inclusion, open_agenda]
HANDLERS = [quality, sent, keep]
