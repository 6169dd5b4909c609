"""What subscriptions keep: each foreign calendar with its timetable, and the mirror of its events."""

from typing import Any

from piccolo.columns import JSONB, UUID, Array, Boolean, DoublePrecision, Integer, Text, Timestamptz, Varchar
from piccolo.columns.indexes import IndexMethod
from piccolo.querystring import QueryString
from piccolo.table import Table


class Calendar(Table, tablename="ical_feed"):
    """A calendar of others: an address that is polled, or a file that was handed in (then `url` is empty)."""

    id = UUID(primary_key=True)
    url = Text(index=True, index_method=IndexMethod.hash)
    name = Text(help_text="as the calendar calls itself")
    timezone = Text(help_text="IANA zone of times that name none")
    words_in = Array(base_column=Text(), help_text="folded; one of them must be in an event; empty: all events")
    words_out = Array(base_column=Text(), help_text="folded; none of them may be")
    categories = Array(base_column=Text(), help_text="folded; one of them must be one of its categories; empty: all")
    created_at = Timestamptz()
    paused_at = Timestamptz(null=True, default=None)
    next_at = Timestamptz(null=True, default=None, help_text="when it is polled next; null: never by itself")
    locked_until = Timestamptz(null=True, default=None)
    lease = UUID(null=True, default=None)
    period = Integer(default=3600, help_text="seconds between two polls, as it has adapted")
    wished = Integer(null=True, default=None, help_text="seconds between two polls that the calendar itself asks for")
    failures = Integer(default=0, help_text="in a row")
    etag = Text()
    last_modified = Text()
    digest = Text(help_text="of the bytes of the last good copy")
    fetched_at = Timestamptz(null=True, default=None, help_text="the last try")
    good_at = Timestamptz(null=True, default=None, help_text="the last try that was answered well")
    read_at = Timestamptz(null=True, default=None, help_text="when a good copy was last read whole")
    changed_at = Timestamptz(null=True, default=None, help_text="when an event last came, changed or went")
    changes = Integer(default=0, help_text="how many of them then")
    error = Text(help_text="key of why the last try failed; empty when it did not")
    error_detail = Text()
    problems = JSONB(default="[]", help_text="of the last good copy: lists of key, detail, line")
    asked_at = Timestamptz(null=True, default=None, help_text="since when a person is asked about what vanished")
    vanishing = Integer(default=0, help_text="how many events have vanished at once")


class Event(Table, tablename="ical_event"):
    """One dated event of a foreign calendar, as that calendar last told it."""

    id = UUID(primary_key=True)
    feed = UUID(index=True)
    identity = Text(unique=True, help_text="made of feed, UID and RECURRENCE-ID")
    uid = Text(index=True, index_method=IndexMethod.hash)
    recurrence_at = Timestamptz(null=True, default=None)
    sequence = Integer(default=0)
    stamped_at = Timestamptz(null=True, default=None, help_text="its LAST-MODIFIED or DTSTAMP")
    digest = Text(help_text="of all that a reader sees")
    starts_at = Timestamptz(index=True)
    ends_at = Timestamptz(null=True, default=None)
    timezone = Text()
    all_day = Boolean(default=False)
    status = Varchar(length=12, help_text="confirmed, tentative, cancelled")
    title = Text()
    description = Text()
    location = Text()
    url = Text()
    uuid = UUID(null=True, default=None, help_text="that its UID holds, when it is alone under it")
    page = Text(
        null=True, default=None, index=True, help_text="its url, where that is of the web, without a slash at its end"
    )
    categories = Array(base_column=Text())
    latitude = DoublePrecision(null=True, default=None)
    longitude = DoublePrecision(null=True, default=None)
    folded = Text(help_text="what search looks through: no accents, lower case")
    folded_place = Text()
    taken = Boolean(default=True, help_text="whether the calendar's choice of words lets it in")
    first_seen_at = Timestamptz()
    changed_at = Timestamptz(help_text="when anything above last changed")
    previous_starts_at = Timestamptz(null=True, default=None)
    missing_at = Timestamptz(null=True, default=None, help_text="since when good copies are without it")
    misses = Integer(default=0, help_text="how many good copies were without it")
    kept_at = Timestamptz(null=True, default=None, help_text="a person keeps it, though it is missing")
    withdrawn_at = Timestamptz(null=True, default=None)


def transaction() -> Any:
    """Open a transaction of the engine that holds these tables; nested ones are savepoints."""
    return Calendar._meta.db.transaction()


async def run(sql: str, *values: Any) -> list[dict[str, Any]]:
    """Run one statement, `{}` standing for each value, and return its rows."""
    rows = await Calendar._meta.db.run_querystring(QueryString(sql, *values))
    return [dict(row) for row in rows or []]
