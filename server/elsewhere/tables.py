"""What our patrons asked of other agendas, and their contacts (personal, erased on a date)."""

from piccolo.columns import UUID, Boolean, Bytea, Date, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table


class RemoteBooking(Table, tablename="remote_booking"):
    """One seat asked of another agenda. No personal data here; the event is kept as it was when it was asked for."""

    id = UUID(primary_key=True)
    event = Text(index=True, help_text="its address in the fediverse")
    owner = Text(help_text="the actor that decides")
    host = Text()
    title = Text()
    organiser = Text()
    place = Text()
    page = Text(help_text="its page at the organiser's")
    phone = Text(help_text="the organiser's, or empty")
    starts_at = Timestamptz()
    ends_at = Timestamptz(null=True, default=None)
    timezone = Text()
    state = Varchar(length=12, help_text="asked, confirmed, waiting, refused, external, cancelled")
    told = Text(help_text="the organiser's own words with its answer")
    shares_contact = Boolean(default=False, help_text="the person agreed that the organiser gets the contact")
    guest = Text(unique=True, help_text="the pseudonymous actor that asks")
    asked_at = Timestamptz()
    tries = Integer(default=1)
    called_at = Timestamptz(null=True, default=None, help_text="when staff called the organiser who does not answer")
    answered_at = Timestamptz(null=True, default=None)
    reference = Varchar(length=20, unique=True, help_text="said aloud: LUNE 42")
    secret_digest = Bytea(unique=True)
    channel = Varchar(length=10, help_text="web, desk")
    language = Varchar(length=5)
    sequence = Integer(default=0, help_text="iCalendar SEQUENCE of the booking's own event")
    idempotency_key = Varchar(length=100, unique=True)
    cancelled_by = Varchar(length=10, help_text="patron, staff, organiser, or empty")
    created_at = Timestamptz()
    updated_at = Timestamptz()


class RemoteContact(Table, tablename="remote_contact"):
    """Who asked and how to reach them. Everything here is erased on `delete_after`."""

    booking = ForeignKey(RemoteBooking, primary_key=True, on_delete=OnDelete.cascade)
    name = Varchar(length=120)
    folded = Varchar(length=120, help_text="name folded for search")
    helper = Varchar(length=120, help_text="who asked for them, or empty")
    channel = Varchar(length=10, help_text="how to warn them: email, call, none")
    email = Varchar(length=254, null=True, default=None)
    phone = Varchar(length=40, null=True, default=None)
    delete_after = Date(index=True)


class RemoteDraft(Table, tablename="remote_draft"):
    """A request being made, question after question; erased after two hours or once it is sent."""

    digest = Bytea(primary_key=True, help_text="of the token in the address")
    event = Text()
    for_whom = Varchar(length=10, help_text="self, other, or empty")
    name = Varchar(length=120)
    helper = Varchar(length=120)
    channel = Varchar(length=10)
    email = Varchar(length=254)
    phone = Varchar(length=40)
    consent = Varchar(length=5, help_text="yes, no, or empty: may the organiser get the contact")
    started_at = Timestamptz(null=True, default=None, help_text="robots are too quick")
    booking = UUID(null=True, default=None, help_text="what came of it")
    expires_at = Timestamptz()
