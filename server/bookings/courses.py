"""A whole course booked as one: a seat on each of its coming dates, or a place on the waiting list of all of them.

Half a course is never given. All its sessions are held first, in the order of their ids, so that no two actions wait
for each other; the journal is written last.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from server.bookings import course_queries, queries, rules
from server.bookings.actions import (
    Booked,
    Request,
    check_contact,
    decide_on,
    release,
    seated,
    typed,
)
from server.bookings.entering import enter
from server.bookings.filling import fill, note, note_filled
from server.bookings.parties import Typed, read
from server.bookings.rules import CONTACTS_KEPT, Outcome, Verdict
from server.bookings.seats import Held, glance, hold
from server.bookings.tables import Booking, Contact, CourseBooking
from server.foundation.database import DB
from server.foundation.errors import Refused
from server.foundation.ids import digest, new_id
from server.journal import actions as journal
from server.workshops.tables import Session

COMING = "SELECT id FROM session WHERE series = {} AND state = 'published' AND starts_at > {} ORDER BY id"
# One contact, one day for all its dates.
KEPT = """
WITH touched AS (SELECT DISTINCT course FROM booking WHERE session = {} AND course IS NOT NULL),
last AS (
  SELECT o.course, max((s.starts_at AT TIME ZONE l.timezone)::date) AS day FROM touched t
  JOIN booking o ON o.course = t.course JOIN session s ON s.id = o.session JOIN library l ON l.id = s.library
  GROUP BY o.course
)
UPDATE contact c SET delete_after = last.day + {}::int
FROM last JOIN booking b ON b.course = last.course WHERE c.booking = b.id
"""
LIVE = """
SELECT b.id, b.session, b.state, b.people, b.pool, b.laptops, b.channel, b.sequence FROM booking b
JOIN session s ON s.id = b.session
WHERE b.course = {} AND b.state <> 'cancelled' AND s.state = 'published' AND s.starts_at > {} ORDER BY b.session
"""


async def book(series: UUID, request: Request, *, by: str, now: datetime) -> Booked:
    """Book all the coming dates of a series, or wait for all of them; raises Invalid, Refused or NotFound.

    Dates already past are left out. The same idempotency key in the same series gives the same booking.
    """
    party = read(typed(request))
    async with DB.transaction():
        dates = await _dates(series, now, hold)
        if earlier := await _earlier(series, request):
            return earlier
        verdicts = await _judge(request, party, dates, now)
        course, waits = request.id or new_id(), verdicts[0].outcome is Outcome.WAITING
        asked = replace(request, course=course, id=None, idempotency_key=None)
        rows = [
            await enter(_on(asked, held), party, verdict, held, by=by, now=now, last=dates[-1])
            for held, verdict in zip(dates, verdicts, strict=True)
        ]
        await _keep(course, series, request, rows[0].reference, now)
        kind = "waited" if waits else "confirmed"
        await note_course(f"course.{kind}", course, dates[0].library, len(dates), by=by, now=now)
        made = await again(course)
    return replace(made, repeated=False)


async def _dates(series: UUID, now: datetime, look: Any) -> list[Held]:
    """Return the coming dates of a series in order, held or glanced at; raises Refused when none is left."""
    found = [await look(row["id"], now) for row in await Session.raw(COMING, series, now)]
    coming = [held for held in found if held.state == "published" and held.starts_at > now]
    if not coming:
        raise Refused("course_over")
    return sorted(coming, key=lambda held: (held.starts_at, held.id))


async def _judge(request: Request, party: Typed, dates: list[Held], now: datetime) -> list[Verdict]:
    """Return what becomes of the party on each date: all confirmed, or all waiting; raises Refused."""
    verdicts = [await decide_on(_on(request, held), held, now) for held in dates]
    await check_contact(request, party, dates[0], now)
    return rules.all_or_none(verdicts, [held.seats for held in dates], seated(request, dates[0]).people)


def _on(request: Request, held: Held) -> Request:
    """Return the request for one date: a laptop is asked for where some are lent."""
    laptops = request.laptops if held.seats.laptops is not None else 0
    return replace(request, session=held.id, laptops=laptops)


async def foresee(series: UUID, request: Request, now: datetime) -> Outcome:
    """Return what would become of a request now, holding nothing; raises Refused."""
    dates = await _dates(series, now, glance)
    return (await _judge(request, read(typed(request)), dates, now))[0].outcome


async def was_booked_with(series: UUID, key: str) -> bool:
    """Tell whether a booking of this course was made with this idempotency key."""
    rows = (CourseBooking.series == series) & (CourseBooking.idempotency_key == key)
    return bool(await CourseBooking.exists().where(rows))


async def _earlier(series: UUID, request: Request) -> Booked | None:
    """Return the booking already made with this key; nobody else can make one while the sessions are held."""
    if request.idempotency_key is None:
        return None
    made = CourseBooking.select(CourseBooking.id).where(
        (CourseBooking.series == series) & (CourseBooking.idempotency_key == request.idempotency_key)
    )
    row = await made.first()
    return await again(row["id"]) if row else None


async def again(course: UUID) -> Booked:
    """Return the booking of a course as its own request would be answered now; raises NotFound."""
    view = await course_queries.by_id(course)
    return Booked(course, view.state, view.reference, view.secret, view.position, repeated=True)


async def _keep(course: UUID, series: UUID, request: Request, reference: str, now: datetime) -> None:
    await CourseBooking(
        id=course,
        series=series,
        reference=reference,
        secret_digest=digest(queries.secret_of(course)),
        idempotency_key=request.idempotency_key,
        created_at=now,
    ).save()


async def cancel(course: UUID, *, by: str, now: datetime) -> None:
    """Cancel all that is left of a course; raises NotFound, or Refused once all its dates have started.

    Cancelling twice is cancelling once.
    """
    async with DB.transaction():
        held = {row["session"]: await hold(row["session"], now) for row in await Booking.raw(LIVE, course, now)}
        rows = [row for row in await Booking.raw(LIVE, course, now) if row["session"] in held]
        if not rows:
            return await _check_over(course)
        for row in rows:
            await release(held[row["session"]], row, by, now)
        promoted = [(one, await fill(await hold(one.id, now), now)) for one in held.values()]
        for row in rows:
            facts = {"course": str(course), "whole": "yes"}
            at = held[row["session"]]
            await note("booking.cancelled", row["id"], row["people"], row["channel"], at, by, now, **facts)
        for one, parties in promoted:
            await note_filled(parties, one, by, now)
        library = next(iter(held.values())).library
        await note_course("course.cancelled", course, library, len(rows), by=by, now=now)


async def _check_over(course: UUID) -> None:
    """Refuse when nothing is left to cancel because it is past; raises NotFound for no course at all."""
    if (await course_queries.by_id(course)).rows[-1].party.state != "cancelled":
        raise Refused("session_past")


async def keep_for_courses(session: UUID) -> None:
    """Move the day on which the contacts of courses are erased: thirty days after the last of their dates."""
    await Contact.raw(KEPT, session, CONTACTS_KEPT.days)


async def note_course(kind: str, course: UUID, library: UUID, dates: int, *, by: str, now: datetime) -> None:
    """Write in the journal what became of a whole course; its dates have their own lines."""
    await journal.write(kind, course, by=by, now=now, library=library, dates=dates)
