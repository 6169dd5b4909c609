"""Calls to make: listed while they are worth making, the most urgent first; what comes of each is kept once."""

from datetime import timedelta

import pytest

from server.bookings.actions import cancel
from server.bookings.queries import by_id
from server.bookings.tables import Booking, Contact
from server.foundation.errors import NotFound, Refused
from server.foundation.ids import new_id
from server.journal.tables import Entry
from server.notifications import answers, calls, queries
from server.notifications.actions import done, sweep
from server.notifications.sending import send_due
from server.notifications.tables import Message, Told

pytestmark = pytest.mark.usefixtures("emptied")
CALL = {"channel_of_contact": "call", "email": "", "phone": "02 98 12 34 56"}
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
async def promoted(make_session, ask, read_journal, now):
    """Somebody to call: a seat became free for them."""
    session = await make_session(capacity=1)
    first, second = await ask(session, "Un"), await ask(session, "Jeanne Le Goff", **CALL)
    await cancel(first.id, by="patron", now=now)
    await read_journal()
    return second


@pytest.fixture
def listed(promoted, now):
    """Return a function that lists the calls of the library of `promoted`."""

    async def read(at=now):
        return await calls.of_today([(await by_id(promoted.id)).session.library_id], at)

    return read


async def test_the_list_of_calls(promoted, listed, now, taking):
    (call,) = await listed()
    assert (call.kind, call.phone, call.booking.party.name) == ("promoted", "02 98 12 34 56", "Jeanne Le Goff")
    assert (call.tries, call.messages_left, call.later) == (0, 0, False)
    assert await calls.of_today([new_id()], now) == []
    assert await queries.booking_of(call.message) == promoted.id
    mailer = taking()
    await send_due(mailer, now)
    assert all(letter["To"] != "" and "Goff" not in str(letter) for letter in mailer.got)  # a call is never mailed


async def test_what_is_said_on_the_telephone(listed):
    (call,) = await listed()
    script = call.script
    assert script.asks_for == "Bonjour, ici Médiathèque du Port. Puis-je parler à Jeanne Le Goff ?"
    told = " ".join(script.says)
    for said in (
        "une place s'est libérée", "Ma boîte aux lettres", "mercredi 13 janvier, de 10 h à 12 h", "Médiathèque du Port",
        "Venez-vous ?", "02 98 00 00 00", call.booking.party.reference,
    ):  # fmt: skip
        assert said in told
    for overheard in (script.asks_for, script.leaves, script.records):
        assert "Ma boîte aux lettres" not in overheard
        assert "place" not in overheard
    assert "02 98 00 00 00" in script.leaves
    assert "02 98 00 00 00" in script.records


async def test_a_yes_is_kept_once(promoted, listed, now):
    (call,) = await listed()
    for by in ("staff:7", "staff:8"):
        await calls.record(call.message, "yes", by=by, now=now)
    assert await listed() == []
    lines = await Entry.select().where(Entry.kind == "call.made")
    assert [(row["actor"], row["subject"]) for row in lines] == [("staff:7", call.message)]
    assert (await queries.of_booking(promoted.id))[-1].state == "sent"
    kept = (await answers.of_session(call.booking.session.id))[promoted.id]
    assert (kept.answer, kept.answered_by) == ("yes", "staff")
    assert (await Told.select().where(Told.booking == promoted.id).first())["at"] == now


async def test_a_no_cancels(promoted, listed, now):
    (call,) = await listed()
    await calls.record(call.message, "no", by="staff:7", now=now)
    assert (await by_id(promoted.id)).party.state == "cancelled"
    assert await listed() == []
    made = await calls.just_made(call.message)
    assert (made.outcome, made.may_put_back) == ("no", False)
    with pytest.raises(NotFound):
        await calls.put_back(call.message, by="staff:7", now=now)


async def test_who_is_not_there_comes_back(listed, now):
    (call,) = await listed()
    await calls.record(call.message, "later", by="staff:7", now=now)
    (again,) = await listed()
    assert (again.later, again.tries, again.messages_left) == (True, 1, 0)
    assert not (await listed(now + 2 * HOUR))[0].later
    await calls.record(call.message, "left", by="staff:7", now=now)
    assert await listed() == []  # the next morning
    (tomorrow,) = await listed(now + DAY)
    assert (tomorrow.later, tomorrow.tries, tomorrow.messages_left) == (False, 2, 1)
    kinds = [row["kind"] for row in await Entry.select(Entry.kind).where(Entry.subject == call.message)]
    assert kinds == ["call.tried", "call.tried"]


async def test_after_three_messages_one_may_stop(promoted, listed, now):
    (call,) = await listed()
    for tried in range(3):
        assert not (await listed(now + DAY))[0].may_stop, tried
        await calls.record(call.message, "left", by="staff:7", now=now)
    assert (await listed(now + DAY))[0].may_stop
    await calls.record(call.message, "enough", by="staff:7", now=now)
    assert await listed(now + DAY) == []
    assert (await queries.of_booking(promoted.id))[-1].state == "dropped"
    assert (await by_id(promoted.id)).party.state == "confirmed"  # nobody loses a seat because nobody answered a call


async def test_a_slip_is_taken_back(listed, now):
    (call,) = await listed()
    await calls.record(call.message, "yes", by="staff:7", now=now)
    await calls.put_back(call.message, by="staff:7", now=now)
    (again,) = await listed()
    assert again.tries == 0
    assert (await answers.of_session(call.booking.session.id))[call.booking.party.id].answer == ""
    assert await calls.just_made(call.message) is None


@pytest.mark.parametrize("outcome", ["told", "", "YES", "peut-être"])
async def test_what_cannot_come_of_a_call_is_refused(listed, now, outcome):
    (call,) = await listed()
    with pytest.raises(Refused, match="bad_choice"):
        await calls.record(call.message, outcome, by="staff:7", now=now)
    assert len(await listed()) == 1


async def test_a_refused_answer_leaves_the_call_as_it_was(promoted, listed, now):
    (call,) = await listed()
    await Booking.update({Booking.state: "waiting"}).where(Booking.id == promoted.id)
    await Message.update({Message.kind: "offered"}).where(Message.id == call.message)
    with pytest.raises(Refused, match="offer_over"):
        await calls.record(call.message, "yes", by="staff:7", now=now)
    row = await Message.select().where(Message.id == call.message).first()
    assert (row["state"], row["attempts"]) == ("owed", 0)
    assert await calls.just_made(call.message) is None


@pytest.mark.parametrize("then", ["cancelled", "started", "erased"])
async def test_calls_no_longer_worth_making(promoted, now, then):
    library, at = (await by_id(promoted.id)).session.library_id, now
    if then == "cancelled":
        await cancel(promoted.id, by="patron", now=now)
    elif then == "started":
        at = now + timedelta(days=2)
    else:
        await Contact.delete().where(Contact.booking == promoted.id)
    assert await calls.of_today([library], at) == []
    assert await sweep(now + timedelta(days=2)) == 1
    assert (await queries.of_booking(promoted.id))[-1].state == "dropped"


async def test_only_calls_can_be_recorded(one, now, only):
    for message in (new_id(), (await only())["id"]):
        with pytest.raises(NotFound):
            await calls.record(message, "told", by="staff:1", now=now)
        with pytest.raises(NotFound):
            await done(message, by="staff:1", now=now)
    assert (await only())["state"] == "owed"
    with pytest.raises(NotFound):
        await queries.booking_of(new_id())
