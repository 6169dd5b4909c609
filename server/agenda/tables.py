"""What the agenda keeps: searches with a short address, and how often it was searched in vain."""

from piccolo.columns import UUID, Date, Integer, Text, Timestamptz, Varchar
from piccolo.constraints import Unique
from piccolo.table import Table


class SavedSearch(Table, tablename="saved_search"):
    """A part of the agenda with a short address; nobody's: whoever saves the same search gets the same address."""

    id = Text(primary_key=True, help_text="in its address")
    query = Text(unique=True, help_text="the canonical query string")
    created_at = Timestamptz()


class Missed(Table, tablename="search_missed"):
    """How often the agenda was searched in vain in a week, for a theme and a place: a number, nobody in it.

    What was typed is not kept, but the theme that it is a word of.
    """

    id = UUID(primary_key=True)
    week = Date(help_text="its Monday")
    theme = Varchar(length=40, help_text="one of the themes of workshops, or empty")
    place = Varchar(length=5, help_text="code of a commune (five signs) or of a département, or empty")
    times = Integer()
    last_at = Timestamptz(index=True, help_text="when it was last counted: once a minute at most")

    search_missed_uq = Unique([week, theme, place])
