"""Ask another agenda for a seat, take its answer, give the seat back. What it is told is owed by the relay."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from server.bookings.parties import Typed, read
from server.bookings.references import candidates
from server.bookings.rules import forget_on
from server.bookings.tables import Booking
from server.elsewhere import queries, rules
from server.elsewhere.rules import Answer
from server.elsewhere.tables import RemoteBooking, RemoteContact
from server.foundation.database import DB
from server.foundation.errors import NotFound, Refused
from server.foundation.ids import digest, new_id
from server.foundation.languages import LANGUAGES, SOURCE
from server.foundation.settings import settings
from server.foundation.words import fold, one_line
from server.journal import actions as journal

# One request for an event is kept after the other: two presses of a button are one, and a person asks once.
TURN = "SELECT pg_advisory_xact_lock(hashtextextended({}, 7261009))"
ALREADY = """
SELECT 1 FROM remote_contact c JOIN remote_booking b ON b.id = c.booking
WHERE b.event = {} AND b.state = any({}) AND c.folded = {} AND (lower(c.email) = {} OR c.phone = {}) LIMIT 1
"""


@dataclass(frozen=True)
class Snapshot:
    """An event of another agenda as it is now. `page` is at the organiser's, `place` one line, `phone` may be empty."""

    event: str
    owner: str
    host: str
    title: str
    organiser: str
    place: str
    page: str
    phone: str
    starts_at: datetime
    ends_at: datetime | None
    timezone: str


@dataclass(frozen=True)
class Request:
    """Who asks for a seat in what. `contact` says how to warn them: email, call, none; `channel`: web, desk."""

    snapshot: Snapshot
    name: str
    helper: str = ""
    contact: str = "none"
    email: str = ""
    phone: str = ""
    shares_contact: bool = False
    language: str = SOURCE
    channel: str = "web"
    idempotency_key: str = ""


async def ask(request: Request, *, by: str, now: datetime) -> UUID:
    """Keep a request, which the relay then tells to the organiser; return its id. Raises Invalid or Refused.

    The same idempotency key gives the same request. Nothing is promised here: the organiser decides.
    """
    party = read(Typed(request.name, 1, "", request.helper, request.contact, request.email, request.phone))
    async with DB.transaction():
        await RemoteBooking.raw(TURN, request.snapshot.event)
        mine = RemoteBooking.select(RemoteBooking.id).where(RemoteBooking.idempotency_key == request.idempotency_key)
        if earlier := await mine.first():
            found: UUID = earlier["id"]
            return found
        if request.snapshot.starts_at <= now:
            raise Refused("session_past")
        if request.channel == "web" and await _already(request.snapshot.event, party):
            raise Refused("asked_already")
        made = await _insert(request, now)
        await _keep_contact(made, request.snapshot, party)
        await journal.write("elsewhere.asked", made, by=by, now=now, host=request.snapshot.host, number=1)
    return made


async def _already(event: str, party: Typed) -> bool:
    if not party.email and not party.phone:
        return False
    asked = (event, sorted(rules.LIVE), fold(party.name), party.email.lower() or None, party.phone or None)
    return bool(await RemoteContact.raw(ALREADY, *asked))


async def _insert(request: Request, now: datetime) -> UUID:
    """Add the request under the first reference that is free here and among bookings; return its id."""
    booking, told = new_id(), request.snapshot
    for reference in candidates():
        if await Booking.exists().where(Booking.reference == reference):
            continue
        row = RemoteBooking(
            id=booking,
            **vars(told),
            state="asked",
            shares_contact=request.shares_contact,
            guest=f"{settings().url}/ap/r/{secrets.token_hex(16)}",
            asked_at=now,
            reference=reference,
            secret_digest=digest(queries.secret_of(booking)),
            channel=request.channel,
            language=request.language if request.language in LANGUAGES else SOURCE,
            idempotency_key=request.idempotency_key,
            created_at=now,
            updated_at=now,
        )
        made = RemoteBooking.insert(row).on_conflict(target=RemoteBooking.reference, action="DO NOTHING")
        if await made.returning(RemoteBooking.id):
            return booking
    raise RuntimeError("no reference is free, not even the longest")


async def _keep_contact(booking: UUID, event: Snapshot, party: Typed) -> None:
    await RemoteContact(
        booking=booking,
        name=party.name,
        folded=fold(party.name),
        helper=party.helper,
        channel=party.contact,
        email=party.email or None,
        phone=party.phone or None,
        delete_after=forget_on(event.starts_at, event.timezone),
    ).save()


