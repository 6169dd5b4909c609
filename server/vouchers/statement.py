"""The statement of a month: which vouchers were used, by library and issuer, for who pays them back."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from uuid import UUID

from server.foundation.languages import translator
from server.vouchers.tables import Voucher

USED = """
SELECT l.name AS library, i.name AS issuer, v.used_on, v.ends, v.value, w.title AS workshop
FROM voucher v JOIN pass_issuer i ON i.id = v.issuer JOIN session s ON s.id = v.session
JOIN library l ON l.id = s.library JOIN workshop w ON w.id = s.workshop
WHERE v.state = 'used' AND v.used_on >= {} AND v.used_on < {} AND s.library = any({}::uuid[])
ORDER BY l.name, l.id, i.name, i.id, v.used_on, v.ends, v.id
"""
FORMULAS = ("=", "+", "-", "@", "\t", "\r")  # how a cell begins that a spreadsheet would run (OWASP: CSV injection)


@dataclass(frozen=True)
class Line:
    """A voucher used: what for, on which day, the last characters of its code, its value in cents."""

    library: str
    issuer: str
    used_on: date
    ends: str
    value: int
    workshop: str


@dataclass(frozen=True)
class Part:
    """The vouchers of one issuer used in one library."""

    library: str
    issuer: str
    lines: list[Line]

    @property
    def value(self) -> int:
        return sum(line.value for line in self.lines)


@dataclass(frozen=True)
class Statement:
    """A month's vouchers; `month` is its first day."""

    month: date
    parts: list[Part]

    @property
    def count(self) -> int:
        return sum(len(part.lines) for part in self.parts)

    @property
    def value(self) -> int:
        return sum(part.value for part in self.parts)


def following(month: date) -> date:
    """Return the first day of the next month."""
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)


def preceding(month: date) -> date:
    """Return the first day of the month before."""
    return (month.replace(day=1) - timedelta(days=1)).replace(day=1)


async def statement(month: date, libraries: Iterable[UUID]) -> Statement:
    """Return the vouchers used in these libraries in a month."""
    rows = await Voucher.raw(USED, month, following(month), list(libraries))
    lines = [Line(**row) for row in rows]
    groups = groupby(lines, key=lambda line: (line.library, line.issuer))
    return Statement(month, [Part(library, issuer, list(found)) for (library, issuer), found in groups])


def written(told: Statement, language: str) -> bytes:
    """Return a statement as CSV (RFC 4180, UTF-8 with its mark, semicolons as French spreadsheets expect)."""
    words = translator(language).gettext
    heads = [words("Bibliothèque"), words("Organisme"), words("Jour"), words("Fin du code"), words("Valeur en euros")]
    rows: list[Sequence[str]] = [[*heads, words("Atelier")]]
    for part in told.parts:
        rows += [_cells(line) for line in part.lines]
    text = io.StringIO()
    csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def _cells(line: Line) -> list[str]:
    texts = (line.library, line.issuer, line.used_on.isoformat(), f"…{line.ends}", euros(line.value), line.workshop)
    return [plain(text) for text in texts]


def plain(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULAS) else text


def euros(cents: int) -> str:
    """Return an amount as it is written in French: 7,50."""
    return f"{cents // 100},{cents % 100:02d}"
