"""Courses that wait get their seats when all their coming dates have some: never half a course."""

from datetime import datetime
from itertools import takewhile
from typing import Any
from uuid import UUID

from server.bookings import rules
from server.bookings.courses import LIVE, note_course
from server.bookings.filling import fill, note, note_filled, queue, ready_courses, seat
from server.bookings.rules import Party
from server.bookings.seats import Held, hold
from server.bookings.tables import Booking
from server.foundation.database import DB


async def promote_due(now: datetime) -> int:
    """Give their seats to the courses whose turn has come, and return how many; a tick.

    Whoever waits for one of the dates alone, behind a course that looked ready and is not, gets the seat then.
    """
    done, passed = 0, set[UUID]()
    for course in await ready_courses(now):
        if await promote(course, frozenset(passed), now=now):
            done += 1
        else:
            passed.add(course)
    return done


async def promote(course: UUID, passed: frozenset[UUID] = frozenset(), *, now: datetime) -> bool:
    """Confirm all coming dates that a course waits for if it is its turn on each, and tell whether it was.

    `passed` are courses before it whose turn it is not.
    """
    async with DB.transaction():
        held = {row["session"]: await hold(row["session"], now) for row in await Booking.raw(LIVE, course, now)}
        live = [row for row in await Booking.raw(LIVE, course, now) if row["session"] in held]
        # What it has is left alone: a date that was added since may be waited for by itself.
        rows = [row for row in live if row["state"] == "waiting"]
        if not rows:
            return False
        turns = [await _turn(held[row["session"]], row["id"], passed) for row in rows]
        seated = [party for party in turns if party is not None]
        if len(seated) < len(rows):
            await _let_pass(list(held.values()), passed | {course}, now)
            return False
        await _seat(course, [(held[row["session"]], party) for row, party in zip(rows, seated, strict=True)], now)
    return True


async def _turn(held: Held, booking: UUID, passed: frozenset[UUID]) -> Party | None:
    """Return the course's party on one date, with the pool it counts on, if it gets seats there."""
    waiting = await queue(held, passed)
    own = next((party for party in waiting if party.booking == booking), None)
    if own is None:
        return None
    before = takewhile(lambda party: party.booking != booking, waiting)
    return rules.turn(held.seats, [party for party in before if not party.course], own)


async def _seat(course: UUID, dates: list[tuple[Held, Party]], now: datetime) -> None:
    for held, party in dates:
        await seat(held, party, now)
    for held, party in dates:
        facts = {"course": str(course)}
        await note("booking.promoted", party.booking, party.people, party.channel, held, "system", now, **facts)
    await note_course("course.promoted", course, dates[0][0].library, len(dates), by="system", now=now)


async def _let_pass(dates: list[Held], passed: frozenset[UUID], now: datetime) -> None:
    promoted: list[tuple[Held, Any]] = [(held, await fill(held, now, passed)) for held in dates]
    for held, parties in promoted:
        await note_filled(parties, held, "system", now)
