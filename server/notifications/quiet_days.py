"""The days on which nobody is reminded of anything: Sundays, and the public holidays of the place."""

from datetime import date
from functools import lru_cache

import holidays

from server.notifications.phones import country

# Territories of France with holidays of their own, by ISO 3166-1 and by the beginning of a postal code; the longest
# beginning wins. Moselle and Alsace keep Good Friday and Boxing Day.
OVERSEAS = {
    "GP": "971", "MQ": "972", "GF": "973", "RE": "974", "PM": "PM", "YT": "976", "BL": "BL", "MF": "MF", "NC": "NC",
    "PF": "PF", "WF": "WF",
}  # fmt: skip
BY_POSTAL_CODE = {
    "57": "57", "67": "6AE", "68": "6AE", "971": "971", "97133": "BL", "97150": "MF", "972": "972", "973": "973",
    "974": "974", "975": "PM", "976": "976", "986": "WF", "987": "PF", "988": "NC",
}  # fmt: skip
SUNDAY = 6


def closed(day: date, postal_code: str, zone: str) -> bool:
    """Tell whether a day is a Sunday or a public holiday where a library is."""
    return day.weekday() == SUNDAY or day in _holidays(*_place(postal_code, zone), day.year)


def _place(postal_code: str, zone: str) -> tuple[str, str]:
    """Return the country of a library and the part of it that has holidays of its own, or an empty text."""
    land = country(zone)
    if land not in OVERSEAS and land != "FR":
        return land, ""
    digits = postal_code.replace(" ", "")
    beginnings = (digits[:length] for length in (5, 3, 2))
    return "FR", next(
        (BY_POSTAL_CODE[begun] for begun in beginnings if begun in BY_POSTAL_CODE), OVERSEAS.get(land, "")
    )


@lru_cache(maxsize=256)
def _holidays(land: str, part: str, year: int) -> frozenset[date]:
    if land not in holidays.list_supported_countries():
        return frozenset()
    return frozenset(holidays.country_holidays(land, subdiv=part or None, years=year))
