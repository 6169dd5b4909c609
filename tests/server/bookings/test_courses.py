"""A whole course booked as one: all its dates or none, and the waiting list of all."""

from datetime import timedelta

import pytest

from server.bookings import actions, course_queries, courses
from server.bookings.actions import Request, cancel
from server.bookings.course_waiting import promote_due
from server.bookings.erasure import erase_due
from server.bookings.ledger import differing
from server.bookings.queries import by_id
from server.bookings.tables import Booking, Contact, CourseBooking
from server.foundation.errors import Gone, Refused
from server.journal.tables import Entry
from server.workshops.tables import Session

pytestmark = pytest.mark.usefixtures("undone")


@pytest.fixture
def make_course(maker, now):
    """Return a function that publishes a series of sessions, one a week, and gives its id and theirs."""

    async def make(dates=3, *, singles=False, first=timedelta(days=2), **plan):
        return await maker.course(dates, singles=singles, starts_in=first, **plan)

    return make


async def enrol(series, name, now, **more):
    return await courses.book(series, Request(series, name, **{"channel": "desk", **more}), by="staff:1", now=now)


async def numbers(sessions):
    """Return (taken, waiting) of each session."""
    rows = await Session.select(Session.id, Session.taken, Session.waiting).where(Session.id.is_in(sessions))
    found = {row["id"]: (row["taken"], row["waiting"]) for row in rows}
    return [found[session] for session in sessions]


async def test_one_booking_holds_all_the_dates(make_course, now):
    series, sessions = await make_course()
    booked = await enrol(series, "Jeanne Le Goff", now, people=2, phone="0612345678", channel_of_contact="call")
    assert (booked.state, booked.repeated, booked.position) == ("confirmed", False, None)
    assert await numbers(sessions) == [(2, 0)] * 3
    view = await course_queries.by_id(booked.id)
    assert [row.session.id for row in view.rows] == sessions
    assert {row.party.reference for row in view.rows} == {booked.reference}
    assert {row.path for row in view.rows} == {f"/reservations/{booked.secret}"}
    assert (view.party.name, view.party.phone, view.title) == ("Jeanne Le Goff", "0612345678", "Premiers clics")
    assert await differing() == []


async def test_the_same_key_gives_the_same_course(make_course, now):
    series, sessions = await make_course()
    first = await enrol(series, "Jeanne", now, idempotency_key="once")
    again = await enrol(series, "Jeanne", now, idempotency_key="once")
    assert (again.id, again.secret, again.repeated) == (first.id, first.secret, True)
    assert await numbers(sessions) == [(1, 0)] * 3
    assert (await enrol(series, "Jeanne", now, idempotency_key="twice")).id != first.id


async def test_where_one_date_is_full_the_whole_waits(make_course, now):
    series, sessions = await make_course(singles=True, capacity=2)
    await actions.book(Request(sessions[1], "Déjà là", people=2, channel="desk"), by="staff:1", now=now)
    booked = await enrol(series, "Jeanne", now)
    assert (booked.state, booked.position) == ("waiting", 1)
    assert await numbers(sessions) == [(0, 1), (2, 1), (0, 1)]
    assert await differing() == []


@pytest.mark.parametrize(("places", "refused"), [(1, False), (0, True)])
async def test_the_whole_needs_a_place_on_each_waiting_list(make_course, now, places, refused):
    series, sessions = await make_course(singles=True, capacity=1, waiting_places=1)
    await Session.update({Session.waiting_places: places}).where(Session.id == sessions[0])
    await actions.book(Request(sessions[2], "Déjà là", channel="desk"), by="staff:1", now=now)
    if not refused:
        assert (await enrol(series, "Jeanne", now)).state == "waiting"
        return
    with pytest.raises(Refused, match="session_full"):
        await enrol(series, "Jeanne", now)
    assert await CourseBooking.count() == 0
    assert await numbers(sessions) == [(0, 0), (0, 0), (1, 0)]


async def test_who_joins_late_has_the_dates_that_are_left(make_course, now):
    series, sessions = await make_course()
    later = now + timedelta(days=3)
    booked = await courses.book(series, Request(series, "Jeanne", channel="desk"), by="staff:1", now=later)
    assert [row.session.id for row in (await course_queries.by_id(booked.id)).rows] == sessions[1:]
    with pytest.raises(Refused, match="course_over"):
        await courses.book(series, Request(series, "Trop tard"), by="patron", now=now + timedelta(days=60))


