"""Change a booking: who comes, how many, how to warn them. Its place in the order stays."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from server.bookings import attendance, overriding, rules
from server.bookings.filling import fill, note_filled, queue
from server.bookings.overriding import Over
from server.bookings.parties import Typed, read
from server.bookings.rules import Party, Verdict
from server.bookings.seats import Held, hold, move
from server.bookings.tables import Booking, Contact
from server.foundation.database import DB
from server.foundation.errors import Gone, NotFound, Refused
from server.foundation.words import fold
from server.journal import actions as journal


@dataclass(frozen=True)
class Changed:
    """What a booking becomes. `people` are those for whom seats are counted; `contact` says how to warn them."""

    name: str
    people: int
    companion: str = ""
    helper: str = ""
    contact: str = "none"
    email: str = ""
    phone: str = ""


async def change(booking: UUID, to: Changed, *, over: Over | None = None, by: str, now: datetime) -> None:
    """Change a booking; raises Invalid, Refused, NotFound, or Gone once its contact is erased.

    More people need seats that nobody waits for, fewer give theirs back to those who wait.
    """
    party = read(_typed(to), most=overriding.MOST_PEOPLE if over else rules.MOST_PEOPLE)
    async with DB.transaction():
        held, row = await _hold(booking, now)
        if row.state == "cancelled":
            raise Refused("booking_cancelled")
        added, more = 0, party.people - row.people
        if more:
            rules.check_cancel(held.starts_at if more < 0 else held.ends_at, now)
            added = await _count(row, held, more, over, now)
        if more < 0:
            await attendance.forget(booking)
        touched = await _write(row, party, now)
        filled = await fill(await hold(held.id, now), now) if more < 0 else []
        facts = {"session": str(held.id), "people": party.people, "before": row.people, "changed": touched}
        if added and over:
            await overriding.note(booking, held, added, over, by, now)
        await journal.write("booking.changed", booking, by=by, now=now, library=held.library, **facts)
        await note_filled(filled, held, by, now)


def _typed(to: Changed) -> Typed:
    return Typed(to.name, to.people, to.companion, to.helper, to.contact, to.email, to.phone)


async def _hold(booking: UUID, now: datetime) -> tuple[Held, Booking]:
    """Return a booking and its session, held; raises NotFound."""
    seen = await Booking.select(Booking.session).where(Booking.id == booking).first()
    held = await hold(seen["session"], now) if seen else None
    row = await Booking.objects().where(Booking.id == booking).first()
    if held is None or row is None or row.session != held.id:
        raise NotFound
    return held, row


async def _count(row: Booking, held: Held, more: int, over: Over | None, now: datetime) -> int:
    """Count `more` people (fewer when negative) of a party; return how many seats were added for them."""
    added = 0
    if row.state == "waiting":
        rules.check_places(held.seats, more)
        await move(held.id, row.id, waiting=more, cause="changed", now=now)
    else:
        if more > 0:
            added = await _make_room(row, held, more, over, now)
        unused = max(0, row.laptops - row.people - more)
        await move(held.id, row.id, taken=more, pool=row.pool, laptops=-unused, cause="changed", now=now)
        await Booking.update({Booking.laptops: row.laptops - unused}).where(Booking.id == row.id)
    return added


async def _make_room(row: Booking, held: Held, more: int, over: Over | None, now: datetime) -> int:
    """Refuse unless nobody waits for the seats that `more` people need; return how many seats were added for them."""
    newcomers = Party(rules.NEWCOMER, more, row.channel, row.first_time)
    refused = None
    try:
        if (await _judge(held, newcomers, now)).outcome is rules.Outcome.CONFIRMED:
            return 0
    except Refused as error:
        refused = error
    if over is None:
        raise Refused("no_room_to_grow")
    added = overriding.judge(held, newcomers, refused, over).added
    await overriding.add_seats(held, added, now)
    return added


async def _judge(held: Held, newcomers: Party, now: datetime) -> Verdict:
    if held.starts_at <= now:
        return rules.walk_in(held.seats, newcomers)
    return rules.decide(held.seats, newcomers, await queue(held))


async def _write(row: Booking, party: Typed, now: datetime) -> list[str]:
    """Write the party and its contact; return the names of what changed, never their values. Raises Gone."""
    booking: UUID = row.id
    held = await Contact.objects().where(Contact.booking == booking).first()
    if held is None:
        raise Gone
    values: dict[str, Any] = {name: getattr(party, name) for name in ("name", "companion", "helper")}
    values |= {"channel": party.contact, "email": party.email or None, "phone": party.phone or None}
    touched = sorted(name for name, value in values.items() if getattr(held, name) != value)
    columns: dict[Any, Any] = {getattr(Contact, name): value for name, value in values.items()}
    await Contact.update({**columns, Contact.folded: fold(party.name)}).where(Contact.booking == booking)
    along = min(row.companions_seated, party.people - 1)
    count: dict[Any, Any] = {Booking.people: party.people, Booking.companions_seated: along, Booking.updated_at: now}
    await Booking.update({**count, Booking.sequence: Booking.sequence + 1}).where(Booking.id == booking)
    return touched
