"""What joiners are told when the library does something to their seat, or to the session."""

from datetime import datetime
from uuid import UUID

from server.journal.readers import Line
from server.sharing import joiners, replies
from server.workshops import queries as workshops


async def booking_changed(line: Line, now: datetime) -> None:
    """Tell a joiner that its turn has come, or that the library has cancelled its booking, if that is so now."""
    if line.facts.get("channel") != "peer":
        return
    joiner = await joiners.of_booking(line.subject)
    if joiner is None:
        return
    if line.kind == "booking.promoted" and joiner.state == "confirmed" and joiner.answer != "Accept":
        await replies.tell(joiner, replies.YES, now)
    if line.kind == "booking.cancelled" and not line.actor.startswith("peer:") and joiner.answer != "Reject":
        await replies.tell(joiner, replies.of_cancelled_booking(), now)


async def session_lost(session: UUID, now: datetime) -> None:
    """Tell those who joined a session that it is cancelled or withdrawn; each of them once."""
    seen = await workshops.session(session)
    for joiner in await joiners.of_session(session):
        if joiner.answer != "Reject":
            await replies.tell(joiner, replies.of_lost_session(seen), now)
