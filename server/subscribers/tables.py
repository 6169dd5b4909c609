"""Private feeds with the bookings gathered in them, how often feeds are read, and trials of a subscription."""

from piccolo.columns import UUID, Boolean, Bytea, Date, ForeignKey, Integer, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Unique
from piccolo.table import Table

from server.accounts.tables import Staff
from server.bookings.tables import Booking
from server.elsewhere.tables import RemoteBooking
from server.libraries.tables import Room


class PrivateFeed(Table, tablename="private_feed"):
    """A calendar behind an address that is its own key: only a digest of it is kept."""

    id = UUID(primary_key=True)
    digest = Bytea(unique=True, help_text="of the token in its address")
    kind = Varchar(length=10, help_text="patron, presenter, room")
    staff = ForeignKey(Staff, null=True, default=None, on_delete=OnDelete.cascade, index=True)
    presenter = Varchar(length=120, help_text="who presents, as the sessions write it; of a presenter's feed")
    room = ForeignKey(Room, null=True, default=None, on_delete=OnDelete.cascade)
    busy = Boolean(help_text="says when only, not what")
    alarm_minutes = Integer(default=0, help_text="how long before the start it reminds; 0 for not")
    language = Varchar(length=5)
    content = Bytea(help_text="digest of what it last held")
    changed_at = Timestamptz(help_text="when what it holds was last seen to change: Last-Modified")
    made_at = Timestamptz()
    used_at = Timestamptz(index=True, help_text="last reading, or when it was made")
    used_by = Varchar(length=20, help_text="kind of the application that last read it, or empty")


class Gathered(Table, tablename="private_feed_booking"):
    """A booking, here or elsewhere, in a patron's feed: what belongs together. It is erased along with the contact."""

    feed = ForeignKey(PrivateFeed, on_delete=OnDelete.cascade)
    booking = ForeignKey(Booking, null=True, default=None, on_delete=OnDelete.cascade, index=True)
    remote = ForeignKey(RemoteBooking, null=True, default=None, on_delete=OnDelete.cascade, index=True)
    added_at = Timestamptz()

    private_feed_booking_uq = Unique([feed, booking])
    private_feed_remote_uq = Unique([feed, remote])


class Reading(Table, tablename="feed_reading"):
    """How often applications of one kind read one feed on one day: nobody is followed, no address is kept."""

    day = Date(index=True)
    feed = Varchar(length=200, help_text="path of a public feed, or the kind of a private one")
    client = Varchar(length=20)
    times = Integer()

    feed_reading_uq = Unique([day, feed, client])


class Trial(Table, tablename="feed_trial"):
    """A calendar with one event, to see whether an application reads it; erased after some days."""

    id = UUID(primary_key=True)
    digest = Bytea(unique=True, help_text="of the token in its address")
    language = Varchar(length=5)
    made_at = Timestamptz()
    delete_at = Timestamptz(index=True)


class TrialReading(Table, tablename="feed_trial_reading"):
    """How often applications of one kind read a trial."""

    trial = ForeignKey(Trial, on_delete=OnDelete.cascade)
    client = Varchar(length=20)
    times = Integer()
    first_at = Timestamptz()
    last_at = Timestamptz()

    feed_trial_reading_uq = Unique([trial, client])
