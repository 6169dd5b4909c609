"""The pictures of sessions and libraries, for those who share their pages."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, route
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from server.agenda.pictures import Picture, drawn, is_kept, of_library, of_session
from server.bookings.doors import origin
from server.calendars.feeds import not_modified
from server.foundation import clock, limits
from server.foundation.errors import NotFound
from server.foundation.languages import LANGUAGES, SOURCE
from server.libraries.queries import by_slug
from server.workshops.queries import public_session

OPEN = {"access": "public"}
# Who has the address with its digest may keep it; the bare one is asked again after an hour.
FOR_EVER, FOR_AN_HOUR = "public, max-age=31536000, immutable", "public, max-age=3600"
MOST_DRAWN = {"most": 120, "seconds": 600}
Asked = Request[Any, Any, Any]


@route("/seances/{id:uuid}/image.png", http_method=["GET", "HEAD"], opt=OPEN)
async def of_a_session(request: Asked, id: FromPath[UUID]) -> Response[bytes]:
    """The picture of a session of ours; 410 once withdrawn."""
    found = await public_session(id)
    if found.practice:
        raise NotFound
    return await _answer(request, of_session(found, _language(request)))


@route("/bibliotheques/{slug:str}/image.png", http_method=["GET", "HEAD"], opt=OPEN)
async def of_a_library(request: Asked, slug: FromPath[str]) -> Response[bytes]:
    """The picture of a library."""
    return await _answer(request, of_library(await by_slug(slug), _language(request)))


def _language(request: Asked) -> str:
    """Return the language that the address asks for: a picture is the same for all its readers."""
    asked = str(request.query_params.get("lang", SOURCE))
    return asked if asked in LANGUAGES else SOURCE


async def _answer(request: Asked, picture: Picture) -> Response[bytes]:
    """Return the picture, or 304 (before it is drawn) when the reader has it already."""
    kept = FOR_EVER if request.query_params.get("v") == picture.name else FOR_AN_HOUR
    headers = {"etag": f'"{picture.name}"', "cache-control": kept, "cross-origin-resource-policy": "cross-origin"}
    if not_modified(request.headers.get("if-none-match"), None, headers["etag"], None):
        return Response(b"", status_code=304, headers=headers)
    if not is_kept(picture):
        await limits.count("picture", origin(request), now=clock.now(), **MOST_DRAWN)
    return Response(await drawn(picture), media_type="image/png", headers=headers)


HANDLERS: list[ControllerRouterHandler] = [of_a_session, of_a_library]
