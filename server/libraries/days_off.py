"""Days off where a library is: public holidays, those of its part of France too, and school holidays by zone."""

from datetime import date
from functools import cache, lru_cache

import holidays
from babel.core import get_global
from vacances_scolaires_france import SchoolHolidayDates

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
NAMED_IN = {"fr": "fr", "en": "en_US"}
# The départements of each zone (arrêté du ministère de l'Éducation nationale). Corsica and overseas have none.
DEPARTEMENTS = {
    "A": "01 03 07 15 16 17 19 21 23 24 25 26 33 38 39 40 42 43 47 58 63 64 69 70 71 73 74 79 86 87 89 90",
    "B": (
        "02 04 05 06 08 10 13 14 18 22 27 28 29 35 36 37 41 44 45 49 50 51 52 53 54 55 56 57 59 60 61 62 67 68 72 76"
        " 80 83 84 85 88"
    ),
    "C": "09 11 12 30 31 32 34 46 48 65 66 75 77 78 81 82 91 92 93 94 95",
}
ZONE_OF = {departement: zone for zone, listed in DEPARTEMENTS.items() for departement in listed.split()}
ZONES = tuple(DEPARTEMENTS)
NO_ZONE = "none"


def country(zone: str) -> str:
    """Return the territory of an IANA zone (ISO 3166-1): RE for Indian/Reunion; FR where none is known."""
    return str(get_global("zone_territories").get(zone, "FR"))


def public_holiday(day: date, postal_code: str, zone: str, language: str = "fr") -> str:
    """Return the name of the public holiday that a day is where a library is, in `language`, or an empty text."""
    return _holidays(*_place(postal_code, zone), day.year, NAMED_IN.get(language, "fr")).get(day, "")


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
def _holidays(land: str, part: str, year: int, language: str) -> dict[date, str]:
    if land not in holidays.list_supported_countries():
        return {}
    named = language if language in holidays.list_localized_countries().get(land, []) else None
    return dict(holidays.country_holidays(land, subdiv=part or None, years=year, language=named))


def school_zone(postal_code: str, zone: str, chosen: str = "") -> str:
    """Return the zone of school holidays (A, B or C) of a library, or an empty text where there is none.

    `chosen` is what the library's sheet says: a zone, NO_ZONE, or an empty text for the one of its département.
    """
    if chosen:
        return chosen if chosen in ZONES else ""
    return ZONE_OF.get(postal_code.replace(" ", "")[:2], "") if country(zone) == "FR" else ""


@cache
def _school_days() -> dict[str, frozenset[date]]:
    known = SchoolHolidayDates()
    return {
        zone: frozenset(day for day, row in known.data.items() if row[known.zone_key(zone)] is True) for zone in ZONES
    }


@cache
def school_known_until() -> date:
    """Return the last day of the school holidays that are known: after it nothing is decided yet."""
    return min(max(days) for days in _school_days().values())


def school_holiday(day: date, zone: str) -> bool | None:
    """Tell whether pupils of a zone are on holiday; None when that is not known: no zone, or too far ahead."""
    if zone not in ZONES or day > school_known_until():
        return None
    return day in _school_days()[zone]
