"""A course is told of once, with all its dates in words and in one calendar."""

from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import icalendar
import pytest

from server.bookings import course_queries, courses
from server.bookings.actions import Request, cancel
from server.bookings.course_waiting import promote_due
from server.bookings.queries import by_id
from server.bookings.relay import hear as keep
from server.bookings.tables import Contact
from server.foundation import spoken
from server.foundation.ids import new_id
from server.journal.readers import Line
from server.notifications import texts
from server.notifications.letters import letter
from server.workshops.tables import Session

pytestmark = pytest.mark.usefixtures("undone")
BY_MAIL = {"channel": "desk", "email": "jeanne@mel.example", "channel_of_contact": "email"}


async def enrol(series, now, name="Jeanne"):
    return await courses.book(series, Request(series, name, **BY_MAIL), by="staff:1", now=now)


async def kinds(owed, row):
    """Return what is told of one date now; it is reminded of later, like any."""
    return [kind for kind, *_ in await owed(booking=row.party.id) if kind != "reminder"]


async def test_one_message_for_all_the_dates(maker, read_journal, owed, now):
    series, _ = await maker.course(3)
    booked = await enrol(series, now)
    await read_journal()
    rows = (await course_queries.by_id(booked.id)).rows
    assert [await kinds(owed, row) for row in rows] == [["confirmed"], [], []]


async def test_a_dropped_date_is_told_alone_and_the_rest_once(maker, read_journal, owed, now):
    series, _ = await maker.course(3)
    booked = await enrol(series, now)
    rows = (await course_queries.by_id(booked.id)).rows
    await cancel(rows[1].party.id, by="patron", now=now)
    await courses.cancel(booked.id, by="patron", now=now)
    await read_journal()
    assert [await kinds(owed, row) for row in rows] == [["confirmed", "cancelled"], ["cancelled"], []]


async def test_a_course_that_waited_is_told_of_its_seats_once(maker, read_journal, owed, now):
    series, _ = await maker.course(2, capacity=1)
    first, second = await enrol(series, now, "Ana"), await enrol(series, now, "Luc")
    await courses.cancel(first.id, by="patron", now=now)
    await promote_due(now)
    await read_journal()
    rows = (await course_queries.by_id(second.id)).rows
    assert [await kinds(owed, row) for row in rows] == [["waiting", "promoted"], []]


async def test_the_mail_has_all_the_dates_in_words_and_in_one_calendar(maker, now):
    series, _ = await maker.course(3)
    booked = await enrol(series, now)
    rows = (await course_queries.by_id(booked.id)).rows
    made = await letter(new_id(), "confirmed", await by_id(rows[0].party.id), now)
    mail = message_from_bytes(made.as_bytes(), policy=default)
    plain = mail.get_body(("plain",)).get_content()
    for row in rows:
        assert spoken.day(row.starts_at, row.timezone, "fr") in plain
    assert "toutes les séances" in plain
    (attached,) = [part for part in mail.iter_attachments() if part.get_filename() == "reservation.ics"]
    calendar = icalendar.Calendar.from_ical(attached.get_content())
    assert [str(event["uid"]) for event in calendar.events] == [str(row.party.id) for row in rows]
    assert str(calendar["method"]) == "PUBLISH"


async def test_the_sms_says_how_many_and_the_first_day(maker, now):
    series, _ = await maker.course(3)
    booked = await enrol(series, now)
    first = (await course_queries.by_id(booked.id)).rows[0]
    said = texts.of_booking("confirmed", await by_id(first.party.id))
    assert "3 seances" in said or "3 séances" in said
    assert len(said) <= 160


async def test_the_contact_follows_the_last_date_when_any_date_moves(maker, now):
    series, sessions = await maker.course(2)
    await enrol(series, now)
    later = now + timedelta(days=50)
    for session, to in ((sessions[0], now + timedelta(days=3)), (sessions[1], later)):
        await Session.update({Session.starts_at: to, Session.ends_at: to + timedelta(hours=1)}).where(
            Session.id == session
        )
        await keep(Line(1, now, "staff:1", "session.changed", session, None, {"changed": ["starts_at"]}), now)
        days = {row["delete_after"] for row in await Contact.select(Contact.delete_after)}
        last = now + timedelta(days=9) if session == sessions[0] else later
        assert days == {(last + timedelta(days=30)).date()}
