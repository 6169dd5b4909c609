"""Open data for everybody: what there is, in plain words, and the files."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from litestar import Request, Response, get, route
from litestar.response.base import ASGIResponse
from litestar.types import ControllerRouterHandler

from server.bookings.doors import origin
from server.foundation import clock, limits
from server.foundation.settings import settings
from server.foundation.web import page
from server.reports import freshness, monthly, offer_sheets, offers, open_files, publishing
from server.reports.datasets import DATASETS
from server.reports.open_files import Making

AnyRequest = Request[Any, Any, Any]
OPEN = {"access": "public"}
FILE = {**OPEN, "compressed": True}
MOST = {"most": 120, "seconds": 60}
LICENCE = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"
CSV, JSON = "text/csv; charset=utf-8", "application/json"


@dataclass(frozen=True)
class Made:
    """How a file is made, and what changes nothing in it: see open_files.kept."""

    make: Making
    media_type: str = JSON
    quiet: frozenset[str] | None = freshness.QUIET


FILES = {
    "lieux.csv": Made(publishing.as_csv_file, CSV),
    "lieux.json": Made(publishing.as_json_file),
    "publier.json": Made(publishing.description),
    publishing.SUMMARY: Made(publishing.as_summary),
    "data-inclusion.json": Made(offers.data_inclusion),
    "openagenda.json": Made(offers.open_agenda),
    "openagenda-etats.json": Made(offers.open_agenda_states, quiet=freshness.QUIET - {"booking"}),
    "frequentation.json": Made(monthly.as_file, quiet=None),
}


@get("/donnees", opt=OPEN)
async def index(request: AnyRequest) -> Response[str]:
    """What anybody may take, under which licence, and when it last changed."""
    now = clock.now()
    await limits.count("open-data", origin(request), now=now, **MOST)
    found = await publishing.summary(now)
    return page(
        request,
        "reports/data.html",
        datasets=DATASETS,
        total=found.total,
        updated_at=found.updated_at,
        timezone=settings().timezone,
        licence=LICENCE,
    )


@route(["/donnees/lieux.csv", "/donnees/lieux.json"], http_method=["GET", "HEAD"], opt=FILE)
async def places(request: AnyRequest) -> ASGIResponse:
    """The places whose sheet is whole, in the columns of the national schema."""
    now, ending = clock.now(), request.url.path.rpartition(".")[2]
    found = await publishing.summary(now)
    filename = publishing.filename(found.territory, ending, now.date())
    return await given(request, f"lieux.{ending}", now, filename)


@route(
    [
        "/donnees/publier.json",
        "/donnees/data-inclusion.json",
        "/donnees/openagenda.json",
        "/donnees/frequentation.json",
    ],
    http_method=["GET", "HEAD"],
    opt=FILE,
)
async def file(request: AnyRequest) -> ASGIResponse:
    """A file; `etats=1` adds to that of OpenAgenda the state of sessions, and those put off or called off."""
    name = request.url.path.rpartition("/")[2]
    states = name == "openagenda.json" and request.query_params.get("etats") == "1"
    return await given(request, "openagenda-etats.json" if states else name, clock.now(), name)


async def given(request: AnyRequest, name: str, now: datetime, filename: str) -> ASGIResponse:
    """Return a file of open data, made once for all who ask; raises TooMany beyond 120 in a minute from an address."""
    await limits.count("open-data", origin(request), now=now, **MOST)
    made = FILES[name]
    tag = await open_files.kept(name, made.make, now, quiet=made.quiet)
    return await open_files.answer(request.headers, name, tag, made.media_type, filename, head=request.method == "HEAD")


async def keep(now: datetime) -> None:
    """Make anew the files that somebody asked for before, where they do not tell all any more, and the sheets."""
    await offer_sheets.refresh(now)
    for name in await open_files.names():
        if name in FILES:
            await open_files.kept(name, FILES[name].make, now, quiet=FILES[name].quiet)


PUBLIC: list[ControllerRouterHandler] = [index, places, file]
