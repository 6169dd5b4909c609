"""What keeps robots out of the booking pages, and the pages out of caches."""

from dataclasses import replace
from datetime import timedelta

import pytest

from server.bookings import doors
from server.bookings.actions import Request, book
from server.bookings.tables import Booking
from server.foundation import limits
from server.foundation.settings import settings
from tests.server.bookings.walking import to_check


async def test_a_robot_that_fills_the_hidden_field_books_nothing(client, walk, maker):
    session = await maker.session()
    start = f"/seances/{session}/reservation"
    assert (await client.send_form(start, for_whom="self", site="https://x.example")).status_code == 409
    page = await to_check(walk, session)
    assert page.fields["site"] == ""
    answer = await client.send_form(page.address, site="https://x.example")
    assert answer.status_code == 409
    assert "L'inscription n'est pas faite" in answer.text.replace("&#39;", "'")
    assert await Booking.count() == 0


@pytest.mark.parametrize(
    ("limit", "subject", "about"),
    [
        (doors.MOST_BOOKINGS, "booking", "127.0.0.1"),
        (doors.MOST_OF_CONTACT, "booking-contact", "jeanne@exemple.fr"),
    ],
)
async def test_bookings_are_counted_by_address_and_by_contact(
    client, walk, maker, standing_clock, now, limit, subject, about
):
    session = await maker.session()
    for _ in range(limit["most"] - 1):
        await limits.count(subject, about, now=now, **limit)
    assert (await walk(await _by_mail(walk, session))).status == 200
    last = await _by_mail(walk, session)
    answer = await client.send_form(last.address)
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) <= limit["seconds"]
    assert await Booking.count() == 1
    standing_clock(now + timedelta(seconds=limit["seconds"] + 1))
    again = await _by_mail(walk, session)
    assert (await client.send_form(again.address)).status_code == 303


async def test_cancellations_are_counted_by_session(client, maker, now):
    session = await maker.session()
    for _ in range(doors.MOST_CANCELLED["most"] - 1):
        await limits.count("cancel-session", str(session), now=now, **doors.MOST_CANCELLED)
    booked = [await book(Request(session, f"Personne {n}"), by="patron", now=now) for n in range(2)]
    answers = [await client.send_form(f"/reservations/{party.secret}/annulation") for party in booked]
    assert [answer.status_code for answer in answers] == [303, 429]
    assert await Booking.count().where(Booking.state == "cancelled") == 1


async def _by_mail(walk, session):
    """Walk to the last page with an e-mail address."""
    page = await walk(f"/seances/{session}/reservation")
    for answer in (
        {"for_whom": "self"},
        {"name": "Jeanne Martin"},
        {"channel": "email"},
        {"email": "Jeanne@exemple.fr"},
    ):
        page = await walk(page, **answer)
    return page


async def test_every_form_of_the_public_is_counted(client, maker):
    session = await maker.session()
    answers = [await client.send_form(f"/seances/{session}/reservation") for _ in range(doors.MOST_FORMS["most"] + 1)]
    assert [answer.status_code for answer in answers[-2:]] == [422, 429]
    booked = await book(Request(session, "Jeanne Martin"), by="patron", now=maker.now)
    assert (await client.send_form(f"/reservations/{booked.secret}/annulation")).status_code == 429
    assert (await client.get(f"/reservations/{booked.secret}")).status_code == 200


async def test_what_is_answered_quicker_than_anybody_reads_is_asked_once_more(
    client, walk, maker, standing_clock, now, monkeypatch
):
    monkeypatch.setattr(doors, "settings", lambda: replace(settings(), form_seconds=3))
    session = await maker.session()
    page = await to_check(walk, session)
    standing_clock(now + timedelta(seconds=2))
    asked = await client.send_form(page.address)
    assert asked.status_code == 422
    assert "appuyez de nouveau" in asked.text
    assert "Jeanne Martin" in asked.text
    assert await Booking.count() == 0
    standing_clock(now + timedelta(seconds=3))
    assert (await client.send_form(page.address)).status_code == 303
    assert await Booking.count() == 1


async def test_a_form_sent_by_another_site_is_refused(client, maker):
    session = await maker.session()
    answer = await client.post(
        f"/seances/{session}/reservation", data={"for_whom": "self"}, headers={"sec-fetch-site": "cross-site"}
    )
    assert answer.status_code == 403


async def test_pages_of_the_flow_are_kept_by_no_cache(walk, maker):
    session = await maker.session()
    page = await to_check(walk, session)
    ticket = await walk(page)
    for each in (page, ticket):
        assert each.headers["cache-control"] == "no-store"
        assert each.headers["referrer-policy"] == "same-origin"
