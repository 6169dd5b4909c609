"""How a peer is doing, in one word, judged from what was last heard from it and what waits for it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

LATE_AFTER = timedelta(minutes=15)
UNREAD_AFTER = timedelta(hours=2)
SKEWED = timedelta(minutes=5)


class Health(StrEnum):
    """How a peer is doing; the first that is true, from the gravest."""

    BLOCKED = "blocked"
    UNREACHABLE = "unreachable"
    SILENT = "silent"
    REFUSING = "refusing"
    WAITED_FOR = "waited_for"
    LATE = "late"
    DIFFERENT = "different"
    SKEWED = "skewed"
    WELL = "well"


@dataclass(frozen=True)
class Signs:
    """What is known of a host. Times are aware; `oldest_owed_at` is when the oldest thing owed to it was owed.

    `state` is that of our follow of it. `sync` tells that it has a feed of changes, which `caught_up_at` we read last.
    """

    state: str = ""
    blocked_at: datetime | None = None
    dead_at: datetime | None = None
    opens_again_at: datetime | None = None
    parked: int = 0
    oldest_owed_at: datetime | None = None
    sync: bool = False
    caught_up_at: datetime | None = None
    drift: int = 0
    compare_error: str = ""
    skew: timedelta = timedelta()


def health(signs: Signs, now: datetime) -> Health:
    """Return how a host is doing."""
    grave = (
        (Health.BLOCKED, signs.blocked_at is not None),
        (Health.UNREACHABLE, signs.dead_at is not None),
        (Health.SILENT, signs.opens_again_at is not None),
        (Health.REFUSING, signs.parked > 0 or signs.state == "refused"),
        (Health.WAITED_FOR, signs.state in ("asked", "proposed")),
        (Health.LATE, _late(signs, now)),
        (Health.DIFFERENT, signs.drift > 0 or bool(signs.compare_error)),
        (Health.SKEWED, is_skewed(signs.skew)),
    )
    return next((word for word, true in grave if true), Health.WELL)


def is_skewed(skew: timedelta) -> bool:
    """Tell whether two clocks differ by more than a signature's age can hide."""
    return abs(skew) > SKEWED


def _late(signs: Signs, now: datetime) -> bool:
    """Whether something waits to be sent for a while, or a feed that we follow was not read for a while."""
    owed = signs.oldest_owed_at is not None and now - signs.oldest_owed_at > LATE_AFTER
    unread = signs.sync and signs.state == "accepted" and signs.caught_up_at is not None
    return owed or (unread and now - (signs.caught_up_at or now) > UNREAD_AFTER)
