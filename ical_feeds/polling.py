"""When a calendar is polled next: a pure rule, made of what came of the last poll and of nothing else."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import blake2b
from uuid import UUID

SHORTEST, USUAL = timedelta(minutes=15), timedelta(hours=1)
CALM, LONGEST = timedelta(hours=6), timedelta(hours=24)
# What is re-read whole though nothing in it changed: a series without end has new dates as time goes on.
WHOLE_AGAIN = timedelta(days=7)
_JITTER = 0.1


@dataclass(frozen=True)
class Pace:
    """How often a calendar is polled: `period` as it has adapted, failures in a row."""

    period: timedelta = USUAL
    failures: int = 0


@dataclass(frozen=True)
class Poll:
    """What came of a poll. `wished` is the time between two polls that the calendar asks for, `wait` a Retry-After."""

    failed: bool = False
    changed: bool = False
    wished: timedelta | None = None
    wait: timedelta | None = None


def paced(pace: Pace, poll: Poll) -> Pace:
    """The pace after a poll: faster for what changes, slower for what does not, doubled for each failure."""
    if poll.failed:
        return replace(pace, failures=min(pace.failures + 1, 30))
    period = pace.period / 2 if poll.changed else pace.period * 5 / 4
    least = max(SHORTEST, min(poll.wished or SHORTEST, LONGEST))
    return Pace(max(least, min(period, max(CALM, least))))


def next_at(feed: UUID, pace: Pace, poll: Poll, now: datetime) -> datetime:
    """When to poll next, given the pace after `poll`: never sooner than a quarter of an hour, or than was asked for."""
    wait = pace.period * 2 ** min(pace.failures, 10) if poll.failed else pace.period
    asked = min(poll.wait or timedelta(), LONGEST)
    return now + max(SHORTEST, asked, min(wait, LONGEST) * (1 + _JITTER * _leaning(feed)))


def _leaning(feed: UUID) -> float:
    """A number from -1 to 1 that is always the same for one feed: calendars taken in together part."""
    return int.from_bytes(blake2b(feed.bytes, digest_size=4).digest()) / 0x7FFFFFFF - 1
