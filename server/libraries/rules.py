"""What a library's sheet, its closings and its rooms must hold."""

from datetime import date, timedelta
from functools import lru_cache
from zoneinfo import available_timezones

from server.foundation.emails import email_fault
from server.foundation.errors import Invalid

FACILITIES = ("wheelchair", "hearing_loop", "sign_language", "sight")
SCHOOL_ZONES = ("", "A", "B", "C", "none")
MOST_SETUP = 8 * 60
MOST_PEOPLE = 10_000
LONGEST_CLOSING = timedelta(days=366)
FEWEST_HOURS, MOST_HOURS = 6, 336


def check_library(values: dict[str, object]) -> None:
    """Raise Invalid unless name, address, postal code, city and zone are there and can be kept."""
    wrong = {
        field: "missing"
        for field in ("name", "address", "postal_code", "city")
        if not str(values.get(field) or "").strip()
    }
    wrong |= {} if values.get("timezone") in _zones() else {"timezone": "bad_timezone"}
    if not _between(values.get("latitude"), 90):
        wrong["latitude"] = "bad_number"
    if not _between(values.get("longitude"), 180):
        wrong["longitude"] = "bad_number"
    if not str(values.get("website") or "https://").startswith(("https://", "http://")):
        wrong["website"] = "bad_website"
    if email_fault(str(values.get("email") or "")):
        wrong["email"] = "bad_email"
    hours = values.get("reminder_hours")
    if not isinstance(hours, int) or (hours and not FEWEST_HOURS <= hours <= MOST_HOURS):
        wrong["reminder_hours"] = "bad_reminder_hours"
    wrong |= _unknown(values.get("facilities"))
    wrong |= {} if (values.get("school_zone") or "") in SCHOOL_ZONES else {"school_zone": "bad_choice"}
    longest = {"name": 150, "address": 200, "postal_code": 12, "city": 100, "phone": 30, "website": 300}
    longest |= {"email": 254, "insee": 5, "opening_hours": 300}
    wrong |= {field: "too_long" for field, most in longest.items() if len(str(values.get(field) or "")) > most}
    if wrong:
        raise Invalid(wrong)


def _unknown(facilities: object) -> dict[str, str]:
    known = facilities is None or (isinstance(facilities, list) and not set(facilities) - set(FACILITIES))
    return {} if known else {"facilities": "bad_choice"}


def _between(value: object, most: float) -> bool:
    return value is None or (isinstance(value, float) and -most <= value <= most)


def check_closing(first_on: date, last_on: date, reason: str) -> None:
    """Raise Invalid unless a closing ends no earlier than it begins, within a year, with a reason of 200 characters."""
    wrong = {}
    if not 2000 <= first_on.year <= 2100:
        wrong["first_on"] = "bad_date"
    if last_on < first_on:
        wrong["last_on"] = "closing_ends_before"
    elif last_on - first_on >= LONGEST_CLOSING:
        wrong["last_on"] = "closing_too_long"
    if not reason.strip() or len(reason) > 200:
        wrong["reason"] = "too_long" if reason.strip() else "missing"
    if wrong:
        raise Invalid(wrong)


def check_room(name: str, access: str, setup_minutes: int) -> None:
    """Raise Invalid unless a room has a name (100 characters) and is prepared within eight hours."""
    wrong = {} if name and len(name) <= 100 else {"room": "too_long" if name else "missing"}
    wrong |= {} if len(access) <= 300 else {"room_access": "too_long"}
    wrong |= {} if 0 <= setup_minutes <= MOST_SETUP else {"setup_minutes": "bad_setup"}
    if wrong:
        raise Invalid(wrong)


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def check_space(tidy_minutes: int, capacity: int | None, facilities: list[str] | None) -> None:
    """Raise Invalid unless a room is tidied within eight hours, holds somebody, and eases coming in known ways."""
    wrong = {} if 0 <= tidy_minutes <= MOST_SETUP else {"tidy_minutes": "bad_setup"}
    wrong |= {} if capacity is None or 1 <= capacity <= MOST_PEOPLE else {"room_capacity": "bad_number"}
    wrong |= _unknown(facilities)
    if wrong:
        raise Invalid(wrong)
