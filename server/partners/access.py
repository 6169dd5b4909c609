"""Which day it is for a link, and which libraries a member of staff may open to partners."""

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from server.accounts.powers import Power
from server.accounts.rules import Person
from server.foundation.settings import settings
from server.libraries.queries import libraries_for


def today(now: datetime) -> date:
    """Return the day of the network: the last day of a link is counted in its own zone."""
    return now.astimezone(ZoneInfo(settings().timezone)).date()


async def managed(by: Person) -> set[UUID]:
    """Return the libraries that a person manages."""
    return {library.id for library in await libraries_for(by, Power.RUN_PARTNERS)}
