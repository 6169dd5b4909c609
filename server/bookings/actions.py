"""Book seats, cancel, and give free seats to those who wait."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from server.bookings import contacts, overriding, queries, rules
from server.bookings.filling import fill, note, note_filled, queue
from server.bookings.overriding import Over
from server.bookings.parties import Typed, read
from server.bookings.references import candidates
from server.bookings.rules import Outcome
from server.bookings.seats import Held, glance, hold, move
from server.bookings.tables import Booking, Contact
from server.foundation.database import DB
from server.foundation.errors import NotFound, Refused
from server.foundation.ids import digest, new_id
from server.foundation.languages import LANGUAGES, SOURCE
from server.foundation.settings import settings
from server.foundation.words import fold

LIMITED = frozenset({"web", "desk"})  # the doors where the bookings of one contact are counted


@dataclass(frozen=True)
class Request:
    """What is asked for. `channel_of_contact` says how to warn them: email, call, none.

    `people` take part; `companions` help or interpret, and take a seat only where the session says so. `laptops` are to
    be lent. `channel` is the door: web, desk, api, partner (`partner` says which) or peer (`host` is the other agenda).
    `course` is the booking of a whole series that this one is part of. `over` passes over a rule, at the desk.
    """

    session: UUID
    name: str
    people: int = 1
    companion: str = ""
    helper: str = ""
    channel_of_contact: str = "none"
    email: str = ""
    phone: str = ""
    language: str = SOURCE
    channel: str = "web"
    host: str = ""
    idempotency_key: str | None = None
    companions: int = 0
    first_time: bool = False
    laptops: int = 0
    partner: UUID | None = None
    course: UUID | None = None
    over: Over | None = None


@dataclass(frozen=True)
class Booked:
    """What came of it. `state` is confirmed or waiting (for a repeated request, what it has become since).

    `position` is the rank on the waiting list, 1 for the next; `repeated` tells that the booking was there already.
    """

    id: UUID
    state: str
    reference: str
    secret: str
    position: int | None
    repeated: bool


async def book(request: Request, *, by: str, now: datetime) -> Booked:
    """Book seats, or a place on the waiting list; raises Invalid, Refused or NotFound.

    The session's row is held first, so that whatever the door, parties are judged one after the other. The same
    idempotency key in the same session gives the same booking.
    """
    party = read(typed(request), most=overriding.MOST_PEOPLE if request.over else rules.MOST_PEOPLE)
    await _turn_away(request, now)
    async with DB.transaction():
        held = await hold(request.session, now)
        if earlier := await _earlier(request):
            return earlier
        verdict = await _judge(request, party, held, now)
        if verdict.added:
            held = await overriding.add_seats(held, verdict.added, now)
        people = seated(request, held).people
        booking, reference = await insert(request, verdict, held, now)
        await keep_contact(booking, party, request.channel, held)
        if verdict.outcome is Outcome.CONFIRMED:
            position, kind, counts = None, "booking.confirmed", {"taken": people, "laptops": request.laptops}
        else:
            position, kind, counts = await queries.waiting_position(booking), "booking.waited", {"waiting": people}
        await move(held.id, booking, **counts, pool=verdict.pool, cause="booked", now=now)
        if request.over:
            await overriding.note(booking, held, verdict.added, request.over, by, now)
        await note(kind, booking, people, request.channel, held, by, now, **_sender(request))
    return Booked(booking, verdict.outcome.value, reference, queries.secret_of(booking), position, repeated=False)


def _sender(request: Request) -> dict[str, str]:
    """Return the partner who booked, for the journal."""
    return {"partner": str(request.partner)} if request.partner else {}


def seated(request: Request, held: Held) -> rules.Party:
    """Return the party as the session counts it: with its companions, or without."""
    people = request.people + (request.companions if held.seats.companions_count else 0)
    return rules.Party(rules.NEWCOMER, people, request.channel, request.first_time, request.laptops)


async def _judge(request: Request, party: Typed, held: Held, now: datetime) -> rules.Verdict:
    """Return what becomes of a party in a session that this transaction holds; raises Refused."""
    rules.check_alone(held.whole_only)
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
    rules.check_alone(seen.whole_only)
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


async def _turn_away(request: Request, now: datetime) -> None:
    """Refuse at once what a look without the lock refuses, unless this very request was answered before.

    A crowd at the door of a full session must not queue for its row; whoever gets past is judged again, under the lock.
    """
    try:
        await foresee(request, now)
    except Refused:
        if await _earlier(request) is None:
            raise


def typed(request: Request) -> Typed:
    """Return what was typed of a request, to be read."""
    return Typed(
        name=request.name,
        people=request.people,
        companion=request.companion,
        helper=request.helper,
        contact=request.channel_of_contact,
        email=request.email,
        phone=request.phone,
        companions=request.companions,
        laptops=request.laptops,
    )


async def _earlier(request: Request) -> Booked | None:
    """Return the booking already made with this key; nobody else can make one while the session is held."""
    if request.idempotency_key is None:
        return None
    made = Booking.select(Booking.id).where(
        (Booking.session == request.session) & (Booking.idempotency_key == request.idempotency_key)
    )
    row = await made.first()
    return await again(row["id"]) if row else None


async def again(booking: UUID) -> Booked:
    """Return a booking as its own request would be answered now; raises NotFound."""
    row = await Booking.select(Booking.state, Booking.reference).where(Booking.id == booking).first()
    if row is None:
        raise NotFound
    position = await queries.waiting_position(booking)
    return Booked(booking, row["state"], row["reference"], queries.secret_of(booking), position, repeated=True)


async def insert(request: Request, verdict: rules.Verdict, held: Held, now: datetime) -> tuple[UUID, str]:
    """Add the booking under the first reference that is free; return its id and reference."""
    booking, asked = new_id(), seated(request, held)
    for reference in candidates():
        row = Booking(
            id=booking,
            session=request.session,
            state=verdict.outcome.value,
            people=asked.people,
            companions=request.people + request.companions - asked.people,
            first_time=request.first_time,
            laptops=request.laptops,
            pool=verdict.pool,
            course=request.course,
            reference=reference,
            secret_digest=digest(queries.secret_of(booking)),
            channel=request.channel,
            host=request.host,
            idempotency_key=request.idempotency_key,
            language=request.language if request.language in LANGUAGES else SOURCE,
            created_at=now,
            updated_at=now,
        )
        made = Booking.insert(row).on_conflict(target=Booking.reference, action="DO NOTHING").returning(Booking.id)
        if await made:
            return booking, reference
    raise RuntimeError("no reference is free, not even the longest")


async def keep_contact(booking: UUID, party: Typed, channel: str, held: Held) -> None:
    """Keep who booked and how to reach them until some days after the session `held`."""
    await Contact(
        booking=booking,
        name=party.name,
        folded=fold(party.name),
        companion=party.companion,
        helper=party.helper,
        channel=party.contact,
        email=party.email or None,
        phone=party.phone or None,
        delete_after=rules.forget_on(held.starts_at, held.timezone, channel),
    ).save()


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
