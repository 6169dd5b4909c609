"""Messages that nobody was sent: the page of practice shows them."""

from piccolo.columns import UUID, BigInt, ForeignKey, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Unique
from piccolo.table import Table

from server.bookings.tables import Booking


class PracticeMessage(Table, tablename="practice_message"):
    """What would have been sent about a booking; its words are made when it is shown."""

    id = UUID(primary_key=True)
    booking = ForeignKey(Booking, on_delete=OnDelete.cascade)
    line = BigInt(help_text="of the journal, that called for it")
    kind = Varchar(length=20, help_text="as in notifications")
    channel = Varchar(length=10, help_text="how it would have come: email, sms, call")
    created_at = Timestamptz()

    practice_message_booking_line_uq = Unique([booking, line])
