"""What staff see of what could not be sent, of whom they have to tell themselves, and of who will be told."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from server.bookings import queries as bookings
from server.bookings.queries import PartyView
from server.bookings.tables import Booking
from server.elsewhere.queries import RequestView, coming
from server.notifications import openings
from server.notifications.elsewhere import Telling, to_tell
from server.notifications.queries import Receipt, given_up
from server.notifications.reach import reach
from server.workshops.programme import Reach
from server.workshops.queries import SessionView


@dataclass(frozen=True)
class Failed:
    """A message that could not be sent, and the booking that it was about."""

    receipt: Receipt
    party: PartyView
    session: SessionView


@dataclass(frozen=True)
class ToTell:
    """Whom staff tell themselves: of what another agenda answered, or did not, and that booking has opened."""

    told: list[Telling]
    silent: list[RequestView]
    opened: list[openings.Telling]

    def __bool__(self) -> bool:
        return bool(self.told or self.silent or self.opened)


@dataclass(frozen=True)
class Told:
    """Who will be told that a session is cancelled, in bookings: by e-mail, by SMS, by a call of ours, by nobody.

    `peer` are told by the other agenda through which they booked.
    """

    email: int
    sms: int
    call: int
    none: int
    peer: int


async def to_tell_by_hand(where: Reach, now: datetime) -> ToTell:
    """Return whom this person has to tell; requests to other agendas are for whoever may come here."""
    desk = [library.id for library in where.desk]
    silent = [asked for asked in await coming(now) if asked.shown_state(now) == "silent" and asked.called_at is None]
    return ToTell(await to_tell(now), silent, await openings.to_call(desk, now))


async def failed(where: Reach, now: datetime) -> list[Failed]:
    """Return the messages that could not be sent, in the libraries where the person may book people."""
    receipts = await given_up([library.id for library in where.desk], now)
    views = await bookings.by_ids([receipt.booking for receipt in receipts])
    # Of those erased since, there is nobody left to tell.
    found = [(receipt, views[receipt.booking]) for receipt in receipts if receipt.booking in views]
    return [Failed(receipt, view.party, view.session) for receipt, view in found]


async def told_of_cancellation(session: SessionView) -> Told:
    """Return how many bookings of a session can be told that it is cancelled, and how."""
    found = reach("called_off", session, await bookings.concerned_by(session.id))
    return Told(len(found.email), len(found.sms), len(found.call), len(found.unreached), len(found.peers))


async def was_booked_with(session: UUID, key: str) -> bool:
    """Tell whether a session has a booking made with this idempotency key."""
    return await Booking.exists().where((Booking.session == session) & (Booking.idempotency_key == key))