async def hear_answer(booking: UUID, answer: Answer, words: str, *, now: datetime) -> bool:
    """Take the organiser's answer, which the caller knows to be its own; return whether the seat is to be given back.

    `words` are plain text. An answer said again changes nothing.
    """
    async with DB.transaction():
        held = await _hold(booking)
        change = rules.change(held["state"], answer)
        if not change.state:
            if held["state"] == "waiting" and answer is Answer.WAIT:
                await _put(held, {RemoteBooking.told: one_line(words)[: rules.LONGEST_TOLD]}, now)
            return change.gives_back
        values: dict[Any, Any] = {
            RemoteBooking.state: change.state,
            RemoteBooking.told: one_line(words)[: rules.LONGEST_TOLD],
            RemoteBooking.answered_at: now,
            RemoteBooking.cancelled_by: "organiser" if change.by_organiser else "",
        }
        await _put(held, values, now)
        facts = {"host": held["host"], "before": held["state"]}
        facts |= {"cause": "organiser"} if change.by_organiser else {}
        await journal.write(change.kind, booking, by=f"peer:{held['host']}", now=now, **facts)
    return False


async def cancel(booking: UUID, *, by: str, now: datetime) -> None:
    """Give up a request or a seat: final here at once, and told to the organiser. Raises NotFound or Refused.

    Cancelling twice is cancelling once.
    """
    async with DB.transaction():
        held = await _hold(booking)
        if held["state"] not in rules.LIVE:
            return
        rules.check_cancel(held["starts_at"], now)
        who = "staff" if by.startswith("staff:") else "patron"
        await _put(held, {RemoteBooking.state: "cancelled", RemoteBooking.cancelled_by: who}, now)
        facts = {"host": held["host"], "before": held["state"], "cause": who}
        await journal.write("elsewhere.cancelled", booking, by=by, now=now, **facts)


async def note_call(booking: UUID, *, by: str, now: datetime) -> None:
    """Keep that staff called an organiser who does not answer; noting it twice is noting it once. Raises NotFound."""
    async with DB.transaction():
        held = await _hold(booking)
        if held["called_at"] is not None:
            return
        await RemoteBooking.update({RemoteBooking.called_at: now}).where(RemoteBooking.id == booking)
        await journal.write("elsewhere.called", booking, by=by, now=now, host=held["host"])


async def take_call_back(booking: UUID, *, by: str, now: datetime) -> None:
    """Note that the organiser is still to be called, after a slip of the finger; raises NotFound."""
    async with DB.transaction():
        held = await _hold(booking)
        await RemoteBooking.update({RemoteBooking.called_at: None}).where(RemoteBooking.id == booking)
        await journal.write("elsewhere.call_taken_back", booking, by=by, now=now, host=held["host"])


async def call_off(booking: UUID, *, now: datetime) -> None:
    """The event was cancelled or taken away where it is organised: the request ends, and the person is told."""
    async with DB.transaction():
        held = await _hold(booking)
        if held["state"] not in rules.LIVE:
            return
        await _put(held, {RemoteBooking.state: "cancelled", RemoteBooking.cancelled_by: "organiser"}, now)
        facts = {"host": held["host"], "before": held["state"], "cause": "event"}
        await journal.write("elsewhere.cancelled", booking, by=f"peer:{held['host']}", now=now, **facts)


async def move(booking: UUID, event: Snapshot, *, now: datetime) -> None:
    """The event changed where it is organised: keep what it is now, and the contact for its new date."""
    async with DB.transaction():
        held = await _hold(booking)
        told = ("starts_at", "ends_at", "place")
        changed = [name for name in told if held[name] != getattr(event, name)]
        if held["state"] not in rules.LIVE or not changed:
            return
        kept = ("title", "organiser", "place", "page", "phone", "starts_at", "ends_at", "timezone")
        await _put(held, {getattr(RemoteBooking, name): getattr(event, name) for name in kept}, now)
        day = forget_on(event.starts_at, event.timezone)
        await RemoteContact.update({RemoteContact.delete_after: day}).where(RemoteContact.booking == booking)
        facts = {"host": held["host"], "changed": changed}
        await journal.write("elsewhere.changed", booking, by=f"peer:{held['host']}", now=now, **facts)


async def _hold(booking: UUID) -> dict[str, Any]:
    """Lock a request until the transaction ends; raises NotFound."""
    held = await RemoteBooking.select().where(RemoteBooking.id == booking).lock_rows("UPDATE").first()
    if held is None:
        raise NotFound
    row: dict[str, Any] = held
    return row


async def _put(held: dict[str, Any], values: dict[Any, Any], now: datetime) -> None:
    """Change a request that is held; its calendar is a newer one then."""
    newer: dict[Any, Any] = {RemoteBooking.sequence: held["sequence"] + 1, RemoteBooking.updated_at: now}
    await RemoteBooking.update({**values, **newer}).where(RemoteBooking.id == held["id"])
