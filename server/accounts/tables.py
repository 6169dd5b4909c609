"""Staff, their logins and their API tokens."""

from piccolo.columns import UUID, Boolean, Bytea, ForeignKey, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table


class Staff(Table, tablename="staff"):
    """A member of staff."""

    id = UUID(primary_key=True)
    email = Varchar(length=254, unique=True, help_text="in lower case")
    name = Varchar(length=120)
    password = Text(help_text="Argon2id, PHC string")
    administrator = Boolean(default=False)
    disabled_at = Timestamptz(null=True, default=None)
    created_at = Timestamptz()


class Login(Table, tablename="login"):
    """One signed-in browser; only the digest of the cookie's secret is kept."""

    digest = Bytea(primary_key=True)
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
