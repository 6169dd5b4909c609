"""Staff, the links that let them in, their logins and their API tokens."""

from piccolo.columns import UUID, Boolean, Bytea, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table


class Staff(Table, tablename="staff"):
    """A member of staff."""

    id = UUID(primary_key=True)
    email = Varchar(length=254, unique=True, help_text="in lower case")
    name = Varchar(length=120)
    password = Text(help_text="Argon2id, PHC string; empty for who has chosen none")
    administrator = Boolean(default=False)
    joined_at = Timestamptz(null=True, default=None, help_text="null for who was invited and has not come yet")
    disabled_at = Timestamptz(null=True, default=None)
    language = Varchar(length=5, help_text="of the pages when they last entered; empty: not known")
    created_at = Timestamptz()


class EntryLink(Table, tablename="entry_link"):
    """A link that lets one person in once: to answer an invitation, or to choose another password.

    The secret in it is derived from `id`, so that the mail can be made when it is sent; its digest finds it. `due_at`
    is when the mail is owed, null where none is: sent, given up, or no mail is set up. It is erased thirty days after
    it is over, and with it whoever was invited and never came.
    """

    id = UUID(primary_key=True)
    staff = ForeignKey(Staff, on_delete=OnDelete.cascade, index=True)
    digest = Bytea(unique=True)
    kind = Varchar(length=10, help_text="invitation, password")
    language = Varchar(length=5)
    created_at = Timestamptz()
    expires_at = Timestamptz()
    used_at = Timestamptz(null=True, default=None)
    due_at = Timestamptz(null=True, default=None, index=True)
    attempts = Integer(default=0)
    locked_until = Timestamptz(null=True, default=None)
    lease = UUID(null=True, default=None)
    sent_at = Timestamptz(null=True, default=None)
    trouble = Text(help_text="why the mail could not be sent, in the mail server's words, without the address")


class Login(Table, tablename="login"):
    """One signed-in browser; only the digest of the cookie's secret is kept. It goes when it ends."""

    digest = Bytea(primary_key=True)
    handle = UUID(unique=True, help_text="its name on pages, which opens nothing")
    device = Varchar(length=60, help_text="browser and system, as the browser says")
    staff = ForeignKey(Staff, on_delete=OnDelete.cascade)
    created_at = Timestamptz()
    seen_at = Timestamptz()
    expires_at = Timestamptz()


class ApiToken(Table, tablename="api_token"):
    """A program's key; only its digest is kept, and its first letters to tell it from others."""

    id = UUID(primary_key=True)
    staff = ForeignKey(Staff, on_delete=OnDelete.cascade)
    digest = Bytea(unique=True)
    prefix = Varchar(length=8)
    created_at = Timestamptz()
    used_at = Timestamptz(null=True, default=None)
    expires_at = Timestamptz()
