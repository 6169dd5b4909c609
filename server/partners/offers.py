"""The sessions that a partner may book: those to come in its libraries, with a seat or a place on the waiting list."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from server.bookings.cards import offer as offered_at
from server.foundation.errors import NotFound
from server.partners.queries import PartnerView
from server.workshops.queries import PUBLIC, SessionView, session, sessions_of

AHEAD = timedelta(days=60)


@dataclass(frozen=True)
class Offer:
    """What a partner may do in a session: open, waiting (only the waiting list takes people), full or closed.

    `seats` are those that a partner's person may take.
    """

    session: SessionView
    bookable: str
    seats: int


def offer(found: SessionView, now: datetime) -> Offer:
    """Return what a partner may do in a session now; one that is booked with its whole course is closed to it."""
    seats = found.seats(now)
    bookable = offered_at(found, seats, now, "partner") if found.singles else "closed"
    return Offer(found, bookable, seats.open_to("partner"))


async def open_to(partner: PartnerView, now: datetime) -> list[Offer]:
    """Return the sessions of the partner's libraries that take somebody, by start; none to practise with."""
    found = await sessions_of(list(partner.libraries), since=now, until=now + AHEAD)
    offers = [offer(each, now) for each in found if not each.practice]
    return [each for each in offers if each.bookable in {"open", "waiting"}]


async def session_for(partner: PartnerView, session_id: UUID) -> SessionView:
    """Return a session of one of the partner's libraries; raises NotFound."""
    found = await session(session_id)
    if found.library_id not in partner.libraries or found.state not in PUBLIC:
        raise NotFound
    return found
