"""What becomes of vouchers: used when people came, given back when they did not or when it is off."""

from datetime import UTC, datetime, timedelta

import pytest

from server.bookings.actions import Request, cancel
from server.bookings.moving import move_to
from server.bookings.tables import Booking
from server.foundation.errors import Refused
from server.journal.readers import follow
from server.vouchers.actions import book, reserve
from server.vouchers.relay import hear
from server.vouchers.tables import Voucher
from server.workshops import sessions


@pytest.fixture
async def session(maker):
    """A session in two days that takes vouchers."""
    return await maker.session(pass_accepted=True)


@pytest.fixture
def paid(ask, now):
    """Return a function that books and gives the vouchers with these codes."""

    async def made(session, *codes, **more):
        booked = await ask(session, **more)
        for code in codes:
            await reserve(booked.id, code, by="patron", now=now)
        return booked.id

    return made


async def catch_up(now):
    while await follow("vouchers", hear, now=now, most=1):
        pass


async def test_present_is_used_on_the_day_of_the_session(session, issue, paid, came, states, told, now):
    await issue()
    booking = await paid(session, "11112222")
    await came(booking, at=now + timedelta(days=2))
    assert await states(booking) == ["used"]
    row = await Voucher.select(Voucher.used_on, Voucher.why).first()
    assert row == {"used_on": (now + timedelta(days=2)).date(), "why": ""}
    await came(booking, at=now + timedelta(days=3))
    assert await told() == ["voucher.reserved", "voucher.used"]


@pytest.mark.parametrize(
    ("attendance", "present", "absent", "found"),
    [
        ("present", 2, "given_back", ["used", "used"]),
        ("present", 1, "given_back", ["used", "given_back"]),
        ("absent", 0, "given_back", ["given_back", "given_back"]),
        ("absent", 0, "used", ["used", "used"]),
        ("excused", 0, "used", ["given_back", "given_back"]),
    ],
)
async def test_each_answer(session, issue, paid, came, states, attendance, present, absent, found):
    await issue(absent=absent)
    booking = await paid(session, "11112222", "33334444", people=2)
    assert await states(booking) == ["reserved", "reserved"]
    await came(booking, attendance, present)
    assert await states(booking) == found


async def test_a_slip_is_put_right(session, issue, paid, came, states):
    await issue()
    booking = await paid(session, "11112222")
    for state, present, found in (
        ("absent", 0, "given_back"),
        ("present", 1, "used"),
        ("excused", 0, "given_back"),
        ("present", 1, "used"),
    ):
        await came(booking, state, present)
        assert await states(booking) == [found]


async def test_a_slip_put_right_too_late_pays_once(session, issue, paid, came, states):
    await issue()
    booking = await paid(session, "11112222")
    await came(booking, "absent", 0)
    other = await paid(session, "11112222", name="Paul Kerros")
    await came(booking, "present", 1)
    assert (await states(booking), await states(other)) == (["given_back"], ["reserved"])
    await came(other, "present", 1)
    assert (await states(booking), await states(other)) == (["given_back"], ["used"])


async def test_given_after_the_session_it_is_used_at_once(session, issue, ask, came, states, now):
    await issue()
    booking = (await ask(session)).id
    await came(booking)
    await reserve(booking, "11112222", by="staff:1", now=now + timedelta(days=3))
    assert await states(booking) == ["used"]


async def test_a_booking_that_is_cancelled_gives_it_back(session, issue, paid, states, told, now):
    await issue()
    gone, stays = await paid(session, "11112222"), await paid(session, "33334444", name="Paul Kerros")
    await cancel(gone, by="patron", now=now)
    await catch_up(now)
    assert (await states(gone), await states(stays)) == (["given_back"], ["reserved"])
    assert (await told())[-1] == "voucher.given_back"
    await paid(session, "11112222", name="Anne Riou")


async def test_a_session_that_is_cancelled_gives_all_back(session, issue, paid, maker, states, told, now):
    await issue()
    other = await paid(await maker.session(pass_accepted=True), "99998888")
    bookings = [await paid(session, "11112222"), await paid(session, "33334444", name="Paul Kerros")]
    await sessions.cancel(session, "Panne", by=maker.by, now=now)
    await catch_up(now)
    assert [await states(booking) for booking in bookings] == [["given_back"], ["given_back"]]
    assert await states(other) == ["reserved"]
    await catch_up(now)
    assert (await told()).count("voucher.given_back") == 2


@pytest.mark.parametrize(
    ("said_on", "found"),
    [(datetime(2028, 1, 31, 22, 59, tzinfo=UTC), "used"), (datetime(2028, 1, 31, 23, 0, tzinfo=UTC), "given_back")],
)
async def test_the_last_day_to_say_who_came(maker, issue, paid, came, states, said_on, found):
    await issue()
    last = datetime(2027, 12, 31, 13, tzinfo=UTC)
    booking = await paid(await maker.session(pass_accepted=True, starts_at=last), "11112222")
    await came(booking, at=said_on)
    assert await states(booking) == [found]


@pytest.mark.parametrize(("day", "taken"), [(31, True), (32, False)])
async def test_the_last_day_of_a_workshop(maker, issue, paid, day, taken):
    await issue()
    starts_at = datetime(2027, 11, 30, 13, tzinfo=UTC) + timedelta(days=day)
    session = await maker.session(pass_accepted=True, starts_at=starts_at)
    if taken:
        await paid(session, "11112222")
        return
    with pytest.raises(Refused) as refused:
        await paid(session, "11112222")
    assert refused.value.reason == "voucher_expired"


async def test_a_session_put_off_beyond_the_validity_gives_it_back(maker, issue, paid, came, states, now):
    await issue()
    session = await maker.session(pass_accepted=True)
    booking = await paid(session, "11112222")
    later = datetime(2028, 1, 5, 13, tzinfo=UTC)
    change = {"starts_at": later, "ends_at": later + timedelta(hours=2)}
    await sessions.change_session(session, change, by=maker.by, now=now)
    await came(booking, at=later)
    assert await states(booking) == ["given_back"]
    assert (await Voucher.select(Voucher.why).first())["why"] == "late"


async def test_booked_with_its_code_at_once_or_not_at_all(session, issue, states, now):
    await issue()
    request = Request(session=session, name="Anne Riou", channel="desk")
    booked = await book(request, "1111 2222", by="staff:1", now=now)
    assert await states(booked.id) == ["reserved"]
    before = await Booking.count()
    with pytest.raises(Refused):
        await book(Request(session=session, name="Paul Kerros", channel="desk"), "1111 2222", by="staff:1", now=now)
    assert await Booking.count() == before


@pytest.mark.parametrize(("where", "found"), [("here", "reserved"), ("no pass", "given_back"), ("apart", "given_back")])
async def test_a_booking_that_is_moved_takes_it_along_where_it_counts(maker, issue, paid, states, now, where, found):
    await issue()
    library = await maker.library()
    booking = await paid(await maker.session(library, pass_accepted=True), "11112222")
    there = await maker.session(
        await maker.library() if where == "apart" else library,
        pass_accepted=where != "no pass",
        starts_in=timedelta(days=4),
    )
    await move_to(booking, there, may_wait=False, by="staff:1", now=now)
    await catch_up(now)
    assert await states(booking) == [found]
    row = await Voucher.select(Voucher.session).first()
    assert (row["session"] == there) is (found == "reserved")
