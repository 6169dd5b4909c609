"""Workshops and sessions for other directories: how good they are, and what is left out, for staff."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.types import ControllerRouterHandler

from server.accounts.guards import person_of
from server.accounts.powers import Power, allows
from server.foundation import clock
from server.foundation.errors import Invalid
from server.foundation.forms import faults
from server.foundation.reasons import sentence
from server.foundation.web import form_of, language_of, page, see_other
from server.libraries.queries import libraries_seen_by
from server.reports import offer_sheets, offers, openagenda_coming, openagenda_places, paging
from server.reports.inclusion_quality import ADVICE
from server.workshops import programme
from server.workshops.queries import sessions_by_ids

AnyRequest = Request[Any, Any, Any]
GOOD = 0.9
PATH, QUALITY = "/bureau/openagenda", "/bureau/data-inclusion"


@get("/data-inclusion", opt={"power": Power.LOOK})
async def quality(request: AnyRequest) -> Response[str]:
    """How good the sheets of workshops are for those who guide people, the poorest first; of one library or of all."""
    person, now = person_of(request), clock.now()
    seen = await libraries_seen_by(person)
    libraries = [library for library, _ in seen]
    only = paging.chosen(libraries, request.query_params.get("bibliotheque", ""))
    await offer_sheets.refresh(now)
    asked = list(paging.ids(libraries, only))
    found = await offer_sheets.counted(asked, GOOD)
    part = paging.part(QUALITY, request.query_params, found.sheets, bibliotheque=only.slug if only else "")
    return page(
        request,
        "reports/quality.html",
        sheets=await offer_sheets.listed(asked, most=paging.PAGE, skip=part.skip),
        found=found,
        good=GOOD,
        advice=ADVICE,
        part=part,
        choices=paging.to_choose(libraries),
        only=only,
        may_change=await programme.workshops_to_change(person),
        may_run={library.id for library, role in seen if allows(role, Power.RUN_LIBRARY)},
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
    part = paging.part(PATH, request.query_params, found.total, bibliotheque=only.slug if only else "")
    shown = await openagenda_coming.of_kinds(found.refused, now, most=paging.PAGE, skip=part.skip)
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
            if allows(role, Power.RUN_LIBRARY) and (only is None or only.id == one.id)
        ],
        errors=errors,
        done=request.query_params.get("fait", ""),
    )


HANDLERS: list[ControllerRouterHandler] = [quality, sent, keep]
