"""A partner books for a person, and may cancel before the start: the same rule as at any other door."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from server.bookings import actions as bookings
from server.bookings.actions import Booked
from server.bookings.demand import counted
from server.foundation.database import DB
from server.foundation.errors import Gone, NotFound
from server.partners import rules
from server.partners.access import today
from server.partners.tables import Partner, PartnerLibrary, Prescription
from server.workshops.queries import session as session_view


@dataclass(frozen=True)
class Asked:
    """What a partner asks for. `helper` is who books; `contact` says how to warn the person.

    `accompanied`: somebody comes along, to help or interpret. `consented`: the person lets the partner know what comes
    of it. `key` makes a form sent twice one booking.
    """

    session: UUID
    name: str
    phone: str
    contact: str
    helper: str
    accompanied: bool
    consented: bool
    language: str
    key: str


async def prescribe(partner: UUID, asked: Asked, *, now: datetime) -> Booked:
    """Book for a person; raises Invalid, Refused, NotFound, or Gone when the link is over meanwhile."""
    wanted = _request(partner, asked)
    async with counted(wanted, now), DB.transaction():
        await _check(partner, asked.session, now)
        booked = await bookings.book_within(wanted, by=f"partner:{partner}", now=now)
        made = Prescription(
            booking=booked.id, partner=partner, consented=asked.consented, answered=booked.state, made_at=now
        )
        await Prescription.insert(made).on_conflict(target=Prescription.booking, action="DO NOTHING")
    return booked


async def _check(partner: UUID, session: UUID, now: datetime) -> None:
    """Hold the partner's access until the booking is made; raises Gone once it is over, NotFound elsewhere."""
    held = await Partner.objects().where(Partner.id == partner).lock_rows("SHARE").first()
    if held is None or not rules.is_open(held.until, held.revoked_at, today(now)):
        raise Gone
    library = (await session_view(session)).library_id
    opened = (PartnerLibrary.partner == partner) & (PartnerLibrary.library == library)
    if not await PartnerLibrary.exists().where(opened):
        raise NotFound


def _request(partner: UUID, asked: Asked) -> bookings.Request:
    return bookings.Request(
        session=asked.session,
        name=asked.name,
        helper=asked.helper,
        companions=1 if asked.accompanied else 0,
        channel_of_contact=asked.contact,
        phone=asked.phone,
        language=asked.language,
        channel="partner",
        partner=partner,
        idempotency_key=f"partner:{partner}:{asked.key}"[:100],
    )


async def cancel(partner: UUID, booking: UUID, *, now: datetime) -> None:
    """Cancel a booking that this partner made; raises NotFound, or Refused once the session has started."""
    if not await Prescription.exists().where((Prescription.booking == booking) & (Prescription.partner == partner)):
        raise NotFound
    await bookings.cancel(booking, by=f"partner:{partner}", now=now)
