"""What the journal says becomes messages owed, once each."""

import pytest

from server.bookings.actions import cancel
from server.bookings.tables import Booking, Contact
from server.foundation.ids import new_id
from server.journal import actions as journal
from server.journal.readers import Line
from server.notifications.relay import hear
from server.notifications.tables import Message
from server.workshops.tables import Session

pytestmark = pytest.mark.usefixtures("undone")
CALL = {"channel_of_contact": "call", "email": "", "phone": "0612345678"}
PAPER = {"channel_of_contact": "none", "email": ""}


async def test_the_life_of_a_booking(make_session, ask, read_journal, owed, now):
    session = await make_session(capacity=1)
    first, second = await ask(session, "Un"), await ask(session, "Deux")
    await cancel(first.id, by="patron", now=now)
    await read_journal()
    assert await owed(booking=first.id) == [("confirmed", "email", "owed"), ("cancelled", "email", "owed")]
    assert await owed(booking=second.id) == [("waiting", "email", "owed"), ("promoted", "email", "owed")]


async def test_calls_only_for_what_is_urgent(make_session, ask, read_journal, owed, now):
    session = await make_session(capacity=1, waiting_places=9)
    first = await ask(session, "Un", **CALL)
    second, third = await ask(session, "Deux", **CALL), await ask(session, "Trois", **PAPER, phone="3639 12")
    fourth = await ask(session, "Quatre", **PAPER)
    for booked in (first, second, third):
        await cancel(booked.id, by="patron", now=now)
    await read_journal()
    assert await owed() == [("promoted", "call", "owed"), ("promoted", "call", "owed")]
    assert await owed(booking=second.id) == await owed(booking=third.id) == [("promoted", "call", "owed")]
    assert await owed(booking=fourth.id) == []


@pytest.mark.parametrize(
    ("kind", "facts", "told"),
    [
        ("session.cancelled", {}, "called_off"),
        ("session.changed", {"changed": ["starts_at", "ends_at"], "public": True}, "changed"),
        ("session.changed", {"changed": ["room"], "public": True}, "changed"),
        ("session.changed", {"changed": ["capacity", "note"], "public": True}, None),
        ("session.changed", {"changed": ["starts_at"], "public": False}, None),
        ("session.published", {}, None),
    ],
)
async def test_all_who_come_or_wait_are_told_of_their_session(make_session, ask, now, owed, kind, facts, told):
    session = await make_session(capacity=2)
    await ask(session, "Un"), await ask(session, "Deux", **CALL), await ask(session, "Attend")
    gone = await ask(session, "Part")
    await cancel(gone.id, by="patron", now=now)
    await ask(session, "Papier", **PAPER)
    await ask(await make_session(), "Ailleurs")
    await hear(Line(900, now, "staff:1", kind, session, None, facts), now)
    expected = [(told, "email", "owed"), (told, "call", "owed"), (told, "email", "owed")] if told else []
    assert await owed() == expected


async def test_a_line_heard_twice_owes_once(make_session, ask, now, owed):
    session = await make_session()
    await ask(session)
    line = Line(901, now, "staff:1", "session.changed", session, None, {"changed": ["room"]})
    await hear(line, now)
    await hear(line, now)
    assert await owed() == [("changed", "email", "owed")]


async def test_several_changes_make_one_message(make_session, ask, now, owed):
    session = await make_session()
    booked, other = await ask(session), await ask(await make_session())
    for number, (about, name) in enumerate([(session, "room"), (session, "starts_at"), (other, "room")]):
        subject = about if number < 2 else (await Booking.select().where(Booking.id == other.id).first())["session"]
        await hear(Line(910 + number, now, "staff:1", "session.changed", subject, None, {"changed": [name]}), now)
    assert await owed(booking=booked.id) == [("changed", "email", "dropped"), ("changed", "email", "owed")]
    assert await owed(booking=other.id) == [("changed", "email", "owed")]


async def test_nobody_left_to_tell(make_session, ask, read_journal, owed, now):
    session = await make_session()
    booked = await ask(session)
    await Contact.delete().where(Contact.booking == booked.id)
    await journal.write("session.cancelled", session, by="staff:1", now=now)
    await journal.write("booking.confirmed", new_id(), by="staff:1", now=now)
    await read_journal()
    assert await owed() == []


async def test_the_message_itself_names_nobody(make_session, ask, read_journal, now):
    session = await make_session()
    await ask(session, "Canari Serin", email="canari@serin.example", phone="0612345678")
    await Session.update({Session.state: "cancelled"}).where(Session.id == session)
    await journal.write("session.cancelled", session, by="staff:1", now=now)
    await read_journal()
    written = str(await Message.select()).casefold()
    assert "called_off" in written
    for trace in ("canari", "serin", "612345678"):
        assert trace not in written
