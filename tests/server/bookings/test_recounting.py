"""Whether who comes along takes a seat may change: the bookings are counted again, and nobody loses a seat."""

import pytest

from server.bookings import relay
from server.bookings.changing import Changed, change
from server.bookings.ledger import differing
from server.bookings.moving import move_to
from server.bookings.tables import Booking
from server.journal.readers import follow
from server.workshops.sessions import change_session

pytestmark = pytest.mark.usefixtures("undone")


@pytest.fixture
def counts(maker, now):
    """Return a function that says whether companions take a seat, and lets the bookings follow."""

    async def say(session, counted):
        await change_session(session, {"companions_count": counted}, by=maker.by, now=now)
        while await follow("bookings", relay.hear, now=now, most=1):
            pass
        assert await differing() == []

    return say


async def kept(booked):
    """Return the state of a booking, who takes a seat, who comes along without one."""
    row = await Booking.select().where(Booking.id == booked.id).first()
    return row["state"], row["people"], row["companions"]


async def test_seats_that_are_given_back_go_to_who_waits(make_session, ask, seats, counts):
    session = await make_session(capacity=3)
    first, second = await ask(session, companions=1), await ask(session, "Paul Riou", people=2)
    assert (await kept(first), await kept(second)) == (("confirmed", 2, 0), ("waiting", 2, 0))
    await counts(session, False)
    assert (await kept(first), await kept(second)) == (("confirmed", 1, 1), ("confirmed", 2, 0))
    assert await seats(session) == (3, 3, 5, 0)


async def test_companions_take_seats_in_order_while_there_are_some(make_session, ask, seats, counts):
    session = await make_session(capacity=4, companions_count=False)
    booked = [await ask(session, f"Personne {number}", companions=1) for number in range(3)]
    await counts(session, True)
    assert [await kept(each) for each in booked] == [("confirmed", 2, 0), ("confirmed", 1, 1), ("confirmed", 1, 1)]
    assert await seats(session) == (4, 4, 5, 0)
    await counts(session, False)
    assert [await kept(each) for each in booked] == [("confirmed", 1, 1)] * 3
    assert await seats(session) == (4, 3, 5, 0)


async def test_who_waits_is_counted_again_too(make_session, ask, seats, counts):
    session = await make_session(capacity=2, waiting_places=3, companions_count=False)
    await ask(session, people=2)
    waiting = [await ask(session, f"Personne {number}", companions=1) for number in range(2)]
    await counts(session, True)
    assert [await kept(each) for each in waiting] == [("waiting", 2, 0), ("waiting", 1, 1)]
    assert await seats(session) == (2, 2, 3, 3)


async def test_a_booking_that_moves_or_shrinks_keeps_its_companions_apart(make_session, ask, counts, now):
    here, there = await make_session(), await make_session(companions_count=False)
    booked = await ask(here, people=2, companions=1)
    assert await kept(booked) == ("confirmed", 3, 0)
    await move_to(booked.id, there, may_wait=False, by="staff:1", now=now)
    assert await kept(booked) == ("confirmed", 2, 1)
    await counts(there, True)
    await change(booked.id, Changed("Jeanne Le Goff", 1), by="staff:1", now=now)
    await counts(there, False)
    assert await kept(booked) == ("confirmed", 1, 0)
