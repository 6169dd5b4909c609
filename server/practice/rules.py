"""When a session to practise with is dated, when it is wiped, and how its messages would have come."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from server.notifications.rules import URGENT

SEATS, WAITING_PLACES = 20, 5
HOUR = time(14, 0)
LASTS = timedelta(hours=2)
AHEAD = timedelta(days=7)
NEAREST = timedelta(days=3)


def dated(now: datetime, zone: str) -> datetime:
    """Return when it is said to begin: in a week, at two in the afternoon in `zone`."""
    day = now.astimezone(ZoneInfo(zone)).date() + AHEAD
    return datetime.combine(day, HOUR, ZoneInfo(zone)).astimezone(UTC)


def wiped(oldest: datetime | None, starts_at: datetime, now: datetime, zone: str) -> bool:
    """Tell whether a session is to be wiped: something in it is of an earlier day, or its date comes near.

    `oldest` is when its oldest booking was made, None without any.
    """
    midnight = datetime.combine(now.astimezone(ZoneInfo(zone)).date(), time(), ZoneInfo(zone))
    return (oldest is not None and oldest < midnight) or starts_at < now + NEAREST


def channel(kind: str, contact: str, email: str, phone: str) -> str | None:
    """Return how a message would have come: email, sms, call, or None for not at all."""
    if contact == "email" and email:
        return "email"
    if contact == "sms" and phone:
        return "sms"
    return "call" if phone and kind in URGENT else None
