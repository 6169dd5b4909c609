"""What we say ourselves of calendars of others and of their events: where, for whom, about what."""

from piccolo.columns import UUID, Array, Text, Timestamptz, Varchar
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
