"""Send what is owed, mark calls as made, put away what is too late."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from functools import partial
from typing import Any
from uuid import UUID

from server.bookings.queries import by_id, library_of
from server.elsewhere.queries import by_id as request_by_id
from server.foundation.database import DB
from server.foundation.errors import Gone, NotFound
from server.foundation.ids import new_id
from server.journal import actions as journal
from server.notifications import elsewhere, rules
from server.notifications.letters import letter
from server.notifications.mail import Delivery, Mailer
from server.notifications.rules import Outcome
from server.notifications.tables import Message, ShownMail

# The try is counted, and committed, before the work: what kills its worker is seen, and comes back when the lease ends.
CLAIM = """
WITH due AS (SELECT id FROM message WHERE state = 'owed' AND channel = 'email' AND due_at <= {}
  AND (locked_until IS NULL OR locked_until <= {}) ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
UPDATE message m SET locked_until = {}, lease = {}, attempts = attempts + 1
FROM due WHERE m.id = due.id RETURNING m.id, m.booking, m.remote, m.kind, m.attempts, m.created_at
"""
LATE_CALLS = """
UPDATE message m SET state = 'dropped', done_at = {}, last_error = 'the session has started'
FROM booking b JOIN session s ON s.id = b.session
WHERE b.id = m.booking AND m.state = 'owed' AND m.channel = 'call' AND s.starts_at <= {} RETURNING m.id
"""
LATE_REQUESTS = """
UPDATE message m SET state = 'dropped', done_at = {}, last_error = 'the session has started'
FROM remote_booking b WHERE b.id = m.remote AND m.state = 'owed' AND m.channel = 'call' AND b.starts_at <= {}
RETURNING m.id
"""
ROUND_SECONDS = 30  # with the time limit of one mail it stays well within a lease, which is counted from `now`
SHOWN_FOR = timedelta(days=7)
Write = Callable[[], Awaitable[EmailMessage]]
CHANCE = secrets.SystemRandom()


@dataclass(frozen=True)
class End:
    """How the treatment of a message ends: `sent`, `dropped` and `dead` are final, `owed` is for later."""

    state: str
    error: str = ""
    unreachable: bool = False


async def send_due(mailer: Mailer | None, now: datetime, limit: int = 100) -> int:
    """Send the mails owed, `limit` at most, and return how many were dealt with.

    Any number of workers may do so at once. A round ends early when no mail can be sent at all, or after half a minute.
    Without a mailer nothing is done, and what is owed waits.
    """
    done, loop = 0, asyncio.get_running_loop()
    began = loop.time()
    while mailer is not None and done < limit and loop.time() - began < ROUND_SECONDS:
        lease = new_id()
        rows = await Message.raw(CLAIM, now, now, now + rules.LEASE, lease)
        if not rows:
            break
        end = await _treat(mailer, rows[0], now)
        await _finish(rows[0], lease, end, now)
        if end.unreachable:
            break
        done += 1
    return done


async def _treat(mailer: Mailer, row: dict[str, Any], now: datetime) -> End:
    """Send one message, or say why not; a fault of ours is kept beside it and does not stop the others."""
    try:
        reason, write = await (_of_request(row, now) if row["remote"] else _of_booking(row, now))
    except (NotFound, Gone):
        return End("dropped", "the contact is erased")
    if reason:
        return End("dropped", reason)
    try:
        delivery = await mailer.send(await write())
    except Exception as error:  # one bad row is marked and the next goes on; only the kind, as the text may name people
        state = "dead" if row["attempts"] >= rules.MOST_FAULTS else "owed"
        return End(state, f"fault while making the mail: {type(error).__name__}")
    return _end(delivery, row["created_at"], now)


async def _of_booking(row: dict[str, Any], now: datetime) -> tuple[str, Write]:
    """Return why a message about a booking is not worth sending, or what makes its mail."""
    view = await by_id(row["booking"])
    reason = rules.stale(row["kind"], rules.Facts(view.party.state, view.session.state, view.starts_at), now)
    return reason or _unless(view.party.email), partial(letter, row["id"], row["kind"], view, now)


async def _of_request(row: dict[str, Any], now: datetime) -> tuple[str, Write]:
    """Return the same for a message about a request to another agenda."""
    view = await request_by_id(row["remote"])
    reason = rules.request_stale(row["kind"], view.state, view.starts_at, now)
    return reason or _unless(view.email), partial(elsewhere.letter, row["id"], row["kind"], view, now)


def _unless(address: str) -> str:
    return "" if address else "there is no address"


def _end(delivery: Delivery, created_at: datetime, now: datetime) -> End:
    if delivery.outcome is Outcome.SENT:
        return End("sent")
    if delivery.outcome is Outcome.REFUSED or rules.given_up(created_at, now):
        return End("dead", delivery.detail)
    return End("owed", delivery.detail, unreachable=delivery.outcome is Outcome.UNREACHABLE)


async def _finish(row: dict[str, Any], lease: UUID, end: End, now: datetime) -> None:
    """Write how it ended, unless the lease was lost to another worker meanwhile."""
    values: dict[Any, Any] = {Message.state: end.state, Message.last_error: end.error, Message.locked_until: None}
    if end.state == "owed":
        values[Message.due_at] = now + rules.wait(row["attempts"], CHANCE.random())
    else:
        values[Message.done_at] = now
    await Message.update(values).where((Message.id == row["id"]) & (Message.lease == lease))


async def done(message: UUID, *, by: str, now: datetime) -> None:
    """Mark a call as made; raises NotFound. Marking it twice is marking it once."""
    async with DB.transaction():
        held = await Message.objects().where(Message.id == message).lock_rows("UPDATE").first()
        if held is None or held.channel != "call":
            raise NotFound
        if held.state != "owed":
            return
        await Message.update({Message.state: "sent", Message.done_at: now}).where(Message.id == message)
        await journal.write("call.made", message, by=by, now=now, about=held.kind, **await _about(held))


async def try_again(message: UUID, *, by: str, now: datetime) -> None:
    """Owe a dead mail once more, from now; raises NotFound."""
    async with DB.transaction():
        held = await Message.objects().where(Message.id == message).lock_rows("UPDATE").first()
        if held is None or held.state != "dead":
            raise NotFound
        again: dict[Any, Any] = {Message.state: "owed", Message.due_at: now, Message.created_at: now}
        await Message.update({**again, Message.attempts: 0, Message.done_at: None}).where(Message.id == message)
        await journal.write("message.tried_again", message, by=by, now=now, **await _about(held))


async def _about(held: Message) -> dict[str, Any]:
    """Return what a line of the journal says of the booking, or of the request, that a message is about."""
    if held.booking is None:
        return {"request": str(held.remote)}
    return {"library": await library_of(held.booking), "booking": str(held.booking)}


async def sweep(now: datetime) -> int:
    """Drop the calls that come too late, and the mails shown for a week; return how many calls."""
    late = await Message.raw(LATE_CALLS, now, now) + await Message.raw(LATE_REQUESTS, now, now)
    await ShownMail.delete().where(ShownMail.at < now - SHOWN_FOR)
    return len(late)
