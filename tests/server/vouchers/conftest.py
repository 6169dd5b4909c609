"""An issuer of vouchers, sessions that take them, and people who booked."""

from datetime import date

import pytest

from server.bookings.actions import Request, book
from server.bookings.tables import Attendance
from server.journal.readers import Line
from server.journal.tables import Entry
from server.vouchers.issuers import write_issuer
from server.vouchers.relay import hear
from server.vouchers.rules import Terms
from server.vouchers.tables import Voucher

YEAR = (date(2027, 1, 1), date(2027, 12, 31), date(2028, 1, 31))


def terms(**more):
    """Terms of an issuer whose vouchers are worth 10 euros in 2027."""
    given = {"name": "Département", "value": 1000, "pattern": "9999-9999"}
    given |= {"valid_from": YEAR[0], "valid_until": YEAR[1], "late_until": YEAR[2]}
    return Terms(**{**given, **more})


@pytest.fixture
def issue(maker, now):
    """Return a function that writes an issuer down, for all libraries unless one is given."""

    async def write(library=None, **more):
        return await write_issuer(library, terms(**more), by=maker.by, now=now)

    return write


@pytest.fixture
def ask(now):
    """Return a function that books for somebody at the desk."""

    async def asked(session, name="Jeanne Le Goff", **more):
        request = Request(session=session, name=name, **{"channel": "desk", **more})
        return await book(request, by="staff:1", now=now)

    return asked


@pytest.fixture
def came(now):
    """Return a function that says who of a booking came, and lets the vouchers follow."""

    async def said(booking, state="present", present=1, at=now):
        row = Attendance(booking=booking, state=state, present=present, recorded_at=at)
        columns = [Attendance.state, Attendance.present]
        await Attendance.insert(row).on_conflict(target=Attendance.booking, action="DO UPDATE", values=columns)
        await hear(Line(1, at, "staff:1", "attendance.recorded", booking, None, {}), at)

    return said


@pytest.fixture
def states():
    """Return a function that tells what became of the vouchers of a booking, in order of giving."""

    async def read(booking):
        rows = await Voucher.select(Voucher.state).where(Voucher.booking == booking).order_by(Voucher.id)
        return [row["state"] for row in rows]

    return read


@pytest.fixture
def told():
    """Return a function that reads the kinds of lines about vouchers, in order."""

    async def read():
        rows = await Entry.select(Entry.kind).where(Entry.kind.like("voucher.%")).order_by(Entry.id)
        return [row["kind"] for row in rows]

    return read
