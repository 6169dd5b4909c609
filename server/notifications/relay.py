"""Read the journal and owe messages: to the party of a booking, or to all parties of a session."""

from datetime import datetime

from server.bookings.queries import PartyView, by_id, concerned_by
from server.foundation.database import wake
from server.foundation.errors import Gone, NotFound
from server.foundation.ids import new_id
from server.journal.readers import Line
from server.notifications import answers, closings, courses, elsewhere, news, planning, rules, staff_notices
from server.notifications.reach import ways
from server.notifications.tables import Message
from server.workshops.changes import place_of
from server.workshops.queries import SessionView
from server.workshops.queries import session as session_view

# Several changes, or offers, in a row make one message: each is worded when it is sent, from what is true then.
SUPERSEDED = """
UPDATE message SET state = 'dropped', done_at = {}, last_error = 'a later message says it'
WHERE kind = {} AND state = 'owed' AND booking = any({}) AND dedupe_key NOT LIKE {} RETURNING id
"""


async def hear(line: Line, now: datetime) -> None:
    """Owe the messages that one line of the journal calls for; hearing it twice owes them once."""
    await _plan(line, now)
    await staff_notices.hear(line, now)
    line = await courses.heard(line)
    if line.kind in rules.OF_BOOKING:
        await _hear_of_booking(line, await _kind(line), now)
    elif line.kind.startswith("elsewhere."):
        await elsewhere.hear(line, now)
    elif line.kind == "session.cancelled":
        await _owe(line, "called_off", await session_view(line.subject), await concerned_by(line.subject), now)
    elif line.kind == "closing.added":
        await closings.hear(line, now)
    elif line.kind == "session.changed" and line.facts.get("public", True):
        await _hear_of_change(line, now)


async def _plan(line: Line, now: datetime) -> None:
    """Plan the reminders that a line of the journal calls for."""
    changed = set(line.facts.get("changed", ()))
    if line.kind in planning.SEATED:
        await planning.of_booking(line.subject, since=line.at, now=now)
    elif line.kind == "session.changed" and "starts_at" in changed:
        await planning.of_session(line.subject, since=line.at, now=now)
    elif line.kind == "library.changed" and planning.OF_LIBRARY & changed:
        await planning.of_library(line.subject, since=line.at, now=now)


async def _kind(line: Line) -> str:
    """Return what a line about a booking makes us say: who lost a seat by not answering is told why."""
    kind = rules.OF_BOOKING[line.kind]
    silent = kind == "cancelled" and line.actor == "system" and await answers.was_silent(line.subject)
    return "released" if silent else kind


async def _hear_of_booking(line: Line, kind: str, now: datetime) -> None:
    try:
        view = await by_id(line.subject)
    except (NotFound, Gone):
        return  # erased since: there is nobody left to tell
    if view.session.updated_at <= line.at:  # what they saw when they booked is what is true now
        await news.tell([view.party.id], place_of(view.session), line.at, again=False)
    if kind == "offered":  # what an earlier offer said is over
        await _supersede(kind, line, [view.party], now)
    if not courses.said_with_all(line):
        await _owe(line, kind, view.session, [view.party], now)


async def _hear_of_change(line: Line, now: datetime) -> None:
    if not rules.tells(line.facts["changed"]):
        return
    session, parties = await session_view(line.subject), await concerned_by(line.subject)
    await _supersede("changed", line, parties, now)
    before = line.facts.get("before", {}).get("starts_at")
    starts = [session.starts_at, *([datetime.fromisoformat(before)] if before else [])]
    await _owe(line, "changed", session, parties, now, due_at=rules.quiet_until(line.at, min(starts)))


async def _supersede(kind: str, line: Line, parties: list[PartyView], now: datetime) -> None:
    await Message.raw(SUPERSEDED, now, kind, [party.id for party in parties], f"{line.id}:%")


async def _owe(
    line: Line,
    kind: str,
    session: SessionView,
    parties: list[PartyView],
    now: datetime,
    *,
    due_at: datetime | None = None,
) -> None:
    """Owe a message of one kind to each party, by its own channel, now or at `due_at`."""
    rows = [
        Message(
            id=new_id(),
            booking=party.id,
            kind=kind,
            channel=channel,
            dedupe_key=f"{line.id}:{party.id}",
            due_at=due_at or now,
            created_at=now,
        )
        for party, channel in ways(kind, session, parties)
        if channel is not None
    ]
    if rows:
        await Message.insert(*rows).on_conflict(target=Message.dedupe_key, action="DO NOTHING")
        await wake("messages")
