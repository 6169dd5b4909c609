"""When booking opens and closes on line, and how long a freed seat is held: the rule, and what its form holds."""

from datetime import datetime, timedelta
from typing import Any

from server.foundation.errors import Invalid
from server.foundation.forms import whole
from server.workshops import local_time

LONGEST_CLOSED = 24 * 90
LONGEST_HELD = 24 * 7
AHEAD = timedelta(days=7)


def check_windows(starts_at: datetime, opens_at: datetime | None, closes_hours: int, offer_hours: int) -> None:
    """Raise Invalid unless booking opens before it closes, and a seat is held for a week at most; hours are whole."""
    wrong = {}
    if not 0 <= closes_hours <= LONGEST_CLOSED:
        wrong["closes_hours"] = "bad_number"
    elif opens_at is not None and opens_at >= starts_at - timedelta(hours=closes_hours):
        wrong["opens_at"] = "opens_too_late"
    if not 0 <= offer_hours <= LONGEST_HELD:
        wrong["offer_hours"] = "bad_number"
    if wrong:
        raise Invalid(wrong)


def read_windows(form: dict[str, Any], zone: str) -> dict[str, Any]:
    """Return the fields typed; without a day booking opens at once, without an hour at midnight. Raises Invalid."""
    return {
        "opens_at": _opening(form.get("opens_day", ""), form.get("opens_hour", ""), zone),
        "closes_hours": whole(form.get("closes_hours", ""), 0),
        "offer_hours": whole(form.get("offer_hours", ""), 0),
    }


def _opening(day: str, hour: str, zone: str) -> datetime | None:
    if not day and not hour:
        return None
    date, time = local_time.day(day), local_time.hour(hour or "00:00")
    if date is None or time is None:
        raise Invalid({"opens_day" if date is None else "opens_hour": "bad_date" if day else "missing"})
    return local_time.instant(datetime.combine(date, time), zone, "opens_hour")


def show_windows(opens_at: datetime | None, closes_hours: int, offer_hours: int, zone: str) -> dict[str, str]:
    """Return the fields as the form holds them."""
    return {
        "opens_day": local_time.written_day(opens_at, zone) if opens_at else "",
        "opens_hour": local_time.written_hour(opens_at, zone) if opens_at else "",
        "closes_hours": str(closes_hours),
        "offer_hours": str(offer_hours),
    }


def a_week_later(opens_at: datetime | None) -> datetime | None:
    """Return when booking opens for the same session a week later."""
    return opens_at + AHEAD if opens_at else None
