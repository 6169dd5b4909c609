"""What follows when a session changes: new seats go to those who wait, and contacts are kept for its new date."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from server.bookings.actions import promote
from server.bookings.courses import keep_for_courses
from server.bookings.enrolling import enrol, tell_removed
from server.bookings.offers import shorten
from server.bookings.recounting import recount
from server.bookings.rules import forget_need_on, forget_on
from server.bookings.tables import Booking, Contact, Need, Watch
from server.foundation.errors import NotFound
from server.journal.readers import Line
from server.workshops.keeping import KEPT
from server.workshops.queries import session as session_view

# What may free a seat for who waits, when staff change it.
FREES = {"capacity", "starts_at", "release_hours", "laptops", *KEPT}


async def hear(line: Line, now: datetime) -> None:
    """Treat one line of the journal: only changes of sessions and of courses matter here.

    To be given one line a transaction: a promotion holds a session, then the journal, and a second one in the same
    transaction could wait for an action that holds the second session and waits for the journal.
    """
    if line.kind in ("session.published", "series.date_added"):
        await enrol(UUID(line.facts.get("session", str(line.subject))), now)
    elif line.kind == "series.date_removed":
        await tell_removed(UUID(line.facts["session"]), now)
    elif line.kind == "session.changed":
        await _follow(line, now)


async def _follow(line: Line, now: datetime) -> None:
    changed = set(line.facts.get("changed", ()))
    try:
        if "starts_at" in changed:
            await _keep_for_new_date(line)
            await shorten(line.subject, now)
        if "companions_count" in changed:
            await recount(line.subject, now)
        if FREES & changed:
            await promote(line.subject, by="system", now=now)
    except NotFound:
        return  # a draft that was erased since


async def _keep_for_new_date(line: Line) -> None:
    """Move the days on which the contacts and needs of a session are erased along with its date."""
    view = await session_view(line.subject)
    day = forget_need_on(view.starts_at, view.timezone)
    await Need.update({Need.delete_after: day}).where(Need.booking.session == line.subject)
    last_day = view.starts_at.astimezone(ZoneInfo(view.timezone)).date()
    await Watch.update({Watch.delete_after: last_day}).where(Watch.session == line.subject)
    by_channel: dict[str, list[UUID]] = {}
    for row in await Booking.select(Booking.id, Booking.channel).where(
        (Booking.session == line.subject) & Booking.course.is_null()
    ):
        by_channel.setdefault(row["channel"], []).append(row["id"])
    for channel, bookings in by_channel.items():
        day = forget_on(view.starts_at, view.timezone, channel)
        await Contact.update({Contact.delete_after: day}).where(Contact.booking.is_in(bookings))
    await keep_for_courses(line.subject)
