"""In which commune something is: by the code of the commune, or else by postal code and name."""

import re
from functools import lru_cache

from server.territories.geography import Commune, commune, key, named

# Postal codes of the islands that left Guadeloupe begin like those of Guadeloupe.
LEFT = {"971": ("971", "977", "978")}


def departements_of(postal_code: str) -> tuple[str, ...]:
    """Return the départements in which a postal code may be: "35" for 35000, "2A" and "2B" for 20000."""
    code = re.sub(r"\s", "", postal_code)
    if not re.fullmatch(r"\d{5}", code):
        return ()
    if code.startswith("20"):
        return ("2A", "2B")
    return LEFT.get(code[:3], (code[:3],)) if code.startswith(("97", "98")) else (code[:2],)


@lru_cache(maxsize=8192)
def commune_of(insee: str, postal_code: str, city: str) -> Commune | None:
    """Return the commune of a place; None when neither its code nor its postal code and name tell it.

    A name that is now of a part of a commune ("commune déléguée") leads to that commune.
    """
    if insee and (found := commune(insee)):
        return found
    wanted = key(city)
    there = (named(departement).get(wanted) for departement in departements_of(postal_code))
    return next((each for each in there if each), None)
