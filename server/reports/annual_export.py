"""The annual report as tables: one line for each library, with the official names, and one for each code."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence

from server.reports.annual import INDICATORS, OFFICIAL, Figures, Report, Site
from server.reports.ods import Cell
from server.reports.words import INDICATORS as LABELS
from server.reports.words import NOT_COUNTED, PARTS

Say = Callable[[str], str]
FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def amount(indicator: str, number: int | None) -> Cell:
    """Return a figure in the unit in which it is told (euros, hours, or whole), NC when nobody counted."""
    if number is None:
        return NOT_COUNTED
    parts = PARTS.get(indicator)
    return round(number / parts, 2) if parts and number % parts else number // (parts or 1)


def told(indicator: str, number: int | None) -> str:
    """Return a figure as it is written in French: "12", "45,50", "4,25", "NC"."""
    value = amount(indicator, number)
    if isinstance(value, float):
        return f"{value:.2f}".replace(".", ",")
    return str(value)


def by_library(report: Report, sites: Sequence[Site], say: Say) -> list[list[Cell]]:
    """Return a line for each of these libraries, then one for the whole network, under a line of headings."""
    rest = [name for name in INDICATORS if name not in OFFICIAL.values()]
    heads = [say("Bibliothèque"), say("Commune"), say("Code INSEE"), *OFFICIAL, *(say(LABELS[name]) for name in rest)]
    order = [*OFFICIAL.values(), *rest]
    lines: list[list[Cell]] = [[*heads]]
    for site in sites:
        place = (site.library.name, site.library.city, site.library.insee)
        lines.append([*place, *_amounts(order, site.figures)])
    lines.append([say("Tout le réseau (ne pas ajouter)"), "", "", *_amounts(order, report.network)])
    return lines


def by_code(report: Report, sites: Sequence[Site], codes: Mapping[str, str], say: Say) -> list[list[Cell]]:
    """Return a line for each library and indicator, with its code of the year, under a line of headings."""
    lines: list[list[Cell]] = [[say("Bibliothèque"), say("Ce qui est compté"), say("Code de l'enquête"), say("Valeur")]]
    places = [(site.library.name, site.figures) for site in sites]
    for name, figures in [*places, (say("Tout le réseau (ne pas ajouter)"), report.network)]:
        lines += [[name, say(LABELS[one]), codes.get(one, ""), amount(one, figures[one])] for one in INDICATORS]
    return lines


def as_csv(lines: Sequence[Sequence[Cell]]) -> bytes:
    """Return lines as CSV (RFC 4180, UTF-8 with its mark, semicolons and commas as French spreadsheets expect)."""
    text = io.StringIO()
    rows = [[_written(cell) for cell in line] for line in lines]
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def _amounts(order: Sequence[str], figures: Figures) -> list[Cell]:
    return [amount(name, figures[name]) for name in order]


def _written(cell: Cell) -> str:
    """Return a cell as text; no spreadsheet takes a text for a formula."""
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(FORMULAS) else cell
    return f"{cell:.2f}".replace(".", ",") if isinstance(cell, float) else str(cell)
