"""People who present, when they do not; equipment that is counted; minutes of road between libraries."""

from piccolo.columns import UUID, Array, Boolean, Bytea, Date, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from server.accounts.tables import Staff
from server.libraries.tables import Library


class Mediator(Table, tablename="mediator"):
    """Somebody who presents sessions. Sessions that write one of the `folded` names are theirs."""

    id = UUID(primary_key=True)
    name = Varchar(length=120)
    folded = Array(base_column=Varchar(length=120), default=list, help_text="the name folded, then former ones")
    shown = Boolean(default=True, help_text="whether the public reads the name")
    staff = ForeignKey(Staff, null=True, default=None, unique=True, on_delete=OnDelete.set_null)
    hours = Array(
        base_column=Varchar(length=120),
        default=list,
        help_text="of Monday to Sunday: 09:00-12:30; none: not known",
    )
    busy_digest = Bytea(null=True, default=None, unique=True, help_text="of the token of their free/busy address")
    busy_given_at = Timestamptz(null=True, default=None)
    former_digest = Bytea(null=True, default=None, unique=True, help_text="of the address before, until it stops")
    former_until = Timestamptz(null=True, default=None)
    status = Varchar(length=20, help_text="salaried, volunteer, civic_service, trainee, elected, guardian, or empty")
    created_at = Timestamptz()
    updated_at = Timestamptz()


class Habilitation(Table, tablename="habilitation"):
    """That somebody was trained and named for a programme by a structure, on which days; no account, no credential."""

    id = UUID(primary_key=True)
    mediator = ForeignKey(Mediator, on_delete=OnDelete.cascade, index=True)
    programme = Varchar(length=20, help_text="aidants_connect")
    structure = Varchar(length=150, help_text="the structure that is habilitated")
    libraries = Array(base_column=UUID(), default=list, help_text="of that structure; none: all where they present")
    first_on = Date()
    last_on = Date(null=True, default=None, help_text="the last day, included; null: no end is known")
    created_at = Timestamptz()

    habilitation_days_ck = Check((last_on.is_null()) | (last_on >= first_on))


class Workplace(Table, tablename="workplace"):
    """A library in which somebody presents sessions; who has none presents in all of them."""

    id = UUID(primary_key=True)
    mediator = ForeignKey(Mediator, on_delete=OnDelete.cascade)
    library = ForeignKey(Library, on_delete=OnDelete.cascade, index=True)

    workplace_mediator_library_uq = Unique([mediator, library])


class Leave(Table, tablename="leave"):
    """Days on which somebody does not work, and no reason. It is erased a month after its last day."""

    id = UUID(primary_key=True)
    mediator = ForeignKey(Mediator, on_delete=OnDelete.cascade, index=True)
    first_on = Date()
    last_on = Date(index=True)


class BusyCalendar(Table, tablename="busy_calendar"):
    """The free/busy address at which another network says when it has one of our people."""

    id = UUID(primary_key=True)
    mediator = ForeignKey(Mediator, on_delete=OnDelete.cascade, index=True)
    label = Varchar(length=120, help_text="whose it is, in words")
    url = Text(help_text="a secret that they gave us; empty once it is left")
    next_at = Timestamptz(index=True)
    locked_until = Timestamptz(null=True, default=None)
    etag = Text()
    period = Integer(default=3600, help_text="seconds between two readings")
    failures = Integer(default=0)
    error = Varchar(length=40, help_text="key of why the last try failed, or empty")
    good_at = Timestamptz(null=True, default=None)
    created_at = Timestamptz()


class Busy(Table, tablename="busy_time"):
    """When another network has one of our people: an interval, and nothing else."""

    id = UUID(primary_key=True)
    calendar = ForeignKey(BusyCalendar, on_delete=OnDelete.cascade, index=True)
    starts_at = Timestamptz()
    ends_at = Timestamptz()

    busy_dates_ck = Check(ends_at > starts_at)


class Stock(Table, tablename="stock"):
    """Things of one kind, counted: kept at a library, or on a trolley that goes from one to the other."""

    id = UUID(primary_key=True)
    library = ForeignKey(Library, on_delete=OnDelete.cascade, index=True, help_text="where it is kept")
    name = Varchar(length=100)
    kind = Varchar(length=20, help_text="laptop, tablet…")
    total = Integer(help_text="how many there are")
    moves = Boolean(default=False, help_text="a trolley: all of it is at one library at a time")
    created_at = Timestamptz()
    updated_at = Timestamptz()

    stock_library_name_uq = Unique([library, name])
    stock_total_ck = Check(total >= 0)


class Road(Table, tablename="road"):
    """How long it takes from one library to the other, both ways; `first` is the lesser id."""

    id = UUID(primary_key=True)
    first = ForeignKey(Library, on_delete=OnDelete.cascade)
    second = ForeignKey(Library, on_delete=OnDelete.cascade, index=True)
    minutes = Integer()

    road_ends_uq = Unique([first, second])
    road_minutes_ck = Check((minutes >= 0) & (minutes <= 480))
