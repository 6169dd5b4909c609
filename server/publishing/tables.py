"""What was done to many sessions at once, kept for as long as it can be undone."""

from piccolo.columns import JSONB, UUID, Boolean, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from server.accounts.tables import Staff


class Bulk(Table, tablename="bulk"):
    """One thing done by one person to many sessions."""

    id = UUID(primary_key=True)
    staff = ForeignKey(Staff, on_delete=OnDelete.cascade)
    action = Varchar(length=20, help_text="publish, ask_review, change, cancel, withdraw")
    at = Timestamptz(index=True)
    undone_at = Timestamptz(null=True, default=None)


class BulkLine(Table, tablename="bulk_line"):
    """What it did to one session: `before` holds the fields that it changed, as they were."""

    id = UUID(primary_key=True)
    bulk = ForeignKey(Bulk, on_delete=OnDelete.cascade, index=True)
    session = UUID(help_text="the session may be gone since")
    label = Text(help_text="the session in words, as it was")
    done = Boolean(default=False)
    reason = Varchar(length=40, help_text="why not: key of a refusal")
    facts = JSONB(default="{}")
    before = JSONB(default="{}")
    version = Integer(default=0, help_text="the version that it made: another one is not undone")
    undone = Boolean(default=False)
    kept_reason = Varchar(length=40, help_text="why it was not undone: key of a refusal")
