"""Partners with the libraries open to them, and which bookings they made."""

from piccolo.columns import UUID, Boolean, Bytea, Date, ForeignKey, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Unique
from piccolo.table import Table

from server.bookings.tables import Booking
from server.libraries.tables import Library


class Partner(Table, tablename="partner"):
    """An organisation (a social centre, a town hall). Whoever has its link books for it; only a digest is kept."""

    id = UUID(primary_key=True)
    name = Varchar(length=120, help_text="of the organisation, never of a person")
    digest = Bytea(unique=True, help_text="of the token in its link")
    until = Date(help_text="last day on which the link opens")
    revoked_at = Timestamptz(null=True, default=None)
    created_at = Timestamptz()
    updated_at = Timestamptz()


class PartnerLibrary(Table, tablename="partner_library"):
    """A library whose sessions a partner may book."""

    id = UUID(primary_key=True)
    partner = ForeignKey(Partner, on_delete=OnDelete.cascade)
    library = ForeignKey(Library, on_delete=OnDelete.cascade, index=True)

    partner_library_uq = Unique([partner, library])


class Prescription(Table, tablename="prescription"):
    """A booking that a partner made; erased along with the contact."""

    booking = ForeignKey(Booking, primary_key=True, on_delete=OnDelete.cascade)
    partner = ForeignKey(Partner, on_delete=OnDelete.restrict, index=True)
    consented = Boolean(help_text="whether the person lets the partner know what comes of it")
    answered = Varchar(length=12, help_text="what the partner was told at once: confirmed, waiting")
    made_at = Timestamptz()
