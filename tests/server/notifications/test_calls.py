"""Calls to make: listed while they are worth making, marked as made once."""

from datetime import timedelta

import pytest

from server.bookings.actions import cancel
from server.bookings.queries import by_id
from server.bookings.tables import Contact
from server.foundation.errors import NotFound
from server.foundation.ids import new_id
from server.journal.tables import Entry
from server.notifications import queries
from server.notifications.actions import done, sweep
from server.notifications.sending import send_due

pytestmark = pytest.mark.usefixtures("emptied")
CALL = {"channel_of_contact": "call", "email": "", "phone": "06 12 34 56 78"}


@pytest.fixture
async def promoted(make_session, ask, read_journal, now):
    """Somebody to call: a seat became free for them."""
    session = await make_session(capacity=1)
    first, second = await ask(session, "Un"), await ask(session, "Jeanne Le Goff", **CALL)
    await cancel(first.id, by="patron", now=now)
    await read_journal()
    return second


async def test_the_list_of_calls(promoted, now, taking):
    library = (await by_id(promoted.id)).session.library_id
    (call,) = await queries.calls([library], now)
    assert (call.kind, call.phone, call.booking.party.name) == ("promoted", "06 12 34 56 78", "Jeanne Le Goff")
    assert "une place s'est libérée" in call.says[0]
    assert await queries.calls([new_id()], now) == []
    assert await queries.booking_of(call.message) == promoted.id
    mailer = taking()
    await send_due(mailer, now)
    assert all(letter["To"] != "" and "Goff" not in str(letter) for letter in mailer.got)  # a call is never mailed
    await done(call.message, by="staff:7", now=now)
    await done(call.message, by="staff:8", now=now)
    assert await queries.calls([library], now) == []
    lines = await Entry.select().where(Entry.kind == "call.made")
    assert [(row["actor"], row["subject"]) for row in lines] == [("staff:7", call.message)]
    assert (await queries.of_booking(promoted.id))[-1].state == "sent"


@pytest.mark.parametrize("then", ["cancelled", "started", "erased"])
async def test_calls_no_longer_worth_making(promoted, now, then):
    library, at = (await by_id(promoted.id)).session.library_id, now
    if then == "cancelled":
        await cancel(promoted.id, by="patron", now=now)
    elif then == "started":
        at = now + timedelta(days=2)
    else:
        await Contact.delete().where(Contact.booking == promoted.id)
    assert await queries.calls([library], at) == []
    assert await sweep(now + timedelta(days=2)) == 1
    assert (await queries.of_booking(promoted.id))[-1].state == "dropped"


async def test_only_calls_can_be_marked_as_made(one, now, only):
    for message in (new_id(), (await only())["id"]):
        with pytest.raises(NotFound):
            await done(message, by="staff:1", now=now)
    assert (await only())["state"] == "owed"
    with pytest.raises(NotFound):
        await queries.booking_of(new_id())
