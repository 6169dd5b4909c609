"""What the protocol keeps: our actors and what they said, whom we hear, what is owed, and the mirror of events."""

from typing import Any

from piccolo.columns import (
    JSON,
    JSONB,
    UUID,
    Array,
    BigInt,
    BigSerial,
    Boolean,
    DoublePrecision,
    Integer,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.constraints import Unique
from piccolo.querystring import QueryString
from piccolo.table import Table

WORK = "agendatheque_work"


class LocalActor(Table, tablename="fed_local_actor"):
    """One of our actors: the instance (Application) or a library (Group)."""

    id = Text(primary_key=True)
    type = Varchar(length=20)
    username = Varchar(length=64, unique=True)
    name = Text()
    summary = Text()
    url = Text()
    attributed_to = Text()
    private_key = Text(secret=True, help_text="sealed with the secret of the instance")
    public_pem = Text()
    created_at = Timestamptz()
    updated_at = Timestamptz()


class RemoteActor(Table, tablename="fed_remote_actor"):
    """An actor of another server, as its own server describes it."""

    id = Text(primary_key=True)
    type = Varchar(length=20)
    username = Text()
    name = Text()
    host = Text(index=True)
    url = Text()
    inbox = Text()
    shared_inbox = Text()
    outbox = Text()
    upcoming = Text(help_text="its collection of coming events, or empty")
    attributed_to = Text()
    key_id = Text(index=True)
    public_pem = Text()
    fetched_at = Timestamptz()
    key_tried_at = Timestamptz(null=True, default=None, help_text="when a bad signature last made us read it again")


class Peer(Table, tablename="fed_peer"):
    """One row per other host: what it runs, how it is doing, and who is sending to it at this moment."""

    host = Text(primary_key=True)
    software = Text()
    software_version = Text()
    described_at = Timestamptz(null=True, default=None, help_text="when its NodeInfo was read")
    scheme = Varchar(length=10, help_text="the signature scheme that worked: cavage, rfc9421, or empty")
    scheme_at = Timestamptz(null=True, default=None)
    blocked_at = Timestamptz(null=True, default=None)
    heard_at = Timestamptz(null=True, default=None, help_text="last verified request from it")
    skew_seconds = Integer(default=0, help_text="its clock minus ours, at the last verified request")
    last_success_at = Timestamptz(null=True, default=None)
    last_failure_at = Timestamptz(null=True, default=None)
    last_error = Text()
    failures = Integer(default=0, help_text="failures in a row since first_failure_at")
    first_failure_at = Timestamptz(null=True, default=None)
    opens_again_at = Timestamptz(null=True, default=None, help_text="circuit breaker: nothing is sent before")
    locked_until = Timestamptz(null=True, default=None)
    lease = UUID(null=True, default=None, help_text="fencing token of the sender that holds the host")


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
    due_at = Timestamptz()
    attempts = Integer(default=0)
    last_error = Text()
    last_status = Integer(default=0)
    state = Varchar(length=10, default="owed", help_text="owed, parked")
    missing_at = Timestamptz(null=True, default=None, help_text="first 404 or 410 of its inbox, cleared by any other")
    created_at = Timestamptz()


class Received(Table, tablename="fed_received"):
    """An activity that a verified sender gave us, and what became of it."""

    id = BigSerial(primary_key=True)
    activity = Text()
    body_hash = Varchar(length=64)
    type = Varchar(length=40)
    actor = Text()
    host = Text()
    body = Text(help_text="as it came, byte for byte; emptied after 14 days")
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


class Lookup(Table, tablename="fed_lookup"):
    """Something that a hint told us to read at its origin; the row is deleted once it was read."""

    url = Text(primary_key=True)
    kind = Varchar(length=12, help_text="event, collection, actor, peer")
    sponsor = Text(help_text="the followed actor whose hint it was")
    hints = Integer(default=1, help_text="raised by each hint, so that one that comes during the reading is not lost")
    due_at = Timestamptz()
    attempts = Integer(default=0)
    state = Varchar(length=10, default="owed", help_text="owed, parked")
    locked_until = Timestamptz(null=True, default=None)
    lease = UUID(null=True, default=None)
    missing_at = Timestamptz(null=True, default=None, help_text="first 404; a second one an hour later means gone")
    last_error = Text()
    created_at = Timestamptz()


class RemoteEvent(Table, tablename="fed_remote_event"):
    """The mirror: an event of another server, as its origin last told it. Never one of our own."""

    ap_id = Text(primary_key=True)
    uuid = UUID(null=True, default=None, index=True)
    host = Text(index=True)
    owner = Text(index=True)
    owner_name = Text()
    sponsor = Text(help_text="the followed actor that brought it")
    url = Text()
    booking_url = Text()
    name = Text()
    summary = Text()
    content = Text(help_text="sanitised HTML")
    starts_at = Timestamptz(null=True, default=None, help_text="null only in a tombstone of something never seen")
    ends_at = Timestamptz(null=True, default=None)
    timezone = Text()
    status = Varchar(length=12, help_text="confirmed, tentative, cancelled")
    place_name = Text()
    street = Text()
    postal_code = Text()
    locality = Text()
    latitude = DoublePrecision(null=True, default=None)
    longitude = DoublePrecision(null=True, default=None)
    is_online = Boolean(default=False)
    capacity = Integer(null=True, default=None)
    remaining = Integer(null=True, default=None)
    phone = Text()
    tags = Array(base_column=Text())
    level = Text()
    audience = Array(base_column=Text())
    language = Text()
    version = BigInt(null=True, default=None)
    updated = Timestamptz(null=True, default=None)
    digest = Text()
    folded = Text(help_text="what search looks through: no accents, lower case")
    document = JSONB()
    first_seen_at = Timestamptz(help_text="of two events with one uuid, the first seen is shown")
    fetched_at = Timestamptz()
    seen_at = Timestamptz()
    previous_starts_at = Timestamptz(null=True, default=None)
    tombstoned_at = Timestamptz(null=True, default=None)


def transaction() -> Any:
    """Open a transaction of the engine that holds these tables; nested ones are savepoints."""
    return Thing._meta.db.transaction()


async def run(sql: str, *values: Any) -> list[dict[str, Any]]:
    """Run one statement, `{}` standing for each value, and return its rows."""
    rows = await Thing._meta.db.run_querystring(QueryString(sql, *values))
    return [dict(row) for row in rows or []]


async def wake(what: str) -> None:
    """Tell the workers, at commit, that something is due: inbox, delivery or lookup (NOTIFY; their poll stays)."""
    await run("SELECT pg_notify({}, {})", WORK, what)
