"""A table as a file for spreadsheets: CSV with semicolons, in UTF-8 with a mark, and no cell that would be run."""

import csv
import io

from server.dashboard.rules import FEW, SHOWN_FROM, Few
from server.dashboard.sheets import Cell, Sheet

FORMULAS = ("=", "+", "-", "@", "\t", "\r")  # how a cell begins that a spreadsheet would run (OWASP: CSV injection)


def written(sheet: Sheet) -> bytes:
    """Return a table as CSV: few people are "<5", a number hidden beside them "n.d.", what nobody counted is empty."""
    text = io.StringIO()
    lines = csv.writer(text, delimiter=";", lineterminator="\r\n")
    lines.writerow(sheet.columns)
    lines.writerows([_cell(cell) for cell in row] for row in sheet.rows)
    return ("\ufeff" + text.getvalue()).encode()


def _cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Few):
        return f"<{SHOWN_FROM}" if cell is FEW else "n.d."
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULAS) else str(cell)
