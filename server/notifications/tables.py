"""Messages owed, sent or given up, what people were told; and, in the demonstration, mails kept to be looked at."""

from piccolo.columns import JSONB, UUID, BigInt, Boolean, Bytea, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Unique
from piccolo.table import Table

from server.accounts.tables import Staff
from server.bookings.tables import Booking, Watch
from server.elsewhere.tables import RemoteBooking
from server.libraries.tables import Closing, Library
from server.workshops.tables import Session


class Broadcast(Table, tablename="broadcast"):
    """What staff wrote to the people of a session. The text is erased with the last contact of the session."""

    id = UUID(primary_key=True)
    session = ForeignKey(Session, on_delete=OnDelete.cascade, index=True)
    audience = Varchar(length=10, help_text="confirmed, waiting, both")
    text = Text()
    key = Varchar(length=100, unique=True, help_text="of the form: sending it twice is sending it once")
    created_at = Timestamptz()


class Message(Table, tablename="message"):
    """One thing to tell one person. The words are made when it is sent, from what is true then."""

    id = UUID(primary_key=True)
    booking = ForeignKey(Booking, null=True, default=None, on_delete=OnDelete.cascade, index=True)
    remote = ForeignKey(RemoteBooking, null=True, default=None, on_delete=OnDelete.cascade, index=True)
    watch = ForeignKey(Watch, null=True, default=None, on_delete=OnDelete.cascade, index=True)
    broadcast = ForeignKey(Broadcast, null=True, default=None, on_delete=OnDelete.cascade, index=True)
    staff = ForeignKey(Staff, null=True, default=None, on_delete=OnDelete.cascade, index=True)
    closing = ForeignKey(Closing, null=True, default=None, on_delete=OnDelete.cascade, index=True)
    kind = Varchar(
        length=20,
        help_text="confirmed, waiting, promoted, changed, called_off, cancelled, reminder, broadcast, opened;"
        " refused, unanswered",
    )
    channel = Varchar(length=10, help_text="email, sms, call")
    starts_at = Timestamptz(null=True, default=None, help_text="the start that a reminder is about")
    parts = Integer(default=0, help_text="how many SMS were paid")
    dedupe_key = Varchar(length=120, unique=True)
    state = Varchar(length=10, default="owed", help_text="owed, sent, dropped, dead, unsure")
    due_at = Timestamptz(index=True)
    attempts = Integer(default=0)
    locked_until = Timestamptz(null=True, default=None)
    lease = UUID(null=True, default=None)
    last_error = Text()
    done_at = Timestamptz(null=True, default=None)
    created_at = Timestamptz()


class Told(Table, tablename="told"):
    """When and where a party was last told that its session is: what a change is compared with."""

    booking = ForeignKey(Booking, primary_key=True, on_delete=OnDelete.cascade)
    starts_at = Timestamptz()
    ends_at = Timestamptz()
    mode = Varchar(length=10)
    online_url = Varchar(length=500)
    library = Varchar(length=150)
    place = Varchar(length=300)
    room = Varchar(length=100)
    postponed = Boolean(default=False)
    at = Timestamptz()


class StaffNotice(Table, tablename="staff_notice"):
    """A mail to a member of staff: what changed in how they enter, or in a training; forgotten after seven days."""

    id = UUID(primary_key=True)
    line = BigInt(help_text="of the journal, which tells it")
    staff = ForeignKey(Staff, on_delete=OnDelete.cascade, index=True)
    kind = Varchar(length=40, help_text="of the line")
    session = UUID(null=True, default=None, help_text="the training that it is about; it may be gone")
    facts = JSONB(default="{}", help_text="of a training that was called off: its title, when it was to be")
    at = Timestamptz(help_text="when it happened")
    due_at = Timestamptz(null=True, default=None, index=True, help_text="null once it is sent or given up")
    attempts = Integer(default=0)
    locked_until = Timestamptz(null=True, default=None)
    lease = UUID(null=True, default=None)
    trouble = Text(help_text="why it could not be sent, without the address")

    staff_notice_line_staff_uq = Unique([line, staff])


class ShownMail(Table, tablename="shown_mail"):
    """A mail, or an SMS, of the demonstration, shown on a page instead of sent."""

    id = UUID(primary_key=True)
    at = Timestamptz()
    channel = Varchar(length=10, default="email", help_text="email, sms")
    recipient = Text()
    subject = Text()
    body = Text()
    source = Text(help_text="the whole message, RFC 5322")


class CallTry(Table, tablename="call_try"):
    """One telephone call that staff made, and how it ended."""

    id = UUID(primary_key=True)
    message = ForeignKey(Message, on_delete=OnDelete.cascade, index=True)
    outcome = Varchar(length=10, help_text="yes, no, told, left (a message), later, enough (not called any more)")
    at = Timestamptz()


class AskingRule(Table, tablename="asking_rule"):
    """Whether a library asks those who booked if they are coming. No row, or no days: it does not."""

    library = ForeignKey(Library, primary_key=True, on_delete=OnDelete.cascade)
    days = Integer(default=0, help_text="how many days before the session; 0 for never")
    frees = Boolean(default=False, help_text="whether no answer gives the seat to somebody else")
    updated_at = Timestamptz()


class Asked(Table, tablename="asked"):
    """A party that was asked whether it is coming, and what it answered."""

    booking = ForeignKey(Booking, primary_key=True, on_delete=OnDelete.cascade)
    starts_at = Timestamptz(help_text="the start that was asked about: when the session moves, its answer is void")
    asked_at = Timestamptz()
    answer_by = Timestamptz(null=True, default=None, help_text="they were told that no answer by then frees the seat")
    token_digest = Bytea(unique=True, help_text="of the short text in the address of the page to answer on")
    answer = Varchar(length=10, help_text="yes, no, silence (the seat was given away), or empty")
    answered_by = Varchar(length=10, help_text="patron, staff, or empty")
    answered_at = Timestamptz(null=True, default=None)


class OwnWords(Table, tablename="own_words"):
    """A library's own sentences for one kind of message in one language; an empty part is said in ours."""

    id = UUID(primary_key=True)
    library = ForeignKey(Library, on_delete=OnDelete.cascade)
    kind = Varchar(length=20)
    language = Varchar(length=5)
    subject = Text()
    body = Text()
    sms = Text()
    updated_at = Timestamptz()

    own_words_uq = Unique([library, kind, language])
