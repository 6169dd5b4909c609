"""The closings of a library: add one, see which sessions it hits, take it back."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Request, Response, get, post
from litestar.params import FromPath

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.foundation import clock
from server.foundation.errors import Invalid, Refused
from server.foundation.forms import faults
from server.foundation.web import form_of, language_of, page, see_other
from server.libraries import closings
from server.libraries.queries import LibraryView, library_to_manage
from server.planning.closings import hit_by
from server.workshops import local_time

AnyRequest = Request[Any, Any, Any]


@get("/bibliotheques/{slug:str}/fermetures", opt={"power": Power.RUN_LIBRARY})
async def show(request: AnyRequest, slug: FromPath[str]) -> Response[str]:
    """The closings to come, the sessions that they hit, and days to move these to."""
    library = await library_to_manage(person_of(request), slug)
    return await _page(request, library, {}, {})


@post("/bibliotheques/{slug:str}/fermetures", opt={"power": Power.RUN_LIBRARY}, status_code=303)
async def add(request: AnyRequest, slug: FromPath[str]) -> Response[Any]:
    """Add a closing, then show the sessions that it hits."""
    library, form = await library_to_manage(person_of(request), slug), await form_of(request)
    try:
        await _add(form, library, request)
    except Refused as error:
        return await _page(request, library, form, faults(error, language_of(request), otherwise="first_on"))
    return see_other(f"/bureau/bibliotheques/{slug}/fermetures?fait=1")


async def _add(form: dict[str, str], library: LibraryView, request: AnyRequest) -> None:
    """Keep the closing typed; without a last day it is one day. Raises Invalid."""
    first_on, last_on = local_time.day(form.get("first_on", "")), local_time.day(form.get("last_on", ""))
    wrong = {} if first_on else {"first_on": "bad_date" if form.get("first_on") else "missing"}
    wrong |= {"last_on": "bad_date"} if form.get("last_on") and not last_on else {}
    if wrong or first_on is None:
        raise Invalid(wrong)
    by, reason = person_of(request), form.get("reason", "")
    await closings.add_closing(library.id, first_on, last_on or first_on, reason, by=by, now=clock.now())


@post("/bibliotheques/{slug:str}/fermetures/{closing:uuid}/retirer", opt={"power": Power.RUN_LIBRARY}, status_code=303)
async def remove(request: AnyRequest, slug: FromPath[str], closing: FromPath[UUID]) -> Response[Any]:
    """Take a closing back."""
    library = await library_to_manage(person_of(request), slug)
    gone = await closings.remove_closing(closing, library.id, by=person_of(request), now=clock.now())
    kept = {"first_on": gone.first_on.isoformat(), "last_on": gone.last_on.isoformat(), "reason": gone.reason}
    return see_other(f"/bureau/bibliotheques/{slug}/fermetures?{urlencode({'fait': 'retiree', **kept})}")


async def _page(
    request: AnyRequest, library: LibraryView, values: dict[str, str], errors: dict[str, str]
) -> Response[str]:
    now = clock.now()
    found = await closings.closings_of(library.id, since=now.astimezone(ZoneInfo(library.timezone)).date())
    return page(
        request,
        "planning/closings.html",
        status=422 if errors else 200,
        library=library,
        closings=found,
        hits=await hit_by(found, library, now),
        values=values,
        errors=errors,
        done=request.query_params.get("fait", ""),
        removed={name: request.query_params.get(name, "") for name in ("first_on", "last_on", "reason")},
    )


HANDLERS = [show, add, remove]
