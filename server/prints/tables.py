"""Paper: sheets with names, and when they must be destroyed (no names here); what hangs somewhere, and what it says."""

from piccolo.columns import JSONB, UUID, Array, Date, ForeignKey, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from server.libraries.tables import Library
from server.workshops.tables import Session


class PaperSheet(Table, tablename="paper_sheet"):
    """A sheet that was printed, to be destroyed like the contacts of its session."""

    id = UUID(primary_key=True)
    session = ForeignKey(Session, on_delete=OnDelete.cascade, index=True)
    printed_at = Timestamptz()
    shred_on = Date(help_text="the day from which it must be gone")
    destroyed_at = Timestamptz(null=True, default=None)


class Print(Table, tablename="print"):
    """A paper for the public that was printed, and where it was put up. See rules.Asked for what it is about."""

    id = UUID(primary_key=True)
    kind = Varchar(length=20, help_text="poster, flyer, brochure, large_print, sign")
    subject = Varchar(length=10, help_text="session, series, workshop, library, room, network")
    of = UUID(null=True, default=None, help_text="the id of its subject; null for the network")
    narrowed = UUID(null=True, default=None, help_text="the library to which a workshop was narrowed")
    paper = Varchar(length=2, help_text="a3, a4, a5")
    language = Varchar(length=2)
    day = Date(null=True, default=None, help_text="its day, or the first one of its month")
    library = ForeignKey(Library, null=True, default=None, on_delete=OnDelete.cascade, index=True)
    title = Varchar(length=150)
    places = Array(base_column=Varchar(length=80), default=list, help_text="where it was put up: no names of people")
    digest = Varchar(length=32, help_text="of all that it shows")
    printed_at = Timestamptz(index=True)
    over_at = Timestamptz(null=True, default=None, help_text="when all that it tells of is over")
    removed_at = Timestamptz(null=True, default=None)
    replaces = UUID(null=True, default=None, index=True, help_text="the print instead of which it was made")


class PrintedSession(Table, tablename="print_session"):
    """What a print says of a session."""

    id = UUID(primary_key=True)
    print = ForeignKey(Print, on_delete=OnDelete.cascade, index=True)
    session = ForeignKey(Session, on_delete=OnDelete.cascade, index=True)
    shown = JSONB(default="{}", help_text="rules.Shown")
    seen_at = Timestamptz(help_text="since when the session, if it changed, is to be compared")
