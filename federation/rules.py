"""Whom to believe, which copy wins, when to try again and when a server is down; nothing but pure functions."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Any

from federation.wire.actor import TYPES
from federation.wire.origin import origin, same_origin
from federation.wire.values import many, reference, strings

__all__ = [
    "Breaker",
    "State",
    "Verdict",
    "breaker_after",
    "in_doubt",
    "is_gone",
    "may_act",
    "may_send",
    "merge",
    "next_try",
    "origin",
    "retry_after",
    "same_origin",
    "verdict",
]

SCHEDULE = tuple(timedelta(seconds=seconds) for seconds in (30, 120, 600, 3600, 10_800, 21_600, 43_200))
DAILY = timedelta(days=1)
GIVE_UP = timedelta(days=14)
SPREAD = 0.2
LONGEST_WISH = timedelta(hours=24)
# A server that could not read our key a moment ago says 401 as well, and many remember that for some minutes: what is
# refused so is tried for ten hours. A 403 is meant.
TRIES_REFUSED = {401: 7, 403: 3}

FAILURES = 5
FAILING = timedelta(minutes=10)
OPEN = timedelta(minutes=30)
DEADLY_DAYS = 7

_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class State:
    """What is known of the age of a thing: its version and time as its origin tells them, and when it was deleted.

    `digest` is that of the living thing, empty when there is none; `version` is None where the origin counts none.
    """

    version: int | None = None
    updated: datetime | None = None
    digest: str = ""
    deleted: datetime | None = None


@dataclass(frozen=True)
class Breaker:
    """The recent failures of one host: how many since when, and until when nothing is sent."""

    failures: int = 0
    since: datetime | None = None
    open_until: datetime | None = None


class Verdict(StrEnum):
    """What to do after the answer to a delivery."""

    DONE = "done"
    RETRY = "retry"
    KNOCK = "knock"
    PARK = "park"
    GONE = "gone"


def may_act(actor: str, thing: Mapping[str, Any] | str) -> bool:
    """Whether `actor` may say what becomes of `thing` (FEP-fe34).

    It may when it is the thing itself, or one of its owners: all the `attributedTo` (for activities, the `actor`) share
    the thing's origin and `actor` is among them. An actor has no owner but itself. For a thing that is held already,
    give the owner that is held, not the one a stranger wrote. False is no accusation: the origin can still be asked.
    """
    id = thing if isinstance(thing, str) else reference(thing.get("id"))
    if not same_origin(actor, id):
        return False
    if isinstance(thing, str) or actor == id or thing.get("type") in TYPES:
        return actor == id
    named = many(thing.get("attributedTo")) or many(thing.get("actor"))
    owners = strings(named)
    return len(owners) == len(named) and actor in owners and same_origin(id, *owners)


def merge(held: State | None, heard: State) -> State:
    """The newer of two states, whatever their order and however often they are heard.

    The living part with the greater (version, updated) and the later deletion are kept side by side, so that merging
    is commutative, associative and idempotent; `is_gone` tells which of the two speaks.
    """
    if held is None:
        return heard
    deleted = max((held.deleted, heard.deleted), key=_moment)
    return replace(max((held, heard), key=_age), deleted=deleted)


def is_gone(state: State) -> bool:
    """Whether the thing is deleted: a deletion wins over everything that was not updated after it."""
    return state.deleted is not None and (not state.digest or _moment(state.updated) <= state.deleted)


def in_doubt(held: State, heard: State) -> bool:
    """Whether two readings claim the same age and differ: only a fresh reading at the origin can tell."""
    both = bool(held.digest and heard.digest)
    return both and _age(held)[:-1] == _age(heard)[:-1] and held.digest != heard.digest


def next_try(attempts: int, now: datetime, jitter: float, *, not_before: datetime | None = None) -> datetime | None:
    """When to try again after `attempts` failures (1 or more), or None when fourteen days are over.

    `jitter` is from 0 to 1 and spreads each wait by plus or minus 20 %; `not_before` is what the host asked for.
    """
    failed = max(1, attempts)
    waits = [*SCHEDULE[:failed], *[DAILY] * (failed - len(SCHEDULE))]
    if sum(waits, timedelta()) > GIVE_UP:
        return None
    planned = now + waits[-1] * (1 - SPREAD + 2 * SPREAD * jitter)
    return max(planned, min(not_before, now + LONGEST_WISH)) if not_before else planned


def retry_after(header: str, now: datetime) -> datetime | None:
    """The moment that a Retry-After header asks to wait for (RFC 9110 §10.2.3), or None when it says nothing clear."""
    if header.isascii() and header.isdigit() and len(header) <= 9:
        return now + timedelta(seconds=int(header))
    try:
        found = parsedate_to_datetime(header)
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def verdict(status: int, *, knocked: bool = False, attempts: int = 1) -> Verdict:
    """What an answer means for a delivery; status 0 is no answer.

    `knocked` tells that the other signature scheme has been tried as well, `attempts` how many times in all.
    """
    if 200 <= status < 300:
        return Verdict.DONE
    if status in (400, 401, 403) and not knocked:
        return Verdict.KNOCK
    if status in TRIES_REFUSED:
        return Verdict.RETRY if attempts < TRIES_REFUSED[status] else Verdict.PARK
    if status in (404, 410):
        return Verdict.GONE
    # 408, 425 and 429 ask to come back; a redirection or a server error may be mended.
    return Verdict.PARK if 400 <= status < 500 and status not in (408, 425, 429) else Verdict.RETRY


def breaker_after(breaker: Breaker, *, ok: bool, now: datetime) -> Breaker:
    """The state of a host after one more try: five failures in ten minutes hold everything back for thirty.

    After that one try is allowed; if it fails too, another thirty minutes begin.
    """
    if ok:
        return Breaker()
    fresh = breaker.since is None or now - breaker.since > FAILING
    failures, since = (1, now) if fresh else (breaker.failures + 1, breaker.since)
    tripped = failures >= FAILURES or breaker.open_until is not None
    return Breaker(failures, since, now + OPEN if tripped else None)


def may_send(breaker: Breaker, now: datetime) -> bool:
    """Whether something may be sent to a host now; when its pause has just ended, send one thing only."""
    return breaker.open_until is None or now >= breaker.open_until


def _age(state: State) -> tuple[bool, int, datetime, str]:
    alive = bool(state.digest)
    return alive, -1 if state.version is None else state.version, _moment(state.updated), state.digest


def _moment(moment: datetime | None) -> datetime:
    return moment or _NEVER
