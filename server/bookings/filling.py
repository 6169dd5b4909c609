"""Free seats go to those who wait: in a session that the transaction holds, and noted in the journal last."""

from datetime import datetime
from typing import Any
from uuid import UUID

from server.bookings import rules
from server.bookings.seats import Held, move
from server.bookings.tables import Booking
from server.journal import actions as journal


async def queue(held: Held) -> list[rules.Party]:
    """Return the parties that wait, in order of joining; nobody needs to know them while no seat is free."""
    if not held.seats.waiting or not held.seats.free:
        return []
    waiting = Booking.select(Booking.id, Booking.people, Booking.channel, Booking.first_time, Booking.laptops).where(
        (Booking.session == held.id) & (Booking.state == "waiting")
    )
    return [rules.Party(*row.values()) for row in await waiting.order_by(Booking.joined)]


async def fill(held: Held, now: datetime) -> list[rules.Party]:
    """Seat the parties whose turn it is, in a session that this transaction holds; return them."""
    if held.state != "published" or held.starts_at <= now:
        return []
    promoted = rules.to_promote(held.seats, await queue(held))
    for party in promoted:
        await _seat(held, party, now)
    return promoted


async def _seat(held: Held, party: rules.Party, now: datetime) -> None:
    """Confirm a party that waited."""
    confirmed: dict[Any, Any] = {Booking.state: "confirmed", Booking.pool: party.pool, Booking.updated_at: now}
    await Booking.update({**confirmed, Booking.sequence: Booking.sequence + 1}).where(Booking.id == party.booking)
    counts = {"taken": party.people, "waiting": -party.people, "laptops": party.laptops}
    await move(held.id, party.booking, **counts, pool=party.pool, cause="promoted", now=now)


async def note_promoted(promoted: list[rules.Party], held: Held, by: str, now: datetime) -> None:
    for party in promoted:
        await note("booking.promoted", party.booking, party.people, party.channel, held, by, now)


async def note(
    kind: str, booking: UUID, people: int, channel: str, held: Held, by: str, now: datetime, **more: str
) -> None:
    """Write the journal: ids and figures only, never who."""
    facts = {"session": str(held.id), "people": people, "channel": channel, **more}
    await journal.write(kind, booking, by=by, now=now, library=held.library, **facts)
