"""What we keep of a file that staff bring in: until they confirm it, its lines; then what it made, to take it back."""

from piccolo.columns import UUID, Boolean, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from server.accounts.tables import Staff


class ImportDraft(Table, tablename="import_draft"):
    """A file that was brought in and is not confirmed. No column about people who come is in it."""

    id = UUID(primary_key=True)
    staff = ForeignKey(Staff, on_delete=OnDelete.cascade, index=True)
    kind = Varchar(length=10, help_text="table or calendar")
    name = Varchar(length=100, help_text="of the sheet or of the calendar, or empty")
    headings = Text(help_text="JSON: a list of texts; of a table")
    content = Text(help_text="JSON: lines, each its number and its cells; or events")
    cut = Boolean(default=False, help_text="whether the file held more than is taken at once")
    choices = Text(help_text="JSON: what was chosen for it, or empty")
    made_at = Timestamptz()
    erase_at = Timestamptz(index=True)


class ImportRun(Table, tablename="import_run"):
    """An import that was confirmed."""

    id = UUID(primary_key=True)
    actor = Varchar(length=80, help_text="staff:<id>, or system")
    staff = ForeignKey(Staff, null=True, default=None, on_delete=OnDelete.set_null, index=True)
    kind = Varchar(length=10)
    public = Boolean(default=False)
    known = Integer(default=0, help_text="lines whose session was there already")
    refused = Text(help_text="JSON: [where it stands, title, reason key] for each line refused")
    running = Boolean(default=False, help_text="whether lines are still to be imported")
    rows = Text(default="[]", help_text="JSON: the lines, until all are done")
    total = Integer(default=0)
    done = Integer(default=0, help_text="how many lines are done")
    library = Varchar(length=50, default="", help_text="slug of the library of lines that name none")
    undoing = Boolean(default=False)
    undo_by = Varchar(length=80, default="", help_text="staff:<id>, or system")
    undo_staff = UUID(null=True, default=None)
    undo_from = UUID(null=True, default=None, help_text="the last item that was looked at")
    made_at = Timestamptz(index=True)
    undone_at = Timestamptz(null=True, default=None)


class ImportItem(Table, tablename="import_item"):
    """A session that an import planned; `workshop` is the one that was written with it, if any."""

    id = UUID(primary_key=True)
    run = ForeignKey(ImportRun, on_delete=OnDelete.cascade, index=True)
    origin = Varchar(length=60)
    title = Varchar(length=150)
    starts_at = Timestamptz()
    session = UUID(help_text="it may be gone", unique=True)
    workshop = UUID(null=True, default=None)
    removed_at = Timestamptz(null=True, default=None)


class ImportHeading(Table, tablename="import_heading"):
    """What a column with this heading, folded, was last said to hold; empty for nothing of ours."""

    heading = Varchar(length=100, primary_key=True)
    field = Varchar(length=20)
    chosen_at = Timestamptz()
