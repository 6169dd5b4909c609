"""Open a session to practise with, wipe it, close it; each night what is left of the day is wiped."""

import logging
from datetime import datetime
from typing import Any
from uuid import UUID

from server.accounts.powers import Power
from server.accounts.rules import Person
from server.bookings.seats import hold
from server.bookings.tables import Arrival, Booking, Demand, Draft, Feedback, HeadCount, SeatMove, SessionCount, Watch
from server.foundation.database import DB
from server.foundation.errors import NotFound
from server.foundation.ids import new_id
from server.journal import actions as journal
from server.libraries.queries import by_id, require
from server.notifications.tables import Broadcast
from server.practice import rules
from server.prints.tables import PaperSheet
from server.workshops.pools import POOLS
from server.workshops.tables import Session, Workshop

LOG = logging.getLogger(__name__)
TITLE = "S'entraîner à s'inscrire"
SUMMARY = "Une séance pour essayer, autant de fois qu'on veut. Rien n'est réel."
BRING = "Rien : cette séance n'existe pas."
# Drafts first: who completes one holds it, then the session. What hangs on bookings goes with them.
EMPTIED = (Watch, Booking, SeatMove, Demand, Arrival, HeadCount, SessionCount, Feedback, PaperSheet, Broadcast)
OPEN = """
SELECT s.id, s.starts_at, l.timezone, (SELECT min(b.created_at) FROM booking b WHERE b.session = s.id) AS oldest
FROM session s JOIN library l ON l.id = s.library WHERE s.practice ORDER BY s.id
"""


async def open_session(library: UUID, *, by: Person, now: datetime) -> UUID:
    """Open the session of a library to practise with, or return the one that is open; raises NotFound.

    The desk role is enough. One a library: its row is held, so that a second click opens no second one.
    """
    await require(by, library, Power.PRACTISE)
    zone = (await by_id(library)).timezone
    async with DB.transaction():
        await Session.raw("SELECT id FROM library WHERE id = {} FOR NO KEY UPDATE", library)
        mine = (Session.library == library) & Session.practice.eq(True)
        if there := await Session.select(Session.id).where(mine).first():
            return UUID(str(there["id"]))
        session = await _add_session(library, zone, now)
        await journal.write("practice.opened", session, by=by.by, now=now, library=library)
    return session


async def _add_session(library: UUID, zone: str, now: datetime) -> UUID:
    facts: dict[str, Any] = {"state": "published", "practice": True, "published_at": now, "created_at": now}
    facts |= {"capacity": rules.SEATS, "waiting_places": rules.WAITING_PLACES, **_dates(now, zone)}
    session = Session(id=new_id(), workshop=await _workshop(library, now), library=library, **facts)
    await session.save()
    return session.id


def _dates(now: datetime, zone: str) -> dict[str, datetime]:
    starts_at = rules.dated(now, zone)
    return {"starts_at": starts_at, "ends_at": starts_at + rules.LASTS, "updated_at": now}


async def _workshop(library: UUID, now: datetime) -> UUID:
    """Return the workshop of a library to practise with; it stands in no list."""
    known = Workshop.select(Workshop.id).where((Workshop.library == library) & Workshop.practice.eq(True))
    if found := await known.first():
        return UUID(str(found["id"]))
    id = new_id()
    facts: dict[str, Any] = {"title": TITLE, "summary": SUMMARY, "bring": BRING, "level": "beginner"}
    facts |= {"slug": f"entrainement-{id}", "practice": True, "created_at": now, "updated_at": now}
    await Workshop(id=id, library=library, **facts).save()
    return id


async def wipe(session: UUID, *, by: str, now: datetime) -> int:
    """Erase all that was done in a session to practise with, and date it anew; return how many bookings went.

    Raises NotFound, for a real session too.
    """
    async with DB.transaction():
        await Draft.delete().where(Draft.session == session)
        held = await hold(session, now)
        if not await Session.exists().where((Session.id == session) & Session.practice.eq(True)):
            raise NotFound
        gone: int = await Booking.count().where(Booking.session == session)
        for table in EMPTIED:
            await table.delete().where(table.session == session)  # type: ignore[attr-defined]
        counts = {"taken": 0, "waiting": 0, "laptops_taken": 0, **{f"taken_{pool}": 0 for pool in POOLS}}
        values: dict[Any, Any] = {**counts, **_dates(now, held.timezone)}
        await Session.update(values).where(Session.id == session)
        await journal.write("practice.wiped", session, by=by, now=now, library=held.library, bookings=gone)
    return gone


async def close(session: UUID, *, by: str, now: datetime) -> None:
    """Wipe a session to practise with, and take it away; raises NotFound."""
    async with DB.transaction():
        await wipe(session, by=by, now=now)
        row = await Session.select(Session.library).where(Session.id == session).first()
        await Session.delete().where(Session.id == session)
        await journal.write("practice.closed", session, by=by, now=now, library=row["library"] if row else None)


async def renew_due(now: datetime) -> int:
    """Wipe the sessions in which something is of an earlier day, or whose date comes near; return how many.

    Each in a transaction of its own: one that cannot be held now is wiped at the next round.
    """
    done = 0
    for row in await Session.raw(OPEN):
        if not rules.wiped(row["oldest"], row["starts_at"], now, row["timezone"]):
            continue
        try:
            await wipe(row["id"], by="system", now=now)
            done += 1
        except NotFound:
            continue  # closed since
        except Exception:
            LOG.exception("the practice session %s could not be wiped", row["id"])
    return done
