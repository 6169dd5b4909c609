"""Local dates and hours, as staff type them, to instants; the zone is the library's."""

import re
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from server.foundation.errors import Invalid

WRITTEN_DATE = re.compile(
    r"(?P<y>[0-9]{4})-(?P<m>[0-9]{1,2})-(?P<d>[0-9]{1,2})|(?P<d2>[0-9]{1,2})/(?P<m2>[0-9]{1,2})/(?P<y2>[0-9]{4})"
)
WRITTEN_HOUR = re.compile(r"([0-9]{1,2})\s*(?:h|:)?\s*([0-9]{2})?(?::00)?")


def instant(local: datetime, zone: str, field: str) -> datetime:
    """Return the UTC instant of a naive local time.

    Where an hour comes twice (watches go back), the first one is meant. Raises Invalid at `field` for an hour that is
    skipped (watches go forward).
    """
    found = local.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)
    if found.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != local:
        raise Invalid({field: "hour_skipped"})
    return found


def midnight(of: date, zone: str) -> datetime:
    """Return the UTC instant at which a local day begins."""
    return datetime.combine(of, time()).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def day(text: str) -> date | None:
    """Return the day written "2027-01-12" or "12/01/2027", or None."""
    found = WRITTEN_DATE.fullmatch(text.strip())
    if found is None:
        return None
    year, month, number = (int(found[name] or found[f"{name}2"]) for name in "ymd")
    try:
        return date(year, month, number)
    except ValueError:
        return None


def hour(text: str) -> time | None:
    """Return the hour written "14:30", "14 h 30", "14h" or "14", or None."""
    found = WRITTEN_HOUR.fullmatch(text.strip().lower())
    if found is None or int(found[1]) > 23 or int(found[2] or 0) > 59:
        return None
    return time(int(found[1]), int(found[2] or 0))


def written_day(at: datetime, zone: str) -> str:
    """Return the local day of an instant as a date field holds it."""
    return at.astimezone(ZoneInfo(zone)).date().isoformat()


def written_hour(at: datetime, zone: str) -> str:
    """Return the local hour of an instant as a time field holds it."""
    return at.astimezone(ZoneInfo(zone)).strftime("%H:%M")
