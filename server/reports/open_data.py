"""Open data for everybody: what there is, in plain words, and the national list of our places as files."""

import hashlib
from typing import Any

from litestar import Request, Response, get, route
from litestar.types import ControllerRouterHandler

from server.foundation import clock
from server.foundation.settings import settings
from server.foundation.web import page
from server.reports import publishing
from server.reports.datasets import DATASETS
from server.reports.publishing import File

AnyRequest = Request[Any, Any, Any]
OPEN = {"access": "public"}
LICENCE = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"


@get("/donnees", opt=OPEN)
async def index(request: AnyRequest) -> Response[str]:
    """What anybody may take, under which licence, and when it last changed."""
    found = await publishing.published(clock.now())
    return page(
        request,
        "reports/data.html",
        datasets=DATASETS,
        total=len(found.rows),
        updated_at=found.updated_at,
        timezone=settings().timezone,
        licence=LICENCE,
    )


@route(["/donnees/lieux.csv", "/donnees/lieux.json"], http_method=["GET", "HEAD"], opt=OPEN)
async def places(request: AnyRequest) -> Response[bytes]:
    """The places whose sheet is whole, in the columns of the national schema."""
    now, ending = clock.now(), request.url.path.rpartition(".")[2]
    found = await publishing.published(now)
    name = publishing.filename(found, ending, now.date())
    return as_response(request, publishing.as_file(found, ending), name)


@route("/donnees/publier.json", http_method=["GET", "HEAD"], opt=OPEN)
async def description(request: AnyRequest) -> Response[bytes]:
    """What a catalogue of open data is told of these files."""
    return as_response(request, publishing.description(await publishing.published(clock.now())), "publier.json")


def as_response(request: AnyRequest, file: File, name: str) -> Response[bytes]:
    """Return a file, or 304 to who has it already; any page may read it."""
    tag = f'"{hashlib.sha256(file.body).hexdigest()[:32]}"'
    headers = {"etag": tag, "cache-control": "public, max-age=3600", "access-control-allow-origin": "*"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(b"", status_code=304, headers=headers)
    headers["content-disposition"] = f'attachment; filename="{name}"'
    return Response(file.body, media_type=file.media_type, headers=headers)


PUBLIC: list[ControllerRouterHandler] = [index, places, description]
