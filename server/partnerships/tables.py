"""The charter in its versions with who signed it; conventions with their parties; files of funding."""

from piccolo.columns import UUID, BigInt, Boolean, Date, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Unique
from piccolo.table import Table

from server.accounts.tables import Staff
from server.libraries.tables import Library
from server.partners.tables import Partner
from server.workshops.tables import Workshop


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


class Convention(Table, tablename="convention"):
    """An agreement between organisations. `library` is null for one of the whole network."""

    id = UUID(primary_key=True)
    library = ForeignKey(Library, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    partner = ForeignKey(Partner, null=True, default=None, on_delete=OnDelete.set_null, help_text="who books by a link")
    author = ForeignKey(Staff, null=True, default=None, on_delete=OnDelete.set_null)
    title = Varchar(length=150)
    state = Varchar(length=10, help_text="draft, signed, ended, renewed")
    starts_on = Date(null=True, default=None)
    ends_on = Date(null=True, default=None, help_text="its last day")
    objectives = Text()
    calendar = Text()
    specifics = Text()
    communication = Text()
    personal_data = Text()
    termination = Text()
    disputes = Text()
    alert_days = Integer(default=90, help_text="its renewal is to be thought of so many days before its end")
    mailed = Boolean(default=False, help_text="whether its author is written to then")
    alerted_on = Date(null=True, default=None)
    signed_on = Date(null=True, default=None)
    ended_on = Date(null=True, default=None, help_text="when it was ended before or after its last day")
    ended_why = Varchar(length=300)
    renews = UUID(null=True, default=None, index=True, help_text="the convention that this one follows")
    created_at = Timestamptz()
    updated_at = Timestamptz()


class ConventionParty(Table, tablename="convention_party"):
    """Who agrees. The name of who signs for them is erased five years after the end; the quality stays."""

    id = UUID(primary_key=True)
    convention = ForeignKey(Convention, on_delete=OnDelete.cascade)
    position = Integer(help_text="from 1")
    name = Varchar(length=150)
    address = Varchar(length=200)
    representative = Varchar(length=120)
    quality = Varchar(length=120)

    convention_party_position_uq = Unique([convention, position])


class ConventionContribution(Table, tablename="convention_contribution"):
    """What a party brings: money, or anything else in a volume that is said in words."""

    id = UUID(primary_key=True)
    convention = ForeignKey(Convention, on_delete=OnDelete.cascade)
    position = Integer(help_text="from 1")
    party = Integer(help_text="the position of the party")
    what = Varchar(length=300)
    volume = Varchar(length=120, help_text="two rooms, three hours a week…")
    cents = BigInt(null=True, default=None, help_text="null for what is no money")

    convention_contribution_position_uq = Unique([convention, position])


class FundingFile(Table, tablename="funding_file"):
    """A file asked of who funds, over a period; amounts in cents. `library` is null for one of the whole network."""

    id = UUID(primary_key=True)
    library = ForeignKey(Library, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    programme = Varchar(length=10, help_text="ctl, county, dgd, bnr, factory, europe, other")
    title = Varchar(length=150)
    holder = Varchar(length=150, help_text="the community that holds it")
    reference = Varchar(length=80, help_text="the number that the funder gave it, or empty")
    state = Varchar(length=10, help_text="preparing, submitted, granted, refused, closed")
    starts_on = Date()
    ends_on = Date(help_text="its last day")
    budget = BigInt(default=0, help_text="of a county's contract: the sum of its sites")
    diagnostic = Text()
    evaluation = Text()
    renews = UUID(null=True, default=None, index=True, help_text="the file that this one follows")
    created_at = Timestamptz()
    updated_at = Timestamptz()


class FundingShare(Table, tablename="funding_share"):
    """What one funder brings. All shares of a file together are its budget."""

    id = UUID(primary_key=True)
    file = ForeignKey(FundingFile, on_delete=OnDelete.cascade)
    position = Integer(help_text="from 1")
    funder = Varchar(length=150)
    kind = Varchar(length=10, help_text="state, region, county, group, commune, europe, own, other")
    cents = BigInt()
    received = BigInt(default=0, help_text="what was paid so far")

    funding_share_position_uq = Unique([file, position])


class FundingSite(Table, tablename="funding_site"):
    """A library where the file is carried out, and its part of the budget."""

    id = UUID(primary_key=True)
    file = ForeignKey(FundingFile, on_delete=OnDelete.cascade)
    library = ForeignKey(Library, on_delete=OnDelete.restrict, index=True)
    cents = BigInt(default=0)

    funding_site_once_uq = Unique([file, library])


class FundingAction(Table, tablename="funding_action"):
    """Something eligible that the file pays for, with what was planned and what was spent."""

    id = UUID(primary_key=True)
    file = ForeignKey(FundingFile, on_delete=OnDelete.cascade, index=True)
    title = Varchar(length=150)
    what = Text()
    sessions = Integer(default=0, help_text="planned")
    minutes = Integer(default=0, help_text="planned, of all sessions together")
    people = Integer(default=0, help_text="planned, present over all sessions")
    cents = BigInt(default=0, help_text="planned")
    spent = BigInt(default=0)
    created_at = Timestamptz()


class FundingTie(Table, tablename="funding_tie"):
    """A workshop whose sessions count for an action; in a file, it counts for one action only."""

    id = UUID(primary_key=True)
    file = ForeignKey(FundingFile, on_delete=OnDelete.cascade)
    action = ForeignKey(FundingAction, on_delete=OnDelete.cascade, index=True)
    workshop = ForeignKey(Workshop, on_delete=OnDelete.restrict, index=True)

    funding_tie_once_uq = Unique([file, workshop])


class FundingMeeting(Table, tablename="funding_meeting"):
    """A meeting of the steering committee; without minutes it is only planned. No names."""

    id = UUID(primary_key=True)
    file = ForeignKey(FundingFile, on_delete=OnDelete.cascade, index=True)
    held_on = Date()
    minutes = Text()


class FundingPiece(Table, tablename="funding_piece"):
    """A piece of evidence, and where it is kept: the piece itself is not here."""

    id = UUID(primary_key=True)
    file = ForeignKey(FundingFile, on_delete=OnDelete.cascade, index=True)
    title = Varchar(length=200)
    dated_on = Date()
    kept = Varchar(length=200, help_text="in which cupboard, under which address")
