"""Sessions on a day of closing: the list for those who plan, and another day in one click."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.foundation import clock
from server.foundation.errors import Invalid, Refused
from server.foundation.forms import faults
from server.foundation.web import form_of, language_of, page, see_other
from server.planning import to_move
from server.workshops import local_time, programme

AnyRequest = Request[Any, Any, Any]


@get("/a-deplacer", opt={"power": Power.PLAN})
async def show(request: AnyRequest, bibliotheque: FromQuery[str] = "") -> Response[str]:
    """The sessions to move in one library, each with free days at the same hour."""
    return await _page(request, bibliotheque, {})


@post("/seances/{session_id:uuid}/autre-jour", opt={"power": Power.PLAN}, status_code=303)
async def move(request: AnyRequest, session_id: FromPath[UUID]) -> Response[Any]:
    """Put a session on the day chosen."""
    form, day = await form_of(request), None
    library = (await programme.session_to_programme(person_of(request), session_id)).library_slug
    try:
        day = local_time.day(form.get("day", ""))
        if day is None:
            raise Invalid({"day": "bad_date"})
        await to_move.move_to(session_id, day, by=person_of(request), now=clock.now())
    except Refused as error:
        return await _page(request, library, faults(error, language_of(request), otherwise="day"))
    return see_other(f"/bureau/a-deplacer?bibliotheque={library}&fait=1")


async def _page(request: AnyRequest, library: str, errors: dict[str, str]) -> Response[str]:
    return page(
        request,
        "planning/to_move.html",
        status=422 if errors else 200,
        found=await to_move.to_move(person_of(request), clock.now(), library),
        errors=errors,
        done=request.query_params.get("fait", ""),
    )


HANDLERS = [show, move]
