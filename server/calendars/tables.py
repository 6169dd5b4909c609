"""What calendars keep: how events of others are shown, each public session as bytes, since when a feed is as it is."""

from piccolo.columns import UUID, Array, Bytea, Date, Integer, Text, Timestamptz, Varchar
from piccolo.table import Table


class Subscription(Table, tablename="calendar_subscription"):
    """How the events of a foreign calendar are shown here; `id` is that of the calendar itself."""

    id = UUID(primary_key=True)
    label = Text(help_text="whose events these are, in words")
    host = Text(help_text="of its address; empty for a file")
    library = UUID(null=True, default=None, help_text="where they take place; null: as each event says")
    themes = Array(base_column=Text())
    audiences = Array(base_column=Text())
    level = Varchar(length=20)
    created_at = Timestamptz()
    updated_at = Timestamptz()


class Edit(Table, tablename="calendar_edit"):
    """What staff changed about one event of a foreign calendar: it stands, whatever that calendar says later."""

    event = UUID(primary_key=True)
    hidden_at = Timestamptz(null=True, default=None)
    title = Text(help_text="empty: as the calendar says")
    folded = Text(help_text="title without accents, lower case")
    library = UUID(null=True, default=None)
    themes = Array(base_column=Text(), null=True, default=None, help_text="null: those of the subscription")
    audiences = Array(base_column=Text(), null=True, default=None)
    level = Varchar(length=20)
    updated_at = Timestamptz()


class Fragment(Table, tablename="session_ical"):
    """A session, of ours or of a peer, as the bytes of its event; made again from its sources whenever it is lost."""

    id = UUID(primary_key=True)
    mark = UUID(help_text="digest of the versions of all that it was made from")
    digest = Bytea(help_text="of all that any form of the event says")
    size = Integer(help_text="of the body, in octets")
    zone = Text(help_text="TZID that it is written in, empty for UTC")
    starts_at = Timestamptz(index=True)
    body = Bytea()


class FeedState(Table, tablename="feed_state"):
    """Since when a feed has the content it has: its Last-Modified."""

    key = UUID(primary_key=True, help_text="digest of its address")
    etag = Text()
    since = Timestamptz()
    asked_on = Date(index=True, help_text="the last day on which anybody asked for it")


class CalendarDraft(Table, tablename="calendar_draft"):
    """A calendar that somebody looks at before taking it up, or the new file of one; forgotten after two hours."""

    id = UUID(primary_key=True)
    by = Text(help_text="who looks, as the journal names them")
    feed = UUID(null=True, default=None, help_text="the subscription whose file it replaces")
    pasted = Text(help_text="the address typed, or the name of the file")
    url = Text(help_text="of the calendar; empty for a file")
    etag = Text()
    last_modified = Text()
    digest = Text()
    timezone = Text()
    reading = Bytea(help_text="what was read, without people and alarms")
    created_at = Timestamptz()
