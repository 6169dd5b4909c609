"""The annual survey: figures of a year on a page, as files, and the table of codes."""

from typing import Any
from zoneinfo import ZoneInfo

from litestar import Request, Response, get, post
from litestar.params import FromQuery
from litestar.types import ControllerRouterHandler

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.foundation import clock
from server.foundation.errors import NotFound, Refused
from server.foundation.forms import faults
from server.foundation.languages import translator
from server.foundation.settings import settings
from server.foundation.web import form_of, language_of, page, see_other
from server.libraries.queries import libraries_for
from server.reports import annual, annual_export, codes, ods, words
from server.reports.annual import FIRST_YEAR, INDICATORS, LAST_YEAR, Report, Site

AnyRequest = Request[Any, Any, Any]


@get("/rapport-annuel", opt={"power": Power.LOOK})
async def show(request: AnyRequest, annee: FromQuery[str] = "", lieu: FromQuery[str] = "") -> Response[str]:
    """The figures of a year: of the whole network, or of one library, with the codes of that year."""
    report, sites = await _report(request, annee)
    site = next((one for one in sites if one.library.slug == lieu), None)
    if lieu and site is None:
        raise NotFound
    figures = site.figures if site else report.network
    known = await codes.codes_of(report.year)
    say = translator(language_of(request)).gettext
    return page(
        request,
        "reports/annual.html",
        year=report.year,
        shown=site,
        recorded=site.recorded if site else report.recorded,
        occurrences=figures["occurrences"],
        lines=[
            {"words": say(words.INDICATORS[one]), "code": known.get(one, ""), "value": _told(one, figures)}
            for one in INDICATORS
        ],
        sites=[{"library": one.library, **{name: _told(name, one.figures) for name in SHORT}} for one in sites],
        may_code=person_of(request).may_somewhere(Power.RUN_SURVEY),
        this_year=year_of(""),
    )


SHORT = ("actions", "occurrences", "participants", "cents")


def _told(indicator: str, figures: annual.Figures) -> str:
    return annual_export.told(indicator, figures[indicator])


@get("/rapport-annuel/lieux.csv", opt={"power": Power.LOOK})
async def libraries_file(request: AnyRequest, annee: FromQuery[str] = "") -> Response[bytes]:
    """A line for each library, for a spreadsheet."""
    report, sites = await _report(request, annee)
    lines = annual_export.by_library(report, sites, translator(language_of(request)).gettext)
    return _file(annual_export.as_csv(lines), "text/csv; charset=utf-8", f"rapport-annuel-{report.year}.csv")


@get("/rapport-annuel/codes.csv", opt={"power": Power.LOOK})
async def codes_file(request: AnyRequest, annee: FromQuery[str] = "") -> Response[bytes]:
    """A line for each library and code, for a spreadsheet."""
    report, sites = await _report(request, annee)
    known = await codes.codes_of(report.year)
    lines = annual_export.by_code(report, sites, known, translator(language_of(request)).gettext)
    return _file(annual_export.as_csv(lines), "text/csv; charset=utf-8", f"rapport-annuel-codes-{report.year}.csv")


@get("/rapport-annuel/rapport.ods", opt={"power": Power.LOOK})
async def whole_file(request: AnyRequest, annee: FromQuery[str] = "") -> Response[bytes]:
    """Both tables, as a spreadsheet."""
    report, sites = await _report(request, annee)
    known, say = await codes.codes_of(report.year), translator(language_of(request)).gettext
    sheets = {
        say("Bibliothèques"): annual_export.by_library(report, sites, say),
        say("Codes"): annual_export.by_code(report, sites, known, say),
    }
    return _file(ods.write(sheets), ods.KIND, f"rapport-annuel-{report.year}.ods")


@get("/rapport-annuel/correspondance", opt={"power": Power.RUN_SURVEY})
async def ask_codes(request: AnyRequest, annee: FromQuery[str] = "") -> Response[str]:
    """The table of codes of a year."""
    year = year_of(annee)
    return _codes_page(request, year, await codes.codes_of(year), done=request.query_params.get("fait") == "1")


@post("/rapport-annuel/correspondance", opt={"power": Power.RUN_SURVEY}, status_code=303)
async def write_codes(request: AnyRequest) -> Response[Any]:
    """Keep the codes of a year."""
    form = await form_of(request)
    year = year_of(form.get("annee", ""))
    try:
        await codes.write_codes(year, form, by=person_of(request), now=clock.now())
    except Refused as error:
        return _codes_page(request, year, form, faults(error, language_of(request), otherwise=INDICATORS[0]))
    return see_other(f"/bureau/rapport-annuel/correspondance?annee={year}&fait=1")


def _codes_page(
    request: AnyRequest, year: int, values: dict[str, str], errors: dict[str, str] | None = None, *, done: bool = False
) -> Response[str]:
    say = translator(language_of(request)).gettext
    labels = {name: say(words.INDICATORS[name]) for name in INDICATORS}
    shown: dict[str, Any] = {"year": year, "labels": labels, "values": values, "errors": errors or {}, "done": done}
    return page(request, "reports/codes.html", status=422 if errors else 200, **shown)


async def _report(request: AnyRequest, text: str) -> tuple[Report, list[Site]]:
    """Return a year's report, and those of its libraries that the person may see."""
    own = {library.id for library in await libraries_for(person_of(request), Power.LOOK)}
    report = await annual.report(year_of(text), clock.now())
    return report, [site for site in report.sites if site.library.id in own]


def year_of(text: str) -> int:
    """Return the year written, or this one for anything else."""
    typed = int(text) if text.isascii() and text.isdecimal() and len(text) == 4 else 0
    return typed if FIRST_YEAR <= typed <= LAST_YEAR else clock.now().astimezone(ZoneInfo(settings().timezone)).year


def _file(body: bytes, kind: str, name: str) -> Response[bytes]:
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return Response(body, media_type=kind, headers=headers)


STAFF: list[ControllerRouterHandler] = [show, libraries_file, codes_file, whole_file, ask_codes, write_codes]
