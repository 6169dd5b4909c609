"""Diagnostics made at the desk: kept with consent, for a year at most; counted without anybody in the counts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from server.accounts.powers import Power
from server.accounts.rules import Person
from server.foundation.database import DB
from server.foundation.errors import Invalid, NotFound
from server.foundation.ids import new_id
from server.foundation.words import one_line
from server.guidance.diagnostic_rules import KEPT, Result, check_result, overall
from server.guidance.tables import Diagnostic
from server.journal import actions as journal
from server.libraries.queries import libraries_for, require

MOST_LISTED = 100
CODE = re.compile(r"[0-9A-Za-z-]{0,40}")
ONE = """
SELECT d.*, l.name AS library_name, l.timezone FROM diagnostic d JOIN library l ON l.id = d.library
WHERE d.erase_at > {} AND
"""
COUNT = """
INSERT INTO diagnostic_count (id, library, month, band, people) VALUES ({}, {}, {}, {}, 1)
ON CONFLICT (library, month, band) DO UPDATE SET people = diagnostic_count.people + 1
"""
COUNTED_WRONGLY = """
UPDATE diagnostic_count SET people = people - 1 WHERE library = {} AND month = {} AND band = {} AND people > 0
"""
COUNTS = """
SELECT month, band, sum(people)::int AS people FROM diagnostic_count
WHERE library = any({}::uuid[]) AND month >= {} AND people > 0 GROUP BY month, band ORDER BY month DESC, band
"""
CODES = """
INSERT INTO diagnostic_settings (library, campaign) VALUES ({}, {})
ON CONFLICT (library) DO UPDATE SET campaign = excluded.campaign
"""


@dataclass(frozen=True)
class DiagnosticView:
    """A diagnostic as staff read it; `levels` from 0 to 8 by what was measured (diagnostic_rules.MEASURED)."""

    id: UUID
    library: UUID
    library_name: str
    timezone: str
    person: str
    score: int
    out_of: int
    levels: dict[str, int]
    campaign: str
    made_at: datetime
    erase_at: datetime

    @property
    def band(self) -> str:
        """The overall level, a key of workshops.competences.BANDS."""
        return overall(self.levels)


@dataclass(frozen=True)
class Count:
    """How many diagnostics were made in a month (its first day), of an overall level."""

    month: date
    band: str
    people: int


async def write(library: UUID, person: str, result: Result, *, consent: bool, by: Person, now: datetime) -> UUID:
    """Keep a diagnostic made in a library and count it; return its id. Raises Invalid, or NotFound without the power.

    `person` is a first name or a reference; `consent`: whether the person was asked and said yes.
    """
    person = one_line(person)
    check_result(person, result, consent=consent)
    await require(by, library, Power.BOOK)
    async with DB.transaction():
        kept = Diagnostic(
            id=new_id(),
            library=library,
            person=person,
            score=result.score,
            out_of=result.out_of,
            codes=list(result.levels),
            levels=list(result.levels.values()),
            campaign=(await campaigns([library])).get(library, ""),
            consent_at=now,
            made_at=now,
            erase_at=now + KEPT,
        )
        await kept.save()
        await DB.rows(COUNT, new_id(), library, await _month(library, now), overall(result.levels))
        await journal.write("diagnostic.written", kept.id, by=by.by, now=now, library=library)
    return kept.id


async def _month(library: UUID, at: datetime) -> date:
    sql = "SELECT date_trunc('month', {}::timestamptz AT TIME ZONE timezone)::date AS month FROM library WHERE id = {}"
    for row in await DB.rows(sql, at, library):
        return date.fromisoformat(str(row["month"]))
    raise NotFound


async def erase(diagnostic: UUID, *, mistaken: bool, by: Person, now: datetime) -> None:
    """Erase a diagnostic, as its person may always ask; a `mistaken` one leaves the counts too. Raises NotFound."""
    found = await for_person(by, diagnostic, now)
    async with DB.transaction():
        gone = await Diagnostic.delete().where(Diagnostic.id == found.id).returning(Diagnostic.id)
        if gone and mistaken:
            await DB.rows(COUNTED_WRONGLY, found.library, await _month(found.library, found.made_at), found.band)
        if gone:
            await journal.write("diagnostic.erased", found.id, by=by.by, now=now, library=found.library)


async def erase_due(now: datetime) -> int:
    """Erase what was kept for a year; return how many."""
    return len(await Diagnostic.delete().where(Diagnostic.erase_at <= now).returning(Diagnostic.id))


async def for_person(person: Person, diagnostic: UUID, now: datetime) -> DiagnosticView:
    """Return a diagnostic for a member of staff at the desk of its library; raises NotFound."""
    for row in await DB.rows(ONE + "d.id = {}", now, diagnostic):
        found = _view(row)
        await require(person, found.library, Power.BOOK)
        return found
    raise NotFound


async def latest(person: Person, now: datetime) -> list[DiagnosticView]:
    """Return the last diagnostics of the libraries where the person is at the desk, the newest first."""
    ids = [library.id for library in await libraries_for(person, Power.BOOK)]
    more = "d.library = any({}::uuid[]) ORDER BY d.made_at DESC, d.id LIMIT {}"
    return [_view(row) for row in await DB.rows(ONE + more, now, ids, MOST_LISTED)]


def _view(row: dict[str, Any]) -> DiagnosticView:
    names = set(DiagnosticView.__dataclass_fields__) - {"levels"}
    levels = dict(zip(row["codes"] or (), row["levels"] or (), strict=True))
    return DiagnosticView(**{name: row[name] for name in names}, levels=levels)


async def counts(libraries: Sequence[UUID], since: date) -> list[Count]:
    """Return how many diagnostics these libraries made, by month and overall level, the latest month first."""
    return [Count(**row) for row in await DB.rows(COUNTS, list(libraries), since)]


async def campaigns(libraries: Sequence[UUID]) -> dict[UUID, str]:
    """Return the code of the campaign of each library that has typed one."""
    rows = await DB.rows(
        "SELECT library, campaign FROM diagnostic_settings WHERE library = any({}::uuid[]) AND campaign <> ''",
        list(libraries),
    )
    return {row["library"]: row["campaign"] for row in rows}


async def set_campaign(library: UUID, code: str, *, by: Person, now: datetime) -> None:
    """Keep the code that people of a library type on the site of the test; nothing takes it away. Raises Invalid."""
    if not CODE.fullmatch(code):
        raise Invalid({"campaign": "bad_campaign"})
    await require(by, library, Power.PLAN)
    async with DB.transaction():
        await DB.rows(CODES, library, code)
        await journal.write("diagnostic.campaign_changed", library, by=by.by, now=now, library=library)
