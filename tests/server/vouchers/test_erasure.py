"""With the contact goes what ties a voucher to a person; what was used stays, for accounts, and is never used again."""

from datetime import timedelta

import pytest

from server.bookings.erasure import erase_due as erase_contacts
from server.foundation.errors import Refused
from server.vouchers.actions import keyed, remove, reserve
from server.vouchers.erasure import erase_due
from server.vouchers.tables import Voucher

CODES = {"used": "11110001", "reserved": "11110002", "given_back": "11110003"}


@pytest.fixture
async def given(maker, issue, ask, came, now):
    """Three bookings of one session, each with a voucher: used, only reserved, and given back."""
    await issue()
    session = await maker.session(pass_accepted=True)
    bookings = {}
    for state, code in CODES.items():
        booking = (await ask(session, f"Canari {state}")).id
        voucher = await reserve(booking, code, by="patron", now=now)
        if state == "used":
            await came(booking)
        if state == "given_back":
            await remove(booking, voucher, by="patron", now=now)
        bookings[state] = booking
    return session, bookings


async def test_nothing_goes_before_its_day(given, now):
    await erase_contacts(now + timedelta(days=32))
    assert await erase_due(now + timedelta(days=32)) == 0
    assert await Voucher.count() == 3
    assert await Voucher.count().where(Voucher.booking.is_not_null()) == 3


async def test_on_their_day_only_what_was_used_stays_and_is_nobody_s(given, ask, told, maker, now):
    later = now + timedelta(days=33)
    await erase_contacts(later)
    assert await erase_due(later) == 1
    (left,) = await Voucher.select()
    assert (left["state"], left["ends"], left["booking"]) == ("used", "0001", None)
    traces = str(await Voucher.select())
    assert await keyed(CODES["used"]) in traces
    assert await keyed(CODES["reserved"]) not in traces
    assert await keyed(CODES["given_back"]) not in traces
    assert (await told())[-1] == "voucher.given_back"
    assert await erase_due(later) == 0


async def test_what_was_used_is_never_used_again(given, ask, maker, now):
    later = now + timedelta(days=33)
    await erase_contacts(later)
    await erase_due(later)
    other = (await ask(await maker.session(pass_accepted=True, starts_in=timedelta(days=40)), "Anne Riou", people=2)).id
    with pytest.raises(Refused) as refused:
        await reserve(other, CODES["used"], by="patron", now=later)
    assert refused.value.reason == "voucher_taken"
    await reserve(other, CODES["reserved"], by="patron", now=later)
    await reserve(other, CODES["given_back"], by="patron", now=later)


@pytest.mark.parametrize(("years", "left"), [(10, 1), (11, 0)])
async def test_after_ten_years_the_paper_goes_too(given, now, years, left):
    later = now + timedelta(days=365 * years)
    await erase_contacts(later)
    await erase_due(later)
    assert await Voucher.count() == left
