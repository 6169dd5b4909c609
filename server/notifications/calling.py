"""Telephone calls: which come first, what may come of each, and when to call again."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

# The most urgent first: who comes for nothing, who loses a seat by waiting, who has news, who is only reminded.
RANK = ("called_off", "offered", "promoted", "released", "changed", "reconfirm", "broadcast", "reminder")
# What a person with a seat is asked in passing: are you coming?
ASKED = frozenset({"promoted", "changed", "reconfirm", "reminder"})
TRIED = ("left", "later")
ENOUGH = 3  # messages left, after which one may stop calling
SOON = timedelta(hours=2)
MORNING, EVENING = time(9), time(18, 30)


def outcomes(kind: str, state: str) -> tuple[str, ...]:
    """Return what may come of a call of this kind to a party in this state, the best first.

    yes and no answer a question; told: it is said; left: a message was left; later: to be called again.
    """
    asks = kind == "offered" or (kind in ASKED and state == "confirmed")
    return (("yes", "no") if asks else ("told",)) + TRIED


def urgency(kind: str, deadline: datetime, zone: str) -> tuple[date, int, datetime]:
    """Return what to sort calls by: the local day by which the person must know, then the kind, then the instant."""
    rank = RANK.index(kind) if kind in RANK else len(RANK)
    return deadline.astimezone(ZoneInfo(zone)).date(), rank, deadline


def again_at(outcome: str, deadline: datetime, zone: str, now: datetime) -> datetime:
    """Return when a call that reached nobody comes back: in two hours, the next morning after the evening.

    A message that was left is given until the next morning, unless the deadline is before.
    """
    there = ZoneInfo(zone)
    local = now.astimezone(there)
    morning = datetime.combine(local.date() + timedelta(days=1), MORNING, tzinfo=there).astimezone(UTC)
    evening = datetime.combine(local.date(), EVENING, tzinfo=there).astimezone(UTC)
    soon = now + SOON
    if morning < deadline and (outcome == "left" or soon > evening):
        return morning
    return soon


def may_stop(left: int) -> bool:
    """Tell whether so many messages were left that one may stop calling."""
    return left >= ENOUGH
