"""What is decided about figures: which are too small to show, what a session is called by all, when to read again."""

import hashlib
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

SHOWN_FROM = 5
LONGEST_PAUSE = timedelta(hours=24)
NIGHT = 3  # o'clock, where the hub is
SPREAD = 180  # minutes over which a hub's readings of a night are spread


def small(number: int) -> bool:
    """Tell whether so few people could be recognised: one to four. Nobody is nobody."""
    return 0 < number < SHOWN_FROM


def masked(number: int | None, whole: int | None = None) -> bool:
    """Tell whether a number of people must not be shown: too small, or so near the whole that the rest would be."""
    if number is None:
        return False
    return small(number) or (whole is not None and small(whole - number))


def session_key(session: UUID, imported_uid: str, imported_url: str) -> str:
    """Return what a session is called wherever it is told: 32 hexadecimal digits.

    One that was imported from the calendar of somebody else is called as there: by its UID up to an @, or by the id
    at the end of the address of its page.
    """
    name = imported_uid.partition("@")[0] or imported_url.rstrip("/").rpartition("/")[2] or str(session)
    return hashlib.sha256(name.strip().lower().encode()).hexdigest()[:32]


def next_reading(host: str, failures: int, zone: str, now: datetime) -> datetime:
    """Return when a member's figures are read again: the next night, at its own minute; sooner after a failure."""
    if failures:
        return now + min(timedelta(hours=2 ** min(failures - 1, 5)), LONGEST_PAUSE)
    minutes = int(hashlib.sha256(host.encode()).hexdigest(), 16) % SPREAD
    local = now.astimezone(ZoneInfo(zone))
    night = local.replace(hour=NIGHT, minute=0, second=0, microsecond=0) + timedelta(minutes=minutes)
    return night if night > local else night + timedelta(days=1)
