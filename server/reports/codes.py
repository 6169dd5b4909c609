"""What the annual survey calls our indicators, year by year: written down by administrators, none known beforehand."""

from collections.abc import Mapping
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from server.accounts.powers import Power
from server.accounts.rules import Person
from server.foundation.database import DB
from server.foundation.errors import Invalid
from server.foundation.ids import new_id
from server.foundation.words import one_line
from server.journal import actions as journal
from server.libraries.queries import require
from server.reports.annual import INDICATORS
from server.reports.tables import SurveyCode

LONGEST = 40
TURN = 7261023  # who writes codes waits for who is writing some


async def codes_of(year: int) -> dict[str, str]:
    """Return the codes of a year by indicator; one without a code is left out."""
    rows = await SurveyCode.select(SurveyCode.indicator, SurveyCode.code).where(SurveyCode.year == year)
    return {row["indicator"]: row["code"] for row in rows}


async def write_codes(year: int, codes: Mapping[str, str], *, by: Person, now: datetime) -> None:
    """Replace the codes of a year, an empty one being none; raises Invalid, or NotFound for no administrator."""
    await require(by, None, Power.RUN_SURVEY)
    kept = {name: code for name in INDICATORS if (code := one_line(codes.get(name, "")))}
    wrong = {name: "too_long" for name, code in kept.items() if len(code) > LONGEST}
    if wrong:
        raise Invalid(wrong)
    async with DB.transaction():
        await DB.rows("SELECT pg_advisory_xact_lock({})", TURN)
        await SurveyCode.delete().where(SurveyCode.year == year)
        if kept:
            rows = (SurveyCode(id=new_id(), year=year, indicator=name, code=code) for name, code in kept.items())
            await SurveyCode.insert(*rows)
        subject = uuid5(NAMESPACE_URL, f"survey:{year}")
        await journal.write("survey.coded", subject, by=by.by, now=now, year=year, codes=len(kept))
