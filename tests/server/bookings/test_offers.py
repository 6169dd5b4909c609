"""Seats offered to who waits: yes, no, no answer; the order of the list through all of it."""

from datetime import timedelta

import pytest

from server.bookings import ledger, queries
from server.bookings.actions import cancel, promote
from server.bookings.offers import accept, decline, expire_due, shorten
from server.bookings.tables import Booking, SeatMove
from server.foundation.errors import NotFound, Refused
from server.foundation.ids import new_id
from server.journal.tables import Entry
from server.workshops.tables import Session

pytestmark = pytest.mark.usefixtures("undone")
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


async def kinds():
    return [row["kind"] for row in await Entry.select(Entry.kind).order_by(Entry.id)]


async def row(booked):
    return await Booking.objects().where(Booking.id == booked.id).first()


async def states(*booked):
    return [(await row(each)).state for each in booked]


@pytest.fixture
def full(make_session, ask):
    """Return a function that fills a session that offers its seats for four hours, and makes parties wait."""

    async def filled(*waiting, capacity=1, **more):
        session = await make_session(capacity=capacity, **{"offer_hours": 4, "waiting_places": 20, **more})
        seated = await ask(session, "Déjà là", people=capacity)
        return session, seated, [await ask(session, f"Numéro {n}", people=people) for n, people in enumerate(waiting)]

    return filled


async def test_a_freed_seat_is_held_for_the_first(full, seats, now):
    session, seated, (first, second) = await full(1, 1)
    await cancel(seated.id, by="patron", now=now)
    assert await states(first, second) == ["offered", "waiting"]
    assert (await row(first)).offered_until == now + 4 * HOUR
    assert await seats(session) == (1, 1, 20, 1)  # held: counted as taken, not as waiting
    assert await queries.waiting_position(second.id) == 1
    assert (await kinds())[-2:] == ["booking.cancelled", "booking.offered"]


async def test_yes_makes_it_theirs_and_yes_again_changes_nothing(full, seats, now):
    session, seated, (first,) = await full(1)
    await cancel(seated.id, by="patron", now=now)
    for _ in range(2):
        await accept(first.id, by="patron", now=now + 4 * HOUR - SECOND)
    held = await row(first)
    assert (held.state, held.offered_until) == ("confirmed", None)
    assert await seats(session) == (1, 1, 20, 0)
    assert (await kinds())[-1] == "booking.accepted"
    assert await ledger.differing() == []


async def test_no_gives_it_to_the_next_and_no_again_changes_nothing(full, seats, now):
    session, seated, (first, second) = await full(1, 1)
    await cancel(seated.id, by="patron", now=now)
    for _ in range(2):
        await decline(first.id, by="staff:1", now=now + HOUR)
    assert await states(first, second) == ["cancelled", "offered"]
    assert (await row(first)).cancelled_by == "staff"
    assert (await row(second)).offered_until == now + 5 * HOUR
    assert await seats(session) == (1, 1, 20, 0)
    assert (await kinds())[-2:] == ["booking.declined", "booking.offered"]
    assert await ledger.differing() == []


async def test_an_offer_ends_on_the_second(full, now):
    _, seated, (first,) = await full(1)
    await cancel(seated.id, by="patron", now=now)
    end = now + 4 * HOUR
    assert await expire_due(end - SECOND) == 0
    for answer in (accept, decline):
        with pytest.raises(Refused, match="offer_over"):
            await answer(first.id, by="patron", now=end)
    assert await states(first) == ["offered"]
    assert await expire_due(end) == 1
    assert await expire_due(end) == 0


async def test_who_does_not_answer_goes_to_the_end_once_then_leaves(full, seats, now):
    session, seated, (first, second, third) = await full(1, 1, 1)
    await cancel(seated.id, by="patron", now=now)
    at = now + 4 * HOUR
    await expire_due(at)
    assert await states(first, second, third) == ["waiting", "offered", "waiting"]
    assert [await queries.waiting_position(each.id) for each in (third, first)] == [1, 2]
    assert await seats(session) == (1, 1, 20, 2)
    await decline(second.id, by="patron", now=at)
    await decline(third.id, by="patron", now=at)
    assert await states(first) == ["offered"]  # asked a second time
    late = (await row(first)).offered_until
    await expire_due(late)
    left = await row(first)
    assert (left.state, left.missed, left.cancelled_by) == ("cancelled", 2, "silence")
    assert await seats(session) == (1, 0, 20, 0)
    assert await ledger.differing() == []


async def test_alone_on_the_list_one_is_asked_again_and_not_for_ever(full, now):
    _, seated, (first,) = await full(1, starts_at=now + timedelta(days=20))
    await cancel(seated.id, by="patron", now=now)
    asked = 0
    at = now
    while (await row(first)).state == "offered":
        asked, at = asked + 1, (await row(first)).offered_until
        assert asked < 5
        await expire_due(at)
    assert asked == 2
    assert await states(first) == ["cancelled"]


async def test_who_does_not_answer_leaves_a_list_that_is_full_again(make_session, ask, seats, now):
    session = await make_session(capacity=2, waiting_places=3, offer_hours=4)
    seated, _, first = [await ask(session, name) for name in ("Un", "Deux", "Trois")]
    pair = await ask(session, "Quatre et cinq", people=2)
    await cancel(seated.id, by="patron", now=now)
    assert await states(first, pair) == ["offered", "waiting"]
    late = await ask(session, "Six")
    await expire_due(now + 4 * HOUR)
    left = await row(first)
    assert (left.state, left.missed) == ("cancelled", 1)
    assert await states(pair, late) == ["waiting", "waiting"]
    assert await seats(session) == (2, 1, 3, 3)


