"""Count tries in PostgreSQL, so that a limit holds whatever the number of processes."""

import hashlib
from datetime import datetime, timedelta

from server.foundation.database import DB
from server.foundation.errors import TooMany
from server.foundation.settings import settings
from server.foundation.tables import Tally

COUNT = """
INSERT INTO tally (key, tries, until) VALUES ({}, 1, {})
ON CONFLICT (key) DO UPDATE SET
  tries = CASE WHEN tally.until <= {} THEN 1 ELSE tally.tries + 1 END,
  until = CASE WHEN tally.until <= {} THEN EXCLUDED.until ELSE tally.until END
RETURNING tries, until
"""


def _key(subject: str, about: str) -> str:
    """Return a key that says nothing of whom it counts (an address, an e-mail)."""
    return f"{subject}:{hashlib.blake2b(about.encode(), key=settings().secret, digest_size=16).hexdigest()}"


async def count(subject: str, about: str, *, most: int, seconds: int, now: datetime) -> None:
    """Count one try of `subject` by or on `about`; raise TooMany beyond `most` tries in `seconds`."""
    key = _key(subject, about)
    rows = await DB.rows(COUNT, key, now + timedelta(seconds=seconds), now, now)
    if rows[0]["tries"] > most:
        raise TooMany(max(1, int((rows[0]["until"] - now).total_seconds())))


async def forget(subject: str, about: str) -> None:
    """Forget the tries, after a success."""
    await Tally.delete().where(Tally.key == _key(subject, about))


async def sweep(now: datetime) -> None:
    """Remove counters whose window is over."""
    async with DB.transaction():
        await Tally.delete().where(Tally.until <= now)
