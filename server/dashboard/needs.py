"""What people wanted at a desk of ours, or searched in our agenda, and how often there was nothing; no names."""

from dataclasses import dataclass

from server.agenda.missed import Missed, missed
from server.bookings.heard import Heard, heard
from server.dashboard.asking import Asked
from server.dashboard.rules import following
from server.libraries.queries import all_libraries
from server.territories.geography import commune
from server.territories.placing import commune_of

OF_COMMUNE = 5  # signs in the code of a commune


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


async def searched(asked: Asked) -> list[Missed]:
    """Return what was searched in our agenda without any result, of what is asked for, most often first."""
    found = await missed(asked.first, following(asked.last))
    return [one for one in found if _holds(asked, one.place) and asked.theme in ("", one.theme)]


def _holds(asked: Asked, place: str) -> bool:
    """Tell whether a place is asked for; a whole département is in no territory, which may hold a part of it."""
    if len(place) == OF_COMMUNE or not place:
        return asked.holds(commune(place) if place else None)
    return asked.territory is None and asked.departement in ("", place)
