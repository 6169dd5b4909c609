"""What we say: our objects, the activities about them, and what is owed and was taken."""

from piccolo.columns import JSON, UUID, BigInt, BigSerial, Boolean, Integer, Text, Timestamptz, Varchar
from piccolo.constraints import Unique
from piccolo.table import Table


class Thing(Table, tablename="fed_thing"):
    """One of our objects in its newest public state; a tombstone once `deleted_at` is set."""

    id = Text(primary_key=True)
    uuid = UUID(index=True)
    owner = Text(index=True)
    document = JSON(help_text="as it is served, in the order of its writer")
    version = BigInt()
    published = Timestamptz()
    updated = Timestamptz()
    starts_at = Timestamptz()
    ends_at = Timestamptz(help_text="when it stops being an event to come")
    deleted_at = Timestamptz(null=True, default=None)
    seq = BigInt(index=True, help_text="place in the feed of changes")
    digest = Text(help_text="of the living document (wire.event.digest), for the feed of changes")
    first_announced_at = Timestamptz(null=True, default=None)
    announced_at = Timestamptz(null=True, default=None, help_text="last Announce of it")
    announce_due_at = Timestamptz(null=True, default=None, help_text="an Announce of it that waits for its turn")


class Activity(Table, tablename="fed_activity"):
    """Something one of our actors said."""

    id = Text(primary_key=True)
    actor = Text()
    type = Varchar(length=20)
    thing = Text(index=True, help_text="the object it is about")
    public = Boolean(default=False, help_text="listed in the outbox and served to all")
    document = JSON()
    created_at = Timestamptz()


class Delivery(Table, tablename="fed_delivery"):
    """One activity owed to one inbox; the row is deleted once it was taken."""

    id = BigSerial(primary_key=True)
    host = Text()
    inbox = Text()
    signer = Text(help_text="id of our actor that signs")
    activity = Text()
    kind = Varchar(length=20, help_text="type of the activity")
    thing = Text(help_text="deliveries to one inbox about one thing keep their order")
    lane = Integer(default=1, help_text="0 for bookings, which pass before the rest")
    due_at = Timestamptz()
    attempts = Integer(default=0)
    last_error = Text()
    last_status = Integer(default=0)
    state = Varchar(length=10, default="owed", help_text="owed, parked")
    missing_at = Timestamptz(null=True, default=None, help_text="first 404 or 410 of its inbox, cleared by any other")
    created_at = Timestamptz()


class Sent(Table, tablename="fed_sent"):
    """What an inbox last took about one of our things, so that staff see where an event has been delivered."""

    id = BigSerial(primary_key=True)
    thing = Text()
    inbox = Text()
    host = Text(index=True)
    kind = Varchar(length=20)
    activity = Text()
    at = Timestamptz()

    fed_sent_thing_inbox_uq = Unique([thing, inbox])
