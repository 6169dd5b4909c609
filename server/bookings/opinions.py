"""What people thought of a session, in one word and without their name."""

from datetime import datetime
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from server.bookings.queries import BookingView
from server.bookings.tables import Attendance, Feedback, FeedbackMark
from server.foundation.database import DB
from server.foundation.errors import Invalid, Refused
from server.journal import actions as journal

ANSWERS = ("good", "fair", "bad")
FEWEST = 3  # below, an answer could be put to a face


async def stage(view: BookingView, now: datetime) -> str:
    """Return "ask" when the party of a booking can say what it thought, "given" once it has, else an empty text.

    It can once the session is over, if it had a seat and was not recorded as absent.
    """
    if view.party.state != "confirmed" or view.session.state != "published" or now < view.session.ends_at:
        return ""
    if await FeedbackMark.exists().where(FeedbackMark.booking == view.party.id):
        return "given"
    seen = await Attendance.select(Attendance.state).where(Attendance.booking == view.party.id).first()
    return "ask" if seen is None or seen["state"] == "present" else ""


async def give(view: BookingView, answer: str, *, now: datetime) -> None:
    """Keep an opinion; a second one of the same booking changes nothing. Raises Invalid or Refused.

    Kept are the session, the answer and the day, and apart from them that the booking has answered: not when, nor what.
    """
    if answer not in ANSWERS:
        raise Invalid({"opinion": "bad_choice"})
    reached = await stage(view, now)
    if reached == "given":
        return
    if reached != "ask":
        raise Refused("no_opinion_now")
    async with DB.transaction():
        mark = FeedbackMark.insert(FeedbackMark(booking=view.party.id))
        if not await mark.on_conflict(target=FeedbackMark.booking, action="DO NOTHING").returning(FeedbackMark.booking):
            return
        day = now.astimezone(ZoneInfo(view.timezone)).date()
        await Feedback(id=uuid4(), session=view.session.id, answer=answer, given_on=day).save()
        library = view.session.library_id
        await journal.write("feedback.given", view.session.id, by="patron", now=now, library=library)


async def of_session(session: UUID) -> dict[str, int]:
    """Return how many gave each answer; nothing while they are too few to stay nameless."""
    rows = await Feedback.raw("SELECT answer, count(*) AS times FROM feedback WHERE session = {} GROUP BY 1", session)
    found = {row["answer"]: int(row["times"]) for row in rows}
    return {answer: found.get(answer, 0) for answer in ANSWERS} if sum(found.values()) >= FEWEST else {}
