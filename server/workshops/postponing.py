"""Put a session off without a new date, and hold it after all: bookings are kept, people are told."""

from datetime import datetime
from typing import Any
from uuid import UUID

from server.accounts.rules import Person
from server.foundation.database import DB
from server.journal import actions as journal
from server.workshops import rules
from server.workshops.sessions import locked, way_open
from server.workshops.tables import Session


async def postpone(session: UUID, *, by: Person, now: datetime) -> None:
    """Put a published session off; raises Refused or NotFound. It stays visible, holds no room and takes no booking.

    It is held again once it is given another date (`change_session`), or by `hold`.
    """
    await _turn(session, "postponed", by, now)


async def hold(session: UUID, *, by: Person, now: datetime) -> None:
    """Hold a postponed session on the date that it had; raises Refused or NotFound."""
    await _turn(session, "published", by, now)


async def _turn(session: UUID, state: str, by: Person, now: datetime) -> None:
    async with DB.transaction():
        held = await locked(session, by)
        rules.check_postpone(held.state, held.starts_at, now, hold=state == "published")
        if state == "published":  # it held no room meanwhile
            await way_open(held, "", now)
        values: dict[Any, Any] = {
            Session.state: state,
            Session.sequence: held.sequence + 1,
            Session.version: held.version + 1,
            Session.updated_at: now,
        }
        await Session.update(values).where(Session.id == session)
        before = {"starts_at": held.starts_at.isoformat(), "ends_at": held.ends_at.isoformat()}
        facts = {"changed": ["postponed"], "public": True, "told": True, "before": before}
        facts |= {"was": {"state": held.state}, "becomes": {"state": state}}
        await journal.write("session.changed", session, by=by.by, now=now, library=held.library, **facts)
