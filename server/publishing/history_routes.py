"""The history of a session, a workshop, a library: pages for those who may look at it."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get
from litestar.params import FromPath

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.foundation.settings import settings
from server.foundation.web import language_of, page
from server.libraries.queries import library_to_manage
from server.publishing import history
from server.workshops import programme

AnyRequest = Request[Any, Any, Any]


@get("/seances/{session_id:uuid}/historique", opt={"power": Power.LOOK})
async def of_session(request: AnyRequest, session_id: FromPath[UUID]) -> Response[str]:
    """What was done to a session."""
    found = await programme.session_to_read(person_of(request), session_id)
    deeds = await history.of_session(found, language_of(request))
    return _page(request, f"/bureau/seances/{found.id}", found.title, deeds)


@get("/ateliers/{workshop_id:uuid}/historique", opt={"power": Power.PLAN})
async def of_workshop(request: AnyRequest, workshop_id: FromPath[UUID]) -> Response[str]:
    """What was done to a workshop."""
    found = await programme.workshop_to_change(person_of(request), workshop_id)
    deeds = await history.of_workshop(found, settings().timezone, language_of(request))
    return _page(request, f"/bureau/ateliers/{found.id}", found.title, deeds)


@get("/bibliotheques/{slug:str}/historique", opt={"power": Power.RUN_LIBRARY})
async def of_library(request: AnyRequest, slug: FromPath[str]) -> Response[str]:
    """What was done to a library and its rooms."""
    found = await library_to_manage(person_of(request), slug)
    deeds = await history.of_library(found, language_of(request))
    return _page(request, f"/bureau/bibliotheques/{found.slug}", found.name, deeds)


def _page(request: AnyRequest, back: str, title: str, deeds: list[history.Deed]) -> Response[str]:
    return page(request, "publishing/history.html", back_to=back, about=title, deeds=deeds)


HANDLERS = [of_session, of_workshop, of_library]