async def test_a_party_is_offered_seats_whole_or_not_at_all(full, seats, now):
    session, seated, (family, single) = await full(3, 1, capacity=3)
    await Session.update({Session.capacity: 5}).where(Session.id == session)
    assert await promote(session, by="system", now=now) == 0
    assert await states(family, single) == ["waiting", "waiting"]  # three do not fit in two, and nobody passes
    await cancel(seated.id, by="patron", now=now)
    assert await states(family, single) == ["offered", "offered"]
    await Session.update({Session.capacity: 4}).where(Session.id == session)
    assert await seats(session) == (4, 4, 20, 0)
    await decline(family.id, by="patron", now=now)
    assert await seats(session) == (4, 1, 20, 0)


async def test_another_agenda_is_given_its_seat_at_once(full, ask, now):
    session, seated, _ = await full()
    guest = await ask(session, "Ailleurs", channel="peer", host="ailleurs.example", by="peer:ailleurs.example")
    await cancel(seated.id, by="patron", now=now)
    assert await states(guest) == ["confirmed"]
    assert (await kinds())[-1] == "booking.promoted"


async def test_near_the_start_the_seat_is_given_at_once(full, now):
    _, seated, (first, second) = await full(1, 1, starts_at=now + timedelta(days=2))
    await cancel(seated.id, by="patron", now=now + timedelta(days=2) - 3 * HOUR + SECOND)
    assert await states(first, second) == ["confirmed", "waiting"]
    await cancel(first.id, by="patron", now=now + timedelta(days=2) - SECOND)
    assert await states(second) == ["confirmed"]


async def test_the_order_outlives_changes_of_the_session_and_of_bookings(full, now):
    session, seated, waiting = await full(1, 2, 1, capacity=2)
    changed = {Session.capacity: 3, Session.starts_at: now + timedelta(days=3), Session.ends_at: now + 75 * HOUR}
    await Session.update(changed).where(Session.id == session)
    for each in reversed(waiting):  # whoever is edited last does not become the last
        await Booking.update({Booking.updated_at: now + HOUR, Booking.language: "en"}).where(Booking.id == each.id)
    assert [await queries.waiting_position(each.id) for each in waiting] == [1, 2, 3]
    await promote(session, by="system", now=now)
    assert await states(*waiting) == ["offered", "waiting", "waiting"]
    await decline(waiting[0].id, by="patron", now=now)
    assert await states(*waiting) == ["cancelled", "waiting", "waiting"]  # two do not fit in one, and nobody passes
    await cancel(seated.id, by="patron", now=now)
    assert await states(*waiting) == ["cancelled", "offered", "offered"]


async def test_a_session_moved_earlier_keeps_no_offer_beyond_its_start(full, now):
    session, seated, (first, _) = await full(1, 1, starts_at=now + timedelta(days=9), offer_hours=48)
    await cancel(seated.id, by="patron", now=now)
    for starts_in, found in ((6 * HOUR, ("offered", now + 4 * HOUR)), (2 * HOUR, ("confirmed", None))):
        await Session.update({Session.starts_at: now + starts_in, Session.ends_at: now + 9 * HOUR}).where(
            Session.id == session
        )
        await shorten(session, now)
        held = await row(first)
        assert (held.state, held.offered_until) == found
    assert (await kinds())[-1] == "booking.promoted"


async def test_an_offer_in_a_cancelled_session_is_neither_taken_nor_ended(full, now):
    session, seated, (first,) = await full(1)
    await cancel(seated.id, by="patron", now=now)
    await Session.update({Session.state: "cancelled"}).where(Session.id == session)
    with pytest.raises(Refused, match="offer_over"):
        await accept(first.id, by="patron", now=now)
    assert await expire_due(now + 5 * HOUR) == 0
    assert await states(first) == ["offered"]


async def test_what_was_not_offered_is_neither_taken_nor_left(full, now):
    _, seated, (first,) = await full(1)
    for answer in (accept, decline):
        with pytest.raises(Refused, match="offer_over"):
            await answer(first.id, by="patron", now=now)
        with pytest.raises(NotFound):
            await answer(new_id(), by="patron", now=now)
    with pytest.raises(Refused, match="offer_over"):
        await decline(seated.id, by="patron", now=now)


async def test_cancelling_while_a_seat_is_held(full, seats, now):
    session, seated, (first, second) = await full(1, 1)
    await cancel(seated.id, by="patron", now=now)
    await cancel(first.id, by="patron", now=now)
    assert await states(first, second) == ["cancelled", "offered"]
    assert await seats(session) == (1, 1, 20, 0)


async def test_the_ledger_says_why_seats_moved(full, now):
    session, seated, _ = await full(1, 1)
    await cancel(seated.id, by="patron", now=now)
    await expire_due(now + 4 * HOUR)
    moves = await SeatMove.select(SeatMove.delta, SeatMove.cause).where(SeatMove.session == session)
    assert sorted((move["cause"], move["delta"]) for move in moves) == [
        ("booked", 1), ("cancelled", -1), ("expired", -1), ("offered", 1), ("offered", 1),
    ]  # fmt: skip
