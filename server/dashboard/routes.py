"""The dashboard of a hub or a network, for administrators: one page, and a file of each of its tables."""

from collections.abc import Callable
from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from server.accounts.powers import Power
from server.dashboard import asking, drawing, gaps, sheets
from server.dashboard.asking import RADIUSES, Asked
from server.dashboard.board import Board, board, departements
from server.dashboard.files import written
from server.dashboard.rules import alone
from server.dashboard.sheets import Sheet
from server.foundation import clock
from server.foundation.errors import NotFound
from server.foundation.forms import choices
from server.foundation.settings import settings
from server.foundation.spoken import month_of
from server.foundation.web import language_of, page
from server.territories import queries as territories
from server.territories.geography import YEAR
from server.territories.queries import TerritoryView
from server.workshops.words import LEVELS_SHORT, THEMES

AnyRequest = Request[Any, Any, Any]
MINE = {"power": Power.RUN_NETWORK}
SHEETS: dict[str, Callable[[Board, str], Sheet]] = {
    "mois": sheets.by_month,
    "communes": sheets.by_area,
    "departements": sheets.by_area,
    "themes": sheets.by_theme,
    "niveaux": sheets.by_level,
    "membres": sheets.by_member,
    "venues": sheets.came_by_month,
    "venues-communes": sheets.came_by_commune,
    "tout": sheets.detail,
    "lieux-sans-seance": gaps.idle_places,
    "zones-blanches": gaps.blank_communes,
    "a-situer": gaps.unplaced,
    "demandes": gaps.demand,
    "besoins": gaps.needs,
    "recherches": gaps.searches,
    "rapprochements": lambda found, language: _matches(found, language),
}


def _matches(found: Board, language: str) -> Sheet:
    theme = found.asked.lacking or gaps.most_lacking(found)
    return gaps.matches(found, theme, language) if theme else Sheet("rapprochements", "", (), [])


async def _asked(request: AnyRequest) -> tuple[Asked, list[TerritoryView]]:
    known = await territories.territories()
    return asking.read(request.query_params, known, clock.now(), settings().timezone), known


@get("/tableau", opt=MINE)
async def show(request: AnyRequest) -> Response[str]:
    """Show the figures of a territory and of some months."""
    asked, known = await _asked(request)
    found, language = await board(asked), language_of(request)
    shown = {key: make(found, language) for key, make in SHEETS.items() if key not in ("departements", "tout")}
    return page(
        request,
        "dashboard/board.html",
        private=True,
        asked=asked,
        values=asked.values(),
        sheets=shown,
        bars={key: drawing.of_sessions(shown[key], language) for key in ("mois", "themes", "niveaux")},
        maps=drawing.maps(found, language),
        summary=_summary(found),
        lacking=asked.lacking or gaps.most_lacking(found),
        year=YEAR,
        **_choices(asked, known, language),
    )


def _summary(found: Board) -> dict[str, Any]:
    blank = found.blank
    return {
        "total": found.total,
        "taken": alone(found.total.taken),
        "present": alone(found.came.total.present),
        "recorded": found.came.total.recorded,
        "places": sheets.places_held(found),
        "held": len(found.communes_told),
        "communes": len(found.communes),
        "inhabitants": sheets.inhabitants(found.communes),
        "blank": sheets.inhabitants(blank),
        "online": found.online.sessions,
    }


def _choices(asked: Asked, known: list[TerritoryView], language: str) -> dict[str, Any]:
    months = asking.choosable(clock.now(), settings().timezone)
    return {
        "territories": [{"value": str(each.id), "label": each.name} for each in known],
        "months": [{"value": f"{month:%Y-%m}", "label": month_of(month, language)} for month in months],
        "departements": [{"value": code, "label": f"{name} ({code})"} for code, name in departements(asked)],
        "themes": choices(THEMES, language),
        "levels": choices(LEVELS_SHORT, language),
        "radiuses": [{"value": str(each), "label": f"{each} km"} for each in RADIUSES],
    }


@get("/tableau/{name:str}", opt=MINE)
async def download(request: AnyRequest, name: FromPath[str]) -> Response[bytes]:
    """One of the tables as a CSV file, with all its rows; takes what the page takes."""
    key, dot, kind = name.partition(".")
    if key not in SHEETS or (dot, kind) != (".", "csv"):
        raise NotFound
    asked, _ = await _asked(request)
    made = written(SHEETS[key](await board(asked), language_of(request)))
    headers = {"content-disposition": f'attachment; filename="{key}.csv"', "cache-control": "no-store"}
    return Response(made, media_type="text/csv; charset=utf-8", headers=headers)


HANDLERS: list[ControllerRouterHandler] = [show, download]
