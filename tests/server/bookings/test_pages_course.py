"""A course is booked on line as one, and has one page: its dates, one dropped, all cancelled, one calendar."""

from datetime import timedelta

import icalendar
import pytest

from server.bookings import course_queries, courses
from server.bookings.actions import Request, book
from server.bookings.queries import by_id
from server.bookings.tables import Booking, CourseBooking
from tests.server.bookings.walking import Page

pytestmark = pytest.mark.usefixtures("undone")


async def to_check(walk, series, name="Jeanne Martin"):
    """Answer the questions for a course, up to the last page."""
    page = await walk(await walk(f"/cycles/{series}/reservation"), for_whom="self")
    return await walk(await walk(page, name=name), channel="none")


async def enrol(series, name, now, **more):
    return await courses.book(series, Request(series, name, channel="desk", **more), by="staff:1", now=now)


async def test_the_page_of_a_course_tells_all_its_dates(client, maker):
    series, sessions = await maker.course(4)
    page = Page(await client.get(f"/cycles/{series}"))
    assert page.words.count("Il reste 8 places") == 4
    assert "Je m'inscris à tout le cycle" in page.words
    assert {f"/seances/{session}" for session in sessions} <= set(page.links)
    assert "Vous pouvez aussi venir à une seule séance" not in page.words


async def test_a_session_and_its_card_lead_to_the_course(client, maker):
    series, sessions = await maker.course(4)
    session = Page(await client.get(f"/seances/{sessions[1]}"))
    assert f"/cycles/{series}" in session.links
    assert f"/seances/{sessions[1]}/reservation" not in session.links
    agenda = Page(await client.get("/"))
    assert "Cycle de 4 séances" in agenda.words
    answer = await client.get(f"/seances/{sessions[1]}/reservation")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/cycles/{series}")


async def test_where_one_date_may_be_booked_alone_both_ways_are_there(client, maker):
    _, sessions = await maker.course(2, singles=True)
    session = Page(await client.get(f"/seances/{sessions[0]}"))
    assert f"/seances/{sessions[0]}/reservation" in session.links


async def test_booked_in_four_questions_once(client, walk, maker, now):
    series, sessions = await maker.course(3)
    check = await to_check(walk, series)
    assert "Je m'inscris à tout le cycle" in check.words
    ticket = await walk(check)
    again = await client.send_form(check.address)
    assert (again.status_code, again.headers["location"]) == (303, ticket.address)
    assert await CourseBooking.count() == 1
    assert "Votre inscription au cycle est faite" in ticket.words
    assert ticket.words.count("Je ne viens pas à cette date") == len(sessions)


async def test_who_comes_late_is_told_what_is_past(client, walk, maker, standing_clock, now):
    series, _ = await maker.course(3)
    standing_clock(now + timedelta(days=3))
    page = Page(await client.get(f"/cycles/{series}"))
    assert "1 séance est déjà passée. Vous pouvez encore venir aux suivantes." in page.words
    check = await to_check(walk, series)
    assert "1 séance est déjà passée : elle n'est pas comptée." in check.words.replace("\xa0", " ")
    await walk(check)
    assert await Booking.count() == 2


async def test_waiting_is_said_before_pressing_and_on_the_ticket(walk, maker, now):
    series, _ = await maker.course(2, capacity=1)
    await enrol(series, "Ana Morel", now)
    await enrol(series, "Luc Petit", now)
    check = await to_check(walk, series)
    assert "Vous ne serez PAS inscrit. Vous serez 2e sur la liste d'attente." in check.words
    ticket = await walk(check)
    assert "Vous n'êtes PAS inscrit. Vous êtes 2e sur la liste d'attente." in ticket.words
    assert "inscription au cycle est faite" not in ticket.words


async def test_one_date_dropped_then_all_cancelled(client, walk, maker, now):
    series, sessions = await maker.course(3)
    booked = await enrol(series, "Jeanne Martin", now)
    ticket = await walk(f"/reservations/{booked.secret}")
    drops = [link for link in ticket.links if "/cycle/" in link and link.count("/") == 5]
    assert len(drops) == 3
    asked = await walk(drops[1])
    assert "Annuler cette date seulement" in asked.words
    assert (await course_queries.by_id(booked.id)).state == "confirmed"
    after = await walk(asked)
    assert "Vous avez annulé cette date." in after.words
    kept = [row.session.id for row in (await course_queries.by_id(booked.id)).kept()]
    assert kept == [sessions[0], sessions[2]]
    end = await walk(await walk(f"/reservations/{booked.secret}/cycle/annulation"))
    assert "Votre inscription est annulée" in end.words
    assert (await course_queries.by_id(booked.id)).state == "cancelled"


async def test_a_date_of_another_course_is_not_dropped_by_this_link(client, maker, now):
    series, _ = await maker.course(2)
    mine, other = await enrol(series, "Jeanne", now), await enrol(series, "Paul", now)
    theirs = (await course_queries.by_id(other.id)).rows[0].party.id
    answer = await client.send_form(f"/reservations/{mine.secret}/cycle/{theirs}/annulation")
    assert answer.status_code == 404
    assert (await by_id(theirs)).party.state == "confirmed"


async def test_one_calendar_holds_all_the_dates(client, maker, now):
    series, _ = await maker.course(3)
    booked = await enrol(series, "Jeanne", now)
    rows = (await course_queries.by_id(booked.id)).rows
    calendar = icalendar.Calendar.from_ical((await client.get(f"/reservations/{booked.secret}.ics")).content)
    assert [str(event["uid"]) for event in calendar.events] == [str(row.party.id) for row in rows]
    assert {str(event["status"]) for event in calendar.events} == {"CONFIRMED"}


async def test_found_again_by_reference_and_name(client, maker, now):
    series, _ = await maker.course(2)
    booked = await enrol(series, "Hélène Le Goff", now)
    answer = await client.send_form("/retrouver", reference=booked.reference.lower(), name="le goff HELENE")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/reservations/{booked.secret}")


async def test_the_number_of_people_changes_on_all_dates_or_none(client, maker, now):
    series, sessions = await maker.course(2, singles=True, capacity=3)
    booked = await enrol(series, "Jeanne", now)
    await client.send_form(f"/reservations/{booked.secret}/places", people="2")
    assert {row.party.people for row in (await course_queries.by_id(booked.id)).rows} == {2}
    await book(Request(sessions[1], "Paul", channel="desk"), by="staff:1", now=now)
    answer = await client.send_form(f"/reservations/{booked.secret}/places", people="3")
    assert answer.status_code == 422
    assert {row.party.people for row in (await course_queries.by_id(booked.id)).rows} == {2}
