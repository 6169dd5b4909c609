"""The charter in its versions with who signed it."""

from piccolo.columns import UUID, Date, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Unique
from piccolo.table import Table


class CharterVersion(Table, tablename="charter_version"):
    """A version of the charter. It never changes once written: what is signed is the digest of its text."""

    id = UUID(primary_key=True)
    number = Integer(unique=True, help_text="from 1")
    title = Varchar(length=150)
    words = Text(help_text="the whole canonical text, its title first")
    digest = Varchar(length=64, help_text="SHA-256 of the text in UTF-8, in hexadecimal")
    published_on = Date()
    created_at = Timestamptz()


class CharterCommunity(Table, tablename="charter_community"):
    """A commune, a group of communes, a département… that signed the charter."""

    id = UUID(primary_key=True)
    name = Varchar(length=150)
    folded = Varchar(length=150, unique=True, help_text="name folded: nobody is there twice")
    kind = Varchar(length=12, help_text="commune, epci, departement, region, other")
    place = Varchar(length=100, help_text="commune where it sits, for the list by place")
    withdrawn_on = Date(null=True, default=None, help_text="when it said that it leaves the charter")
    created_at = Timestamptz()
    updated_at = Timestamptz()


class CharterSignature(Table, tablename="charter_signature"):
    """A community signed a version. The name of who held the pen is erased on `erase_on`; their quality stays."""

    id = UUID(primary_key=True)
    community = ForeignKey(CharterCommunity, on_delete=OnDelete.cascade)
    version = ForeignKey(CharterVersion, on_delete=OnDelete.restrict, index=True)
    digest = Varchar(length=64, help_text="of the text that was signed, copied at signing")
    signatory = Varchar(length=120)
    quality = Varchar(length=120, help_text="in what quality: maire, présidente…")
    signed_on = Date()
    erase_on = Date(index=True)
    created_at = Timestamptz()

    charter_signature_once_uq = Unique([community, version])
