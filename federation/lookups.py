"""Lookups owed: what a hint named and is to be read at its origin."""

from datetime import datetime, timedelta
from typing import Literal

from federation.tables import Lookup, run, wake
from federation.wire.origin import origin

OWE = """
INSERT INTO fed_lookup (url, kind, sponsor, hints, due_at, attempts, state, last_error, created_at)
VALUES ({}, {}, {}, 1, {}, 0, 'owed', '', {})
ON CONFLICT (url) DO UPDATE SET hints = fed_lookup.hints + 1, kind = EXCLUDED.kind, state = 'owed',
  sponsor = CASE WHEN EXCLUDED.sponsor = '' THEN fed_lookup.sponsor ELSE EXCLUDED.sponsor END,
  attempts = CASE WHEN fed_lookup.state = 'parked' THEN 0 ELSE fed_lookup.attempts END,
  due_at = CASE WHEN fed_lookup.attempts = 0 OR fed_lookup.state = 'parked' THEN {} ELSE fed_lookup.due_at END
"""
# A host that has just spoken can be read: whatever the wait after the failures before, it is over.
SOONER = """
UPDATE fed_lookup l SET due_at = {}, attempts = least(l.attempts, {}) FROM fed_peer p
WHERE p.host = split_part(l.url, '/', 3) AND p.heard_at >= {}
  AND l.state = 'owed' AND l.attempts > 0 AND l.missing_at IS NULL AND l.due_at > {}
"""
HEARD_LATELY = timedelta(minutes=1)
TRIES_KEPT = 3

Kind = Literal["event", "collection", "actor", "peer", "changes", "compare"]


async def owe(kind: Kind, url: str, *, sponsor: str, now: datetime) -> None:
    """Owe the reading of `url` at its origin, in the caller's transaction; what is owed already is owed once.

    `sponsor` is the followed actor whose hint it was. A hint does not shorten the wait after a failed reading.
    """
    if origin(url) is None:
        return  # nobody could be asked
    await run(OWE, url, kind, sponsor, now, now, now)
    await wake("lookup")


async def hasten(now: datetime) -> None:
    """Read at once what could not be read from hosts that were heard from since: minutely, so once a minute at most.

    The tries start over, or a host that speaks and cannot be read for half an hour would be given up as if for weeks.
    """
    await run(SOONER, now, TRIES_KEPT, now - HEARD_LATELY, now)


async def forget(sponsor: str) -> None:
    """Drop what is owed because of the hints of one actor."""
    await Lookup.delete().where(Lookup.sponsor == sponsor)
