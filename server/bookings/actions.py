"""Book seats, cancel, and give free seats to those who wait."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from server.bookings import contacts, overriding, queries, rules
from server.bookings.crowds import door
from server.bookings.entering import Repeated, enter
from server.bookings.filling import fill, note, note_filled, queue
from server.bookings.parties import Typed, read
from server.bookings.queries import PartyView
from server.bookings.requests import Request as Request
from server.bookings.requests import seated as seated
from server.bookings.requests import typed as typed
from server.bookings.rules import Outcome
from server.bookings.seats import Held, glance, hold, hold_roomy, move
from server.bookings.tables import Booking
from server.foundation.database import DB
from server.foundation.errors import NotFound, Refused
from server.foundation.settings import settings

LIMITED = frozenset({"web", "desk"})  # the doors where the bookings of one contact are counted
MADE = "SELECT id FROM booking WHERE session = {} AND idempotency_key = {}"


@dataclass(frozen=True)
class Booked:
    """What came of it. `state` is confirmed or waiting (for a repeated request, what it has become since).

    `position` is the rank on the waiting list, 1 for the next; `repeated` tells that the booking was there already,
    else `made` is the party as it was written.
    """

    id: UUID
    state: str
    reference: str
    secret: str
    position: int | None
    repeated: bool
    made: PartyView | None = field(default=None, repr=False)


async def book(request: Request, *, by: str, now: datetime) -> Booked:
    """Book seats, or a place on the waiting list; raises Invalid, Refused or NotFound. Not within a transaction.

    The session's row is held first, so that whatever the door, parties are judged one after the other. The same
    idempotency key in the same session gives the same booking.
    """
    async with door(request.session), DB.transaction():
        return await book_within(request, by=by, now=now)


async def book_within(request: Request, *, by: str, now: datetime) -> Booked:
    """Do as `book` in a transaction that the caller has opened, and that whatever is raised must undo."""
    party = read(typed(request), most=overriding.MOST_PEOPLE if request.over else rules.MOST_PEOPLE)
    held = await _hold(request, now)
    try:
        return await _add(request, party, held, by, now)
    except (Refused, Repeated):  # that it was asked before is looked at only where it makes a difference
        if earlier := await _earlier(request):
            return earlier
        raise


async def _add(request: Request, party: Typed, held: Held, by: str, now: datetime) -> Booked:
    """Judge a party in a session that this transaction holds, and write it down; raises Refused or Repeated."""
    if request.over and await _earlier(request):
        raise Repeated  # before any seat is added
    verdict = await _judge(request, party, held, now)
    if verdict.added:
        held = await overriding.add_seats(held, verdict.added, now)
    made = await enter(request, party, verdict, held, by=by, now=now)
    if verdict.outcome is Outcome.WAITING:
        made = replace(made, position=await queries.waiting_position(made.id))
    if request.over:
        await overriding.note(made.id, held, verdict.added, request.over, by, now)
    secret = queries.secret_of(made.id)
    return Booked(made.id, made.state, made.reference, secret, made.position, repeated=False, made=made)


async def _judge(request: Request, party: Typed, held: Held, now: datetime) -> rules.Verdict:
    """Return what becomes of a party in a session that this transaction holds; raises Refused."""
    rules.check_alone(held.whole_only, passed_over=request.over is not None)
    verdict = await decide_on(request, held, now)
    await check_contact(request, party, held, now)
    if request.channel == "peer":
        already = await queries.people_of_host(request.session, request.host)
        rules.check_host(held.seats.capacity, settings().remote_seats, already, seated(request, held).people)
    return verdict


async def check_contact(request: Request, party: Typed, held: Held, now: datetime) -> None:
    """Refuse a contact that has too many bookings already, here or to come."""
    if request.channel in LIMITED and request.over is None and not held.practice:
        found = await contacts.already(held.id, party, request.course, now)
        rules.check_contact(request.channel, found.here, found.ahead, settings().bookings_ahead)


async def foresee(request: Request, now: datetime) -> Outcome:
    """Return what would become of a party now, holding nothing; raises Refused or NotFound."""
    seen = await glance(request.session, now)
    rules.check_alone(seen.whole_only, passed_over=request.over is not None)
    return (await decide_on(request, seen, now)).outcome


async def decide_on(request: Request, held: Held, now: datetime) -> rules.Verdict:
    """Return what becomes of a party by its door and by the seats, whoever it is; raises Refused."""
    rules.check_open(held, now, request.channel)
    asked = seated(request, held)
    refused = None
    try:
        verdict = await _weigh(held, asked, now)
        if request.over is None or not request.over.seats or verdict.outcome is Outcome.CONFIRMED:
            return verdict
    except Refused as error:
        refused = error
    return overriding.judge(held, asked, refused, request.over)


async def _weigh(held: Held, asked: rules.Party, now: datetime) -> rules.Verdict:
    if held.starts_at <= now:
        return rules.walk_in(held.seats, asked)
    return rules.decide(held.seats, asked, await queue(held))


async def _hold(request: Request, now: datetime) -> Held:
    """Hold the session; but refuse at once what a look without the lock refuses, unless it was answered before.

    A crowd at the door of a full session must not queue for its row; whoever gets past is judged again, under the lock.
    Where there is room beyond doubt the first look is spared.
    """
    if held := await hold_roomy(request.session, request.people + request.companions, now):
        return held
    try:
        await foresee(request, now)
    except Refused:
        if await _earlier(request) is None:
            raise
    return await hold(request.session, now)


async def _earlier(request: Request) -> Booked | None:
    """Return the booking already made with this key; nobody else can make one while the session is held."""
    if request.idempotency_key is None:
        return None
    rows = await DB.rows(MADE, request.session, request.idempotency_key)
    return await again(rows[0]["id"]) if rows else None


async def again(booking: UUID) -> Booked:
    """Return a booking as its own request would be answered now; raises NotFound."""
    row = await Booking.select(Booking.state, Booking.reference).where(Booking.id == booking).first()
    if row is None:
        raise NotFound
    position = await queries.waiting_position(booking)
    return Booked(booking, row["state"], row["reference"], queries.secret_of(booking), position, repeated=True)


async def cancel(booking: UUID, *, by: str, now: datetime) -> None:
    """Cancel a booking and give its seats to those who wait; raises NotFound, or Refused once the session has started.

    Cancelling twice is cancelling once.
    """
    async with DB.transaction():
        held = await hold(await _session_of(booking), now)
        row = await Booking.objects().where(Booking.id == booking).first()
        if row is None or row.state == "cancelled":
            return
        rules.check_cancel(held.starts_at, now)
        await release(held, row.to_dict(), by, now)
        filled = await fill(await hold(held.id, now), now)
        facts = {"course": str(row.course)} if row.course else {}
        await note("booking.cancelled", booking, row.people, row.channel, held, by, now, **facts)
        await note_filled(filled, held, by, now)


async def release(held: Held, row: Mapping[str, Any], by: str, now: datetime) -> None:
    """Cancel a booking in a session that this transaction holds, and count its people out; `row` is the booking's."""
    await Booking.update(
        {
            Booking.state: "cancelled",
            Booking.cancelled_by: rules.cancelled_by(by),
            Booking.sequence: row["sequence"] + 1,
            Booking.updated_at: now,
        }
    ).where(Booking.id == row["id"])
    if row["state"] == "waiting":
        await move(held.id, row["id"], waiting=-row["people"], cause="cancelled", now=now)
    else:
        freed: dict[str, Any] = {"taken": -row["people"], "pool": row["pool"], "laptops": -row["laptops"]}
        await move(held.id, row["id"], **freed, cause="cancelled", now=now)


async def _session_of(booking: UUID) -> UUID:
    row = await Booking.select(Booking.session).where(Booking.id == booking).first()
    if row is None:
        raise NotFound
    found: UUID = row["session"]
    return found


async def promote(session: UUID, *, by: str, now: datetime) -> int:
    """Give or offer the free seats to those who wait, in order; return how many parties came off the list.

    Raises NotFound. On-line booking may be over: seats go on being given until the session starts.
    """
    async with DB.transaction():
        held = await hold(session, now)
        filled = await fill(held, now)
        await note_filled(filled, held, by, now)
    return len(filled)
