"""The charts of a dashboard: bars by month and by theme, and the maps of a territory, one for each far-away part."""

from collections.abc import Sequence

from markupsafe import Markup

from server.dashboard.board import Board
from server.dashboard.charts import Spot, bars, spots
from server.dashboard.sheets import Sheet
from server.foundation.languages import translator
from server.territories.distance import Point
from server.territories.geography import Commune, geography

MOST_HOLLOW = 40


def of_sessions(sheet: Sheet, language: str) -> Markup:
    """Return bars of the sessions in a table."""
    gettext = translator(language).gettext
    rows = [(str(row[0]), int(str(row[sheet.first_number]))) for row in sheet.rows]
    title = gettext("Séances, %(what)s") % {"what": sheet.caption.lower()}
    desc = gettext("Une barre pour chaque ligne du tableau. Les mêmes nombres sont dans le tableau.")
    return bars(f"barres-{sheet.key}", title, desc, rows, language)


def maps(found: Board, language: str) -> list[tuple[str, Markup]]:
    """Return (where, map) for what is in Europe, then for each département overseas; none where nothing is placed."""
    groups: dict[str, list[Spot]] = {}
    for commune, spot in _spots(found):
        overseas = commune.departement if len(commune.departement) > 2 else ""
        groups.setdefault(overseas, []).append(spot)
    return [(_where(code, language), _map(code, groups[code], language)) for code in sorted(groups)]


def _where(code: str, language: str) -> str:
    return geography().departements[code].name if code else translator(language).gettext("Hexagone et Corse")


def _map(code: str, found: Sequence[Spot], language: str) -> Markup:
    gettext = translator(language).gettext
    held = sum(not each.hollow for each in found)
    facts = {"held": held, "hollow": len(found) - held}
    desc = gettext(
        "%(held)s communes avec des séances : un disque plein, plus grand quand il y en a plus. %(hollow)s communes"
        " sans séance : un cercle vide, plus grand quand il y a plus d'habitants. Les nombres sont dans les tableaux."
    )
    title = gettext("Carte des communes, %(where)s") % {"where": _where(code, language)}
    return spots(f"carte{code}", title, desc % facts, found)


def _spots(found: Board) -> list[tuple[Commune, Spot]]:
    points: dict[str, Point] = {}
    for one in found.told:
        if (commune := found.commune(one)) and (point := found.point(one)):
            points.setdefault(commune.code, point)
    held = [
        (commune, Spot(*points[commune.code], sums.sessions, commune.name))
        for commune, sums in found.communes_told.items()
        if commune.code in points
    ]
    blank = [each for each in found.blank if each.point][:MOST_HOLLOW]
    return [*held, *((each, Spot(*each.point, each.inhabitants, each.name, True)) for each in blank if each.point)]
