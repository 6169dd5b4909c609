"""The text for the answering machine: a page to read aloud and to print, and plain text."""

from typing import Any

from litestar import Request, Response, get
from litestar.params import FromQuery
from litestar.types import ControllerRouterHandler

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.accounts.rules import Person
from server.foundation import clock
from server.foundation.errors import Invalid, NotFound
from server.foundation.languages import LANGUAGES
from server.foundation.web import language_of, page
from server.foundation.words import clean
from server.libraries.queries import LibraryView
from server.prints.answering import Script, script
from server.workshops import programme
from server.workshops.local_time import day as read_day

AnyRequest = Request[Any, Any, Any]


@get("/repondeur", opt={"power": Power.LOOK})
async def show(
    request: AnyRequest, bibliotheque: FromQuery[str] = "", jour: FromQuery[str] = "", langue: FromQuery[str] = ""
) -> Response[str]:
    """What to read aloud this morning, library by library."""
    libraries = await _libraries(person_of(request))
    library = _chosen(libraries, bibliotheque)
    found = await _script(request, library, jour, langue)
    tongues = [{"value": value, "label": label} for value, label in LANGUAGES.items()]
    return page(request, "prints/answering.html", script=found, libraries=libraries, tongues=tongues)


@get("/repondeur.txt", opt={"power": Power.LOOK})
async def text(
    request: AnyRequest, bibliotheque: FromQuery[str] = "", jour: FromQuery[str] = "", langue: FromQuery[str] = ""
) -> Response[str]:
    """The same as plain text."""
    library = _chosen(await _libraries(person_of(request)), bibliotheque)
    found = await _script(request, library, jour, langue)
    headers = {"cache-control": "no-store", "content-language": found.language}
    return Response(found.text, media_type="text/plain", headers=headers)


async def _libraries(person: Person) -> list[LibraryView]:
    found = await programme.libraries_seen(person)
    if not found:
        raise NotFound
    return found


def _chosen(libraries: list[LibraryView], slug: str) -> LibraryView:
    """Return the library that is asked for, the first one when none is; raises NotFound."""
    found = [library for library in libraries if not slug or slug in library.page_names]
    if not found:
        raise NotFound
    return found[0]


async def _script(request: AnyRequest, library: LibraryView, day: str, language: str) -> Script:
    of = read_day(clean(day, 20)) if day else None
    if day and of is None:
        raise Invalid({"jour": "bad_date"})
    return await script(library, of, language if language in LANGUAGES else language_of(request), clock.now())


HANDLERS: list[ControllerRouterHandler] = [show, text]
