"""What people wanted when they first came to a desk of ours, and how often there was nothing to propose; no names."""

from dataclasses import dataclass

from server.bookings.heard import Heard, heard
from server.dashboard.asking import Asked
from server.dashboard.rules import following
from server.libraries.queries import all_libraries
from server.territories.placing import commune_of


@dataclass(frozen=True)
class Wanted:
    """How many times a need was heard, and how many of them without a session to propose."""

    times: int = 0
    without: int = 0

    def and_also(self, one: Heard) -> "Wanted":
        return Wanted(self.times + one.times, self.without + (0 if one.found else one.times))


async def wanted(asked: Asked) -> dict[str, Wanted]:
    """Return the needs heard in our libraries of what is asked for, of all themes, by need."""
    places = ((each.id, commune_of(each.insee, each.postal_code, each.city)) for each in await all_libraries())
    here = [library for library, where in places if asked.holds(where)]
    found: dict[str, Wanted] = {}
    for one in await heard(here, asked.first, following(asked.last)) if here else []:
        found[one.need] = found.get(one.need, Wanted()).and_also(one)
    return found
