"""Messages as staff see them: the receipts of a booking, what could not be sent."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from server.foundation.due import Due
from server.foundation.errors import NotFound
from server.foundation.languages import N_
from server.notifications.tables import Message

DEAD = """
SELECT m.id, m.booking, m.kind, m.channel, m.state, m.parts, m.attempts, m.last_error, m.due_at, m.done_at, m.created_at
FROM message m JOIN booking b ON b.id = m.booking JOIN session s ON s.id = b.session
WHERE m.state IN ('dead', 'unsure') AND s.starts_at > {} AND s.library = any({}) ORDER BY m.done_at DESC, m.id LIMIT {}
"""
TO_DO = Due(
    one=N_("%(num)s message n'est pas parti"),
    many=N_("%(num)s messages ne sont pas partis"),
    url="/bureau/messages",
    value="""
SELECT count(*) FROM message m JOIN booking b ON b.id = m.booking JOIN session s ON s.id = b.session
WHERE m.state IN ('dead', 'unsure') AND s.starts_at > $2 AND s.library = any($1)
  AND EXISTS (SELECT FROM contact c WHERE c.booking = b.id)""",
)
OF_SESSION = """
SELECT m.id, m.booking, m.kind, m.channel, m.state, m.parts, m.attempts, m.last_error, m.due_at, m.done_at, m.created_at
FROM message m JOIN booking b ON b.id = m.booking WHERE b.session = {} ORDER BY m.created_at DESC, m.id DESC LIMIT 500
"""


@dataclass(frozen=True)
class Receipt:
    """What became of a message. `state`: owed, sent, dropped, dead, or unsure: handed over, and no answer came.

    `error` says why, without personal data; `parts` counts the SMS paid.
    """

    id: UUID
    booking: UUID
    kind: str
    channel: str
    state: str
    parts: int
    attempts: int
    error: str
    due_at: datetime
    done_at: datetime | None
    created_at: datetime


async def of_session(session: UUID) -> list[Receipt]:
    """Return the messages of a session, the latest first, five hundred at most."""
    return [_receipt(row) for row in await Message.raw(OF_SESSION, session)]


async def booking_of(message: UUID) -> UUID | None:
    """Return the booking that a message is about, for the check of roles, or None for a request; raises NotFound."""
    row = await Message.select(Message.booking).where(Message.id == message).first()
    if row is None:
        raise NotFound
    found: UUID | None = row["booking"]
    return found


async def of_booking(booking: UUID) -> list[Receipt]:
    """Return the messages of a booking, the oldest first."""
    rows = await Message.select().where(Message.booking == booking).order_by(Message.created_at).order_by(Message.id)
    return [_receipt(row) for row in rows]


async def given_up(libraries: list[UUID], now: datetime, most: int = 100) -> list[Receipt]:
    """Return the messages that could not be sent about sessions to come, the latest first."""
    return [_receipt(row) for row in await Message.raw(DEAD, now, libraries, most)]


def _receipt(row: dict[str, Any]) -> Receipt:
    names = [name for name in Receipt.__dataclass_fields__ if name != "error"]
    return Receipt(error=row["last_error"], **{name: row[name] for name in names})
