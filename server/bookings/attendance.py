"""Record who of a party came, correct it, and say at once what is true of all the others."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from server.bookings import presence
from server.bookings.presence import Party
from server.bookings.seats import Held, hold
from server.bookings.tables import Attendance, Booking
from server.foundation.database import DB
from server.foundation.errors import Invalid, NotFound, Refused
from server.journal import actions as journal

PARTIES = """
SELECT b.id AS booking, b.people, coalesce(a.state, '') AS state, coalesce(a.present, 0) AS present,
  coalesce(a.given, 0) AS given
FROM booking b LEFT JOIN attendance a ON a.booking = b.id
WHERE b.session = {} AND b.state = 'confirmed' ORDER BY b.joined
"""


async def parties_of(session: UUID) -> list[Party]:
    """Return the parties of a session that hold seats, in order of joining, with what was recorded of them."""
    return [Party(**row) for row in await Booking.raw(PARTIES, session)]


async def record(booking: UUID, answer: str, *, by: str, now: datetime) -> None:
    """Record who of a party came: absent, excused, the number of people present, or none for "nobody said".

    Recording it again corrects it; the same again changes nothing. Raises Invalid, Refused or NotFound.
    """
    row = await Booking.select(Booking.session).where(Booking.id == booking).first()
    if row is None:
        raise NotFound
    async with DB.transaction():
        held = await hold(row["session"], now)
        presence.check_time(held.state, held.starts_at, now)
        party = next((each for each in await parties_of(held.id) if each.booking == booking), None)
        if party is None:
            raise Refused("no_seat_booked")
        state, present = presence.read(answer, party.people)
        presence.check_given(party, state, present)
        if (state, present) != (party.state, party.present):
            await write(held, party, state, present, by=by, now=now)


async def record_rest(session: UUID, answer: str, *, by: str, now: datetime) -> int:
    """Record all parties of which nobody said anything as present or absent; return how many they were."""
    if answer not in ("present", "absent"):
        raise Invalid({"answer": "bad_choice"})
    async with DB.transaction():
        held = await hold(session, now)
        presence.check_time(held.state, held.starts_at, now)
        rest = [party for party in await parties_of(held.id) if not party.state]
        for party in rest:
            await write(held, party, answer, party.people if answer == "present" else 0, by=by, now=now)
    return len(rest)


async def forget(booking: UUID) -> None:
    """Forget what was recorded of a party that changes before its session: it is to be counted anew."""
    await Attendance.delete().where(Attendance.booking == booking)


async def write(held: Held, party: Party, state: str, present: int, *, by: str, now: datetime) -> None:
    """Keep what is recorded of a party of a session that this transaction holds; without a state, forget it."""
    if state:
        await _keep(party.booking, state, present, now)
    else:
        await forget(party.booking)
    facts = {"session": str(held.id), "state": state or "unrecorded", "present": present, "people": party.people}
    await journal.write("attendance.recorded", party.booking, by=by, now=now, library=held.library, **facts)


async def _keep(booking: UUID, state: str, present: int, now: datetime) -> None:
    changed: Sequence[Any] = (Attendance.state, Attendance.present, Attendance.recorded_at)
    kept = Attendance(booking=booking, state=state, present=present, recorded_at=now)
    await Attendance.insert(kept).on_conflict(target=Attendance.booking, action="DO UPDATE", values=changed)
