"""Dates of one course that change together are told in one message."""

from datetime import timedelta
from email import message_from_string
from email.policy import default

import icalendar
import pytest

from server.bookings import course_queries, courses
from server.bookings.actions import Request
from server.notifications import gsm7, together
from server.notifications.mail import PageMailer
from server.notifications.sending import send_due, send_texts_due
from server.notifications.sms import PageTexter
from server.notifications.tables import Message, ShownMail
from server.planning.editing import Edit, change_all

pytestmark = pytest.mark.usefixtures("undone")
BY_MAIL = {"channel_of_contact": "email", "email": "jeanne@mel.example"}
BY_SMS = {"channel_of_contact": "sms", "phone": "06 12 34 56 78"}
LATER = timedelta(minutes=30)


@pytest.fixture
async def moved(maker, now, read_journal):
    """Return a function that enrols somebody in a course of three dates, tells them, then moves all dates by a day."""

    async def make(**contact):
        series, sessions = await maker.course(3)
        booked = await courses.book(series, Request(series, "Jeanne", channel="desk", **contact), by="staff:1", now=now)
        await read_journal()
        await send_due(PageMailer(), now)
        await send_texts_due(PageTexter(), now)
        await ShownMail.delete(force=True)
        await change_all(sessions, Edit(by_days=1), by=maker.by, now=now)
        await read_journal()
        return (await course_queries.by_id(booked.id)).rows

    return make


async def states():
    rows = await Message.select().where(Message.kind == "changed")
    return sorted(row["state"] for row in rows)


async def test_one_mail_says_all_the_dates_and_holds_them_in_one_calendar(moved, now):
    rows = await moved(**BY_MAIL)
    assert await states() == ["owed"] * 3
    await send_due(PageMailer(), now + LATER)
    assert await states() == ["sent"] * 3
    (mail,) = await ShownMail.select()
    assert mail["body"].count("au lieu de") == 3
    assert mail["body"].count("Séance du ") == 2
    made = message_from_string(mail["source"], policy=default)
    (attached,) = made.iter_attachments()
    events = icalendar.Calendar.from_ical(attached.get_payload(decode=True)).walk("VEVENT")
    assert [str(event["UID"]) for event in events] == [str(row.party.id) for row in rows]
    await send_due(PageMailer(), now + 2 * LATER)
    assert await ShownMail.count() == 1


async def test_one_sms_says_how_many_and_fits(moved, now):
    await moved(**BY_SMS)
    await send_texts_due(PageTexter(), now + LATER)
    assert await states() == ["sent"] * 3
    (text,) = [row["body"] for row in await ShownMail.select()]
    assert "et 2 autres dates changent" in text
    assert gsm7.segments(text) == 1


async def test_what_another_worker_took_meanwhile_is_not_said_here_too(moved, now, monkeypatch):
    await moved(**BY_MAIL)
    taken = together.TAKE.replace("RETURNING", "AND false RETURNING")
    monkeypatch.setattr(together, "TAKE", taken)
    await send_due(PageMailer(), now + LATER)
    mails = await ShownMail.select()
    assert [mail["body"].count("Séance du ") for mail in mails] == [0, 0, 0]
    assert await states() == ["sent"] * 3
