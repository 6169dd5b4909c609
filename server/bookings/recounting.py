"""Staff change whether who comes along takes a seat: the bookings of the session are counted again, in their order.

Nobody loses a seat: where there is none for a companion, the companion goes on coming without one.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from server.bookings.filling import fill, note_filled
from server.bookings.rules import MOST_PEOPLE, Seats
from server.bookings.seats import Held, hold, move
from server.bookings.tables import Booking
from server.foundation.database import DB
from server.journal import actions as journal

SEATED = ("confirmed", "offered")


async def recount(session: UUID, now: datetime) -> int:
    """Count the companions of a session as it counts them now; return how many bookings changed. Raises NotFound."""
    async with DB.transaction():
        held = await hold(session, now)
        rows = await _with_companions(session)
        if held.state != "published" or held.starts_at <= now:
            return 0
        seats, counted = held.seats, []
        for row in rows:
            more = _more(row, seats)
            if more:
                await _count(held, row, more, now)
                seats = _after(seats, row, more)
                counted.append((row, more))
        filled = await fill(await hold(session, now), now)
        for row, more in counted:
            await _note(held, row, more, now)
        await note_filled(filled, held, "system", now)
    return len(counted)


async def _with_companions(session: UUID) -> list[dict[str, Any]]:
    """Return the live bookings that bring somebody along, those with seats first, in order of joining."""
    told = ("id", "state", "people", "companions", "companions_seated", "pool", "channel")
    live = (Booking.session == session) & (Booking.state != "cancelled")
    along = (Booking.companions > 0) | (Booking.companions_seated > 0)
    rows = await Booking.select(*[getattr(Booking, name) for name in told]).where(live & along).order_by(Booking.joined)
    return sorted(rows, key=lambda row: row["state"] not in SEATED)


def _more(row: dict[str, Any], seats: Seats) -> int:
    """Return how many seats more a booking counts for, fewer when negative; all its companions, or none."""
    if not seats.companions_count:
        return -int(row["companions_seated"])
    more = int(row["companions"])
    if row["people"] + more > min(MOST_PEOPLE, seats.capacity):
        return 0
    left = seats.open_to(row["pool"]) if row["state"] in SEATED else seats.waiting_places - seats.waiting
    return more if more <= left else 0


def _after(seats: Seats, row: dict[str, Any], more: int) -> Seats:
    """Return the seats once a booking counts for `more`."""
    if row["state"] in SEATED:
        return seats.less(more, row["pool"])
    return replace(seats, waiting=seats.waiting + more)


async def _count(held: Held, row: dict[str, Any], more: int, now: datetime) -> None:
    along: dict[Any, Any] = {Booking.people: row["people"] + more, Booking.companions: row["companions"] - more}
    along |= {Booking.companions_seated: row["companions_seated"] + more, Booking.updated_at: now}
    await Booking.update(along).where(Booking.id == row["id"])
    if row["state"] in SEATED:
        await move(held.id, row["id"], taken=more, pool=row["pool"], cause="recounted", now=now)
    else:
        await move(held.id, row["id"], waiting=more, cause="recounted", now=now)


async def _note(held: Held, row: dict[str, Any], more: int, now: datetime) -> None:
    facts = {"session": str(held.id), "people": row["people"] + more, "before": row["people"], "changed": []}
    await journal.write("booking.changed", row["id"], by="system", now=now, library=held.library, **facts)
