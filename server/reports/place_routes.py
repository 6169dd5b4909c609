"""The places that are in open data and those that are not yet, and why, for those who work there."""

from typing import Any

from litestar import Request, Response, get

from server.accounts.guards import person_of
from server.accounts.powers import Power, allows
from server.foundation.reasons import sentence
from server.foundation.settings import settings
from server.foundation.web import language_of, page
from server.libraries.queries import roles_of
from server.libraries.sheet_rules import LINK, judged
from server.libraries.sheets import Place, places


@get("/donnees", opt={"power": Power.LOOK})
async def listed(request: Request[Any, Any, Any]) -> Response[str]:
    """The places where this person works: those to be completed first, then those that are published."""
    roles, language = await roles_of(person_of(request)), language_of(request)
    rows = [
        {**_row(place, language), "manages": allows(roles[place.library.id], Power.RUN_LIBRARY)}
        for place in await places()
        if place.library.id in roles
    ]
    return page(
        request,
        "reports/places.html",
        waiting=[row for row in rows if row["why"]],
        linked=bool(LINK.fullmatch(settings().url)),
        published=[row for row in rows if not row["why"]],
    )


def _row(place: Place, language: str) -> dict[str, Any]:
    """Return a place with what keeps it out, and how many things would make its sheet better."""
    kept_out, better = judged(place.values)
    return {
        "library": place.library,
        "why": [sentence(reason, language) for reason in kept_out.values()],
        "better": len(better),
    }


HANDLERS = [listed]
