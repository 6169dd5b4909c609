"""A booking changes: names, contact, people up and down with the rule of seats, its place in the order kept."""

from datetime import timedelta

import pytest

from server.bookings import queries
from server.bookings.actions import cancel
from server.bookings.changing import Changed, change
from server.bookings.ledger import differing
from server.bookings.overriding import Over
from server.bookings.tables import Contact
from server.foundation.errors import Gone, Invalid, NotFound, Refused
from server.foundation.ids import new_id
from server.journal.tables import Entry
from server.workshops.tables import Session

pytestmark = pytest.mark.usefixtures("undone")


@pytest.fixture
def put(now):
    """Return a function that changes a booking as staff do."""

    async def changed(booking, people=1, *, at=now, over=None, **more):
        to = Changed(**{"name": "Jeanne Le Goff", "people": people, **more})
        await change(booking.id, to, over=over, by="staff:1", now=at)

    return changed


async def test_names_and_contact_are_replaced_and_found_again(make_session, ask, put):
    booked = await ask(await make_session(), phone="0298000000", channel_of_contact="call")
    more = {"name": "Yvonne Riou", "companion": "Luc Riou", "helper": "Ana Morel"}
    await put(booked, contact="email", email="y@exemple.fr", **more)
    party = (await queries.by_id(booked.id)).party
    assert (party.name, party.companion, party.helper) == ("Yvonne Riou", "Luc Riou", "Ana Morel")
    assert (party.contact, party.email, party.phone) == ("email", "y@exemple.fr", "")
    assert (await queries.find(booked.reference, "riou")).party.id == booked.id
    line = (await Entry.select().order_by(Entry.id, ascending=False).limit(1))[0]
    assert line["kind"] == "booking.changed"
    assert "channel" in line["facts"]
    assert "Riou" not in line["facts"]
    assert "exemple" not in line["facts"]


@pytest.mark.parametrize("wrong", [{"name": ""}, {"contact": "email"}, {"phone": "12"}, {"people": 0}])
async def test_what_cannot_be_read_changes_nothing(make_session, ask, put, wrong):
    booked = await ask(await make_session())
    with pytest.raises(Invalid):
        await put(booked, **wrong)
    assert (await queries.by_id(booked.id)).party.people == 1


async def test_more_people_take_free_seats(make_session, ask, seats, put):
    session = await make_session(capacity=3)
    booked = await ask(session)
    await put(booked, 3)
    assert (await seats(session))[1] == 3
    with pytest.raises(Refused, match="no_room_to_grow"):
        await put(booked, 4)
    assert (await seats(session))[1] == 3
    assert await differing() == []


async def test_more_people_do_not_pass_in_front_of_who_waits(make_session, ask, put):
    session = await make_session(capacity=3)
    booked = await ask(session)
    await ask(session, "Famille Riou", people=3)  # waits: two seats are free
    with pytest.raises(Refused, match="no_room_to_grow"):
        await put(booked, 2)


async def test_fewer_people_give_seats_to_who_waits(make_session, ask, seats, put, now):
    session = await make_session(capacity=3)
    booked, behind = await ask(session, people=3), await ask(session, "Paul Riou")
    await put(booked, 2)
    assert (await queries.by_id(behind.id)).party.state == "confirmed"
    assert (await seats(session))[1] == 3
    with pytest.raises(Refused, match="session_past"):
        await put(booked, 1, at=now + timedelta(days=2))


async def test_who_waits_keeps_their_place(make_session, ask, seats, put):
    session = await make_session(capacity=1, waiting_places=4)
    await ask(session)
    first, second = await ask(session, "Anne Un"), await ask(session, "Brice Deux")
    await put(first, 3)
    assert [await queries.waiting_position(party.id) for party in (first, second)] == [1, 2]
    assert (await seats(session))[3] == 4
    with pytest.raises(Refused, match="no_room_to_grow"):
        await put(second, 2)


async def test_kept_seats_and_laptops_follow(make_session, ask, put):
    session = await make_session(kept_desk=4, laptops=3)
    booked = await ask(session, people=3, laptops=3)
    await put(booked, 1)
    row = await Session.select().where(Session.id == session).first()
    assert (row["taken_desk"], row["laptops_taken"]) == (1, 1)
    assert (await queries.by_id(booked.id)).party.laptops == 1


async def test_with_a_reason_the_session_grows_by_what_lacks(make_session, ask, seats, put):
    session = await make_session(capacity=2)
    booked = await ask(session)
    for over in (None, Over("room")):
        with pytest.raises(Refused, match=r"no_room_to_grow|too_many_people"):
            await put(booked, 4, over=over)
    await put(booked, 4, over=Over("room", seats=True))
    assert (await seats(session))[:2] == (4, 4)
    kinds = [line["kind"] for line in await Entry.select().order_by(Entry.id)]
    assert kinds[-3:] == ["booking.overridden", "session.changed", "booking.changed"]
    assert await differing() == []


async def test_what_cannot_be_changed(make_session, ask, put, now):
    session = await make_session()
    booked, erased = await ask(session), await ask(session)
    await Contact.delete().where(Contact.booking == erased.id)
    with pytest.raises(Gone):
        await put(erased)
    await cancel(booked.id, by="staff:1", now=now)
    with pytest.raises(Refused, match="booking_cancelled"):
        await put(booked)
    with pytest.raises(NotFound):
        await change(new_id(), Changed("Personne", 1), by="staff:1", now=now)
