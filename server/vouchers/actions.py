"""Give a voucher for a booking, and take it back again."""

import asyncio
import base64
import hashlib
import secrets
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from server.bookings import actions as bookings
from server.bookings.actions import Booked
from server.bookings.seats import hold
from server.bookings.tables import Booking
from server.foundation.database import DB
from server.foundation.errors import NotFound, Refused
from server.foundation.ids import derived, new_id
from server.foundation.settings import settings
from server.journal import actions as journal
from server.vouchers import rules
from server.vouchers.codes import bare
from server.vouchers.issuers import taken_by
from server.vouchers.rules import Issuer
from server.vouchers.settling import settle
from server.vouchers.tables import Voucher, VoucherKey
from server.workshops.queries import SessionView
from server.workshops.queries import session as session_view

LIVE = ["reserved", "used"]
# The index on live digests decides between two who give one voucher at the same instant: one row, whoever is first.
RESERVE = """
INSERT INTO voucher (id, issuer, session, booking, digest, ends, value, state, why, used_on, created_at, updated_at)
VALUES ({}, {}, {}, {}, {}, {}, {}, 'reserved', '', NULL, {}, {})
ON CONFLICT (digest) WHERE state IN ('reserved', 'used') DO NOTHING RETURNING id
"""


async def keyed(code: str) -> str:
    """Return what is kept in place of a bare code: the same for all issuers, so that it is spent once whoever asks.

    A new secret in the settings changes nothing: the key is in the database. It is slow on purpose (scrypt, RFC 7914):
    who has stolen the database tries codes for years.
    """
    made = await asyncio.to_thread(hashlib.scrypt, code.encode(), salt=await _key(), n=2**12, r=8, p=1, dklen=20)
    return base64.b32encode(made).decode().lower()


async def _key() -> bytes:
    """Return the key of all digests; whoever needs it first makes it."""
    row = await VoucherKey.select(VoucherKey.key).first()
    if row is None:
        made = VoucherKey(id=1, key=secrets.token_bytes(32))
        await VoucherKey.insert(made).on_conflict(target=VoucherKey.id, action="DO NOTHING")
        row = await VoucherKey.select(VoucherKey.key).first()
    return bytes(row["key"] if row else b"")


def _keyed_before(code: str) -> str:
    """Return what was kept when digests hung on the secret of the settings."""
    return derived(settings().secret, "voucher", code)


def local_day(at: datetime, zone: str) -> date:
    """Return the day of an instant in a library."""
    return at.astimezone(ZoneInfo(zone)).date()


async def reserve(booking: UUID, code: str, *, by: str, now: datetime) -> UUID:
    """Keep a voucher for a booking and return its id; raises Refused or NotFound.

    Given twice for the same booking it is kept once. Nothing of the code is written anywhere but its keyed digest and
    its last four characters.
    """
    plain = bare(code)
    mark = await keyed(plain)
    async with DB.transaction():
        held = await hold(await _session_of(booking), now)
        here = (Booking.id == booking) & (Booking.session == held.id)
        party = await Booking.select(Booking.state, Booking.people).where(here).first()
        view = await session_view(held.id)
        if party is None:
            raise NotFound
        rules.check_takes(view.pass_accepted, held.state, party["state"])
        issuer = rules.recognise(plain, await taken_by(view.library_id), *_days(view, now))
        live, marks = await _live(booking), {mark, _keyed_before(plain)}
        if known := next((row["id"] for row in live if row["digest"] in marks), None):
            return UUID(str(known))
        rules.check_room([row["issuer"] for row in live], issuer, party["people"])
        voucher = await _insert(booking, view, issuer, plain, mark, now)
        facts = {"booking": str(booking), "issuer": str(issuer.id), "value": issuer.terms.value}
        await journal.write("voucher.reserved", voucher, by=by, now=now, library=view.library_id, **facts)
        await settle(booking, by=by, now=now)
    return voucher


async def _session_of(booking: UUID) -> UUID:
    row = await Booking.select(Booking.session).where(Booking.id == booking).first()
    if row is None:
        raise NotFound
    return UUID(str(row["session"]))


def _days(view: SessionView, now: datetime) -> tuple[date, date]:
    return local_day(view.starts_at, view.timezone), local_day(now, view.timezone)


async def _live(booking: UUID) -> list[dict[str, Any]]:
    rows = Voucher.select(Voucher.id, Voucher.issuer, Voucher.digest)
    return await rows.where((Voucher.booking == booking) & Voucher.state.is_in(LIVE))


async def _insert(booking: UUID, view: SessionView, issuer: Issuer, code: str, mark: str, now: datetime) -> UUID:
    made = (new_id(), issuer.id, view.id, booking, mark, code[-4:], issuer.terms.value, now, now)
    spent = Voucher.exists().where((Voucher.digest == _keyed_before(code)) & Voucher.state.is_in(LIVE))
    if await spent or not await Voucher.raw(RESERVE, *made):
        raise Refused("voucher_taken")
    return made[0]


async def remove(booking: UUID, voucher: UUID, *, by: str, now: datetime) -> None:
    """Give a voucher that is not used up back to who gave it; raises Refused or NotFound."""
    async with DB.transaction():
        mine = (Voucher.id == voucher) & (Voucher.booking == booking)
        held = await Voucher.objects().where(mine).lock_rows("UPDATE").first()
        if held is None:
            raise NotFound
        if held.state == "used":
            raise Refused("voucher_used")
        if held.state == "given_back":
            return
        gone: dict[Any, Any] = {Voucher.state: "given_back", Voucher.why: "removed", Voucher.updated_at: now}
        await Voucher.update(gone).where(Voucher.id == voucher)
        await journal.write("voucher.given_back", voucher, by=by, now=now, booking=str(booking), why="removed")


async def book(request: bookings.Request, code: str, *, by: str, now: datetime) -> Booked:
    """Book, and keep a voucher if a code was given and there is a seat: both or nothing. Raises Refused or NotFound."""
    async with DB.transaction():
        booked = await bookings.book_within(request, by=by, now=now)
        if bare(code) and booked.state == "confirmed":
            await reserve(booked.id, code, by=by, now=now)
    return booked
