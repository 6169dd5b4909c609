"""What devices are asked to sign: each challenge is good once, for a few minutes, for one purpose."""

import secrets
from datetime import datetime
from uuid import UUID

from server.entry.rules import CHALLENGE_LASTS
from server.entry.tables import Challenge
from server.foundation.database import DB
from server.foundation.ids import digest

TAKE = """
DELETE FROM passkey_challenge WHERE digest = {} AND expires_at > {} AND staff IS NOT DISTINCT FROM {} RETURNING digest
"""


async def ask(staff: UUID | None, now: datetime) -> bytes:
    """Return a fresh challenge of 32 bytes, to add a key of `staff`, or to sign in."""
    challenge = secrets.token_bytes(32)
    await Challenge(digest=digest(challenge.hex()), staff=staff, expires_at=now + CHALLENGE_LASTS).save()
    return challenge


async def take(challenge: bytes, staff: UUID | None, now: datetime) -> bool:
    """Tell whether we asked this, of this person; it is used up, whatever comes of it."""
    return bool(await DB.rows(TAKE, digest(challenge.hex()), now, staff))
