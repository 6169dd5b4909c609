"""What follows for vouchers when a booking or a session is off, and when it is said who came."""

from datetime import datetime

from server.journal.readers import Line
from server.vouchers.settling import follow, give_back, settle

OFF = frozenset({"booking.cancelled", "booking.declined", "booking.expired"})


async def hear(line: Line, now: datetime) -> None:
    """Treat one line of the journal; what it says is read again from the tables, so hearing it twice changes nothing.

    To be given one line a transaction: a voucher that this holds while it waits for the journal may be asked for by
    who holds the journal.
    """
    if line.kind in OFF:
        await give_back(booking=line.subject, now=now)
    elif line.kind == "session.cancelled":
        await give_back(session=line.subject, now=now)
    elif line.kind == "booking.moved":
        await follow(line.subject, now)
    elif line.kind == "attendance.recorded":
        await settle(line.subject, by=line.actor, now=now)
