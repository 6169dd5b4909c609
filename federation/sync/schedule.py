"""When another server is asked again: pure functions of the instant, the event and a spread from 0 to 1."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

POLL = timedelta(minutes=15)
SPREAD = 0.2
NIGHT, NIGHT_HOURS = 2, 3  # from two to five in the morning
DEFAULT_LENGTH = timedelta(hours=2)

DAY = timedelta(days=1)
# How often, by how far away the start is; nearer than the last one, every six hours.
STEPS = ((30 * DAY, 7 * DAY), (7 * DAY, DAY))
CLOSE = timedelta(hours=6)
# When people leave home, and when they plan their day, what is shown is fresh.
BEFORE_START = (timedelta(hours=24), timedelta(hours=2))


def next_poll(now: datetime, jitter: float) -> datetime:
    """When a feed is read again: in a quarter of an hour, give or take 20 %."""
    return now + POLL * (1 - SPREAD + 2 * SPREAD * jitter)


def next_night(now: datetime, zone: str, jitter: float) -> datetime:
    """An instant of the next night to begin in an IANA zone, later than `now`."""
    here = now.astimezone(ZoneInfo(zone))
    tonight = here.replace(hour=NIGHT, minute=0, second=0, microsecond=0)
    begins = tonight if here < tonight else tonight + DAY
    return begins.astimezone(now.tzinfo) + timedelta(hours=NIGHT_HOURS) * jitter


def next_check(starts_at: datetime, ends_at: datetime | None, now: datetime) -> datetime | None:
    """When an event is read again at a server without a feed; never after its end.

    Further than 30 days: weekly; than 7 days: daily; nearer: every six hours, and 24 and 2 hours before the start.
    """
    if now >= (ends_at or starts_at + DEFAULT_LENGTH):
        return None
    away = starts_at - now
    step = next((step for distance, step in STEPS if away > distance), CLOSE)
    marks = [starts_at - before for before in BEFORE_START]
    return min([now + step, *(mark for mark in marks if mark > now)])
