"""The child process that opens a spreadsheet of a stranger's making: it limits itself, and says what is in the cells.

Run as `python -m server.intake.unpacking`. In: the file (.xlsx, .ods or .csv). Out: one line of JSON, {"sheet", "rows":
[[number, cell, …], …], "cut"} with all cells as text, or {"reason": key}. It is meant to be killed at any moment.
"""

import csv
import io
import json
import sys
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from server.calendars.confined import MEBIBYTE, confine
from server.foundation.words import clean

MEMORY = 384 * MEBIBYTE
CPU_SECONDS = 10
MOST_UNPACKED = 64 * MEBIBYTE
MOST_PARTS = 1000
MOST_ROWS = 5100
MOST_COLUMNS = 60
LONGEST_CELL = 4000
TYPES = ("xl/workbook.xml", "content.xml")  # what a spreadsheet of Excel and one of LibreOffice hold
Told = dict[str, Any]


def main() -> None:
    confine(MEMORY, CPU_SECONDS)
    try:
        told = opened(sys.stdin.buffer.read())
    except (MemoryError, RecursionError):
        told = {"reason": "file_too_dear"}
    sys.stdout.write(json.dumps(told))
    sys.stdout.flush()


def opened(body: bytes) -> Told:
    """Return the first sheet that holds something, its empty rows left out, or the reason why it cannot be had."""
    if body.startswith(b"PK"):
        return _workbook(body)
    if b"\0" in body[:4096] or body.startswith(b"%PDF"):
        return {"reason": "file_unknown"}
    return _told("", _csv(body))


def _workbook(body: bytes) -> Told:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            parts = packed.infolist()
            names = {part.filename for part in parts}
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError):
        return {"reason": "file_damaged"}
    if not names & set(TYPES):
        return {"reason": "file_unknown"}
    # The sizes are those that the file tells; where it lies, the limits of this process hold.
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        return {"reason": "file_too_dear"}
    try:
        return _first_sheet(CalamineWorkbook.from_filelike(io.BytesIO(body)))
    except (CalamineError, ValueError, OSError):
        return {"reason": "file_damaged"}


def _first_sheet(book: CalamineWorkbook) -> Told:
    for place, about in enumerate(book.sheets_metadata):
        if about.visible is not SheetVisibleEnum.Visible or about.typ is not SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_index(place)
        first = sheet.start[0] + 1 if sheet.start else 1
        told = _told(about.name, enumerate(sheet.iter_rows(), first))
        if told["rows"]:
            return told
    return _told("", ())


def _csv(body: bytes) -> Iterator[tuple[int, list[str]]]:
    """Yield the lines of a CSV: comma, semicolon or tab, UTF-8 or windows-1252."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = body.decode("windows-1252", errors="ignore")
    beginning = "\n".join(text.splitlines()[:5])
    separator = max(",;\t", key=beginning.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    while True:
        before = reader.line_num
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:  # a cell without end: what follows cannot be told apart
            return
        yield before + 1, cells


def _told(sheet: str, lines: Iterable[tuple[int, list[Any]]]) -> Told:
    filled = ([number, *cells] for number, line in lines if any(cells := [_text(cell) for cell in line[:MOST_COLUMNS]]))
    rows = list(islice(filled, MOST_ROWS + 1))
    return {"sheet": sheet[:100], "rows": rows[:MOST_ROWS], "cut": len(rows) > MOST_ROWS}


def _text(cell: Any) -> str:
    """Return a cell as a person would write it: 2027-01-12, 14:30, 8."""
    if isinstance(cell, datetime):
        day, hour = cell.date().isoformat(), cell.strftime("%H:%M")
        return day if hour == "00:00" else f"{day} {hour}"
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time):
        return cell.strftime("%H:%M")
    if isinstance(cell, timedelta):
        minutes = round(cell.total_seconds() / 60)
        return f"{minutes // 60}:{minutes % 60:02d}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return clean(str(cell), LONGEST_CELL)


if __name__ == "__main__":
    main()
