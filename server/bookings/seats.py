"""A session's row, held while its seats are decided, and the ledger of what was taken and given back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from server.bookings.rules import Seats
from server.foundation.database import DB
from server.foundation.errors import NotFound
from server.foundation.ids import new_id
from server.workshops.pools import EVERYBODY, POOLS, by_pool, kept_at

# NO KEY UPDATE: bookings of one session wait for each other, while rows that only refer to the session do not wait.
SEEN = """
SELECT s.id, s.state, s.starts_at, s.ends_at, s.opens_at, s.closes_hours, s.offer_hours, s.library, s.capacity,
  s.taken, s.waiting_places, s.waiting, s.release_hours,
  ARRAY[s.kept_desk, s.kept_partner, s.kept_peer, s.kept_first] AS kept,
  ARRAY[s.taken_desk, s.taken_partner, s.taken_peer, s.taken_first] AS seated, s.laptops, s.laptops_taken,
  s.companions_count, s.practice, l.timezone, NOT coalesce(k.singles, true) AS whole_only, w.kind
FROM session s JOIN library l ON l.id = s.library JOIN workshop w ON w.id = s.workshop
LEFT JOIN series k ON k.id = s.series WHERE s.id = {}
"""
HELD = f"{SEEN} FOR NO KEY UPDATE OF s"
# No row where some doubt is left, seen before the wait for the row and again after it. All kept seats count as taken.
ROOMY = f"""
{SEEN} AND s.state = 'published' AND coalesce(s.opens_at <= {{}}, true) AND s.starts_at > {{}} AND s.waiting = 0
  AND s.taken + {{}} <= s.capacity - s.kept_desk - s.kept_partner - s.kept_peer - s.kept_first FOR NO KEY UPDATE OF s
"""
# One statement, to hold the session for as short as can be.
MOVED = """
WITH moved AS (UPDATE session SET taken = taken + {}, waiting = waiting + {}, laptops_taken = laptops_taken + {}%s
  WHERE id = {} RETURNING id)
INSERT INTO seat_move (id, session, booking, delta, cause, at)
SELECT {}::uuid, moved.id, {}::uuid, {}::int, {}::text, {}::timestamptz FROM moved WHERE {}
"""
COUNTED = {EVERYBODY: MOVED % ""} | {pool: MOVED % f", taken_{pool} = taken_{pool} + {{}}" for pool in POOLS}


@dataclass(frozen=True)
class Held:
    """A session whose row this transaction holds; `whole_only` when it is booked with all the dates of its course.

    `kind` is that of its workshop.
    """

    id: UUID
    state: str
    starts_at: datetime
    ends_at: datetime
    opens_at: datetime | None
    closes_hours: int
    offer_hours: int
    library: UUID
    timezone: str
    practice: bool
    seats: Seats
    seen_at: datetime
    whole_only: bool = False
    kind: str = ""


async def hold(session: UUID, now: datetime) -> Held:
    """Lock a session's row until the transaction ends, and read it; raises NotFound. Lock it before anything else."""
    return await _read(HELD, session, now)


async def hold_roomy(session: UUID, people: int, now: datetime) -> Held | None:
    """Do as `hold` where there is room for so many people beyond doubt; None, and nobody waited for, elsewhere."""
    rows = await DB.rows(ROOMY, session, now, now, people)
    return _held(rows[0], now) if rows else None


async def glance(session: UUID, now: datetime) -> Held:
    """Read a session without locking it: good enough to refuse, never to give a seat; raises NotFound."""
    return await _read(SEEN, session, now)


async def _read(sql: str, session: UUID, now: datetime) -> Held:
    rows = await DB.rows(sql, session)
    if not rows:
        raise NotFound
    return _held(rows[0], now)


def _held(row: dict[str, Any], now: datetime) -> Held:
    seats = Seats(
        row["capacity"],
        row["taken"],
        row["waiting_places"],
        row["waiting"],
        kept=kept_at(row["kept"], row["starts_at"], row["release_hours"], now),
        seated=by_pool(row["seated"]),
        laptops=row["laptops"],
        laptops_taken=row["laptops_taken"],
        companions_count=row["companions_count"],
    )
    told = {name: row[name] for name in Held.__dataclass_fields__ if name not in {"seats", "seen_at"}}
    return Held(**told, seats=seats, seen_at=now)


async def move(
    session: UUID,
    booking: UUID,
    *,
    taken: int = 0,
    waiting: int = 0,
    pool: str = EVERYBODY,
    laptops: int = 0,
    cause: str,
    now: datetime,
) -> None:
    """Change the session's numbers: people seated, on the account of `pool`, people waiting, laptops lent.

    What concerns seats is also noted in the ledger.
    """
    pooled = () if pool == EVERYBODY else (taken,)
    noted = (new_id(), booking, taken, cause, now, taken != 0)
    await DB.rows(COUNTED[pool], taken, waiting, laptops, *pooled, session, *noted)
