"""What somebody needs to come and take part: said on the booking's page, read by staff, erased a week after."""

from datetime import datetime
from uuid import UUID

from server.bookings import queries, rules
from server.bookings.tables import Need
from server.foundation.database import DB
from server.foundation.errors import Invalid
from server.foundation.words import clean
from server.journal import actions as journal

LONGEST = 300


async def of_booking(booking: UUID) -> str:
    """Return what was said, or an empty text."""
    row = await Need.select(Need.words).where(Need.booking == booking).first()
    return str(row["words"]) if row else ""


async def of_session(session: UUID) -> dict[UUID, str]:
    """Return what was said, by booking."""
    asked = Need.select(Need.booking, Need.words).where(
        (Need.booking.session == session) & (Need.booking.state != "cancelled")
    )
    return {row["booking"]: row["words"] for row in await asked}


async def say(booking: UUID, text: str, *, by: str, now: datetime) -> None:
    """Keep what is needed instead of what was said before, if anything; raises Invalid, NotFound or Gone."""
    said = clean(text, LONGEST + 1)
    if len(said) > LONGEST:
        raise Invalid({"words": "too_long"})
    session = (await queries.by_id(booking)).session
    async with DB.transaction():
        if said:
            kept_until = rules.forget_need_on(session.starts_at, session.timezone)
            need = Need(booking=booking, words=said, delete_after=kept_until)
            await Need.insert(need).on_conflict(
                target=Need.booking, action="DO UPDATE", values=[Need.words, Need.delete_after]
            )
        else:
            await Need.delete().where(Need.booking == booking)
        await journal.write("booking.need_said", booking, by=by, now=now, library=session.library_id)
