"""A session's row, held while its seats are decided, and the ledger of what was taken and given back."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from server.bookings.rules import Seats
from server.bookings.tables import SeatMove
from server.foundation.errors import NotFound
from server.foundation.ids import new_id
from server.workshops.tables import Session

# NO KEY UPDATE: bookings of one session wait for each other, while rows that only refer to the session do not wait.
SEEN = """
SELECT s.id, s.state, s.starts_at, s.ends_at, s.library, s.capacity, s.taken, s.waiting_places, s.waiting, l.timezone
FROM session s JOIN library l ON l.id = s.library WHERE s.id = {}
"""
HELD = f"{SEEN} FOR NO KEY UPDATE OF s"
# One statement, to hold the session for as short as can be.
MOVED = """
WITH moved AS (UPDATE session SET taken = taken + {}, waiting = waiting + {} WHERE id = {} RETURNING id)
INSERT INTO seat_move (id, session, booking, delta, cause, at)
SELECT {}::uuid, moved.id, {}::uuid, {}::int, {}::text, {}::timestamptz FROM moved WHERE {}
"""


@dataclass(frozen=True)
class Held:
    """A session whose row this transaction holds."""

    id: UUID
    state: str
    starts_at: datetime
    ends_at: datetime
    library: UUID
    timezone: str
    seats: Seats


async def hold(session: UUID) -> Held:
    """Lock a session's row until the transaction ends, and read it; raises NotFound. Lock it before anything else."""
    return await _read(HELD, session)


async def glance(session: UUID) -> Held:
    """Read a session without locking it: good enough to refuse, never to give a seat; raises NotFound."""
    return await _read(SEEN, session)


async def _read(sql: str, session: UUID) -> Held:
    rows = await Session.raw(sql, session)
    if not rows:
        raise NotFound
    row = rows[0]
    seats = Seats(row["capacity"], row["taken"], row["waiting_places"], row["waiting"])
    return Held(row["id"], row["state"], row["starts_at"], row["ends_at"], row["library"], row["timezone"], seats)


async def move(session: UUID, booking: UUID, *, taken: int = 0, waiting: int = 0, cause: str, now: datetime) -> None:
    """Change the session's numbers of people seated and waiting; what concerns seats is also noted in the ledger."""
    await SeatMove.raw(MOVED, taken, waiting, session, new_id(), booking, taken, cause, now, taken != 0)
