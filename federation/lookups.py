"""Lookups owed: what a hint named and is to be read at its origin."""

from datetime import datetime
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

Kind = Literal["event", "collection", "actor", "peer", "changes", "compare"]


async def owe(kind: Kind, url: str, *, sponsor: str, now: datetime) -> None:
    """Owe the reading of `url` at its origin, in the caller's transaction; what is owed already is owed once.

    `sponsor` is the followed actor whose hint it was. A hint does not shorten the wait after a failed reading.
    """
    if origin(url) is None:
        return  # nobody could be asked
    await run(OWE, url, kind, sponsor, now, now, now)
    await wake("lookup")


async def forget(sponsor: str) -> None:
    """Drop what is owed because of the hints of one actor."""
    await Lookup.delete().where(Lookup.sponsor == sponsor)
