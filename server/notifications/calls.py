"""The calls that staff make: which are for today, with the words to say, and what came of each."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from server.bookings import offers
from server.bookings.queries import BookingView, by_id, by_ids
from server.bookings.seats import hold
from server.foundation.database import DB
from server.foundation.errors import NotFound, Refused
from server.foundation.ids import new_id
from server.journal import actions as journal
from server.notifications import answers, calling, news, scripts
from server.notifications.scripts import Script
from server.notifications.sending import why_not
from server.notifications.tables import CallTry, Message
from server.workshops.changes import place_of

# Those of today, in the day of the library: what was put off to tomorrow is not for today.
CALLS = """
SELECT m.id, m.booking, m.kind, m.created_at, m.due_at, count(t.id) AS tries,
  count(t.id) FILTER (WHERE t.outcome = 'left') AS messages_left, max(t.at) AS tried_at
FROM message m JOIN booking b ON b.id = m.booking JOIN session s ON s.id = b.session
JOIN library l ON l.id = s.library LEFT JOIN call_try t ON t.message = m.id
WHERE m.state = 'owed' AND m.channel = 'call' AND s.starts_at > {} AND s.library = any({})
  AND (m.due_at AT TIME ZONE l.timezone)::date <= ({}::timestamptz AT TIME ZONE l.timezone)::date
