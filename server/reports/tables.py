"""What reports keep: how workshops are told to La Coop, codes of a survey, members' figures, what is made once."""

from piccolo.columns import (
    JSONB,
    UUID,
    Array,
    BigInt,
    BigSerial,
    Bytea,
    Date,
    DoublePrecision,
    ForeignKey,
    Integer,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.columns.indexes import IndexMethod
from piccolo.constraints import Unique
from piccolo.table import Table

from server.libraries.tables import Library
from server.workshops.tables import Workshop


class CoopChoice(Table, tablename="coop_choice"):
    """How the sessions of a workshop are told to La Coop, where its themes and its equipment do not say it well."""

    workshop = ForeignKey(Workshop, primary_key=True, on_delete=OnDelete.cascade)
    themes = Array(base_column=Varchar(length=40), default=list, help_text="none: those that its own themes lead to")
    materials = Array(base_column=Varchar(length=20), default=list, help_text="none: what sessions need says it")
    updated_at = Timestamptz()


class SurveyCode(Table, tablename="survey_code"):
    """What the annual survey of libraries calls one of our indicators in a year. No code is known beforehand."""

    id = UUID(primary_key=True)
    year = Integer()
    indicator = Varchar(length=40)
    code = Varchar(length=40)

    survey_code_year_indicator_uq = Unique([year, indicator])


class OpenAgendaPlace(Table, tablename="openagenda_place"):
    """The number that OpenAgenda gave to one of our libraries: an event there names its place by it."""

    library = ForeignKey(Library, primary_key=True, on_delete=OnDelete.cascade)
    uid = BigInt()


class OfferSheet(Table, tablename="offer_sheet"):
    """A workshop in a library as data·inclusion reads it, and the score of its publisher; see offer_sheets."""

    id = UUID(primary_key=True)
    library = ForeignKey(Library, on_delete=OnDelete.cascade)
    workshop = ForeignKey(Workshop, on_delete=OnDelete.cascade, index=True)
    title = Text()
    starts_at = Timestamptz(help_text="of its first session to come")
    session = UUID(help_text="this session")
    body = Text(help_text="the service as JSON; empty where the schema does not take it")
    score = DoublePrecision(null=True, default=None, help_text="from 0 to 1; null where there is no body")
    advice = Array(base_column=Varchar(length=40), default=list, help_text="of inclusion_quality.ADVICE")

    offer_sheet_library_workshop_uq = Unique([library, workshop])


class OpenMade(Table, tablename="open_made"):
    """What is made once for all who ask: a file of open data, or (`sheets`) the rows of OfferSheet; see freshness."""

    name = Varchar(length=40, primary_key=True)
    hour = Varchar(length=13, help_text="in which it was made, UTC")
    last = BigInt(help_text="line of the journal up to which it tells all that happened")
    tag = Varchar(length=64, help_text="of its bytes, or empty")
    body = Bytea()
    made_at = Timestamptz()


class MemberReading(Table, tablename="member_reading"):
    """A member whose figures a hub reads each night, or the hub itself; its figures go with it."""

    host = Text(primary_key=True)
    name = Text()
    url = Text(help_text="of the site, without a slash at its end")
    made_at = Timestamptz(null=True, default=None, help_text="when its figures were made, as it says")
    read_at = Timestamptz(null=True, default=None, help_text="when they were read")
    tried_at = Timestamptz(null=True, default=None)
    next_at = Timestamptz(index=True)
    failures = Integer(default=0, help_text="in a row")
    error = Varchar(length=200, help_text="why the last try failed, or empty")


class MemberFigure(Table, tablename="member_figure"):
    """What a member published of one library and one month; or, with a `key`, of one session that others may tell too.

    See server/reports/attendance_file.py for what the columns say. Figures of people are null when nobody counted,
    and when they are too small to be published, which `masked` says.
    """

    id = BigSerial(primary_key=True)
    host = ForeignKey(MemberReading, on_delete=OnDelete.cascade, index=True)
    month = Date(index=True, help_text="its first day")
    library = Text(help_text="its slug there")
    name = Text()
    city = Text()
    insee = Varchar(length=5, help_text="code of the commune, or empty")
    sessions = Integer()
    seats = Integer()
    recorded = Integer(help_text="sessions of which it is known who came")
    booked = Integer(null=True, default=None)
    present = Integer(null=True, default=None)
    unmet = Integer(null=True, default=None, help_text="people whose wish could not be met")
    masked = Array(base_column=Varchar(length=10), default=list)
    themes = JSONB(help_text="sessions by theme")
    levels = JSONB(help_text="sessions by level")
    keys = Array(
        base_column=Varchar(length=32), default=list, index=True, index_method=IndexMethod.gin, help_text="of sessions"
    )
    key = Varchar(length=32, default="", index=True, help_text="of the one session, or empty")
