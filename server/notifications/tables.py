"""Messages owed, sent or given up; and, in the demonstration, mails kept to be looked at."""

from piccolo.columns import UUID, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from server.bookings.tables import Booking, Watch
from server.elsewhere.tables import RemoteBooking


class Message(Table, tablename="message"):
    """One thing to tell one person. The words are made when it is sent, from what is true then."""

    id = UUID(primary_key=True)
    booking = ForeignKey(Booking, null=True, default=None, on_delete=OnDelete.cascade, index=True)
    remote = ForeignKey(RemoteBooking, null=True, default=None, on_delete=OnDelete.cascade, index=True)
    watch = ForeignKey(Watch, null=True, default=None, on_delete=OnDelete.cascade, index=True)
    kind = Varchar(
        length=20, help_text="confirmed, waiting, promoted, changed, called_off, cancelled, opened; refused, unanswered"
    )
    channel = Varchar(length=10, help_text="email, call")
    dedupe_key = Varchar(length=120, unique=True)
    state = Varchar(length=10, default="owed", help_text="owed, sent, dropped, dead")
    due_at = Timestamptz(index=True)
    attempts = Integer(default=0)
    locked_until = Timestamptz(null=True, default=None)
    lease = UUID(null=True, default=None)
    last_error = Text()
    done_at = Timestamptz(null=True, default=None)
    created_at = Timestamptz()


class ShownMail(Table, tablename="shown_mail"):
    """A mail of the demonstration, shown on a page instead of sent."""

    id = UUID(primary_key=True)
    at = Timestamptz()
    recipient = Text()
    subject = Text()
    body = Text()
    source = Text(help_text="the whole message, RFC 5322")
