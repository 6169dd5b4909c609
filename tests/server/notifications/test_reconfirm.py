"""« Venez-vous ? »: who is asked, when, once; what answers and silence do."""

from datetime import timedelta

import pytest

from server.bookings.actions import cancel
from server.bookings.queries import by_id
from server.bookings.tables import Booking, Contact
from server.foundation.errors import Refused
from server.journal.tables import Entry
from server.notifications import answers
from server.notifications.reconfirm import ask_due, free_due
from server.notifications.tables import Asked, AskingRule, Message
from server.workshops.tables import Session

pytestmark = pytest.mark.usefixtures("undone")
CALL = {"channel_of_contact": "call", "email": "", "phone": "02 98 00 11 22"}
PAPER = {"channel_of_contact": "none", "email": ""}
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def asking_session(make_session, now):
    """Return a function that dates a session in a library that asks some days before; by default in six days."""

    async def make(days=3, frees=False, **more):
        session = await make_session(**{"starts_at": now + 6 * DAY, **more})  # Sunday 17 January, 10 h in Brest
        library = (await Session.select(Session.library).where(Session.id == session).first())["library"]
        await AskingRule(library=library, days=days, frees=frees, updated_at=now).save()
        return session

    return make


@pytest.fixture
def asked(now):
    """The moment at which those sessions are asked about: three days before, at ten in Brest."""
    return now + 3 * DAY


async def questions():
    rows = await Message.select().where(Message.kind == "reconfirm").order_by(Message.id)
    return [(row["booking"], row["channel"], row["state"]) for row in rows]


async def test_each_party_is_asked_once_on_its_day_by_its_own_way(asking_session, ask, asked):
    session = await asking_session()
    mailed, called = await ask(session), await ask(session, "Paul Le Bihan", **CALL)
    await ask(session, "Anne Papier", **PAPER)
    assert await ask_due(asked - HOUR) == 0
    assert await ask_due(asked) == 2
    assert await ask_due(asked + HOUR) == 0
    assert await questions() == [(mailed.id, "email", "owed"), (called.id, "call", "owed")]
    kept = await answers.of_session(session)
    assert {booking: (answer.answer, answer.answered_by) for booking, answer in kept.items()} == {
        mailed.id: ("", ""),
        called.id: ("", ""),
    }


@pytest.mark.parametrize("change", ["never", "draft", "practice", "late", "waiting", "peer", "cancelled", "erased"])
async def test_who_is_not_asked(asking_session, ask, asked, now, change):
    session = await asking_session(capacity=1, days=0 if change == "never" else 3)
    booked = await ask(session)
    if change in ("draft", "practice"):
        value = {Session.state: "withdrawn"} if change == "draft" else {Session.practice: True}
        await Session.update(value).where(Session.id == session)
    if change in ("waiting", "peer"):
        value = {Booking.state: "waiting"} if change == "waiting" else {Booking.channel: "peer"}
        await Booking.update(value).where(Booking.id == booked.id)
    if change == "cancelled":
        await cancel(booked.id, by="patron", now=now)
    if change == "erased":
        await Contact.delete().where(Contact.booking == booked.id)
    assert await ask_due(asked + (DAY if change == "late" else HOUR)) == 0
    assert await questions() == []


async def test_who_got_their_seat_after_the_moment_of_asking_is_not_asked(asking_session, ask, asked):
    session = await asking_session()
    early, late = await ask(session, "Un"), await ask(session, "Deux")
    await Booking.update({Booking.updated_at: asked + HOUR}).where(Booking.id == late.id)
    assert await ask_due(asked + 2 * HOUR) == 1
    assert [booking for booking, _, _ in await questions()] == [early.id]


async def test_nobody_is_asked_on_a_sunday(asking_session, ask, now):
    await ask(await asking_session(days=1, starts_at=now + 7 * DAY))  # Monday: Sunday is left out
    assert await ask_due(now + 6 * DAY) == 0
    assert await ask_due(now + 5 * DAY) == 1


async def test_a_session_that_moves_is_asked_about_on_its_new_day(asking_session, ask, asked, now):
    session = await asking_session()
    booked = await ask(session)
    await Session.update({Session.starts_at: now + 8 * DAY, Session.ends_at: now + 9 * DAY}).where(
        Session.id == session
    )
    assert await ask_due(asked) == 0
    assert await ask_due(now + 5 * DAY) == 1
    await answers.answer(booked.id, coming=True, by="patron", now=now + 5 * DAY)
    await Session.update({Session.starts_at: now + 15 * DAY, Session.ends_at: now + 16 * DAY}).where(
        Session.id == session
    )
    assert await answers.of_session(session) == {}  # they said yes to another day
    assert await ask_due(now + 12 * DAY) == 1
    assert (await answers.of_session(session))[booked.id].answer == ""
    assert len(await questions()) == 2


