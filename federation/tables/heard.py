"""What we hear: activities received, signatures used, requests refused, reports."""

from piccolo.columns import BigSerial, Integer, Text, Timestamptz, Varchar
from piccolo.constraints import Unique
from piccolo.table import Table


class Received(Table, tablename="fed_received"):
    """An activity that a verified sender gave us, and what became of it."""

    id = BigSerial(primary_key=True)
    activity = Text()
    body_hash = Varchar(length=64)
    type = Varchar(length=40)
    actor = Text()
    host = Text()
    body = Text(help_text="as it came but for what is sealed; emptied after 14 days, of bookings after 24 hours")
    sealed = Text(secret=True, help_text="a contact that came with a Join, encrypted; emptied once it is treated")
    received_at = Timestamptz()
    due_at = Timestamptz()
    state = Varchar(length=10, help_text="received, processed, ignored, error (parked)")
    reason = Text()
    attempts = Integer(default=0)
    locked_until = Timestamptz(null=True, default=None)

    fed_received_activity_body_hash_uq = Unique([activity, body_hash])


class Seen(Table, tablename="fed_seen"):
    """Signatures already used, for as long as their time window lasts."""

    hash = Varchar(length=64, primary_key=True, help_text="SHA-256 of key id and signature")
    until = Timestamptz(index=True)


class Refusal(Table, tablename="fed_refusal"):
    """A request that was not let in, without its body; also what keeps us from asking for a bad key again at once."""

    id = BigSerial(primary_key=True)
    at = Timestamptz(index=True)
    host = Text()
    key_id = Text()
    actor = Text(help_text="who the sender said it was")
    status = Integer()
    reason = Text()


class Report(Table, tablename="fed_report"):
    """A Flag that came in: something of ours, or of a peer, that somebody asks us to look at."""

    id = BigSerial(primary_key=True)
    host = Text()
    actor = Text()
    object = Text()
    content = Text()
    activity = Text()
    state = Varchar(length=10, default="open", help_text="open, closed")
    reported_at = Timestamptz()
    closed_at = Timestamptz(null=True, default=None)

    fed_report_actor_object_uq = Unique([actor, object])
