"""A date is added to a course, or taken out: who has booked the course is given it, or keeps it, and is told."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from server.bookings import overriding, rules
from server.bookings.courses import keep_for_courses
from server.bookings.entering import enter
from server.bookings.filling import note, queue
from server.bookings.parties import read
from server.bookings.requests import Request, seated, typed
from server.bookings.rules import Outcome, Verdict
from server.bookings.seats import Held, hold
from server.bookings.tables import Booking
from server.foundation.database import DB
from server.foundation.errors import NotFound, Refused

# One row a course that has kept something and knows nothing of this date yet; who dropped it is not given it again.
HOLDERS = """
SELECT DISTINCT ON (b.course) b.course, b.joined, b.people - b.companions_seated AS people,
  b.companions + b.companions_seated AS companions, b.first_time, b.laptops, b.channel, b.language,
  c.name, c.companion, c.helper, c.channel AS channel_of_contact, coalesce(c.email, '') AS email,
  coalesce(c.phone, '') AS phone, b.state = 'waiting' AS waits
FROM booking b JOIN course_booking k ON k.id = b.course JOIN contact c ON c.booking = b.id
WHERE k.series = {} AND b.state <> 'cancelled'
  AND NOT EXISTS (SELECT FROM booking o WHERE o.course = b.course AND o.session = {})
ORDER BY b.course, b.state = 'waiting', b.laptops DESC
"""
SERIES = "SELECT s.series FROM session s JOIN series k ON k.id = s.series WHERE s.id = {}"
STILL = """
SELECT id, people, channel, course FROM booking
WHERE session = {} AND course IS NOT NULL AND state <> 'cancelled' ORDER BY joined
"""


async def enrol(session: UUID, now: datetime) -> int:
    """Book a published date for those who have the whole course, in their order; return how many got it, or wait.

    Where there is neither seat nor place for one more, the course goes on without this date.
    """
    series = await Booking.raw(SERIES, session)
    if not series:
        return 0
    async with DB.transaction():
        held = await hold(session, now)
        if held.state != "published" or held.starts_at <= now:
            return 0
        rows = sorted(await Booking.raw(HOLDERS, series[0]["series"], session), key=lambda row: row["joined"])
        added = [await _add(row, held.id, now) for row in rows]
        await keep_for_courses(session)
    return sum(added)


async def _add(row: dict[str, Any], session: UUID, now: datetime) -> bool:
    """Enter one course, on the seats as they are by now; tell whether there was a seat or a place for it."""
    told = {name: value for name, value in row.items() if name not in ("joined", "waits")}
    held = await hold(session, now)
    request = Request(session, **told)
    request = replace(request, laptops=request.laptops if held.seats.laptops is not None else 0)
    verdict = await _judge(row["waits"], request, held)
    if verdict is None:
        return False
    party = read(typed(request), most=overriding.MOST_PEOPLE)
    await enter(request, party, verdict, held, by="system", now=now, kind="booking.date_added")
    return True


async def _judge(waits: bool, request: Request, held: Held) -> Verdict | None:
    """Return what becomes of a course on a new date: who waits for the others waits for this one too."""
    party = seated(request, held)
    if waits:
        room = held.seats.waiting + party.people <= held.seats.waiting_places
        return Verdict(Outcome.WAITING) if room else None
    try:
        return rules.decide(held.seats, party, await queue(held))
    except Refused:
        return None


async def tell_removed(session: UUID, now: datetime) -> None:
    """Tell those who have this date with a whole course that it is no part of it any more; they keep it."""
    try:
        async with DB.transaction():
            held = await hold(session, now)
            for row in await Booking.raw(STILL, session):
                booking, people, channel, course = row["id"], row["people"], row["channel"], str(row["course"])
                await note("booking.date_removed", booking, people, channel, held, "system", now, course=course)
    except NotFound:
        return  # a draft that was erased since
