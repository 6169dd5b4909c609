"""Mark calls about requests as made, owe once more what could not be sent, put away what is too late."""

import contextlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from server.bookings.queries import library_of
from server.foundation.database import DB, wake
from server.foundation.errors import NotFound
from server.journal import actions as journal
from server.notifications import broadcast
from server.notifications.tables import Message, ShownMail

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
SHOWN_FOR = timedelta(days=7)
AGAIN = ("dead", "unsure")


async def done(message: UUID, *, by: str, now: datetime) -> None:
    """Mark a call about a request elsewhere, or an opening, as made; raises NotFound. Twice is once.

    A message that could not be sent may be told on the telephone instead. What comes of a call about a booking is kept
    by `calls.record`.
    """
    async with DB.transaction():
        held = await Message.objects().where(Message.id == message).lock_rows("UPDATE").first()
        if held is None or held.booking is not None or (held.state == "owed" and held.channel != "call"):
            raise NotFound
        if held.state not in ("owed", *AGAIN):
            return
        values: dict[Any, Any] = {Message.state: "sent" if held.channel == "call" else "dropped", Message.done_at: now}
        await Message.update(values).where(Message.id == message)
        await journal.write("call.made", message, by=by, now=now, about=held.kind, **await _about(held))


async def not_done(message: UUID, *, by: str, now: datetime) -> None:
    """Owe again what was marked as told by mistake; raises NotFound.

    A mail or an SMS that could not be sent goes back to those that could not.
    """
    async with DB.transaction():
        held = await Message.objects().where(Message.id == message).lock_rows("UPDATE").first()
        if held is None or held.booking is not None or held.state not in ("sent", "dropped"):
            raise NotFound
        values: dict[Any, Any] = {Message.state: "owed" if held.channel == "call" else "dead", Message.done_at: None}
        await Message.update(values).where(Message.id == message)
        await journal.write("call.taken_back", message, by=by, now=now, **await _about(held))


async def try_again(message: UUID, *, by: str, now: datetime) -> None:
    """Owe once more, from now, a message that could not be sent, or nobody knows; raises NotFound."""
    async with DB.transaction():
        held = await Message.objects().where(Message.id == message).lock_rows("UPDATE").first()
        if held is None or held.state not in AGAIN:
            raise NotFound
        again: dict[Any, Any] = {Message.state: "owed", Message.due_at: now, Message.created_at: now}
        await Message.update({**again, Message.attempts: 0, Message.done_at: None}).where(Message.id == message)
        await wake("messages")
        await journal.write("message.tried_again", message, by=by, now=now, **await _about(held))


async def try_all_again(messages: Sequence[UUID], *, by: str, now: datetime) -> int:
    """Owe once more those of these messages that could not be sent, and return how many."""
    done = 0
    for message in messages:
        with contextlib.suppress(NotFound):  # somebody else was quicker
            await try_again(message, by=by, now=now)
            done += 1
    return done


async def _about(held: Message) -> dict[str, Any]:
    """Return what a line of the journal says of the booking, or of the request, that a message is about."""
    if held.watch is not None:
        return {"watch": str(held.watch)}
    if held.booking is None:
        return {"request": str(held.remote)}
    return {"library": await library_of(held.booking), "booking": str(held.booking)}


async def sweep(now: datetime) -> int:
    """Drop the calls that come too late, the messages shown for a week, the texts of old; return how many calls."""
    late = await Message.raw(LATE_CALLS, now, now) + await Message.raw(LATE_REQUESTS, now, now)
    await ShownMail.delete().where(ShownMail.at < now - SHOWN_FOR)
    await broadcast.forget()
    return len(late)