GROUP BY m.id, s.starts_at ORDER BY s.starts_at, m.created_at, m.id LIMIT {}
"""
MOST = 200
DONE, DROPPED = "sent", "dropped"
SAYS_YES, SAYS_NO, ENOUGH = "yes", "no", "enough"


@dataclass(frozen=True)
class Call:
    """A telephone call to make. `told` is what they were told before; `tries` and `messages_left` are counted.

    `outcomes` are what may come of it; `later` tells that it was put off to later today.
    """

    message: UUID
    kind: str
    asked_at: datetime
    due_at: datetime
    tries: int
    messages_left: int
    tried_at: datetime | None
    booking: BookingView
    told: news.News
    later: bool

    @cached_property
    def script(self) -> Script:
        """What to say: worked out when it is asked for."""
        return scripts.script(self.kind, self.booking, self.told)

    @property
    def phone(self) -> str:
        return self.booking.party.phone

    @property
    def deadline(self) -> datetime:
        """When the person must know: before an offer ends, before the session starts."""
        return deadline_of(self.booking)

    @property
    def outcomes(self) -> tuple[str, ...]:
        return calling.outcomes(self.kind, self.booking.party.state)

    @property
    def may_stop(self) -> bool:
        return calling.may_stop(self.messages_left)


def deadline_of(view: BookingView) -> datetime:
    """Return when a party must know what it is called about."""
    until = view.party.offered_until
    return min(until, view.starts_at) if until and view.party.state == "offered" else view.starts_at


async def of_today(libraries: list[UUID], now: datetime) -> list[Call]:
    """Return the calls to make today for these libraries, the most urgent first; what is no longer true is left out."""
    rows = await Message.raw(CALLS, now, libraries, now, MOST)
    views = await by_ids([row["booking"] for row in rows])
    heard = await news.of([row["id"] for row in rows])
    known = [(row, views[row["booking"]], heard[row["id"]]) for row in rows if row["booking"] in views]
    calls = [_call(row, view, told, now) for row, view, told in known if not why_not(row["kind"], view, told, now)]
    return sorted(calls, key=_urgency)


def _call(row: dict[str, Any], view: BookingView, told: news.News, now: datetime) -> Call:
    return Call(
        message=row["id"],
        kind=row["kind"],
        asked_at=row["created_at"],
        due_at=row["due_at"],
        tries=row["tries"],
        messages_left=row["messages_left"],
        tried_at=row["tried_at"],
        booking=view,
        told=told,
        later=row["due_at"] > now,
    )


def _urgency(call: Call) -> Any:
    return call.later, *calling.urgency(call.kind, call.deadline, call.booking.timezone)


async def record(message: UUID, outcome: str, *, by: str, now: datetime) -> None:
    """Keep what came of a call; a no cancels the booking, or declines the offer, in the same transaction.

    Raises NotFound, and Refused: bad_choice, or what the booking's own rules say. Saying it twice is saying it once.
    """
    view = await by_id(await _booking_called(message))
    async with DB.transaction():
        await hold(view.session.id, now)
        held = await Message.objects().where(Message.id == message).lock_rows("UPDATE").first()
        if held is None or held.state != "owed":
            return
        if outcome not in (*calling.outcomes(held.kind, view.party.state), ENOUGH):
            raise Refused("bad_choice")
        await _write(held, outcome, view, now)
        if outcome in (SAYS_YES, SAYS_NO):
            await _answer(held.kind, view.party.id, coming=outcome == SAYS_YES, by=by, now=now)
        facts = {"outcome": outcome, "about": held.kind, "booking": str(view.party.id)}
        kind = "call.tried" if outcome in calling.TRIED else "call.made"
        await journal.write(kind, message, by=by, now=now, library=view.session.library_id, **facts)


async def _booking_called(message: UUID) -> UUID:
    """Return the booking that a call is about; raises NotFound for what is no call about a booking."""
    row = await Message.select(Message.booking).where((Message.id == message) & (Message.channel == "call")).first()
    if row is None or row["booking"] is None:
        raise NotFound
    found: UUID = row["booking"]
    return found


async def _write(held: Message, outcome: str, view: BookingView, now: datetime) -> None:
    await CallTry(id=new_id(), message=held.id, outcome=outcome, at=now).save()
    values: dict[Any, Any] = {Message.attempts: held.attempts + 1}
    if outcome in calling.TRIED:
        values[Message.due_at] = calling.again_at(outcome, deadline_of(view), view.timezone, now)
    else:
        values |= {Message.state: DROPPED if outcome == ENOUGH else DONE, Message.done_at: now}
    if outcome == ENOUGH:
        values[Message.last_error] = "messages were left, and nobody called back"
    await Message.update(values).where(Message.id == held.id)
    if values.get(Message.state) == DONE:  # they know now when and where it is
        await news.tell([view.party.id], place_of(view.session), now, again=True)


async def _answer(kind: str, booking: UUID, *, coming: bool, by: str, now: datetime) -> None:
    if kind != "offered":
        await answers.answer(booking, coming=coming, by=by, now=now)
    elif coming:
        await offers.accept(booking, by=by, now=now)
    else:
        await offers.decline(booking, by=by, now=now)


async def put_back(message: UUID, *, by: str, now: datetime) -> None:
    """Put a call back on the list after a slip of the finger, and take back its yes; raises NotFound or Gone.

    What gave a seat away, or took an offered one, is not taken back here.
    """
    view = await by_id(await _booking_called(message))
    async with DB.transaction():
        await hold(view.session.id, now)
        held = await Message.objects().where(Message.id == message).lock_rows("UPDATE").first()
        last = await _last(message)
        if held is None or last is None or not may_put_back(held.kind, last["outcome"]):
            raise NotFound
        back: dict[Any, Any] = {Message.state: "owed", Message.due_at: now, Message.done_at: None}
        await Message.update({**back, Message.last_error: ""}).where(Message.id == message)
        await CallTry.delete().where(CallTry.id == last["id"])
        if last["outcome"] == SAYS_YES:
            await answers.take_back(view.party.id)
        library, booking = view.session.library_id, str(view.party.id)
        await journal.write("call.put_back", message, by=by, now=now, library=library, booking=booking)


def may_put_back(kind: str, outcome: str) -> bool:
    """Tell whether a call that ended so may be put back on the list."""
    return outcome != SAYS_NO and not (kind == "offered" and outcome == SAYS_YES)


async def _last(message: UUID) -> dict[str, Any] | None:
    tries = CallTry.select(CallTry.id, CallTry.outcome).where(CallTry.message == message)
    found: dict[str, Any] | None = await tries.order_by(CallTry.at, CallTry.id, ascending=False).first()
    return found


@dataclass(frozen=True)
class Made:
    """The call that was just made, to say so and to let it be put back."""

    message: UUID
    outcome: str
    booking: BookingView
    may_put_back: bool


async def just_made(message: UUID) -> Made | None:
    """Return what came of a call, or None where there is nothing to say of it."""
    row = await Message.select(Message.booking, Message.kind).where(Message.id == message).first()
    last = await _last(message)
    if row is None or last is None:
        return None
    view = (await by_ids([row["booking"]])).get(row["booking"])
    return Made(message, last["outcome"], view, may_put_back(row["kind"], last["outcome"])) if view else None
