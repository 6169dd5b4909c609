"""A booking goes to another session: seats given back and taken, reference and contact kept, in order, or refused."""

from datetime import timedelta

import pytest

from server.bookings import queries
from server.bookings.actions import cancel
from server.bookings.ledger import differing
from server.bookings.moving import move_to
from server.bookings.rules import Outcome
from server.bookings.tables import Contact
from server.foundation.errors import NotFound, Refused
from server.foundation.ids import new_id
from server.journal.tables import Entry
from server.workshops.tables import Session

pytestmark = pytest.mark.usefixtures("undone")


@pytest.fixture
def go(now):
    """Return a function that moves a booking as staff do."""

    async def moved(booking, session, *, may_wait=False, at=now):
        return await move_to(booking, session, may_wait=may_wait, by="staff:1", now=at)

    return moved


async def test_seats_go_along_and_the_reference_and_the_contact_stay(make_session, ask, seats, go, now):
    here, there = await make_session(), await make_session(starts_at=now + timedelta(days=9))
    booked = await ask(here, people=2, phone="0298000000", channel_of_contact="call")
    before = await Contact.select().where(Contact.booking == booked.id).first()
    assert await go(booked.id, there) is Outcome.CONFIRMED
    view = await queries.by_id(booked.id)
    assert (view.party.reference, view.secret, view.session.id) == (booked.reference, booked.secret, there)
    assert ((await seats(here))[1], (await seats(there))[1]) == (0, 2)
    after = await Contact.select().where(Contact.booking == booked.id).first()
    assert (after["name"], after["phone"]) == (before["name"], before["phone"])
    assert after["delete_after"] - before["delete_after"] == timedelta(days=7)
    assert await differing() == []
    line = (await Entry.select().order_by(Entry.id, ascending=False).limit(1))[0]
    assert (line["kind"], line["subject"], line["actor"]) == ("booking.moved", booked.id, "staff:1")


async def test_full_there_is_said_and_nothing_changes_unless_it_may_wait(make_session, ask, seats, go):
    here, there = await make_session(), await make_session(capacity=1, waiting_places=3)
    await ask(there)
    behind = await ask(there, "Paul Riou")
    booked = await ask(here)
    with pytest.raises(Refused, match="full_there"):
        await go(booked.id, there)
    assert (await queries.by_id(booked.id)).session.id == here
    assert ((await seats(here))[1], (await seats(there))[3]) == (1, 1)
    assert await go(booked.id, there, may_wait=True) is Outcome.WAITING
    assert await queries.waiting_position(behind.id) == 1
    assert await queries.waiting_position(booked.id) == 2, "who waited there is not overtaken, whoever joined first"
    assert ((await seats(here))[1], (await seats(there))[3]) == (0, 2)


async def test_a_full_list_refuses_all_the_same(make_session, ask, go):
    here, there = await make_session(), await make_session(capacity=1, waiting_places=0)
    await ask(there)
    booked = await ask(here)
    with pytest.raises(Refused, match="session_full"):
        await go(booked.id, there, may_wait=True)


async def test_seats_given_back_go_to_those_who_wait(make_session, ask, go):
    here, there = await make_session(capacity=1), await make_session()
    booked, next_one = await ask(here), await ask(here, "Paul Riou")
    assert next_one.state == "waiting"
    await go(booked.id, there)
    assert (await queries.by_id(next_one.id)).party.state == "confirmed"


async def test_who_waited_gets_a_seat_elsewhere(make_session, ask, seats, go):
    here, there = await make_session(capacity=1), await make_session()
    await ask(here)
    waiting = await ask(here, "Paul Riou", people=1)
    assert await go(waiting.id, there) is Outcome.CONFIRMED
    assert (await seats(here))[3] == 0
    assert await differing() == []


async def test_kept_seats_and_laptops_are_counted_on_both_sides(make_session, ask, go):
    here = await make_session(kept_desk=2, laptops=2)
    there = await make_session(kept_desk=1, laptops=1)
    booked = await ask(here, laptops=1)
    await go(booked.id, there)
    rows = {row["id"]: row for row in await Session.select()}
    assert (rows[here]["taken_desk"], rows[here]["laptops_taken"]) == (0, 0)
    assert (rows[there]["taken_desk"], rows[there]["laptops_taken"]) == (1, 1)


@pytest.mark.parametrize(("counts", "people", "beside"), [(True, 2, 0), (False, 1, 1)])
async def test_who_comes_along_takes_a_seat_where_the_session_says_so(make_session, ask, go, counts, people, beside):
    here, there = await make_session(companions_count=False), await make_session(companions_count=counts)
    booked = await ask(here, companions=1)
    await go(booked.id, there)
    party = (await queries.by_id(booked.id)).party
    assert (party.people, party.companions) == (people, beside)


@pytest.mark.parametrize(
    ("facts", "reason"), [({"state": "cancelled"}, "session_cancelled"), ({"state": "draft"}, "session_not_open")]
)
async def test_not_to_what_is_closed(make_session, ask, go, facts, reason):
    booked = await ask(await make_session())
    with pytest.raises(Refused, match=reason):
        await go(booked.id, await make_session(**facts))


async def test_what_cannot_be_moved(make_session, ask, go, now):
    here, there = await make_session(), await make_session(starts_at=now + timedelta(days=9))
    booked = await ask(here)
    with pytest.raises(Refused, match="already_there"):
        await go(booked.id, here)
    with pytest.raises(Refused, match="session_past"):
        await go(booked.id, there, at=now + timedelta(days=2))
    with pytest.raises(NotFound):
        await go(new_id(), there)
    with pytest.raises(NotFound):
        await go(booked.id, new_id())
    guest = await ask(here, "Guest", channel="peer", host="peer.example")
    with pytest.raises(Refused, match="booked_elsewhere"):
        await go(guest.id, there)
    await cancel(booked.id, by="staff:1", now=now)
    with pytest.raises(Refused, match="booking_cancelled"):
        await go(booked.id, there)


async def test_two_dates_of_one_course_do_not_meet(make_session, ask, go):
    first, second = await make_session(), await make_session()
    one = await ask(first, idempotency_key="course")
    await ask(second, idempotency_key="course")
    with pytest.raises(Refused, match="already_there"):
        await go(one.id, second)
