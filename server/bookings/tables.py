"""Bookings, contacts of those who booked or wait for an opening (erased on a date), demands, and who came."""

from piccolo.columns import UUID, BigSerial, Boolean, Bytea, Date, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from server.libraries.tables import Library
from server.workshops.tables import Series, Session, Workshop


class Booking(Table, tablename="booking"):
    """Seats taken or waited for by one party. No personal data here."""

    id = UUID(primary_key=True)
    session = ForeignKey(Session, on_delete=OnDelete.restrict)
    joined = BigSerial(help_text="order of joining: drawn while the session's row is held")
    state = Varchar(length=12, help_text="confirmed, offered (a seat is held), waiting, cancelled")
    people = Integer(help_text="seats")
    companions = Integer(default=0, help_text="who comes along without taking a seat")
    companions_seated = Integer(default=0, help_text="who comes along and takes a seat: among `people`")
    first_time = Boolean(default=False, help_text="whether they say that they come for the first time")
    laptops = Integer(default=0, help_text="laptops lent to the party")
    pool = Varchar(length=10, help_text="whose kept seats it counts on: desk, partner, peer, first, or empty")
    offered_until = Timestamptz(null=True, default=None, help_text="how long an offered seat is held")
    missed = Integer(default=0, help_text="offers of a seat that ran out without an answer")
    course = UUID(null=True, default=None, index=True, help_text="the booking of a whole series that it is part of")
    reference = Varchar(length=20, unique=True, help_text="said aloud: LUNE 42")
    secret_digest = Bytea(unique=True)
    channel = Varchar(length=10, help_text="web, desk, api, partner, peer")
    host = Varchar(length=255, help_text="the other agenda that asked, when the channel is peer")
    idempotency_key = Varchar(length=100, null=True, default=None)
    language = Varchar(length=5)
    sequence = Integer(default=0, help_text="iCalendar SEQUENCE of the booking's own event")
    cancelled_by = Varchar(length=10, help_text="patron, staff, partner, peer, silence (no answer), or empty")
    created_at = Timestamptz()
    updated_at = Timestamptz()

    booking_session_key_uq = Unique([session, idempotency_key])
    booking_people_ck = Check(people > 0)


class Contact(Table, tablename="contact"):
    """Who booked and how to reach them. Everything here is erased on `delete_after`."""

    booking = ForeignKey(Booking, primary_key=True, on_delete=OnDelete.cascade)
    name = Varchar(length=120)
    folded = Varchar(length=120, help_text="name folded for search")
    companion = Varchar(length=120, help_text="the other person of the party, or empty")
    helper = Varchar(length=120, help_text="who booked for them, or empty")
    channel = Varchar(length=10, help_text="how to warn them: sms, email, call, none")
    email = Varchar(length=254, null=True, default=None)
    phone = Varchar(length=40, null=True, default=None)
    domain = Varchar(length=20, help_text="what an Aidants Connect slot is for, if they said it; or empty")
    delete_after = Date(index=True)


class CourseBooking(Table, tablename="course_booking"):
    """A whole series booked as one: a row of `Booking` and of `Contact` for each date, one reference, one link."""

    id = UUID(primary_key=True)
    series = ForeignKey(Series, on_delete=OnDelete.restrict, index=True)
    reference = Varchar(length=20, unique=True, help_text="that of its first row")
    secret_digest = Bytea(unique=True)
    idempotency_key = Varchar(length=100, null=True, default=None)
    created_at = Timestamptz()

    course_booking_series_key_uq = Unique([series, idempotency_key])


class Need(Table, tablename="need"):
    """What somebody needs to come and take part, in their words; erased sooner than the contact, on `delete_after`."""

    booking = ForeignKey(Booking, primary_key=True, on_delete=OnDelete.cascade)
    words = Varchar(length=300)
    delete_after = Date(index=True)


class Erased(Table, tablename="contact_erased"):
    """A contact erased because somebody asked: what a backup brings back is erased again from this list."""

    booking = UUID(primary_key=True)
    at = Timestamptz()
    written_at = Timestamptz(null=True, default=None, help_text="when it was written down beside the database")


class Draft(Table, tablename="booking_draft"):
    """A booking being made, question after question; erased after two hours or once booked.

    Answers are kept as they were given, in words: an empty text is a question not answered yet.
    """

    digest = Bytea(primary_key=True, help_text="of the token in the address")
    session = ForeignKey(Session, on_delete=OnDelete.cascade)
    series = ForeignKey(Series, null=True, default=None, on_delete=OnDelete.cascade, help_text="the course asked for")
    for_whom = Varchar(length=10, help_text="self, two, several, other, or empty")
    people = Varchar(length=2, help_text="how many, when several")
    first_time = Varchar(length=3, help_text="yes, no")
    laptops = Varchar(length=2, help_text="how many are to be lent")
    companions = Varchar(length=2, help_text="how many come along without a seat")
    domain = Varchar(length=20, help_text="what an Aidants Connect slot is for, or unsaid")
    name = Varchar(length=120)
    companion = Varchar(length=120)
    helper = Varchar(length=120)
    channel = Varchar(length=10)
    email = Varchar(length=254)
    phone = Varchar(length=40)
    started_at = Timestamptz(null=True, default=None, help_text="robots are too quick")
    booking = UUID(null=True, default=None, help_text="what came of it")
    expires_at = Timestamptz()


class SeatMove(Table, tablename="seat_move"):
    """Append-only ledger: the sum of a session's moves is its number of seats taken."""

    id = UUID(primary_key=True)
    session = ForeignKey(Session, on_delete=OnDelete.restrict, index=True)
    booking = UUID()
    delta = Integer()
    cause = Text(help_text="booked, promoted, cancelled, walked_in, walked_out")
    at = Timestamptz()


