"""Sessions to practise with, at the desk: open one with a click, wipe it, close it."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.foundation import clock
from server.foundation.errors import NotFound
from server.foundation.web import form_of, page, see_other
from server.libraries.queries import libraries_for
from server.practice import actions, queries
from server.workshops.queries import SessionView

AnyRequest = Request[Any, Any, Any]
PAGE = "/bureau/entrainement"


@get("/entrainement", opt={"power": Power.PRACTISE})
async def listed(request: AnyRequest) -> Response[str]:
    """The libraries where this person books people, each with its session to practise with, or a button to open one."""
    libraries = await libraries_for(person_of(request), Power.PRACTISE)
    opened = await queries.open_sessions(library.id for library in libraries)
    return page(
        request,
        "practice/desk.html",
        rows=[{"library": each, "session": _of(each.id, opened)} for each in libraries],
        done=request.query_params.get("fait", ""),
    )


def _of(library: UUID, opened: list[SessionView]) -> SessionView | None:
    return next((session for session in opened if session.library_id == library), None)


@post("/entrainement/nouvelle", opt={"power": Power.PRACTISE}, status_code=303)
async def begin(request: AnyRequest) -> Response[Any]:
    """Open a library's session to practise with."""
    try:
        library = UUID((await form_of(request)).get("library", ""))
    except ValueError:
        raise NotFound from None
    await actions.open_session(library, by=person_of(request), now=clock.now())
    return see_other(f"{PAGE}?fait=ouverte")


@post("/entrainement/{session_id:uuid}/effacer", opt={"power": Power.PRACTISE}, status_code=303)
async def wipe(request: AnyRequest, session_id: FromPath[UUID]) -> Response[Any]:
    """Erase all that was done in it."""
    person = person_of(request)
    session = await queries.session_at_desk(person, session_id)
    await actions.wipe(session.id, by=person.by, now=clock.now())
    return see_other(f"{PAGE}?fait=effacee")


@post("/entrainement/{session_id:uuid}/fermer", opt={"power": Power.PRACTISE}, status_code=303)
async def close(request: AnyRequest, session_id: FromPath[UUID]) -> Response[Any]:
    """Erase all that was done in it, and take it away."""
    person = person_of(request)
    session = await queries.session_at_desk(person, session_id)
    await actions.close(session.id, by=person.by, now=clock.now())
    return see_other(f"{PAGE}?fait=fermee")


HANDLERS = [listed, begin, wipe, close]
