"""Our actors with their keys, and those of others."""

from piccolo.columns import JSONB, Text, Timestamptz, Varchar
from piccolo.table import Table


class LocalActor(Table, tablename="fed_local_actor"):
    """One of our actors: the instance (Application) or a library (Group)."""

    id = Text(primary_key=True)
    type = Varchar(length=20)
    username = Varchar(length=64, unique=True)
    name = Text()
    summary = Text()
    url = Text()
    attributed_to = Text()
    details = JSONB(default="{}", help_text="rows shown beside the profile (FEP-fb2a): name and text")
    private_key = Text(secret=True, help_text="sealed with the secret of the instance")
    public_pem = Text()
    key_id = Text(help_text="under which public_pem is published; empty for the first one, #main-key")
    ed25519_key = Text(secret=True, help_text="sealed, for proofs (FEP-8b32); empty until it is made")
    ed25519_multibase = Text(help_text="its public half as a Multikey (FEP-521a)")
    old_key = Text(secret=True, help_text="sealed: the key before the last rotation, which still signs until old_until")
    old_key_id = Text()
    old_until = Timestamptz(null=True, default=None)
    rotated_at = Timestamptz(null=True, default=None)
    created_at = Timestamptz()
    updated_at = Timestamptz()


class Guest(Table, tablename="fed_guest"):
    """The pseudonymous actor of one booking of ours at another server; it answers 410 after `gone_at`."""

    id = Text(primary_key=True)
    name = Text(help_text="a first name that the person chose to give, or empty")
    host = Text(help_text="the only server that it speaks to")
    gone_at = Timestamptz(index=True)
    created_at = Timestamptz()


class RemoteActor(Table, tablename="fed_remote_actor"):
    """An actor of another server, as its own server describes it."""

    id = Text(primary_key=True)
    type = Varchar(length=20)
    username = Text()
    name = Text()
    host = Text(index=True)
    url = Text()
    inbox = Text()
    shared_inbox = Text()
    outbox = Text()
    upcoming = Text(help_text="its collection of coming events, or empty")
    attributed_to = Text()
    key_id = Text(index=True)
    public_pem = Text()
    multikeys = JSONB(default="{}", help_text="its assertionMethod: publicKeyMultibase by key id (FEP-521a)")
    fetched_at = Timestamptz()
    key_tried_at = Timestamptz(null=True, default=None, help_text="when a bad signature last made us read it again")
