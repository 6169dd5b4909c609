"""What follows when a session changes: new seats go to those who wait, and contacts are kept for its new date."""

from datetime import datetime

from server.bookings.actions import promote
from server.bookings.rules import forget_on
from server.bookings.tables import Booking, Contact
from server.foundation.errors import NotFound
from server.journal.readers import Line, follow
from server.workshops.queries import session as session_view

READER = "bookings"


async def read(now: datetime, most: int = 100) -> int:
    """Read what the journal says next, at most `most` lines, and return how many.

    One line a transaction: a promotion holds a session, then the journal, so that two in one transaction could wait
    for an action that holds the second session and waits for the journal.
    """
    for done in range(most):
        if not await follow(READER, handle, now=now, most=1):
            return done
    return most


async def handle(line: Line, now: datetime) -> None:
    """Treat one line: only changes of sessions matter here."""
    if line.kind != "session.changed":
        return
    changed = set(line.facts.get("changed", ()))
    try:
        if "starts_at" in changed:
            await _keep_longer(line)
        if "capacity" in changed:
            await promote(line.subject, by="system", now=now)
    except NotFound:
        return  # a draft that was erased since


async def _keep_longer(line: Line) -> None:
    """Move the day on which the contacts of a session are erased along with its date."""
    view = await session_view(line.subject)
    bookings = [row["id"] for row in await Booking.select(Booking.id).where(Booking.session == line.subject)]
    if bookings:
        day = forget_on(view.starts_at, view.timezone)
        await Contact.update({Contact.delete_after: day}).where(Contact.booking.is_in(bookings))
