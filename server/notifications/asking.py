"""When a party is asked whether it is coming, until when it may answer, and which silence frees a seat."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from server.foundation.errors import Invalid

MOST_DAYS = 14
LEAST_DAYS_TO_FREE = 2  # asked later, they would have no time to answer before their seat is given away
ASKED_AT = time(10)
ANSWERED_BY = time(12)
LATE = timedelta(hours=24)  # what could not be asked on its day is not asked any more
TOO_LATE = timedelta(hours=12)
TIME_TO_ANSWER = timedelta(hours=24)


def check_rule(days: int, frees: bool) -> None:
    """Raise Invalid unless a library may ask so many days before, and give the seats of those who do not answer."""
    if not 0 <= days <= MOST_DAYS:
        raise Invalid({"days": "bad_days"}, most=MOST_DAYS)
    if frees and days < LEAST_DAYS_TO_FREE:
        raise Invalid({"days": "too_short_to_free"}, least=LEAST_DAYS_TO_FREE)


def ask_at(starts_at: datetime, zone: str, days: int, quiet: Callable[[date], bool]) -> datetime:
    """Return when to ask: at ten, so many days before, or on an earlier day where that one is quiet (a Sunday)."""
    there = ZoneInfo(zone)
    day = starts_at.astimezone(there).date() - timedelta(days=days)
    while quiet(day):
        day -= timedelta(days=1)
    return datetime.combine(day, ASKED_AT, tzinfo=there).astimezone(UTC)


def answer_by(starts_at: datetime, zone: str) -> datetime:
    """Return until when to answer where silence frees the seat: noon of the day before."""
    there = ZoneInfo(zone)
    day = starts_at.astimezone(there).date() - timedelta(days=1)
    return datetime.combine(day, ANSWERED_BY, tzinfo=there).astimezone(UTC)


def due(moment: datetime, starts_at: datetime, now: datetime) -> bool:
    """Tell whether to ask now what was for `moment`: not before, not a day late, not just before the start."""
    return moment <= now < min(moment + LATE, starts_at - TOO_LATE)


def why_not(answered: bool, starts_at: datetime, now: datetime) -> str:
    """Return why a question that has not left yet is no longer worth asking, or an empty text."""
    if answered:
        return "it was answered, or is about another day"
    return "it is too late to ask" if now >= starts_at - TOO_LATE else ""


def silent(by: datetime, told_at: datetime, starts_at: datetime, now: datetime) -> bool:
    """Tell whether no answer frees the seat now: the time is over, and they had a day since the question left."""
    return max(by, told_at + TIME_TO_ANSWER) <= now < starts_at
