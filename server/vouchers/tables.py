"""Issuers of vouchers, and the vouchers given for bookings: a keyed digest and four characters, never the code."""

from piccolo.columns import UUID, Bytea, Date, ForeignKey, Integer, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check
from piccolo.table import Table

from server.bookings.tables import Booking
from server.libraries.tables import Library
from server.workshops.tables import Session


class VoucherKey(Table, tablename="voucher_key"):
    """The key of the digests of vouchers: one row, in the database and its backups, so that it outlives any secret."""

    id = Integer(primary_key=True)
    key = Bytea()


class Issuer(Table, tablename="pass_issuer"):
    """Who gives vouchers out and pays them back. `library` is null for one that all libraries take."""

    id = UUID(primary_key=True)
    library = ForeignKey(Library, null=True, default=None, on_delete=OnDelete.restrict)
    name = Varchar(length=120)
    value = Integer(help_text="of one voucher, in cents")
    pattern = Varchar(length=40, help_text="what its codes look like: 9 a digit, A a letter, ? either")
    valid_from = Date()
    valid_until = Date()
    late_until = Date(help_text="until when one may say that people came")
    per_person = Integer(default=1, help_text="vouchers that one workshop costs one person")
    absent = Varchar(length=10, help_text="what becomes of them when nobody came: given_back, used")
    created_at = Timestamptz()
    updated_at = Timestamptz()

    pass_issuer_value_ck = Check((value > 0) & (per_person > 0))
    pass_issuer_dates_ck = Check((valid_from <= valid_until) & (valid_until <= late_until))


class Voucher(Table, tablename="voucher"):
    """One voucher given for one booking. No two that are reserved or used have one digest (see the migration)."""

    id = UUID(primary_key=True)
    issuer = ForeignKey(Issuer, on_delete=OnDelete.restrict, index=True)
    session = ForeignKey(Session, on_delete=OnDelete.restrict, index=True)
    booking = ForeignKey(
        Booking, null=True, default=None, on_delete=OnDelete.set_null, index=True, help_text="null once erased"
    )
    digest = Varchar(length=32, help_text="keyed, of the bare code")
    ends = Varchar(length=4, help_text="last characters of the code")
    value = Integer(help_text="in cents, as it was when it was given")
    state = Varchar(length=10, help_text="reserved, used, given_back")
    why = Varchar(length=10, help_text="why it was given back: cancelled, removed, attendance, late, unsaid")
    used_on = Date(null=True, default=None, index=True, help_text="local day of the session that it paid")
    created_at = Timestamptz()
    updated_at = Timestamptz()

    voucher_used_ck = Check((value > 0) & ((used_on.is_null()) | (state == "used")))
