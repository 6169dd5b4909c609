"""Needs heard at the desk, counted: what people came for, in which month and library, and whether a session was found.

Nobody is in it, not even the day: a person is one more in a number. It is kept for good, as unmet demand.
"""

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from server.bookings.tables import NeedHeard
from server.foundation import limits
from server.foundation.database import DB
from server.foundation.errors import TooMany
from server.foundation.ids import new_id
from server.journal import actions as journal
from server.libraries.queries import LibraryView

ONE_FORM = 24 * 3600  # seconds
ONE_MORE = """
INSERT INTO need_heard (id, library, month, need, found, times) VALUES ({}, {}, {}, {}, {}, 1)
ON CONFLICT (library, month, need, found) DO UPDATE SET times = need_heard.times + 1 RETURNING id
"""
COUNTED = """
SELECT need, found, sum(times)::int AS times FROM need_heard
WHERE library = any({}::uuid[]) AND month >= {} AND month < {} GROUP BY 1, 2 ORDER BY 1, 2
"""


@dataclass(frozen=True)
class Heard:
    """How many times a need was heard where a session was found, or where none was."""

    need: str
    found: bool
    times: int


async def count(need: str, library: LibraryView, *, found: bool, by: str, now: datetime, key: str = "") -> None:
    """Count a need once more, in the library's own month; with the `key` of a form, once for that form in a day."""
    with suppress(TooMany):  # the same form, sent again
        await _count(need, library, found, by, now, key)


async def _count(need: str, library: LibraryView, found: bool, by: str, now: datetime, key: str) -> None:
    month = now.astimezone(ZoneInfo(library.timezone)).date().replace(day=1)
    async with DB.transaction():
        if key:
            await limits.count("need.heard", f"{by} {need} {key}", most=1, seconds=ONE_FORM, now=now)
        rows = await DB.rows(ONE_MORE, new_id(), library.id, month, need, found)
        facts = {"need": need, "found": found}
        await journal.write("need.heard", rows[0]["id"], by=by, now=now, library=library.id, **facts)


async def heard(libraries: Collection[UUID], since: date, until: date) -> list[Heard]:
    """Return the counts of these libraries together, of the months that begin from one day to before another."""
    return [Heard(**row) for row in await NeedHeard.raw(COUNTED, list(libraries), since, until)]
