"""What is offered (Workshop) and when (Session)."""

from piccolo.columns import UUID, Array, Boolean, Bytea, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from server.libraries.tables import Library, Room


class Workshop(Table, tablename="workshop"):
    """What is offered. `library` is null for a workshop shared by the whole network."""

    id = UUID(primary_key=True)
    library = ForeignKey(Library, null=True, default=None, on_delete=OnDelete.restrict)
    slug = Varchar(length=80, unique=True)
    title = Varchar(length=150)
    summary = Varchar(length=300)
    description = Text()
    level = Varchar(length=20, help_text="beginner, intermediate, advanced, or empty")
    themes = Array(base_column=Varchar(length=40), default=list)
    audiences = Array(base_column=Varchar(length=40), default=list)
    language = Varchar(length=3, default="fr", help_text="in which it is held: ISO 639 code")
    bring = Text(help_text="what to bring")
    prerequisites = Text()
    minutes = Integer(default=120, help_text="usual length")
    folded = Text(help_text="title, summary and themes folded for search")
    version = Integer(default=0, help_text="moves with every change")
    needed_kinds = Array(base_column=Varchar(length=20), default=list, help_text="kinds of equipment that it needs")
    needed_numbers = Array(base_column=Integer(), default=list, help_text="how many of each, in the same order")
    competences = Array(base_column=Varchar(length=4), default=list, help_text="codes of the CRCN, as 2.1")
    competence_levels = Array(base_column=Integer(), default=list, help_text="1 to 8 for each, in the same order")
    practice = Boolean(default=False, help_text="what sessions to practise with are of: shown in no list")
    kind = Varchar(length=20, help_text="aidants_connect: each session is a free slot for one person; or empty")
    created_at = Timestamptz()
    updated_at = Timestamptz()


class Path(Table, tablename="path"):
    """Workshops that follow each other (a parcours). `library` is null for one of the whole network."""

    id = UUID(primary_key=True)
    library = ForeignKey(Library, null=True, default=None, on_delete=OnDelete.restrict)
    title = Varchar(length=150)
    summary = Varchar(length=300)
    created_at = Timestamptz()
    updated_at = Timestamptz()


class PathStep(Table, tablename="path_step"):
    """A workshop of a path."""

    id = UUID(primary_key=True)
    path = ForeignKey(Path, on_delete=OnDelete.cascade, index=True)
    position = Integer(help_text="from 1")
    workshop = ForeignKey(Workshop, on_delete=OnDelete.cascade, index=True)
    needed = Boolean(default=True, help_text="whether what comes before it must be known")

    path_step_position_uq = Unique([path, position])


class Series(Table, tablename="series"):
    """Sessions that are booked together: a course."""

    id = UUID(primary_key=True)
    workshop = ForeignKey(Workshop, on_delete=OnDelete.restrict)
    library = ForeignKey(Library, on_delete=OnDelete.restrict, index=True)
    title = Varchar(length=150)
    singles = Boolean(default=False, help_text="whether one date alone may be booked too")
    created_at = Timestamptz()
    updated_at = Timestamptz()