async def test_one_date_is_dropped_and_the_others_stay(make_course, now):
    series, sessions = await make_course()
    booked = await enrol(series, "Jeanne", now)
    view = await course_queries.by_id(booked.id)
    await cancel(view.rows[1].party.id, by="patron", now=now)
    assert await numbers(sessions) == [(1, 0), (0, 0), (1, 0)]
    after = await course_queries.by_id(booked.id)
    assert (after.state, [row.session.id for row in after.kept()]) == ("confirmed", [sessions[0], sessions[2]])


async def test_cancelling_the_course_gives_all_that_is_left_back_once(make_course, now):
    series, sessions = await make_course()
    booked = await enrol(series, "Jeanne", now)
    later = now + timedelta(days=3)
    for _ in range(2):
        await courses.cancel(booked.id, by="patron", now=later)
    assert await numbers(sessions) == [(1, 0), (0, 0), (0, 0)]
    kinds = [row["kind"] for row in await Entry.select(Entry.kind).where(Entry.subject == booked.id)]
    assert kinds == ["course.confirmed", "course.cancelled"]
    assert await differing() == []


async def test_a_course_that_is_over_is_not_cancelled(make_course, now):
    series, sessions = await make_course()
    booked = await enrol(series, "Jeanne", now)
    with pytest.raises(Refused, match="session_past"):
        await courses.cancel(booked.id, by="patron", now=now + timedelta(days=60))
    assert await numbers(sessions) == [(1, 0)] * 3


async def test_one_date_alone_only_where_the_course_says_so(make_course, now):
    _, whole = await make_course()
    _, free = await make_course(singles=True)
    with pytest.raises(Refused, match="course_whole"):
        await actions.book(Request(whole[0], "Jeanne", channel="desk"), by="staff:1", now=now)
    assert (await actions.book(Request(free[0], "Jeanne", channel="desk"), by="staff:1", now=now)).state == "confirmed"


async def test_seats_freed_on_all_dates_go_to_the_course_that_waits(make_course, now):
    series, sessions = await make_course(capacity=1)
    first, second = await enrol(series, "Jeanne", now), await enrol(series, "Paul", now)
    assert second.state == "waiting"
    await courses.cancel(first.id, by="patron", now=now)
    assert await promote_due(now) == 1
    assert (await course_queries.by_id(second.id)).state == "confirmed"
    assert await numbers(sessions) == [(1, 0)] * 3
    assert (await promote_due(now), await differing()) == (0, [])


async def test_a_seat_is_not_kept_empty_for_a_course_that_lacks_another_date(make_course, now):
    series, sessions = await make_course(dates=2, singles=True, capacity=1)
    await actions.book(Request(sessions[1], "Déjà là", channel="desk"), by="staff:1", now=now)
    course = await enrol(series, "Jeanne", now)
    alone = await actions.book(Request(sessions[0], "Paul", channel="desk"), by="staff:1", now=now)
    assert (course.state, alone.state) == ("waiting", "confirmed")
    assert await promote_due(now) == 0


async def test_a_course_whose_turn_has_come_goes_before_who_came_later(make_course, now):
    series, sessions = await make_course(dates=2, singles=True, capacity=1)
    there = await actions.book(Request(sessions[1], "Déjà là", channel="desk"), by="staff:1", now=now)
    course = await enrol(series, "Jeanne", now)
    late = await actions.book(Request(sessions[1], "Paul", channel="desk"), by="staff:1", now=now)
    await cancel(there.id, by="patron", now=now)
    newcomer = await actions.book(Request(sessions[0], "Lise", channel="desk"), by="staff:1", now=now)
    assert newcomer.state == "waiting"
    assert await promote_due(now) == 1
    assert (await course_queries.by_id(course.id)).state == "confirmed"
    assert (await by_id(late.id)).party.state == "waiting"


async def test_the_contact_is_kept_until_thirty_days_after_the_last_date(make_course, now):
    series, _ = await make_course()
    booked = await enrol(series, "Jeanne", now)
    days = {row["delete_after"] for row in await Contact.select(Contact.delete_after)}
    (last,) = days
    assert last == (now + timedelta(days=2 + 14 + 30)).date()
    await erase_due(now + timedelta(days=48))
    with pytest.raises(Gone):
        await course_queries.by_id(booked.id)
    assert await Booking.count().where(Booking.course == booked.id) == 3
