"""What becomes of the vouchers of a booking: used up when people came, given back when they did not or it is off."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from server.foundation.database import DB
from server.journal import actions as journal
from server.vouchers import rules
from server.vouchers.rules import Terms
from server.vouchers.tables import Voucher

# Vouchers given back since nobody came may be needed again, when that was a slip. `day` and `today` are the library's.
HELD = """
SELECT v.id, v.state, v.why, v.booking, s.library, (s.starts_at AT TIME ZONE l.timezone)::date AS day,
  ({}::timestamptz AT TIME ZONE l.timezone)::date AS today, coalesce(a.state, '') AS attendance,
  coalesce(a.present, 0) AS present,
  i.name, i.value, i.pattern, i.valid_from, i.valid_until, i.late_until, i.per_person, i.absent
FROM voucher v JOIN pass_issuer i ON i.id = v.issuer JOIN session s ON s.id = v.session
JOIN library l ON l.id = s.library LEFT JOIN attendance a ON a.booking = v.booking
WHERE v.booking = {} AND (v.state <> 'given_back' OR v.why IN ('attendance', 'late'))
ORDER BY v.created_at, v.id FOR UPDATE OF v
"""
GIVEN_BACK = """
UPDATE voucher v SET state = 'given_back', why = 'cancelled', updated_at = {} FROM booking b, session s
WHERE b.id = v.booking AND s.id = v.session AND v.state = 'reserved'
  AND (b.state = 'cancelled' OR s.state = 'cancelled') AND (v.booking = {} OR v.session = {})
RETURNING v.id, v.booking, s.library
"""

# A booking that is moved takes along what is reserved, to a session of its library that takes vouchers too.
MOVED = """
UPDATE voucher v SET session = n.id, updated_at = {} FROM booking b, session n, session o
WHERE b.id = v.booking AND n.id = b.session AND o.id = v.session AND v.booking = {} AND v.state = 'reserved'
  AND n.id <> o.id AND n.pass_accepted AND n.library = o.library
"""
STRANDED = """
UPDATE voucher v SET state = 'given_back', why = 'cancelled', updated_at = {} FROM booking b, session s
WHERE b.id = v.booking AND s.id = v.session AND v.booking = {} AND v.state = 'reserved' AND v.session <> b.session
RETURNING v.id, v.booking, s.library
"""


@dataclass(frozen=True)
class Fate:
    """What a voucher should be now: reserved, used, or given back and why."""

    state: str
    why: str = ""


async def settle(booking: UUID, *, by: str, now: datetime) -> None:
    """Use up or give back the vouchers of a booking as its attendance says, as often as that is said anew."""
    async with DB.transaction():
        rows = await Voucher.raw(HELD, now, booking)
        if not rows:
            return
        terms = Terms(**{name: rows[0][name] for name in Terms.__dataclass_fields__})
        used = rules.spent(len(rows), rows[0]["attendance"], rows[0]["present"], terms)
        late = not rules.in_time(terms, rows[0]["day"], rows[0]["today"])
        for number, row in enumerate(rows):
            await _turn(row, _fate(number, used, late), by, now)


def _fate(number: int, used: int | None, late: bool) -> Fate:
    if used is None:
        return Fate("reserved")
    if number >= used:
        return Fate("given_back", "attendance")
    return Fate("given_back", "late") if late else Fate("used")


async def _turn(row: dict[str, Any], fate: Fate, by: str, now: datetime) -> None:
    if (row["state"], row["why"]) == (fate.state, fate.why) or (row["state"] == "used" and fate.why == "late"):
        return  # what was used in time stays used
    values: dict[Any, Any] = {Voucher.state: fate.state, Voucher.why: fate.why, Voucher.updated_at: now}
    values[Voucher.used_on] = row["day"] if fate.state == "used" else None
    try:
        async with DB.transaction():
            await Voucher.update(values).where(Voucher.id == row["id"])
    except asyncpg.UniqueViolationError:
        return  # given back, then given for another booking since: it pays only once
    facts = {"booking": str(row["booking"]), "why": fate.why}
    await journal.write(f"voucher.{fate.state}", row["id"], by=by, now=now, library=row["library"], **facts)


async def give_back(*, booking: UUID | None = None, session: UUID | None = None, now: datetime) -> int:
    """Give back what is reserved for a booking that is cancelled, or in a session that is; return how many."""
    async with DB.transaction():
        return await _note_given_back(await Voucher.raw(GIVEN_BACK, now, booking, session), now)


async def follow(booking: UUID, now: datetime) -> int:
    """Let vouchers follow a booking to its new session; give back those that cannot, and return how many."""
    async with DB.transaction():
        await Voucher.raw(MOVED, now, booking)
        return await _note_given_back(await Voucher.raw(STRANDED, now, booking), now)


async def _note_given_back(rows: list[dict[str, Any]], now: datetime) -> int:
    for row in rows:
        facts = {"booking": str(row["booking"]), "why": "cancelled"}
        await journal.write("voucher.given_back", row["id"], by="system", now=now, library=row["library"], **facts)
    return len(rows)
