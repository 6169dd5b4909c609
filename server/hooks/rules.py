"""How what is told is signed and tried again, and when an address is told nothing more (Standard Webhooks 1.0)."""

import base64
import hmac
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from server.foundation.errors import Invalid

SESSION_KINDS = ("session.published", "session.changed", "session.cancelled", "session.withdrawn")
SEATS = "session.seats_changed"
KINDS = (*SESSION_KINDS, SEATS)
TESTED = "hook.tested"
PREFIX = "whsec_"
OVERLAP = timedelta(days=2)
# The waits after each try that the specification proposes: three days in all.
WAITS = tuple(timedelta(seconds=n) for n in (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400))
SPREAD = 0.2
LONGEST_WISH = timedelta(days=1)
FAILING = timedelta(days=5)
# However long it has been failing, what was tried less often than that might only be unlucky.
TRIED_IN_EARNEST = 5
GONE = 410
MOST_HOOKS = 50
NAME, ADDRESS = 100, 500


def secret(instance: bytes, hook: UUID, generation: int) -> bytes:
    """Return the 32 bytes that sign for a hook: nobody can make them without the secret of the instance."""
    return hmac.digest(instance, f"hook:{hook}:{generation}".encode(), "sha256")


def spelled(key: bytes) -> str:
    """Return a secret as receivers write it down: `whsec_` and base64."""
    return PREFIX + base64.b64encode(key).decode()


def signature(keys: Iterable[bytes], message: str, at: int, body: bytes) -> str:
    """Return the value of `webhook-signature`: one signature for each key; `at` is in seconds since 1970."""
    signed = f"{message}.{at}.".encode() + body
    return " ".join("v1," + base64.b64encode(hmac.digest(key, signed, "sha256")).decode() for key in keys)


def next_try(attempts: int, now: datetime, jitter: float, wish: str = "") -> datetime | None:
    """Return when to try again after so many tries (1 or more), None when that was the last one.

    `jitter` is from 0 to 1 and spreads each wait by plus or minus 20 %; `wish` is a Retry-After in seconds.
    """
    if attempts > len(WAITS):
        return None
    planned = now + WAITS[attempts - 1] * (1 - SPREAD + 2 * SPREAD * jitter)
    asked = timedelta(seconds=int(wish)) if wish.isascii() and wish.isdigit() and len(wish) < 9 else timedelta()
    return max(planned, now + min(asked, LONGEST_WISH))


def given_up(attempts: int, failing_since: datetime | None, now: datetime) -> bool:
    """Tell whether an address has failed for so long that it is told nothing more."""
    return failing_since is not None and attempts >= TRIED_IN_EARNEST and now - failing_since >= FAILING


def check(name: str, kinds: Iterable[str]) -> None:
    """Raise Invalid for what cannot be kept of a hook."""
    wrong = {}
    if not name.strip():
        wrong["name"] = "missing"
    elif len(name.strip()) > NAME:
        wrong["name"] = "too_long"
    if not set(kinds) <= set(KINDS):
        wrong["kinds"] = "bad_choice"
    if wrong:
        raise Invalid(wrong)
