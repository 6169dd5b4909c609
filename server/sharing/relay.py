"""Reads the journal and owes to peers what is true now."""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from federation import guests, outbox, profiles
from server.elsewhere import queries as elsewhere
from server.elsewhere.rules import first_name
from server.foundation.database import DB
from server.foundation.errors import NotFound
from server.journal.readers import Line
from server.libraries import queries as libraries
from server.sharing import joiners, told
from server.sharing.answers import wish_of
from server.sharing.node import node
from server.sharing.profiles import profile
from server.sharing.tables import SeatNews
from server.sharing.translate import event, join_mode, notice
from server.workshops import queries as workshops
from server.workshops.touched import ids_touched_by

QUIET = timedelta(minutes=10)
OURS = ("patron", "staff")
SAID: dict[str, outbox.Kind] = {
    "session.published": "create",
    "session.changed": "update",
    "session.cancelled": "update",
    "session.withdrawn": "delete",
}
OTHERWISE = """
INSERT INTO seat_news (session, told_at, waiting)
SELECT uuid, {}, true FROM fed_thing
WHERE deleted_at IS NULL AND ends_at > {} AND document ->> 'joinMode' <> CASE WHEN EXISTS (
  SELECT FROM session s LEFT JOIN series k ON k.id = s.series WHERE s.id = uuid AND (NOT k.singles OR s.opens_at > {})
) THEN {} ELSE {} END
ON CONFLICT (session) DO UPDATE SET waiting = true
"""
LOST = frozenset({"session.cancelled", "session.withdrawn"})
LOG = logging.getLogger(__name__)


async def hear(line: Line, now: datetime) -> None:
    """Treat one line of the journal; what it says is said again from the tables, as they are now."""
    if line.kind in {"library.opened", "library.changed"}:
        await _library(line.subject, now)
    if line.kind in SAID and line.facts.get("public", True):
        await _say(SAID[line.kind], line.subject, now)
        if line.kind in LOST:
            await told.session_lost(line.subject, now)
    elif line.kind == "workshop.changed":
        await _say_all(await ids_touched_by(workshop=line.subject, since=now), now)
    elif line.kind == "library.changed":
        await _say_all(await ids_touched_by(library=line.subject, since=now), now)
    elif line.kind == "session.released":
        await _note_seats(line.subject, now)
    elif line.kind.startswith("booking."):
        await _note_seats(UUID(line.facts["session"]), now)
        await told.booking_changed(line, now)
    else:
        await _tell_organiser(line, now)


async def _tell_organiser(line: Line, now: datetime) -> None:
    """Owe the Join of one of our patrons to another agenda, or the Leave that gives the seat back."""
    left = line.kind == "elsewhere.cancelled" and line.facts["cause"] in OURS
    asked = await elsewhere.any_state(line.subject) if left or line.kind == "elsewhere.asked" else None
    if asked is None:
        return
    if left:
        await guests.leave(node(), wish_of(asked), now=now)
    elif asked.state == "asked":
        name = first_name(asked.name) if asked.shares_contact else ""
        await guests.join(node(), wish_of(asked), name=name, now=now)


async def _library(library: UUID, now: datetime) -> None:
    await profiles.ensure(node(), profile(await libraries.by_id(library)), now=now)


async def _say(kind: outbox.Kind, session: UUID, now: datetime, *, to_joiners: bool = True) -> None:
    """Owe one activity about a session, if it has been public; to those who have joined it too, unless told not to."""
    try:
        found = await workshops.session(session)
    except NotFound:
        return
    if found.practice:
        return
    if kind != "delete" and found.state not in workshops.PUBLIC:
        return  # withdrawn since; that line comes later and says so
    also = await joiners.inboxes(session) if to_joiners else []
    await outbox.say(node(), kind=kind, event=event(found, now=now), now=now, also=also, notice=notice(found))
    row = SeatNews(session=session, told_at=now, waiting=False)
    await SeatNews.insert(row).on_conflict(
        target=SeatNews.session, action="DO UPDATE", values=[SeatNews.told_at, SeatNews.waiting]
    )


async def _say_all(sessions: list[UUID], now: datetime) -> None:
    for session in sessions:
        await _say("update", session, now)


async def _note_seats(session: UUID, now: datetime) -> None:
    await outbox.in_order()
    row = SeatNews(session=session, told_at=now - QUIET, waiting=True)
    await SeatNews.insert(row).on_conflict(target=SeatNews.session, action="DO UPDATE", values=[SeatNews.waiting])


async def note_way_of_joining(now: datetime) -> None:
    """See to it that the sessions to come that were told with another way of joining are told again, like seats.

    It changes when booking opens, with a setting, and did with the version that first took bookings of other servers.
    """
    async with DB.transaction():
        await outbox.in_order()
        await SeatNews.raw(OTHERWISE, now - QUIET, now, now, join_mode(alone=False), join_mode())


async def tell_seats_due(now: datetime) -> int:
    """Tell the seat counts that have changed, each session at most once in ten minutes; return how many were told."""
    async with DB.transaction():
        await outbox.in_order()  # first the turn to speak, then the rows, as wherever they are locked
        rows = await SeatNews.raw(
            "SELECT session FROM seat_news WHERE waiting AND told_at <= {}"
            " ORDER BY told_at LIMIT 50 FOR UPDATE SKIP LOCKED",
            now - QUIET,
        )
        for row in rows:
            await _tell_seats(row["session"], now)
        return len(rows)


async def _tell_seats(session: UUID, now: datetime) -> None:
    """Tell one session's counts; when that fails, it is tried again in ten minutes and the others go on."""
    mine = SeatNews.session == session
    await SeatNews.update({SeatNews.told_at: now}).where(mine)
    try:
        async with DB.transaction():
            await SeatNews.update({SeatNews.waiting: False}).where(mine)
            await _say("update", session, now, to_joiners=False)
    except Exception:
        LOG.exception("the seats of session %s could not be told", session)
