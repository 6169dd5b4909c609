"""Dates that come to a course or leave it: who has the course is given them, or keeps them, and is told."""

from datetime import timedelta

import pytest

from server.bookings import course_queries, courses, relay
from server.bookings.actions import Request, book, cancel
from server.bookings.course_waiting import promote_due
from server.bookings.ledger import differing
from server.bookings.tables import Contact
from server.foundation.errors import Invalid, NotFound, Refused
from server.journal.readers import follow
from server.notifications import relay as notices
from server.notifications.tables import Message
from server.workshops import sessions as session_actions
from server.workshops.queries import session as session_view
from server.workshops.series import series_view
from server.workshops.series_dates import add_date, may_join, remove_date

pytestmark = pytest.mark.usefixtures("undone")
WEEK = timedelta(weeks=1)


@pytest.fixture
async def course(maker):
    """A course of two dates of two seats each."""
    return await maker.course(2, capacity=2, waiting_places=3)


@pytest.fixture
def enrol(course, now):
    """Return a function that books the course."""

    async def booked(name="Jeanne Le Goff", **more):
        asked = {"channel": "desk", "email": f"{name.split()[0]}@mel.example", "channel_of_contact": "email", **more}
        return await courses.book(course[0], Request(course[0], name, **asked), by="staff:1", now=now)

    return booked


@pytest.fixture
def third(maker, course):
    """Return a function that dates one more session of the same workshop."""

    async def made(**plan):
        seen = await session_view(course[1][0])
        return await maker.session(seen.library_id, seen.workshop_id, starts_in=3 * WEEK, **{"capacity": 2, **plan})

    return made


@pytest.fixture
def read(now):
    """Return a function that reads the journal as the workers do."""

    async def relays():
        while await follow("bookings", relay.hear, now=now, most=1):
            pass
        await follow("notifications", notices.hear, now=now)
        assert await differing() == []

    return relays


async def kinds(booking):
    now = (Message.booking == booking) & (Message.kind != "reminder")
    rows = await Message.select(Message.kind).where(now).order_by(Message.kind)
    return [row["kind"] for row in rows]


async def test_who_has_the_course_is_given_a_new_date_and_told(course, enrol, third, read, maker, now):
    booked, session = await enrol(), await third()
    await add_date(course[0], session, by=maker.by, now=now)
    await read()
    await read()
    view = await course_queries.by_id(booked.id)
    assert [(row.session.id, row.party.state) for row in view.rows] == [
        (each, "confirmed") for each in (*course[1], session)
    ]
    assert (view.rows[2].party.name, view.rows[2].party.reference) == ("Jeanne Le Goff", booked.reference)
    assert await kinds(view.rows[2].party.id) == ["date_added"]
    days = {row["delete_after"] for row in await Contact.select(Contact.delete_after)}
    assert days == {(now + 3 * WEEK + timedelta(days=30)).date()}


async def test_a_draft_is_given_once_it_is_published(course, enrol, third, read, maker, now):
    booked, session = await enrol(), await third(published=False)
    await add_date(course[0], session, by=maker.by, now=now)
    await read()
    assert len((await course_queries.by_id(booked.id)).rows) == 2
    await session_actions.publish(session, by=maker.by, now=now)
    await read()
    assert len((await course_queries.by_id(booked.id)).rows) == 3


async def test_seats_go_in_order_then_places_then_the_course_stays_as_it_is(course, enrol, third, read, maker, now):
    first, second = await enrol("Anne Un"), await enrol("Brice Deux")
    waits = await enrol("Lise Trois", people=2, companion="Dan Quatre")
    session = await third(capacity=1, waiting_places=2)
    await add_date(course[0], session, by=maker.by, now=now)
    await read()
    found = [await course_queries.by_id(each.id) for each in (first, second, waits)]
    assert [[row.party.state for row in view.rows] for view in found] == [
        ["confirmed"] * 3,
        ["confirmed", "confirmed", "waiting"],
        ["waiting"] * 2,
    ]
    await cancel(found[0].rows[2].party.id, by="patron", now=now)
    assert await promote_due(now) == 1
    assert (await course_queries.by_id(second.id)).rows[2].party.state == "confirmed"


async def test_a_date_that_leaves_is_kept_by_who_booked_it(course, enrol, third, read, maker, now):
    await add_date(course[0], session := await third(), by=maker.by, now=now)
    booked = await enrol()
    await remove_date(course[0], course[1][0], by=maker.by, now=now)
    await read()
    view = await course_queries.by_id(booked.id)
    assert [row.party.state for row in view.rows] == ["confirmed"] * 3
    assert (view.title, await kinds(view.rows[0].party.id)) == ("Premiers clics", ["confirmed", "date_removed"])
    left = await series_view(course[0])
    assert [(date.id, date.series_number) for date in left.dates] == [(course[1][1], 1), (session, 2)]
    alone = await book(Request(course[1][0], "Paul Riou", channel="desk"), by="staff:1", now=now)
    assert alone.state == "confirmed"  # it is no date of a course any more
    await add_date(course[0], course[1][0], by=maker.by, now=now)
    await read()
    assert len((await course_queries.by_id(booked.id)).rows) == 3  # it had this date all along


async def test_what_cannot_join_or_leave(course, third, maker, now):
    with pytest.raises(Invalid):
        await remove_date(course[0], course[1][0], by=maker.by, now=now)  # one date is no course
    with pytest.raises(Refused, match="series_mixed"):
        await add_date(course[0], await maker.session(), by=maker.by, now=now)
    with pytest.raises(Refused, match="series_taken"):
        await add_date(course[0], course[1][0], by=maker.by, now=now)
    with pytest.raises(NotFound):
        await remove_date(course[0], session := await third(), by=maker.by, now=now)
    assert [one.id for one in await may_join(await series_view(course[0]), now)] == [session]


async def test_staff_add_and_remove_dates_on_a_page(signed_in, course, third):
    session, path = await third(), f"/bureau/cycles/{course[0]}"
    assert str(session) in (await signed_in.get(f"{path}/modifier")).text
    wrong = await signed_in.send_form(f"{path}/seances", session="x")
    assert (wrong.status_code, 'id="session-error"' in wrong.text) == (422, True)
    added = await signed_in.send_form(f"{path}/seances", session=str(session))
    assert added.headers["location"] == f"{path}?fait=ajoutee"
    assert "La séance est dans le cycle" in (await signed_in.get(added.headers["location"])).text
    removal = f"{path}/seances/{session}/retirer"
    assert "Elle a toujours lieu" in (await signed_in.get(removal)).text
    assert (await signed_in.send_form(removal)).headers["location"] == f"{path}?fait=retiree"
    assert (await signed_in.get(removal)).status_code == 404
    last = await signed_in.send_form(f"{path}/seances/{course[1][0]}/retirer")
    assert (last.status_code, 'href="#dates"' in last.text) == (422, True)
