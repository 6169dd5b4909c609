"""Erase what is personal: on its day, or at once when somebody asks. Bookings and figures stay.

What is erased because somebody asked is listed by the booking's id, beside the database too: a backup that is restored
brings the contact back, and the list erases it again.
"""

import os
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from server.bookings import arrivals, drafts, openings
from server.bookings.tables import Booking, Contact, Erased, Need
from server.foundation.database import DB
from server.foundation.errors import NotFound
from server.foundation.ids import new_id
from server.journal import actions as journal

LIBRARY = "SELECT s.library FROM booking b JOIN session s ON s.id = b.session WHERE b.id = {} FOR UPDATE OF b"
DATES = """
SELECT id FROM booking WHERE id = {} OR course = (SELECT o.course FROM booking o WHERE o.id = {}) ORDER BY id
"""
ASKED = """
WITH found AS (DELETE FROM contact WHERE booking = any({}::uuid[]) RETURNING booking),
needs AS (DELETE FROM need WHERE booking = any({}::uuid[]))
SELECT booking FROM found
"""
LIST = "effacements"


async def erase_due(now: datetime) -> int:
    """Erase the contacts, needs and drafts whose last day (in UTC) or hour is over; return how many contacts."""
    async with DB.transaction():
        contacts = await Contact.delete().where(Contact.delete_after < now.date()).returning(Contact.booking)
        needs = await Need.delete().where(Need.delete_after < now.date()).returning(Need.booking)
        if contacts or needs:
            await _note(new_id(), None, len(contacts), "date", "system", now, needs=len(needs))
    await arrivals.forget_names(now)
    await drafts.sweep(now)
    await openings.sweep(now)
    return len(contacts)


async def erase(booking: UUID, *, by: str, now: datetime) -> None:
    """Erase at once who booked and what they need; the booking keeps its seats. Raises NotFound.

    Of a course, the contact is that of all its dates. Messages still owed find nobody to tell any more. Erasing twice
    is erasing once.
    """
    async with DB.transaction():
        rows = await Booking.raw(LIBRARY, booking)
        if not rows:
            raise NotFound
        ids = [row["id"] for row in await Booking.raw(DATES, booking, booking)]
        await Booking.raw(ASKED, ids, ids)
        made = (
            await Erased.insert(*[Erased(booking=id, at=now) for id in ids])
            .on_conflict(target=Erased.booking, action="DO NOTHING")
            .returning(Erased.booking)
        )
        if made:
            await _note(booking, rows[0]["library"], len(made), "asked", by, now)


async def last_day(booking: UUID) -> date | None:
    """Return the last day on which the contact of a booking is kept, or None once it is erased."""
    row = await Contact.select(Contact.delete_after).where(Contact.booking == booking).first()
    return row["delete_after"] if row else None


async def write_down(data: Path, now: datetime) -> int:
    """Add the new ids of the list to a file of the data folder, each on a line of its own; return how many.

    Written before it is noted: after a crash an id may stand there twice, which harms nobody.
    """
    rows = await Erased.select(Erased.booking).where(Erased.written_at.is_null()).limit(500)
    if not rows:
        return 0
    ids = [row["booking"] for row in rows]
    _append(data / LIST, ids)
    await Erased.update({Erased.written_at: now}).where(Erased.booking.is_in(ids))
    return len(ids)


def _append(file: Path, ids: Iterable[UUID]) -> None:
    file.touch(mode=0o600)
    with file.open("a") as opened:
        opened.writelines(f"{id}\n" for id in ids)
        opened.flush()
        os.fsync(opened.fileno())


async def listed(data: Path) -> set[UUID]:
    """Return the bookings whose contact was erased because somebody asked: of the database and of the file."""
    rows = await Erased.select(Erased.booking)
    return {row["booking"] for row in rows} | in_file(data)


def in_file(data: Path) -> set[UUID]:
    """Return those written down in the data folder."""
    file = data / LIST
    lines = file.read_text().split() if file.exists() else []
    return {UUID(line) for line in lines if _is_id(line)}


def _is_id(line: str) -> bool:
    """Tell whether a line is whole: the last one may have been cut."""
    try:
        return str(UUID(line)) == line
    except ValueError:
        return False


async def erase_again(bookings: set[UUID], now: datetime) -> int:
    """Erase what a restored backup brought back, and remember the list; return how many contacts."""
    ids = sorted(bookings)
    async with DB.transaction():
        again = await Booking.raw(ASKED, ids, ids)
        rows = [Erased(booking=id, at=now, written_at=now) for id in ids]
        if rows:
            await Erased.insert(*rows).on_conflict(target=Erased.booking, action="DO NOTHING")
        if again:
            await _note(new_id(), None, len(again), "restored", "system", now)
    return len(again)


async def _note(
    subject: UUID, library: UUID | None, contacts: int, why: str, by: str, now: datetime, needs: int = 0
) -> None:
    facts = {"contacts": contacts, "needs": needs, "why": why}
    await journal.write("contacts.erased", subject, by=by, now=now, library=library, **facts)
