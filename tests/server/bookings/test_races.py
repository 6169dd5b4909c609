"""Many at once on few seats, with real commits; and the same without the lock, to see that the race is a race."""

import asyncio
import contextvars

import pytest

from server.bookings.actions import Request, book, cancel, promote
from server.bookings.drafts import answer, complete, start
from server.bookings.rules import NEWCOMER, Outcome, Party, Seats, decide
from server.bookings.tables import Booking, SeatMove
from server.bookings.targets import of_session
from server.foundation.database import DB, POOL_SIZE
from server.foundation.errors import Refused
from server.foundation.ids import new_id
from server.journal.tables import Entry
from server.workshops.tables import Session

pytestmark = pytest.mark.usefixtures("emptied")


async def states(session):
    rows = await Booking.select(Booking.state, Booking.people).where(Booking.session == session)
    return {
        state: sum(row["people"] for row in rows if row["state"] == state)
        for state in ("confirmed", "waiting", "cancelled")
    }


async def ledger(session):
    rows = await SeatMove.select(SeatMove.delta).where(SeatMove.session == session)
    return sum(row["delta"] for row in rows)


async def attempt(work):
    try:
        return (await work).state
    except Refused as refused:
        return refused.reason


async def test_two_hundred_at_once_on_twenty_seats(make_session, seats, now):
    session = await make_session(capacity=20, waiting_places=5)
    requests = [Request(session, f"Personne {n}") for n in range(200)]
    results = await asyncio.gather(*(attempt(book(request, by="patron", now=now)) for request in requests))
    assert {answer: results.count(answer) for answer in set(results)} == {
        "confirmed": 20,
        "waiting": 5,
        "session_full": 175,
    }
    assert await states(session) == {"confirmed": 20, "waiting": 5, "cancelled": 0}
    assert await seats(session) == (20, 20, 5, 5)
    assert await ledger(session) == 20
    assert await Entry.count() == 25


async def test_without_the_lock_too_many_are_seated(make_session, now):
    session = await make_session(capacity=20, waiting_places=5)

    async def naive(number):
        async with DB.transaction():
            row = await Session.select().where(Session.id == session).first()
            held = Seats(row["capacity"], row["taken"], row["waiting_places"], row["waiting"])
            if decide(held, Party(NEWCOMER, 1)).outcome is Outcome.CONFIRMED:
                await Booking(
                    id=new_id(), session=session, state="confirmed", people=1, reference=f"R {number}",
                    secret_digest=str(number).encode(), channel="web", created_at=now, updated_at=now,
                ).save()  # fmt: skip
                await Session.update({Session.taken: row["taken"] + 1}).where(Session.id == session)

    await asyncio.gather(*(naive(number) for number in range(200)))
    assert (await states(session))["confirmed"] > 20


async def test_one_key_twenty_times_at_once(make_session, seats, now):
    session = await make_session()
    request = Request(session, "Jeanne", people=2, idempotency_key="once")
    results = await asyncio.gather(*(book(request, by="patron", now=now) for _ in range(20)))
    assert len({booked.id for booked in results}) == 1
    assert len({booked.secret for booked in results}) == 1
    assert sorted(booked.repeated for booked in results) == [False] + [True] * 19
    assert await seats(session) == (8, 2, 5, 0)
    assert await Entry.count() == 1


async def test_one_draft_sent_many_times_at_once(make_session, seats, now):
    session = await make_session()
    target = await of_session(session)
    token = await start(target, now)
    await answer(token, {"for_whom": "self", "name": "Jeanne", "channel": "none"}, now)
    results = await asyncio.gather(*(complete(token, target, language="fr", now=now) for _ in range(10)))
    assert len({booked.id for booked in results}) == 1
    assert await seats(session) == (8, 1, 5, 0)


async def test_cancelling_booking_and_promoting_at_once(make_session, seats, ask, now):
    session = await make_session(capacity=6, waiting_places=30)
    there = [await ask(session, f"Là {n}", people=1 + n % 3) for n in range(9)]
    await asyncio.gather(
        *(cancel(booked.id, by="patron", now=now) for booked in there[::2]),
        *(cancel(booked.id, by="staff:1", now=now) for booked in there[::4]),
        *(attempt(book(Request(session, f"Vient {n}", people=1 + n % 2), by="patron", now=now)) for n in range(12)),
        *(promote(session, by="system", now=now) for _ in range(5)),
    )
    capacity, taken, _, waiting = await seats(session)
    found = await states(session)
    assert (found["confirmed"], found["waiting"]) == (taken, waiting)
    assert taken <= capacity
    assert await ledger(session) == taken
    parties = Booking.select(Booking.state, Booking.people).where(
        (Booking.session == session) & (Booking.state != "cancelled")
    )
    order = await parties.order_by(Booking.joined)
    assert [row["state"] for row in order] == sorted(row["state"] for row in order)  # nobody was overtaken
    first = next((row["people"] for row in order if row["state"] == "waiting"), None)
    assert first is None or first > capacity - taken  # and no seat is kept from the next


async def test_sessions_do_not_wait_for_each_other(make_session, ask, now):
    held, free = await make_session(), await make_session()
    async with DB.transaction():
        await Session.raw("SELECT id FROM session WHERE id = {} FOR UPDATE", held)
        elsewhere = asyncio.get_running_loop().create_task(ask(free), context=_outside())
        assert (await asyncio.wait_for(elsewhere, 20)).state == "confirmed"


async def test_a_crowd_at_one_door_leaves_connections_to_all_others(make_session, ask):
    held, free = await make_session(capacity=2 * POOL_SIZE), await make_session()
    loop = asyncio.get_running_loop()
    async with DB.transaction():
        await Session.raw("SELECT id FROM session WHERE id = {} FOR UPDATE", held)
        crowd = [loop.create_task(ask(held, f"Un {n}"), context=_outside()) for n in range(2 * POOL_SIZE)]
        await asyncio.sleep(0.1)
        elsewhere = loop.create_task(ask(free), context=_outside())
        assert (await asyncio.wait_for(elsewhere, 20)).state == "confirmed"
    assert {booked.state for booked in await asyncio.gather(*crowd)} == {"confirmed"}
    assert await ledger(held) == 2 * POOL_SIZE


def _outside():
    """A context without the transaction of the caller."""
    context = contextvars.copy_context()
    context.run(DB.current_transaction.set, None)
    return context
