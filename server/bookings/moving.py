"""Move a booking to another session: it keeps its reference and its contact, gives its seats back and takes others."""

from datetime import datetime
from typing import Any
from uuid import UUID

from server.bookings import attendance, rules
from server.bookings.filling import fill, note_filled, queue
from server.bookings.rules import Outcome, Party, Verdict
from server.bookings.seats import Held, hold, move
from server.bookings.tables import Booking, Contact
from server.foundation.database import DB
from server.foundation.errors import NotFound, Refused
from server.journal import actions as journal

# SEQUENCE is told as the booking's plus the session's: where the other session has moved less often, the booking's
# makes up for it, or calendars would take the news for old (RFC 5546 §2.1.4).
# The order of joining is drawn anew, while the session's row is held: nobody passes in front of those who wait there.
PLACED = """
UPDATE booking SET session = {}, state = {}, pool = {}, people = {}, companions = {}, companions_seated = {},
  sequence = sequence + 1 + greatest(0,
    (SELECT o.sequence FROM session o WHERE o.id = booking.session)
    - (SELECT n.sequence FROM session n WHERE n.id = {})),
  offered_until = NULL, updated_at = {}, joined = nextval(pg_get_serial_sequence('booking', 'joined')) WHERE id = {}
"""


async def move_to(booking: UUID, session: UUID, *, may_wait: bool, by: str, now: datetime) -> Outcome:
    """Move a booking to another session and return what became of it there; raises Refused or NotFound.

    Where there is no seat it is refused, unless it `may_wait` at the end of that session's list; what it had is then
    given up too. Both sessions are held in the order of their ids, so that two moves cross without a deadlock.
    """
    async with DB.transaction():
        row, left, other = await _hold_both(booking, session, now)
        _check(row, left, other, now)
        party = _seated(row, other)
        verdict = await _judge(party, other, may_wait)
        await _refuse_twice(row, session)
        await _give_back(row, left, now)
        await attendance.forget(row.id)
        await _place(row, party, verdict, other, now)
        filled = await fill(await hold(left.id, now), now)
        await _note(row, party, verdict, left, other, by, now)
        await note_filled(filled, left, by, now)
    return verdict.outcome


async def _hold_both(booking: UUID, session: UUID, now: datetime) -> tuple[Booking, Held, Held]:
    """Return the booking, its session and the other one, both held; raises NotFound or Refused (moved meanwhile)."""
    seen = await Booking.select(Booking.session).where(Booking.id == booking).first()
    if seen is None:
        raise NotFound
    if seen["session"] == session:
        raise Refused("already_there")
    held = {each: await hold(each, now) for each in sorted((seen["session"], session))}
    row = await Booking.objects().where(Booking.id == booking).first()
    if row is None or row.session != seen["session"]:
        raise Refused("moved_meanwhile")
    return row, held[row.session], held[session]


def _check(row: Booking, left: Held, other: Held, now: datetime) -> None:
    if row.state == "cancelled":
        raise Refused("booking_cancelled")
    if row.channel == "peer":
        raise Refused("booked_elsewhere")
    rules.check_cancel(left.starts_at, now)
    rules.check_open(other, now, "desk")
    if left.practice != other.practice:
        raise Refused("session_not_open")


def _seated(row: Booking, other: Held) -> Party:
    """Return the party as the other session counts it: those who come along take a seat there, or not."""
    people = row.people - row.companions_seated + (_along(row) if other.seats.companions_count else 0)
    return Party(rules.NEWCOMER, people, row.channel, row.first_time, row.laptops)


def _along(row: Booking) -> int:
    """Return how many come along, with a seat or without."""
    return row.companions + row.companions_seated


async def _judge(party: Party, other: Held, may_wait: bool) -> Verdict:
    verdict = rules.decide(other.seats, party, await queue(other))
    if verdict.outcome is Outcome.WAITING and not may_wait:
        raise Refused("full_there")
    return verdict


async def _refuse_twice(row: Booking, session: UUID) -> None:
    """Refuse where the same request has a booking already: the other dates of a course share one key."""
    same = (Booking.session == session) & (Booking.idempotency_key == row.idempotency_key)
    if row.idempotency_key is not None and await Booking.exists().where(same):
        raise Refused("already_there")


async def _give_back(row: Booking, left: Held, now: datetime) -> None:
    if row.state == "waiting":
        await move(left.id, row.id, waiting=-row.people, cause="moved", now=now)
    else:
        freed: dict[str, Any] = {"taken": -row.people, "pool": row.pool, "laptops": -row.laptops}
        await move(left.id, row.id, **freed, cause="moved", now=now)


async def _place(row: Booking, party: Party, verdict: Verdict, other: Held, now: datetime) -> None:
    beside = row.people + row.companions - party.people
    along = (beside, _along(row) - beside)
    placed = (other.id, verdict.outcome.value, verdict.pool, party.people, *along, other.id, now, row.id)
    await Booking.raw(PLACED, *placed)
    if verdict.outcome is Outcome.CONFIRMED:
        counts: dict[str, Any] = {"taken": party.people, "pool": verdict.pool, "laptops": party.laptops}
    else:
        counts = {"waiting": party.people}
    await move(other.id, row.id, **counts, cause="moved", now=now)
    day = rules.forget_on(other.starts_at, other.timezone, row.channel)
    await Contact.update({Contact.delete_after: day}).where(Contact.booking == row.id)


async def _note(row: Booking, party: Party, verdict: Verdict, left: Held, other: Held, by: str, now: datetime) -> None:
    facts = {"session": str(other.id), "from": str(left.id), "people": party.people, "state": verdict.outcome.value}
    await journal.write("booking.moved", row.id, by=by, now=now, library=other.library, channel=row.channel, **facts)
