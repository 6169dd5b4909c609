"""When people are reminded of their session: by day, never on a Sunday or a public holiday, never too late."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

EARLIEST = time(9)
LATEST = time(19)
FRESH = timedelta(hours=12)  # who has just booked, or just been told, needs no reminder so soon
LATE = timedelta(hours=3)  # so close to the start a reminder helps nobody
DAY = timedelta(days=1)
Closed = Callable[[date], bool]


def due(starts_at: datetime, hours: int, zone: str, closed: Closed) -> datetime | None:
    """Return when to remind of a session, `hours` before it by the clock of the place, or None for no reminder.

    Before 9 it is 19 on the day before, after 19 it is 19; then the last working day before. It only ever gets earlier.
    """
    if not hours:
        return None
    local = starts_at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) - timedelta(hours=hours)
    if local.time() < EARLIEST:
        local = datetime.combine(local.date() - DAY, LATEST)
    local = min(local, datetime.combine(local.date(), LATEST))
    while closed(local.date()):
        local -= DAY
    return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def worth(due_at: datetime | None, known_at: datetime) -> bool:
    """Tell whether to plan a reminder for who has known of the session since `known_at`."""
    return due_at is not None and due_at - known_at > FRESH


def stale(starts_at: datetime, about: datetime | None, now: datetime) -> str:
    """Return why a reminder, planned for a session that was to start at `about`, is not worth sending, or ""."""
    if about != starts_at:
        return "the session has moved"
    return "it is too late for a reminder" if starts_at - now < LATE else ""


def not_before(now: datetime, zone: str, closed: Closed) -> datetime | None:
    """Return when a reminder that could not leave on time may leave, or None for now: by day, on a working day."""
    local = now.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    if EARLIEST <= local.time() <= LATEST and not closed(local.date()):
        return None
    day = local.date() if local.time() < EARLIEST else local.date() + DAY
    while closed(day):
        day += DAY
    return datetime.combine(day, EARLIEST, ZoneInfo(zone)).astimezone(UTC)
