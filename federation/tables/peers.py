"""Other hosts, who of them follows us and whom we follow."""

from piccolo.columns import UUID, BigInt, BigSerial, Boolean, Date, Integer, Text, Timestamptz, Varchar
from piccolo.constraints import Unique
from piccolo.table import Table


class Peer(Table, tablename="fed_peer"):
    """One row per other host: what it runs, how it is doing, and who is sending to it at this moment."""

    host = Text(primary_key=True)
    software = Text()
    software_version = Text()
    described_at = Timestamptz(null=True, default=None, help_text="when its NodeInfo was read")
    scheme = Varchar(length=10, help_text="the signature scheme that worked: cavage, rfc9421, or empty")
    scheme_at = Timestamptz(null=True, default=None)
    blocked_at = Timestamptz(null=True, default=None)
    approved_at = Timestamptz(null=True, default=None, help_text="allow-list mode: an administrator lets it in")
    hub = Boolean(default=False, help_text="it says that it is a hub (NodeInfo)")
    territory = Text(help_text="what it says of where it is (NodeInfo)")
    heard_at = Timestamptz(null=True, default=None, help_text="last verified request from it")
    skew_seconds = Integer(default=0, help_text="its clock minus ours, at the last verified request")
    last_success_at = Timestamptz(null=True, default=None)
    delivered = BigInt(default=0, help_text="how many messages it has taken")
    last_failure_at = Timestamptz(null=True, default=None)
    last_error = Text()
    failures = Integer(default=0, help_text="failures in a row since first_failure_at")
    first_failure_at = Timestamptz(null=True, default=None)
    opens_again_at = Timestamptz(null=True, default=None, help_text="circuit breaker: nothing is sent before")
    locked_until = Timestamptz(null=True, default=None)
    lease = UUID(null=True, default=None, help_text="fencing token of the sender that holds the host")
    failing_days = Integer(default=0, help_text="different days with failures and no success since")
    failed_on = Date(null=True, default=None, help_text="the last of these days")
    dead_at = Timestamptz(null=True, default=None, help_text="unreachable for seven days: nothing is owed any more")
    sync = Text(help_text="address of its feed of changes (NodeInfo), or empty")
    cursor = Text(help_text="how far we have read its feed; empty: from the beginning")
    last_seq = BigInt(default=0, help_text="the latest place in its feed that we have heard of, read or pushed")
    caught_up_at = Timestamptz(null=True, default=None, help_text="when its feed was last read to the end")
    sync_due_at = Timestamptz(
        null=True,
        default=None,
        help_text="when its feed is read next; without one, when it died: it lives again and is due what it missed",
    )
    compare_due_at = Timestamptz(null=True, default=None)
    compared_at = Timestamptz(null=True, default=None, help_text="when its digests and ours were last compared")
    compared = Integer(default=0, help_text="events compared then")
    drift = Integer(default=0, help_text="events that differed then, and were read again")
    compare_error = Text()
    their_cursor = BigInt(default=0, help_text="how far it has read our feed of changes")
    their_cursor_at = Timestamptz(null=True, default=None)


class Follower(Table, tablename="fed_follower"):
    """Somebody who follows one of our actors."""

    id = BigSerial(primary_key=True)
    actor = Text()
    local_actor = Text(index=True)
    type = Varchar(length=20)
    host = Text(index=True)
    inbox = Text()
    shared_inbox = Text()
    state = Varchar(length=10, default="accepted")
    follow_id = Text()
    since = Timestamptz()

    fed_follower_actor_local_actor_uq = Unique([actor, local_actor])


class Following(Table, tablename="fed_following"):
    """An actor that one of ours follows, or has asked to."""

    id = BigSerial(primary_key=True)
    actor = Text()
    local_actor = Text()
    type = Varchar(length=20)
    name = Text()
    host = Text(index=True)
    inbox = Text()
    state = Varchar(length=10, help_text="asked, accepted, refused")
    address = Text(help_text="what was typed, or empty")
    follow_id = Text(unique=True)
    asked_at = Timestamptz()
    answered_at = Timestamptz(null=True, default=None)

    fed_following_actor_local_actor_uq = Unique([actor, local_actor])
