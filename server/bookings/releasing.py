"""Kept seats that the clock releases: those who wait get them, and everybody is told that there are more."""

from datetime import datetime
from uuid import UUID

from server.bookings.filling import fill, note_filled
from server.bookings.seats import hold
from server.foundation.database import DB
from server.journal import actions as journal
from server.workshops.tables import Session

DUE = """
SELECT id FROM session
WHERE state = 'published' AND released_at IS NULL AND starts_at > {}
  AND kept_desk + kept_partner + kept_peer + kept_first > 0 AND starts_at - release_hours * interval '1 hour' <= {}
ORDER BY starts_at LIMIT 100
"""
RELEASED = "UPDATE session SET released_at = {} WHERE id = {} AND released_at IS NULL RETURNING id"


async def release_due(now: datetime) -> int:
    """Give what was kept, in the sessions whose time has come, to those who wait; return how many sessions there were.

    The rule itself looks at the clock: between the hour and this tick, whoever comes finds the seats released, behind
    those who wait.
    """
    found = [row["id"] for row in await Session.raw(DUE, now, now)]
    return sum([await _release(session, now) for session in found])


async def _release(session: UUID, now: datetime) -> bool:
    """Release one session's seats, in a transaction of its own; another worker may have been there."""
    async with DB.transaction():
        held = await hold(session, now)
        if not await Session.raw(RELEASED, now, session):
            return False
        filled = await fill(held, now)
        await journal.write("session.released", session, by="system", now=now, library=held.library)
        await note_filled(filled, held, "system", now)
    return True
