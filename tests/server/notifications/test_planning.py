"""Reminders planned from the journal: who gets one, when it moves, when it is put away, once each."""

from datetime import timedelta

import pytest

from server.bookings.actions import cancel
from server.bookings.queries import by_id
from server.journal import actions as journal
from server.libraries.tables import Library
from server.notifications.sending import send_due
from server.notifications.tables import Message
from server.workshops.tables import Session

pytestmark = pytest.mark.usefixtures("undone")
CALL = {"channel_of_contact": "call", "email": "", "phone": "0298111111"}
SMS = {"channel_of_contact": "sms", "email": "", "phone": "0612345678"}
WEEK = timedelta(days=7)


async def reminders():
    rows = await Message.select().where(Message.kind == "reminder").order_by(Message.due_at)
    return [(row["channel"], row["state"], row["due_at"]) for row in rows]


@pytest.fixture
def in_a_week(make_session, now):
    """Return a function that adds a session on Monday 18 January at 10: its reminder leaves on the Saturday before."""

    async def make(**more):
        return await make_session(**{"starts_at": now + WEEK, **more})

    return make


@pytest.fixture
def move(read_journal):
    """Return a function that moves a session and lets the relay hear of it."""

    async def moved(session, to, at):
        await Session.update({Session.starts_at: to, Session.ends_at: to + timedelta(hours=2)}).where(
            Session.id == session
        )
        changed = {"changed": ["starts_at"], "public": True}
        await journal.write("session.changed", session, by="staff:1", now=at, **changed)
        await read_journal(at)

    return moved


@pytest.fixture
def saturday(now):
    return now + timedelta(days=5)


async def test_each_is_reminded_by_its_own_way_and_who_waits_is_not(in_a_week, ask, read_journal, saturday):
    session = await in_a_week(capacity=3)
    for name, way in (("Un", {}), ("Deux", SMS), ("Trois", CALL), ("Attend", {})):
        await ask(session, name, **way)
    await read_journal()
    assert sorted(await reminders()) == [(way, "owed", saturday) for way in ("call", "email", "sms")]


async def test_who_keeps_the_paper_is_not_reminded(in_a_week, ask, read_journal):
    await ask(await in_a_week(), channel_of_contact="none", email="", phone="0612345678")
    await read_journal()
    assert await reminders() == []


async def test_who_books_just_before_is_not_reminded(make_session, ask, read_journal, now):
    await ask(await make_session(starts_at=now + timedelta(days=2, hours=11)))
    await read_journal()
    assert await reminders() == []
    await ask(await make_session(starts_at=now + timedelta(days=3)))
    await read_journal()
    assert [row[:2] for row in await reminders()] == [("email", "owed")]


async def test_who_gets_a_freed_seat_is_reminded(in_a_week, ask, read_journal, now, saturday):
    session = await in_a_week(capacity=1)
    first = await ask(session, "Un")
    await ask(session, "Deux")
    await cancel(first.id, by="patron", now=now)
    await read_journal()
    assert await reminders() == [("email", "owed", saturday)]


async def test_it_is_sent_once_and_says_when(in_a_week, ask, read_journal, saturday, taking):
    await ask(await in_a_week())
    await read_journal()
    mailer = taking()
    await send_due(mailer, saturday - timedelta(seconds=1))
    assert [row[1] for row in await reminders()] == ["owed"]
    await send_due(mailer, saturday)
    await send_due(mailer, saturday)
    assert await reminders() == [("email", "sent", saturday)]
    reminded = [letter for letter in mailer.got if "Rappel" in str(letter["Subject"])]
    assert [str(letter["Subject"]) for letter in reminded] == [
        "Rappel, nous vous attendons : Ma boîte aux lettres, lundi 18 janvier"
    ]


async def test_a_moved_session_has_its_reminder_moved(in_a_week, ask, read_journal, move, now, saturday, taking):
    session = await in_a_week()
    await ask(session)
    await read_journal()
    await move(session, now + WEEK + timedelta(days=1), now)  # Tuesday: Sunday, so Saturday
    assert [row[:2] for row in await reminders()] == [("email", "dropped"), ("email", "owed")]
    await move(session, now + 2 * WEEK, now)
    assert [row[1:] for row in await reminders()][-1] == ("owed", saturday + WEEK)
    await move(session, now + WEEK, now)  # back to the first date: its reminder is owed again, and no other
    assert sorted(row[1] for row in await reminders()) == ["dropped", "dropped", "owed"]
    mailer = taking()
    await send_due(mailer, saturday)
    assert sorted(row[1] for row in await reminders()) == ["dropped", "dropped", "sent"]
    await move(session, now + 2 * WEEK, saturday)  # after it was sent: the new date has a reminder of its own
    assert sorted(row[1] for row in await reminders()) == ["dropped", "owed", "sent"]


async def test_a_reminder_overtaken_by_a_move_is_not_sent(in_a_week, ask, read_journal, saturday, taking, now):
    session = await in_a_week()
    await ask(session)
    await read_journal()
    later = now + 3 * WEEK
    await Session.update({Session.starts_at: later, Session.ends_at: later + timedelta(hours=1)}).where(
        Session.id == session
    )
    mailer = taking()
    await send_due(mailer, saturday)
    assert [row[1] for row in await reminders()] == ["dropped"]
    assert not any("Rappel" in str(letter["Subject"]) for letter in mailer.got)


@pytest.mark.parametrize("then", ["booking cancelled", "session cancelled", "late", "erased"])
async def test_what_is_not_worth_it_any_more(in_a_week, ask, read_journal, saturday, taking, now, then):
    session = await in_a_week()
    booked = await ask(session)
    await read_journal()
    mailer, at = taking(), saturday
    await send_due(mailer, now)
    if then == "booking cancelled":
        await cancel(booked.id, by="patron", now=now)
    elif then == "session cancelled":
        await Session.update({Session.state: "cancelled"}).where(Session.id == session)
    elif then == "late":
        at = now + WEEK - timedelta(hours=2, minutes=59)
    else:
        await Session.raw("DELETE FROM contact WHERE booking = {}", booked.id)
    await send_due(mailer, at)
    assert [row[1] for row in await reminders()] == ["dropped"]


async def test_one_that_could_not_leave_on_time_waits_for_the_day(in_a_week, ask, read_journal, saturday, taking, now):
    await ask(await in_a_week(starts_at=now + WEEK + timedelta(hours=6)))  # Monday 16 h
    await read_journal()
    mailer, sunday = taking(), saturday + timedelta(days=1)
    await send_due(mailer, sunday)
    monday = now + WEEK - timedelta(hours=1)
    assert await reminders() == [("email", "owed", monday)]
    await send_due(mailer, monday)
    assert [row[1] for row in await reminders()] == ["sent"]


async def test_a_library_changes_its_habit(in_a_week, ask, read_journal, now, saturday):
    booked = await ask(await in_a_week())
    await read_journal()
    library = (await by_id(booked.id)).session.library_id

    async def change(hours):
        await Library.update({Library.reminder_hours: hours}).where(Library.id == library)
        await journal.write("library.changed", library, by="staff:1", now=now, changed=["reminder_hours"])
        await read_journal()

    await change(72)
    assert await reminders() == [("email", "owed", now + timedelta(days=4))]
    await change(0)
    assert [row[1] for row in await reminders()] == ["dropped"]
    await change(48)
    assert await reminders() == [("email", "owed", saturday)]
