"""Who comes without a booking: order of arrival, seats of who is absent, never more people than seats."""

import asyncio
from datetime import timedelta

import pytest

from server.bookings import arrivals, attendance, door_list, ledger
from server.bookings.arrivals import Newcomer
from server.bookings.erasure import erase_due
from server.bookings.tables import Arrival
from server.foundation.errors import Invalid, NotFound, Refused
from server.foundation.ids import new_id
from server.journal.tables import Entry
from server.workshops.queries import session as session_view

MINUTE = timedelta(minutes=1)


@pytest.fixture
def come(now):
    """Return a function that writes somebody down and gives their id and whether they got a seat."""

    async def came(session, name="", people=1, at=now):
        newcomer = Newcomer(new_id(), session, name, people)
        return newcomer.id, await arrivals.add(newcomer, by="staff:1", now=at)

    return came


@pytest.fixture
def door(now):
    """Return a function that reads the door of a session."""

    async def read(session, at=now):
        return await door_list.door(await session_view(session), at)

    return read


@pytest.mark.usefixtures("undone")
class TestOneAfterTheOther:
    """In a transaction that is undone."""

    async def test_free_seats_are_given_at_once_and_counted(self, make_session, ask, come, door, seats, now):
        session = await make_session(capacity=4, starts_at=now)
        await ask(session, people=2, at=now - MINUTE)
        assert (await come(session, "Ali"))[1] is True
        assert (await come(session))[1] is True
        assert await seats(session) == (4, 4, 5, 0)
        assert (await come(session))[1] is False
        shown = await door(session)
        assert [(came.number, came.name, came.state) for came in shown.arrivals] == [
            (1, "Ali", "seated"), (2, "", "seated"), (3, "", "here"),
        ]  # fmt: skip
        assert (shown.totals.walked_in, shown.totals.present, shown.free, shown.next) == (2, 2, 0, None)
        assert await ledger.differing() == []

    async def test_before_the_start_they_wait(self, make_session, come, door, now):
        session = await make_session(capacity=4, starts_at=now + 10 * MINUTE)
        first, seated = await come(session)
        assert not seated
        with pytest.raises(Refused, match="too_early_to_give"):
            await arrivals.give(first, by="staff:1", now=now)
        assert (await door(session)).next is None
        assert (await door(session, now + 10 * MINUTE)).next == first
        await arrivals.give(first, by="staff:1", now=now + 10 * MINUTE)

    async def test_a_seat_is_held_until_ten_minutes_after_the_start(self, make_session, ask, come, door, seats, now):
        session = await make_session(capacity=2, starts_at=now, drop_in=True)
        there, late = [await ask(session, name, at=now - MINUTE) for name in ("Là", "En retard")]
        await attendance.record(there.id, "1", by="staff:1", now=now)
        first, _ = await come(session, "Ali", at=now + MINUTE)
        with pytest.raises(Refused, match="no_seat_to_give"):
            await arrivals.give(first, by="staff:1", now=now + 9 * MINUTE)
        assert (await door(session, now + 9 * MINUTE)).next is None
        assert (await door(session, now + 10 * MINUTE)).next == first
        await arrivals.give(first, by="staff:1", now=now + 10 * MINUTE)
        after = await door(session, now + 11 * MINUTE)
        assert (after.totals.present, after.totals.walked_in, after.totals.absent, after.free) == (2, 1, 1, 0)
        with pytest.raises(Refused, match="seat_given"):
            await attendance.record(late.id, "1", by="staff:1", now=now + 12 * MINUTE)
        assert await seats(session) == (2, 2, 5, 0)
        await arrivals.leave(first, by="staff:1", now=now + 13 * MINUTE)
        await attendance.record(late.id, "1", by="staff:1", now=now + 14 * MINUTE)
        assert (await door(session)).totals.present == 2
        assert await ledger.differing() == []

    async def test_without_drop_in_only_the_seat_of_who_is_said_absent(self, make_session, ask, come, now):
        session = await make_session(capacity=1, starts_at=now)
        booked = await ask(session, at=now - MINUTE)
        first, _ = await come(session)
        with pytest.raises(Refused, match="no_seat_to_give"):
            await arrivals.give(first, by="staff:1", now=now + 60 * MINUTE)
        await attendance.record(booked.id, "absent", by="staff:1", now=now)
        await arrivals.give(first, by="staff:1", now=now + 60 * MINUTE)

    async def test_order_of_arrival_and_nobody_is_split(self, make_session, ask, come, door, now):
        session = await make_session(capacity=2, starts_at=now)
        booked = await ask(session, people=2, at=now - MINUTE)
        two, one = (await come(session, people=2))[0], (await come(session))[0]
        await attendance.record(booked.id, "1", by="staff:1", now=now)
        assert ((await door(session)).free, (await door(session)).next) == (1, None)
        with pytest.raises(Refused, match="not_first_there"):
            await arrivals.give(one, by="staff:1", now=now)
        with pytest.raises(Refused, match="no_seat_to_give"):
            await arrivals.give(two, by="staff:1", now=now)
        await arrivals.leave(two, by="staff:1", now=now)
        await arrivals.give(one, by="staff:1", now=now)
        assert (await door(session)).totals.present == 2

    async def test_who_leaves_gives_the_seat_back(self, make_session, come, door, seats, now):
        session = await make_session(capacity=1, starts_at=now)
        first, second = (await come(session))[0], (await come(session))[0]
        await arrivals.leave(first, by="staff:1", now=now)
        await arrivals.leave(first, by="staff:1", now=now)
        assert await seats(session) == (1, 0, 5, 0)
        await arrivals.give(second, by="staff:1", now=now)
        assert await seats(session) == (1, 1, 5, 0)
        assert await ledger.differing() == []
        with pytest.raises(NotFound):
            await arrivals.leave(new_id(), by="staff:1", now=now)

    async def test_the_same_form_twice_is_one_person(self, make_session, seats, now):
        session = await make_session(starts_at=now)
        newcomer = Newcomer(new_id(), session)
        assert [await arrivals.add(newcomer, by="staff:1", now=now) for _ in range(2)] == [True, True]
        assert await seats(session) == (8, 1, 5, 0)

    @pytest.mark.parametrize(("name", "people"), [("x" * 121, 1), ("", 0), ("", 9), ("…", 1)])
    async def test_what_cannot_be_is_refused(self, make_session, come, now, name, people):
        session = await make_session(starts_at=now)
        with pytest.raises(Invalid):
            await come(session, name, people)
        assert (await come(session, "Ali", 8))[1]

    async def test_names_are_erased_and_figures_stay(self, make_session, come, door, now):
        session = await make_session(starts_at=now)
        await come(session, "Ali Ben Salah", 2)
        await erase_due(now + timedelta(days=29))
        assert [came.name for came in (await door(session)).arrivals] == ["Ali Ben Salah"]
        await erase_due(now + timedelta(days=32))
        assert [(came.name, came.people) for came in (await door(session)).arrivals] == [("", 2)]
        assert (await door(session)).totals.walked_in == 2
        assert "Ali" not in str(await Entry.select())


@pytest.mark.usefixtures("emptied")
async def test_many_at_once_and_never_more_people_than_seats(make_session, ask, seats, now):
    session = await make_session(capacity=6, starts_at=now, drop_in=True)
    booked = [await ask(session, f"Inscrit {number}", at=now - MINUTE) for number in range(4)]
    at = now + 10 * MINUTE

    async def attempt(work):
        try:
            await work
        except Refused as refused:
            return refused.reason
        return ""

    for _ in range(3):
        here = await Arrival.select(Arrival.id).where(Arrival.state == "here")
        await asyncio.gather(
            *(attempt(arrivals.add(Newcomer(new_id(), session), by="staff:1", now=at)) for _ in range(6)),
            *(attempt(attendance.record(each.id, "1", by="staff:1", now=at)) for each in booked),
            *(attempt(arrivals.give(row["id"], by="staff:1", now=at)) for row in here),
        )
        there = (await door_list.door(await session_view(session), at)).totals
        assert there.present <= 6
    assert there.present == 6
    assert (await seats(session))[1] == 6
    assert await ledger.differing() == []