class Session(Table, tablename="session"):
    """One dated occurrence. Its id is the same in page, API, calendar and fediverse, for ever."""

    id = UUID(primary_key=True)
    workshop = ForeignKey(Workshop, on_delete=OnDelete.restrict, index=True)
    library = ForeignKey(Library, on_delete=OnDelete.restrict, index=True)
    room = ForeignKey(Room, null=True, default=None, on_delete=OnDelete.set_null)
    state = Varchar(length=12, default="draft", help_text="draft, published, postponed, cancelled, withdrawn")
    starts_at = Timestamptz(index=True)
    ends_at = Timestamptz()
    mode = Varchar(length=10, default="on_site", help_text="on_site, online, mixed")
    online_url = Varchar(length=500)
    place = Varchar(length=300, help_text="outside place in words, when it is not in the library")
    presenter = Varchar(length=120, help_text="what the public reads of who presents")
    mediators = Array(base_column=UUID(), default=list, help_text="those who present that are known, named or not")
    stocks = Array(base_column=UUID(), default=list, help_text="equipment that it needs")
    stock_numbers = Array(base_column=Integer(), default=list, help_text="how many of each, in the same order")
    note = Text(help_text="what is particular to this date")
    capacity = Integer()
    waiting_places = Integer(default=0)
    taken = Integer(default=0)
    waiting = Integer(default=0)
    kept_desk = Integer(default=0, help_text="seats kept for desk and telephone, in people, until they are released")
    kept_partner = Integer(default=0, help_text="kept for partners")
    kept_peer = Integer(default=0, help_text="kept for other agendas")
    kept_first = Integer(default=0, help_text="kept for people who come for the first time")
    taken_desk = Integer(default=0, help_text="people seated who count on the seats kept for the desk")
    taken_partner = Integer(default=0)
    taken_peer = Integer(default=0)
    taken_first = Integer(default=0)
    release_hours = Integer(default=48, help_text="kept seats are everybody's so many hours before the start")
    released_at = Timestamptz(null=True, default=None, help_text="when those who wait were given what was kept")
    laptops = Integer(null=True, default=None, help_text="seats with a lent laptop; null when that is not asked")
    laptops_taken = Integer(default=0)
    companions_count = Boolean(default=True, help_text="whether who accompanies or interprets takes a seat")
    opens_at = Timestamptz(null=True, default=None, help_text="when booking opens on line; null for at once")
    closes_hours = Integer(default=0, help_text="booking on line ends so many hours before the start")
    offer_hours = Integer(default=0, help_text="a freed seat is offered and held so long; 0 gives it at once")
    drop_in = Boolean(default=False, help_text="seats are held until ten minutes after the start, then whoever comes")
    pass_accepted = Boolean(default=False, help_text="whether the Pass numérique may be used")
    practice = Boolean(default=False, help_text="a session to practise with: nothing in it is real")
    series = ForeignKey(Series, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    series_number = Integer(null=True, default=None, help_text="its place in the series, from 1")
    batch = UUID(null=True, default=None, index=True, help_text="what sessions planned together by one rule share")
    cancel_reason = Varchar(length=300)
    previous_starts_at = Timestamptz(null=True, default=None)
    sequence = Integer(default=0, help_text="iCalendar SEQUENCE: moves with dates and status only")
    version = Integer(default=0, help_text="moves with every public change")
    review = Varchar(length=10, help_text="asked: a draft to be read again; returned: back to its author; or empty")
    review_note = Text(help_text="what was written along: to who reads again, or back to the author")
    review_by = Text(help_text="who asked, as the journal names people")
    review_erase_at = Timestamptz(
        null=True, default=None, index=True, help_text="when the note, and who asked, are erased"
    )
    publish_at = Timestamptz(null=True, default=None, index=True, help_text="when a draft is to be published by itself")
    publish_by = Text(help_text="who decided so, as the journal names people")
    previous_mode = Varchar(length=10, help_text="how it was held before it moved on line, or empty")
    imported_uid = Text(help_text="UID in the calendar that it was imported from, or empty; indexed where there is one")
    imported_url = Text(help_text="its page there, or empty; indexed alike")
    published_at = Timestamptz(null=True, default=None)
    created_at = Timestamptz()
    updated_at = Timestamptz()

    session_seats_ck = Check((taken >= 0) & (taken <= capacity) & (waiting >= 0) & (waiting <= waiting_places))
    session_dates_ck = Check(ends_at > starts_at)
    session_kept_ck = Check((kept_desk >= 0) & (kept_partner >= 0) & (kept_peer >= 0) & (kept_first >= 0))
    session_pools_ck = Check((taken_desk >= 0) & (taken_partner >= 0) & (taken_peer >= 0) & (taken_first >= 0))
    session_laptops_ck = Check((laptops_taken >= 0) & ((laptops.is_null()) | (laptops_taken <= laptops)))


class Image(Table, tablename="image"):
    """The picture of a workshop, or of one session; without words when it only decorates."""

    id = UUID(primary_key=True)
    workshop = ForeignKey(Workshop, null=True, default=None, on_delete=OnDelete.cascade, unique=True)
    session = ForeignKey(Session, null=True, default=None, on_delete=OnDelete.cascade, unique=True)
    alt = Varchar(length=300, help_text="what it shows, in words; empty: it only decorates")
    width = Integer(help_text="of the widest copy, in pixels")
    height = Integer()
    created_at = Timestamptz()


class ImageCopy(Table, tablename="image_copy"):
    """A picture made again by ourselves, in one width and one format: what is served and saved."""

    id = UUID(primary_key=True)
    image = ForeignKey(Image, on_delete=OnDelete.cascade)
    width = Integer()
    kind = Varchar(length=4, help_text="webp or jpeg")
    content = Bytea()

    image_copy_uq = Unique([image, width, kind])
