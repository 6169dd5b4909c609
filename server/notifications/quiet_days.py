"""The days on which nobody is reminded of anything: Sundays, and the public holidays of the place."""

from datetime import date

from server.libraries.days_off import public_holiday

SUNDAY = 6


def closed(day: date, postal_code: str, zone: str) -> bool:
    """Tell whether a day is a Sunday or a public holiday where a library is."""
    return day.weekday() == SUNDAY or bool(public_holiday(day, postal_code, zone))
