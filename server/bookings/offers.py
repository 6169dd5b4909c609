"""A seat offered to who waited: they say yes or no, or their time runs out and the next is asked."""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from server.bookings import rules, waiting
from server.bookings.filling import Filled, fill, note, note_filled
from server.bookings.seats import Held, hold, move
from server.bookings.tables import Booking
from server.foundation.database import DB
from server.foundation.errors import NotFound, Refused

DUE = """
SELECT b.id FROM booking b JOIN session s ON s.id = b.session
WHERE b.state = 'offered' AND b.offered_until <= {} AND s.state = 'published' ORDER BY b.offered_until LIMIT {}
"""
# At the end of the list: the order of joining is drawn again, while the session is held.
REJOINED = """
UPDATE booking SET state = 'waiting', joined = nextval(pg_get_serial_sequence('booking', 'joined')), pool = '',
  offered_until = NULL, missed = {}, sequence = sequence + 1, updated_at = {} WHERE id = {}
"""
LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Offered:
    """A booking that has the offer of a seat, in a session that this transaction holds."""

    held: Held
    id: UUID
    state: str
    people: int
    channel: str
    pool: str
    laptops: int
    missed: int
    offered_until: datetime | None

    def lasts(self, now: datetime) -> bool:
        """Whether one may still say yes or no."""
        open_still = self.held.state == "published" and self.held.starts_at > now
        return open_still and self.offered_until is not None and now < self.offered_until


async def accept(booking: UUID, *, by: str, now: datetime) -> None:
    """Take the offered seat; raises NotFound, or Refused (offer_over). Saying yes twice is saying it once."""
    async with DB.transaction():
        found = await _held(booking, now)
        if found.state == "confirmed":
            return
        _check(found, now)
        await _become(found.id, "confirmed", now)
        await note("booking.accepted", found.id, found.people, found.channel, found.held, by, now)


async def decline(booking: UUID, *, by: str, now: datetime) -> None:
    """Leave the offered seat to the next, and the list with it; raises NotFound, or Refused (offer_over).

    Saying no twice is saying it once.
    """
    async with DB.transaction():
        found = await _held(booking, now)
        if found.state == "cancelled":
            return
        _check(found, now)
        await _become(found.id, "cancelled", now, rules.cancelled_by(by))
        filled = await _free(found, "declined", now)
        await note("booking.declined", found.id, found.people, found.channel, found.held, by, now)
        await note_filled(filled, found.held, by, now)


async def expire_due(now: datetime, most: int = 50) -> int:
    """End the offers whose time ran out, and offer the seats to the next; return how many ended.

    Each is a transaction of its own: two sessions held at once could wait for an action that holds the other.
    """
    ended = 0
    for row in await Booking.raw(DUE, now, most):
        try:
            ended += await _expire(row["id"], now)
        except Exception:  # the next round tries again; the others go on
            LOG.exception("the offer of booking %s could not be ended", row["id"])
    return ended


async def _expire(booking: UUID, now: datetime) -> bool:
    async with DB.transaction():
        found = await _held(booking, now)
        if found.state != "offered" or found.offered_until is None or found.offered_until > now:
            return False  # answered, or ended by another worker, since it was found
        filled = await _free(found, "expired", now)
        missed = found.missed + 1
        # The others first: who did not answer stands behind them.
        if waiting.keeps_waiting(missed, found.people, (await hold(found.held.id, now)).seats):
            await Booking.raw(REJOINED, missed, now, found.id)
            await move(found.held.id, found.id, waiting=found.people, cause="expired", now=now)
            filled += await fill(await hold(found.held.id, now), now)
        else:
            await _become(found.id, "cancelled", now, rules.cancelled_by("system"))
            await Booking.update({Booking.missed: missed}).where(Booking.id == found.id)
        await note("booking.expired", found.id, found.people, found.channel, found.held, "system", now)
        await note_filled(filled, found.held, "system", now)
    return True


async def shorten(session: UUID, now: datetime) -> None:
    """Keep the offers of a session that was moved within its new time; too near the start, the seat is given."""
    async with DB.transaction():
        held = await hold(session, now)
        for found in await _offered(held):
            until = waiting.shortened(found.offered_until or now, held.starts_at, now)
            if until is None:
                await _become(found.id, "confirmed", now)
                await note("booking.promoted", found.id, found.people, found.channel, held, "system", now)
            elif until != found.offered_until:
                await Booking.update({Booking.offered_until: until}).where(Booking.id == found.id)


def _check(found: Offered, now: datetime) -> None:
    if found.state != "offered" or not found.lasts(now):
        raise Refused("offer_over")


async def _held(booking: UUID, now: datetime) -> Offered:
    """Hold the session of a booking, then read the booking as it is by then; raises NotFound."""
    row = await Booking.select(Booking.session).where(Booking.id == booking).first()
    if row is None:
        raise NotFound
    held = await hold(row["session"], now)
    return (await _read(held, Booking.id == booking))[0]


async def _offered(held: Held) -> list[Offered]:
    return await _read(held, (Booking.session == held.id) & (Booking.state == "offered"))


async def _read(held: Held, which: Any) -> list[Offered]:
    names = [name for name in Offered.__dataclass_fields__ if name != "held"]
    rows = await Booking.select(*[getattr(Booking, name) for name in names]).where(which).order_by(Booking.joined)
    return [Offered(held=held, **row) for row in rows]


async def _become(booking: UUID, state: str, now: datetime, cancelled_by: str = "") -> None:
    values: dict[Any, Any] = {Booking.state: state, Booking.offered_until: None, Booking.updated_at: now}
    values |= {Booking.sequence: Booking.sequence + 1, Booking.cancelled_by: cancelled_by}
    await Booking.update(values).where(Booking.id == booking)


async def _free(found: Offered, cause: str, now: datetime) -> list[Filled]:
    """Give back what was held, and to those who wait what is free by then."""
    freed: dict[str, Any] = {"taken": -found.people, "pool": found.pool, "laptops": -found.laptops}
    await move(found.held.id, found.id, **freed, cause=cause, now=now)
    return await fill(await hold(found.held.id, now), now)
