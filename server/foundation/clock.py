"""The only place that reads the clock; everything else is given `now`."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the present instant, aware and in UTC."""
    return datetime.now(UTC)


def aware(value: datetime) -> datetime:
    """Return `value` in UTC; a naive datetime raises ValueError, since the database would take it as local time."""
    if value.tzinfo is None:
        raise ValueError("a stored time must carry its zone")
    return value.astimezone(UTC)
