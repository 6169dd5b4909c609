"""The public page of figures: one sheet of paper, in plain words."""

from typing import Any

from litestar import Request, Response, get
from litestar.params import FromQuery

from server.bookings.doors import origin
from server.foundation import clock, limits
from server.foundation.forms import choices
from server.foundation.web import language_of, page
from server.reports import elected
from server.reports.annual_routes import year_of
from server.workshops.words import THEMES

MOST = {"most": 120, "seconds": 60}


@get("/chiffres", opt={"access": "public"})
async def show(request: Request[Any, Any, Any], annee: FromQuery[str] = "") -> Response[str]:
    """What was done in a year, without a name, people too few left out; raises TooMany beyond 120 in a minute."""
    year, now = year_of(annee), clock.now()
    await limits.count("figures", origin(request), now=now, **MOST)
    shown = await elected.year_shown(year, now)
    names = {one["value"]: one["label"] for one in choices(THEMES, language_of(request))}
    return page(
        request,
        "reports/figures.html",
        shown=shown,
        themes=elected.labelled(shown.themes, names),
        together=await elected.together(year),
        this_year=year_of(""),
        now=now,
    )


PUBLIC = [show]
