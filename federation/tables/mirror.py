"""The mirror of the events of others, and what is to be read at its origin."""

from piccolo.columns import JSONB, UUID, Array, BigInt, Boolean, DoublePrecision, Integer, Text, Timestamptz, Varchar
from piccolo.columns.indexes import IndexMethod
from piccolo.table import Table


class Lookup(Table, tablename="fed_lookup"):
    """Something that a hint told us to read at its origin; the row is deleted once it was read."""

    url = Text(primary_key=True)
    kind = Varchar(length=12, help_text="event, collection, actor, peer, changes, compare")
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
    url = Text(index=True, index_method=IndexMethod.hash)
    booking_url = Text()
    same_as = Array(base_column=Text(), help_text="addresses, and urn:uuid:, of what it says it is a copy of")
    same_uuid = UUID(null=True, default=None, help_text="the UUID among them")
    name = Text()
    summary = Text()
    content = Text(help_text="sanitised HTML")
    starts_at = Timestamptz(null=True, default=None, help_text="null only in a tombstone of something never seen")
    ends_at = Timestamptz(null=True, default=None)
    timezone = Text()
    status = Varchar(length=12, help_text="confirmed, moved_online, tentative, postponed, cancelled")
    place_name = Text()
    street = Text()
    postal_code = Text()
    locality = Text()
    latitude = DoublePrecision(null=True, default=None)
    longitude = DoublePrecision(null=True, default=None)
    is_online = Boolean(default=False)
    join_mode = Varchar(length=12, help_text="free, restricted, external, or empty")
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
    hidden_at = Timestamptz(null=True, default=None, help_text="an administrator shows it no more")
    etag = Text()
    last_modified = Text()
    seq = BigInt(null=True, default=None, help_text="on a hub: place in its feed, given when that is read; null: anew")
    next_check_at = Timestamptz(null=True, default=None, help_text="when its origin is asked again, for lack of a feed")