class Watch(Table, tablename="opening_watch"):
    """Who asked to be told when booking opens: one way of reaching them, erased once told, or on `delete_after`."""

    id = UUID(primary_key=True)
    session = ForeignKey(Session, on_delete=OnDelete.cascade)
    email = Varchar(length=254)
    phone = Varchar(length=40)
    language = Varchar(length=5)
    created_at = Timestamptz()
    delete_after = Date(index=True)

    opening_watch_once_uq = Unique([session, email, phone])


class Demand(Table, tablename="demand"):
    """A wish that could not be met. Nobody is named, so that it may be kept."""

    id = UUID(primary_key=True)
    at = Timestamptz(index=True)
    why = Varchar(length=10, help_text="no_place, hours, other")
    channel = Varchar(length=10, help_text="where it was heard: web, desk, api, partner, peer")
    people = Integer(default=1)
    theme = Varchar(length=40, help_text="one of the themes of workshops, or empty")
    commune = Varchar(length=100, help_text="where they would come from, or empty")
    workshop = ForeignKey(Workshop, null=True, default=None, on_delete=OnDelete.set_null)
    session = ForeignKey(Session, null=True, default=None, on_delete=OnDelete.set_null, index=True)
    library = ForeignKey(Library, on_delete=OnDelete.restrict, index=True)
    key = Bytea(null=True, default=None, unique=True, help_text="digest of the request: asked twice, it is one demand")


class NeedHeard(Table, tablename="need_heard"):
    """How often a need was heard at the desk in a month: a number, nobody in it."""

    id = UUID(primary_key=True)
    library = ForeignKey(Library, on_delete=OnDelete.cascade)
    month = Date(help_text="its first day")
    need = Varchar(length=20, help_text="what they wanted to do: procedure, device, phone…")
    found = Boolean(help_text="whether there was a session to propose")
    times = Integer()

    need_heard_once_uq = Unique([library, month, need, found])
    need_heard_times_ck = Check(times > 0)


class Attendance(Table, tablename="attendance"):
    """Who of a party came. Without a row nobody said: that is not nought. It outlives the contact."""

    booking = ForeignKey(Booking, primary_key=True, on_delete=OnDelete.cascade)
    state = Varchar(length=10, help_text="present, absent, excused")
    present = Integer(help_text="people who came, of the party")
    given = Integer(default=0, help_text="seats of theirs that people who came without a booking sit on")
    recorded_at = Timestamptz()

    attendance_people_ck = Check((present >= 0) & (given >= 0))


class Arrival(Table, tablename="arrival"):
    """Who came without a booking, in order of arrival. The name, if they gave one, is erased on `delete_after`."""

    id = UUID(primary_key=True)
    session = ForeignKey(Session, on_delete=OnDelete.cascade)
    number = Integer(help_text="the number on their paper: 1 for the first who came")
    people = Integer()
    state = Varchar(length=10, help_text="here (waits for a seat), seated, left")
    added = Integer(default=0, help_text="seats of theirs that nobody had booked: counted in the session's taken")
    name = Varchar(length=120)
    delete_after = Date(null=True, default=None, index=True)
    arrived_at = Timestamptz()

    arrival_session_number_uq = Unique([session, number])
    arrival_people_ck = Check((people > 0) & (added >= 0) & (added <= people))


class HeadCount(Table, tablename="head_count"):
    """How many people of an age came to a session, without names; without a row nobody counted."""

    session = ForeignKey(Session, on_delete=OnDelete.cascade)
    band = Varchar(length=30)
    people = Integer()

    head_count_session_band_uq = Unique([session, band])
    head_count_people_ck = Check(people >= 0)


class SessionCount(Table, tablename="session_count"):
    """What else was counted of a session that took place, without names; null was not counted, which is not nought.

    Genders and statuses are called as La Coop de la médiation numérique calls them.
    """

    session = ForeignKey(Session, primary_key=True, on_delete=OnDelete.cascade)
    people = Integer(null=True, default=None, help_text="who came in all; asked where nobody was noted at the door")
    known = Integer(null=True, default=None, help_text="of them, those who had been accompanied before")
    feminin = Integer(null=True, default=None)
    masculin = Integer(null=True, default=None)
    genre_non_communique = Integer(null=True, default=None)
    scolarise = Integer(null=True, default=None)
    sans_emploi = Integer(null=True, default=None)
    en_emploi = Integer(null=True, default=None)
    retraite = Integer(null=True, default=None)
    statut_non_communique = Integer(null=True, default=None)
    off_site = Boolean(null=True, default=None, help_text="whether it was held outside the library's walls")
    classes = Integer(null=True, default=None, help_text="school classes that came for the first time this year")
    visits = Integer(null=True, default=None, help_text="visits of classes")
    pupils = Integer(null=True, default=None)
    remote = Integer(null=True, default=None, help_text="people who are far from libraries: prison, hospital, care…")
    cents = Integer(null=True, default=None, help_text="what it cost, staff left out, in cents")
    staff_minutes = Integer(null=True, default=None, help_text="work of staff, in minutes, all agents together")
    volunteers = Integer(null=True, default=None)
    updated_at = Timestamptz()


class Feedback(Table, tablename="feedback"):
    """What somebody thought of a session: no booking, no hour, and an id at random, so that nobody can tell who."""

    id = UUID(primary_key=True)
    session = ForeignKey(Session, on_delete=OnDelete.cascade, index=True)
    answer = Varchar(length=10, help_text="good, fair, bad")
    given_on = Date()


class FeedbackMark(Table, tablename="feedback_mark"):
    """That a booking's opinion was given, once; not which."""

    booking = ForeignKey(Booking, primary_key=True, on_delete=OnDelete.cascade)
