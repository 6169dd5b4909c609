"""Paper with names on it: where it is from and when it must be destroyed; no names here."""

from piccolo.columns import UUID, Date, ForeignKey, Timestamptz
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from server.workshops.tables import Session


class PaperSheet(Table, tablename="paper_sheet"):
    """A sheet that was printed, to be destroyed like the contacts of its session."""

    id = UUID(primary_key=True)
    session = ForeignKey(Session, on_delete=OnDelete.cascade, index=True)
    printed_at = Timestamptz()
    shred_on = Date(help_text="the day from which it must be gone")
    destroyed_at = Timestamptz(null=True, default=None)
