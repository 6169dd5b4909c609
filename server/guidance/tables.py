"""What we keep of diagnostics: each for a year at most, and counts without anybody in them."""

from piccolo.columns import UUID, Array, Date, ForeignKey, Integer, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Unique
from piccolo.table import Table

from server.libraries.tables import Library


class Diagnostic(Table, tablename="diagnostic"):
    """What a person can do, as found out with her at the desk: personal, erased at `erase_at` at the latest."""

    id = UUID(primary_key=True)
    library = ForeignKey(Library, on_delete=OnDelete.restrict, index=True)
    person = Varchar(length=60, help_text="a first name or a reference: what is needed to find it again")
    score = Integer(help_text="the overall result")
    out_of = Integer(help_text="the best possible result")
    codes = Array(base_column=Varchar(length=6), default=list, help_text="what was measured: codes of the CRCN, admin")
    levels = Array(base_column=Integer(), default=list, help_text="0 to 8 for each, in the same order")
    campaign = Varchar(length=40, help_text="the code of the campaign in which it was taken, or empty")
    consent_at = Timestamptz(help_text="when the person said yes to its being kept")
    made_at = Timestamptz()
    erase_at = Timestamptz(index=True)


class DiagnosticCount(Table, tablename="diagnostic_count"):
    """How many diagnostics a library made in a month, by overall level: nobody is in it."""

    id = UUID(primary_key=True)
    library = ForeignKey(Library, on_delete=OnDelete.restrict)
    month = Date(help_text="its first day")
    band = Varchar(length=12, help_text="novice, independent, advanced, expert")
    people = Integer(default=0)

    diagnostic_count_uq = Unique([library, month, band])


class DiagnosticSettings(Table, tablename="diagnostic_settings"):
    """What a library has decided about its diagnostics."""

    library = ForeignKey(Library, on_delete=OnDelete.cascade, primary_key=True)
    campaign = Varchar(length=40, help_text="the code that people type on the site of the test, as it was given to us")
