"""What shows that staff are who they say: passkeys, second factors, accounts elsewhere; and what is under way."""

from piccolo.columns import UUID, BigInt, Boolean, Bytea, ForeignKey, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Unique
from piccolo.table import Table

from server.accounts.tables import Login, Staff


class Passkey(Table, tablename="passkey"):
    """A key kept by a telephone, a computer or a stick (WebAuthn); only its public half is here."""

    id = UUID(primary_key=True)
    staff = ForeignKey(Staff, on_delete=OnDelete.cascade, index=True)
    credential = Bytea(unique=True, help_text="the id by which the device knows it")
    public_key = Bytea(help_text="COSE")
    uses = BigInt(default=0, help_text="the device's counter of signatures; 0 where it keeps none")
    name = Varchar(length=60, help_text="as its owner calls it")
    synced = Boolean(default=False, help_text="kept by several devices of its owner")
    created_at = Timestamptz()
    used_at = Timestamptz(null=True, default=None)


class Challenge(Table, tablename="passkey_challenge"):
    """What a device was asked to sign: good once, for a few minutes."""

    digest = Bytea(primary_key=True)
    staff = ForeignKey(Staff, on_delete=OnDelete.cascade, null=True, help_text="who adds a key; null to sign in")
    expires_at = Timestamptz(index=True)


class SecondFactor(Table, tablename="second_factor"):
    """The secret that an application on a telephone makes codes from (RFC 6238)."""

    staff = ForeignKey(Staff, on_delete=OnDelete.cascade, primary_key=True)
    secret = Text(secret=True, help_text="sealed")
    last_step = BigInt(default=0, help_text="the last period of 30 s whose code was taken: none is taken twice")
    created_at = Timestamptz()


class RecoveryCode(Table, tablename="recovery_code"):
    """A code on paper that stands in for the telephone, once; only its digest is kept."""

    id = UUID(primary_key=True)
    staff = ForeignKey(Staff, on_delete=OnDelete.cascade, index=True)
    digest = Bytea(unique=True)
    used_at = Timestamptz(null=True, default=None)


class Halfway(Table, tablename="halfway"):
    """A browser that gave a good password and has still to give a code, or to set one up."""

    digest = Bytea(primary_key=True)
    staff = ForeignKey(Staff, on_delete=OnDelete.cascade)
    expires_at = Timestamptz(index=True)


class Duty(Table, tablename="second_factor_duty"):
    """A role that may sign in with a password only if a second factor goes with it."""

    role = Varchar(length=20, primary_key=True, help_text="administrator, or a role in a library")
    since = Timestamptz()


class Errand(Table, tablename="openid_errand"):
    """A browser that was sent to the OpenID provider and has not come back."""

    digest = Bytea(primary_key=True, help_text="of the state")
    browser = Bytea(help_text="digest of the cookie of the browser that was sent")
    kept = Text(secret=True, help_text="sealed: the nonce, the PKCE verifier, the page to go to afterwards")
    expires_at = Timestamptz(index=True)


class OutsideAccount(Table, tablename="outside_account"):
    """Whom an OpenID provider means by a subject, found by the e-mail the first time."""

    id = UUID(primary_key=True)
    staff = ForeignKey(Staff, on_delete=OnDelete.cascade, index=True)
    issuer = Varchar(length=300)
    subject = Varchar(length=255)
    created_at = Timestamptz()
    used_at = Timestamptz()

    outside_account_issuer_subject_uq = Unique([issuer, subject])


class OutsideLogin(Table, tablename="outside_login"):
    """The provider's word for a login, to sign out over there too."""

    login = ForeignKey(Login, on_delete=OnDelete.cascade, primary_key=True)
    id_token = Text(secret=True, help_text="sealed")
