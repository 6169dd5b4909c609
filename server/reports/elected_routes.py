"""The public page of figures: one sheet of paper, in plain words."""

from typing import Any

from litestar import Request, Response, get
from litestar.params import FromQuery

from server.foundation import clock
from server.foundation.forms import choices
from server.foundation.web import language_of, page
from server.reports import elected
from server.reports.annual_routes import year_of
from server.workshops.words import THEMES


@get("/chiffres", opt={"access": "public"})
async def show(request: Request[Any, Any, Any], annee: FromQuery[str] = "") -> Response[str]:
    """What was done in a year, without a name, people too few to be told left out."""
    year = year_of(annee)
    shown = await elected.year_shown(year, clock.now())
    names = {one["value"]: one["label"] for one in choices(THEMES, language_of(request))}
    return page(
        request,
        "reports/figures.html",
        shown=shown,
        themes=elected.labelled(shown.themes, names),
        together=await elected.together(year),
        this_year=year_of(""),
        now=clock.now(),
    )


PUBLIC = [show]
