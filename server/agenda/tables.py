"""What the agenda keeps: searches with a short address."""

from piccolo.columns import Text, Timestamptz
from piccolo.table import Table


class SavedSearch(Table, tablename="saved_search"):
    """A part of the agenda with a short address; nobody's: whoever saves the same search gets the same address."""

    id = Text(primary_key=True, help_text="in its address")
    query = Text(unique=True, help_text="the canonical query string")
    created_at = Timestamptz()
