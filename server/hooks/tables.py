"""Which addresses are told of what happens, and what each was told, is owed, or could not be told."""

from piccolo.columns import UUID, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table


class Hook(Table, tablename="hook"):
    """An address that is told. Its secret is in no table: it is derived from its id and `generation`."""

    id = UUID(primary_key=True)
    name = Varchar(length=100)
    url = Varchar(length=500)
    kinds = Text(help_text="what it is told of, words with spaces between; empty for all")
    generation = Integer(default=1, help_text="how many secrets it has had")
    overlap_until = Timestamptz(null=True, default=None, help_text="until when the secret before signs too")
    unseen = Integer(default=1, help_text="the generation whose secret nobody has looked at yet, or 0")
    failing_since = Timestamptz(null=True, default=None)
    disabled_at = Timestamptz(null=True, default=None)
    disabled_why = Varchar(length=10, help_text="staff, gone, failing, or empty")
    locked_until = Timestamptz(null=True, default=None)
    lease = UUID(null=True, default=None)
    made_at = Timestamptz()


class HookDelivery(Table, tablename="hook_delivery"):
    """One thing told to one address; its id is the `webhook-id`, the same at each try."""

    id = UUID(primary_key=True)
    hook = ForeignKey(Hook, on_delete=OnDelete.cascade, index=True)
    kind = Varchar(length=40)
    subject = UUID(help_text="the session, or the hook for a test")
    body = Text(help_text="JSON, as it is signed and sent")
    state = Varchar(length=10, default="owed", help_text="owed, sent, dead")
    attempts = Integer(default=0)
    due_at = Timestamptz(index=True)
    status = Integer(default=0, help_text="of the last answer (RFC 9110), 0 for none")
    error = Varchar(length=200)
    took_ms = Integer(default=0)
    tried_at = Timestamptz(null=True, default=None)
    created_at = Timestamptz(index=True)
