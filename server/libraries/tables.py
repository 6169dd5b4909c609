"""Libraries, their rooms, and who works where."""

from piccolo.columns import UUID, Array, Boolean, Date, DoublePrecision, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Unique
from piccolo.table import Table

from server.accounts.tables import Staff


class Library(Table, tablename="library"):
    """A place that runs workshops. `slug` never changes: the fediverse and programs know the place by it.

    The names in the addresses of its pages may change; all of them lead there for ever.
    """

    id = UUID(primary_key=True)
    slug = Varchar(length=30, unique=True)
    name = Varchar(length=150)
    address = Varchar(length=200)
    postal_code = Varchar(length=12)
    city = Varchar(length=100)
    insee = Varchar(length=5, help_text="code of the commune, or empty")
    latitude = DoublePrecision(null=True, default=None)
    longitude = DoublePrecision(null=True, default=None)
    timezone = Varchar(length=64, help_text="IANA name")
    phone = Varchar(length=30)
    email = Varchar(length=254)
    website = Varchar(length=300)
    access = Text(help_text="how to get in, in words")
    addresses = Array(base_column=Varchar(length=30), default=list, help_text="later names in addresses, newest last")
    facilities = Array(base_column=Varchar(length=20), default=list, help_text="wheelchair, hearing_loop…")
    opening_hours = Varchar(length=300, help_text="OpenStreetMap opening_hours")
    reminder_hours = Integer(default=48, help_text="people are reminded so many hours before; 0 for never")
    school_zone = Varchar(length=4, help_text="A, B, C or none; empty for the one of its département")
    reviewed = Boolean(default=False, help_text="whether only who manages it publishes, after reading again")
    version = Integer(default=1)
    created_at = Timestamptz()
    updated_at = Timestamptz()


class PlaceSheet(Table, tablename="place_sheet"):
    """What the national list of places asks beside what a library says of itself; see `sheet_words` for the codes.

    A library without a row has said nothing yet.
    """

    id = UUID(primary_key=True)
    library = ForeignKey(Library, on_delete=OnDelete.cascade, unique=True)
    pivot = Varchar(length=14, help_text="SIRET, or RNA of an association; empty when not known")
    parent = Varchar(length=200, help_text="who runs it")
    source = Varchar(length=200, help_text="who tells it; empty for this instance")
    kinds = Array(base_column=Varchar(length=20), default=list)
    moves = Array(base_column=Varchar(length=20), default=list)
    complement = Varchar(length=200, help_text="of the address: building, entrance")
    other_emails = Array(base_column=Varchar(length=254), default=list)
    other_sites = Array(base_column=Varchar(length=300), default=list)
    summary = Varchar(length=280)
    detail = Text()
    services = Array(base_column=Varchar(length=20), default=list)
    support = Array(base_column=Varchar(length=20), default=list)
    audiences = Array(base_column=Varchar(length=20), default=list)
    care = Array(base_column=Varchar(length=20), default=list)
    fees = Array(base_column=Varchar(length=20), default=list)
    ways_in = Array(base_column=Varchar(length=20), default=list)
    acceslibre = Varchar(length=300, help_text="address of its page on acceslibre")
    programmes = Array(base_column=Varchar(length=20), default=list)
    labels = Array(base_column=Varchar(length=20), default=list)
    other_labels = Array(base_column=Varchar(length=200), default=list)
    listed = Boolean(default=True, help_text="whether it may stand in open data once it is whole")
    version = Integer(default=1)
    updated_at = Timestamptz()


class Closing(Table, tablename="closing"):
    """Days on which a library is closed though its opening hours say otherwise."""

    id = UUID(primary_key=True)
    library = ForeignKey(Library, on_delete=OnDelete.cascade, index=True)
    first_on = Date()
    last_on = Date(help_text="the same as the first for one day")
    reason = Varchar(length=200, help_text="what the public may read, without names")
    created_at = Timestamptz()


class Room(Table, tablename="room"):
    """A room of a library."""

    id = UUID(primary_key=True)
    library = ForeignKey(Library, on_delete=OnDelete.cascade)
    name = Varchar(length=100)
    access = Varchar(length=300)
    capacity = Integer(null=True, default=None, help_text="how many people it holds; null: not known")
    facilities = Array(base_column=Varchar(length=20), null=True, default=None, help_text="null: those of its library")
    setup_minutes = Integer(default=0, help_text="kept free before a session, to prepare")
    tidy_minutes = Integer(default=0, help_text="kept free after a session, to tidy")
    updated_at = Timestamptz(
        null=True, default=None, help_text="when it was last changed; null: never since it was added"
    )

    room_library_name_uq = Unique([library, name])


class Membership(Table, tablename="membership"):
    """Who works where, and what they may do there."""

    id = UUID(primary_key=True)
    staff = ForeignKey(Staff, on_delete=OnDelete.cascade)
    library = ForeignKey(Library, on_delete=OnDelete.cascade)
    role = Varchar(length=20, help_text="reading, desk, programming, manager")

    membership_staff_library_uq = Unique([staff, library])
