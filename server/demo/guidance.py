"""What the demonstration shows of guidance: a campaign's code, and three diagnostics made at the desk."""

from datetime import datetime, timedelta
from uuid import UUID

from server.accounts.rules import Person
from server.guidance import diagnostics
from server.guidance.diagnostic_rules import Result

CAMPAIGN = "EXEMPLE24"
MADE = (
    ("Odile", 9, 44, {"5.2": 0, "2.1": 0, "1.1": 0, "4.1": 0}),
    ("Badge 112", 24, 44, {"5.2": 2, "2.1": 1, "1.1": 2, "1.2": 1, "2.4": 0, "4.1": 1, "4.2": 1, "admin": 0}),
    ("Karim", 36, 44, {"5.2": 4, "2.1": 4, "1.1": 3, "1.2": 2, "3.1": 3, "4.1": 2, "2.4": 3, "admin": 3}),
)


async def fill(library: UUID, *, by: Person, now: datetime) -> None:
    """Type the code of a campaign, then three results of the last days."""
    await diagnostics.set_campaign(library, CAMPAIGN, by=by, now=now)
    for days, (person, score, out_of, levels) in enumerate(MADE):
        at = now - timedelta(days=20 * days)
        await diagnostics.write(library, person, Result(score, out_of, levels), consent=True, by=by, now=at)
