"""Who came without a booking: they wait in order of arrival, get a seat that nobody sits on, or leave."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from server.bookings import presence
from server.bookings.attendance import parties_of, write
from server.bookings.parties import name_fault
from server.bookings.presence import Gift, Party
from server.bookings.rules import forget_on
from server.bookings.seats import Held, hold, move
from server.bookings.tables import Arrival, Attendance
from server.foundation.database import DB
from server.foundation.errors import Invalid, NotFound, Refused
from server.foundation.words import one_line
from server.journal import actions as journal
from server.workshops.tables import Session


@dataclass(frozen=True)
class Newcomer:
    """Who came: a name, or none; `id` is drawn with the form, so that sending it twice adds them once."""

    id: UUID
    session: UUID
    name: str = ""
    people: int = 1


async def add(newcomer: Newcomer, *, by: str, now: datetime) -> bool:
    """Write somebody down in order of arrival; return whether they got a seat. Raises Invalid, Refused or NotFound.

    They get one at once when the session has started, nobody waits before them and a seat is free for certain: the
    seat of a party that nobody has seen is given by hand only (`give`), as it may be there and not recorded yet.
    """
    name = one_line(newcomer.name)
    async with DB.transaction():
        held = await hold(newcomer.session, now)
        presence.check_time(held.state, held.starts_at, now)
        _check(name, newcomer.people, held.seats.capacity)
        before = await Arrival.select().where(Arrival.session == held.id)
        same = next((row for row in before if row["id"] == newcomer.id), None)
        if same is not None:
            return bool(same["state"] == "seated")
        row = Arrival(
            id=newcomer.id,
            session=held.id,
            number=max((row["number"] for row in before), default=0) + 1,
            people=newcomer.people,
            state="here",
            name=name,
            delete_after=forget_on(held.starts_at, held.timezone) if name else None,
            arrived_at=now,
        )
        await row.save()
        first = not any(row["state"] == "here" for row in before)
        seated = first and held.starts_at <= now and await _seat(held, row, False, by, now)
        facts = {"session": str(held.id), "people": row.people, "state": row.state}
        await journal.write("arrival.added", row.id, by=by, now=now, library=held.library, **facts)
    return seated


def _check(name: str, people: int, capacity: int) -> None:
    wrong = {"name": name_fault(name), "people": "" if 1 <= people <= capacity else "bad_number"}
    if any(wrong.values()):
        raise Invalid({field: reason for field, reason in wrong.items() if reason})


async def give(arrival: UUID, *, by: str, now: datetime) -> None:
    """Give seats that nobody sits on to the first who waits; raises Refused or NotFound.

    A party never seen, whose seats go, is recorded as absent. Giving twice is giving once.
    """
    async with DB.transaction():
        held, row = await _hold(arrival, now)
        presence.check_time(held.state, held.starts_at, now)
        if row.state == "seated":
            return
        if held.starts_at > now:
            raise Refused("too_early_to_give")
        waiting = Arrival.select(Arrival.id).where((Arrival.session == held.id) & (Arrival.state == "here"))
        first = await waiting.order_by(Arrival.number).first()
        if first is None or first["id"] != row.id:
            raise Refused("not_first_there")
        session = await Session.select(Session.drop_in).where(Session.id == held.id).first()
        over = presence.lapsed(bool(session and session["drop_in"]), held.starts_at, now)
        if not await _seat(held, row, over, by, now):
            raise Refused("no_seat_to_give")
        facts = {"session": str(held.id), "people": row.people}
        await journal.write("arrival.seated", row.id, by=by, now=now, library=held.library, **facts)


async def leave(arrival: UUID, *, by: str, now: datetime) -> None:
    """Note that somebody left, or was written down by mistake: their seats are free again. Raises NotFound."""
    async with DB.transaction():
        held, row = await _hold(arrival, now)
        if row.state == "left":
            return
        if row.state == "seated":
            await _take_back(held, row, now)
        await Arrival.update({Arrival.state: "left", Arrival.added: 0}).where(Arrival.id == row.id)
        facts = {"session": str(held.id), "people": row.people, "before": row.state}
        await journal.write("arrival.left", row.id, by=by, now=now, library=held.library, **facts)


async def come_back(arrival: UUID, *, by: str, now: datetime) -> None:
    """Note that somebody is there after all: they wait again, where they were. Raises Refused or NotFound."""
    async with DB.transaction():
        held, row = await _hold(arrival, now)
        presence.check_time(held.state, held.starts_at, now)
        if row.state != "left":
            return
        await Arrival.update({Arrival.state: "here"}).where(Arrival.id == row.id)
        facts = {"session": str(held.id), "people": row.people}
        await journal.write("arrival.came_back", row.id, by=by, now=now, library=held.library, **facts)


async def _hold(arrival: UUID, now: datetime) -> tuple[Held, Arrival]:
    """Hold the session of an arrival, then read it."""
    row = await Arrival.select(Arrival.session).where(Arrival.id == arrival).first()
    if row is None:
        raise NotFound
    held = await hold(row["session"], now)
    found = await Arrival.objects().where(Arrival.id == arrival).first()
    if found is None:
        raise NotFound
    return held, found


async def _seat(held: Held, row: Arrival, over: bool, by: str, now: datetime) -> bool:
    """Give seats to people who came, in a session that this transaction holds; return whether there were any.

    `over`: seats of parties that nobody has seen are held no more.
    """
    parties = await parties_of(held.id)
    gift = presence.to_give(row.people, held.seats.capacity - held.seats.taken, parties, over)
    if gift is None:
        return False
    await _take(held, {party.booking: party for party in parties}, gift, by, now)
    if gift.added:
        await move(held.id, row.id, taken=gift.added, cause="walked_in", now=now)
    row.state, row.added = "seated", gift.added
    await row.save([Arrival.state, Arrival.added])
    return True


async def _take(held: Held, parties: dict[UUID, Party], gift: Gift, by: str, now: datetime) -> None:
    """Note which parties' seats were given; who was never seen is absent from then on."""
    for booking, seats in gift.given:
        if not parties[booking].state:
            await write(held, parties[booking], "absent", 0, by=by, now=now)
        await Attendance.update({Attendance.given: Attendance.given + seats}).where(Attendance.booking == booking)


async def _take_back(held: Held, row: Arrival, now: datetime) -> None:
    """Free the seats of people who left: those never booked, and as many of those that parties had lost."""
    if row.added:
        await move(held.id, row.id, taken=-row.added, cause="walked_out", now=now)
    back = row.people - row.added
    for party in await parties_of(held.id):
        part = min(back, party.given)
        if part:
            await Attendance.update({Attendance.given: party.given - part}).where(Attendance.booking == party.booking)
            back -= part


async def forget_names(now: datetime) -> None:
    """Erase the names whose last day is over (in UTC); that somebody came stays."""
    forgotten: dict[Any, Any] = {Arrival.name: "", Arrival.delete_after: None}
    await Arrival.update(forgotten).where(Arrival.delete_after < now.date())
