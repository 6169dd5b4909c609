"""The vouchers of a booking, as its holder and the desk see them; and what the desk forgot to say."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from server.vouchers.actions import local_day
from server.vouchers.issuers import taken_by
from server.vouchers.rules import Issuer, in_time
from server.vouchers.tables import Voucher
from server.workshops.queries import SessionView

# What was taken back by its giver, or went back with the booking, is not shown any more.
OF_BOOKING = """
SELECT v.id, i.id AS issuer_id, i.name AS issuer, v.ends, v.value, v.state, v.why, i.per_person
FROM voucher v JOIN pass_issuer i ON i.id = v.issuer
WHERE v.booking = {} AND (v.state <> 'given_back' OR v.why IN ('attendance', 'late')) ORDER BY v.created_at, v.id
"""
UNSAID = """
SELECT s.id, w.title, s.starts_at, s.ends_at, l.timezone, count(*) AS vouchers
FROM voucher v JOIN session s ON s.id = v.session JOIN workshop w ON w.id = s.workshop
JOIN library l ON l.id = s.library WHERE v.state = 'reserved' AND s.ends_at <= {} AND s.library = any({}::uuid[])
GROUP BY s.id, w.title, l.timezone ORDER BY s.starts_at, s.id LIMIT 100
"""


@dataclass(frozen=True)
class VoucherView:
    """A voucher given for a booking: `ends` are the last characters of its code, `value` is in cents.

    `state`: reserved, used, given_back (then `why`: attendance, or late for one told too late).
    """

    id: UUID
    issuer_id: UUID
    issuer: str
    ends: str
    value: int
    state: str
    why: str
    per_person: int


@dataclass(frozen=True)
class Unsaid:
    """A session that is over, and how many vouchers wait for someone to say who came."""

    id: UUID
    title: str
    starts_at: datetime
    ends_at: datetime
    timezone: str
    vouchers: int


@dataclass(frozen=True)
class Purse:
    """What was given for a booking, and what may be: the issuers whose vouchers count on that day."""

    vouchers: list[VoucherView]
    issuers: list[Issuer]
    missing: int

    @property
    def live(self) -> list[VoucherView]:
        return [voucher for voucher in self.vouchers if voucher.state != "given_back"]


async def purse(booking: UUID, people: int, session: SessionView, now: datetime) -> Purse:
    """Return the vouchers of a booking of `people`, and how many are missing (0 while nobody knows whose they are)."""
    vouchers = [VoucherView(**row) for row in await Voucher.raw(OF_BOOKING, booking)]
    live = [voucher for voucher in vouchers if voucher.state != "given_back"]
    day, today = local_day(session.starts_at, session.timezone), local_day(now, session.timezone)
    known = [issuer for issuer in await taken_by(session.library_id) if in_time(issuer.terms, day, today)]
    missing = live[0].per_person * people - len(live) if live else 0
    return Purse(vouchers, known, max(0, missing))


async def unsaid(libraries: Iterable[UUID], now: datetime) -> list[Unsaid]:
    """Return the sessions that are over and keep vouchers for nobody knows whom, the oldest first."""
    rows: list[dict[str, Any]] = await Voucher.raw(UNSAID, now, list(libraries))
    return [Unsaid(**row) for row in rows]
