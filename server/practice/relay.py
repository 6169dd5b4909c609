"""Keeps what would have been sent about bookings to practise with; nothing is sent."""

from datetime import datetime

from server.bookings.queries import by_id
from server.foundation.errors import Gone, NotFound
from server.foundation.ids import new_id
from server.journal.readers import Line
from server.notifications.rules import OF_BOOKING
from server.practice.rules import channel
from server.practice.tables import PracticeMessage


async def hear(line: Line, now: datetime) -> None:
    """Treat one line of the journal; hearing it twice keeps one message."""
    kind = OF_BOOKING.get(line.kind)
    if kind is None:
        return
    try:
        view = await by_id(line.subject)
    except (NotFound, Gone):
        return  # wiped since
    party = view.party
    way = channel(kind, party.contact, party.email, party.phone)
    if view.session.practice and way:
        row = PracticeMessage(id=new_id(), booking=party.id, line=line.id, kind=kind, channel=way, created_at=now)
        target = (PracticeMessage.booking, PracticeMessage.line)
        await PracticeMessage.insert(row).on_conflict(target=target, action="DO NOTHING")