async def test_a_yes_is_kept_once_with_who_said_it(asking_session, ask, now):
    session = await asking_session()
    booked = await ask(session)
    for by in ("patron", "staff:7"):
        await answers.answer(booked.id, coming=True, by=by, now=now)
    kept = (await answers.of_session(session))[booked.id]
    assert (kept.answer, kept.answered_by, kept.answered_at) == ("yes", "patron", now)
    lines = await Entry.select().where(Entry.kind == "booking.answered")
    assert [row["actor"] for row in lines] == ["patron"]


async def test_a_no_gives_the_seat_to_the_list(asking_session, ask, now):
    session = await asking_session(capacity=1)
    first, second = await ask(session, "Un"), await ask(session, "Deux")
    for _ in range(2):
        await answers.answer(first.id, coming=False, by="staff:7", now=now)
    states = {row["id"]: row["state"] for row in await Booking.select(Booking.id, Booking.state)}
    assert (states[first.id], states[second.id]) == ("cancelled", "confirmed")
    kept = (await answers.of_session(session))[first.id]
    assert (kept.answer, kept.answered_by) == ("no", "staff")
    kinds = [row["kind"] for row in await Entry.select(Entry.kind).order_by(Entry.id)]
    assert kinds[-3:] == ["booking.cancelled", "booking.promoted", "booking.answered"]
    with pytest.raises(Refused, match="no_seat_to_keep"):
        await answers.answer(first.id, coming=True, by="patron", now=now)


async def test_a_started_session_is_not_answered_about(asking_session, ask, now):
    booked = await ask(await asking_session())
    for coming in (True, False):
        with pytest.raises(Refused, match="session_past"):
            await answers.answer(booked.id, coming=coming, by="patron", now=now + 6 * DAY)


@pytest.fixture
async def silent(asking_session, ask, asked, now):
    """A party whose question left and who did not answer, and another that waits for its seat."""
    session = await asking_session(frees=True, capacity=1)
    first, second = await ask(session, "Un"), await ask(session, "Deux")
    await ask_due(asked)
    sent = {Message.state: "sent", Message.done_at: asked}
    await Message.update(sent).where(Message.kind == "reconfirm")
    return first, second


async def state_of(booked):
    return (await Booking.select(Booking.state).where(Booking.id == booked.id).first())["state"]


async def test_silence_frees_the_seat_where_it_was_announced(silent, now, read_journal, owed):
    first, second = silent
    noon = now + 5 * DAY + HOUR  # the day before, 11 h in Brest
    assert await free_due(noon) == 0
    assert await free_due(noon + HOUR) == 1
    assert await free_due(noon + HOUR) == 0
    assert (await state_of(first), await state_of(second)) == ("cancelled", "confirmed")
    assert (await by_id(first.id)).party.cancelled_by == "silence"
    await read_journal()
    assert [kind for kind, _, _ in await owed(booking=first.id)] == ["reconfirm", "confirmed", "released"]
    assert await answers.was_silent(first.id)


@pytest.mark.parametrize("why", ["answered", "unsent", "called", "sent late", "not announced"])
async def test_no_silence_no_loss(silent, now, why):
    first, _ = silent
    message, noon = Message.kind == "reconfirm", now + 5 * DAY + 2 * HOUR
    if why == "answered":
        await answers.answer(first.id, coming=True, by="patron", now=now)
    elif why == "unsent":
        await Message.update({Message.state: "dead"}).where(message)
    elif why == "called":
        await Message.update({Message.channel: "call"}).where(message)
    elif why == "sent late":
        await Message.update({Message.done_at: noon - HOUR}).where(message)
    else:
        await Asked.update({Asked.answer_by: None}).where(Asked.booking == first.id)
    assert await free_due(noon) == 0
    assert await state_of(first) == "confirmed"


async def test_a_message_about_silence_is_only_for_the_silent(one, now, read_journal, owed):
    await cancel(one.id, by="system", now=now)
    await read_journal()
    assert [kind for kind, _, _ in await owed(booking=one.id)][-1] == "cancelled"
