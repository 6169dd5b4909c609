"""The calendar of one booking, for the one who holds its link."""

import re

import pytest
from icalendar import Calendar

from server.bookings import actions


@pytest.fixture
async def booked(maker, now):
    """Return a function that books a session of one seat and gives the secret."""
    session = await maker.session(capacity=1)

    async def made(name):
        request = actions.Request(session, name, channel_of_contact="email", email="jeanne@exemple.fr")
        return await actions.book(request, by="patron", now=now)

    return made


async def event_of(client, secret):
    answer = await client.get(f"/reservations/{secret}.ics")
    assert answer.status_code == 200
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    return answer, event


async def test_a_seat_then_none(client, booked, now):
    made = await booked("Jeanne Martin")
    _, event = await event_of(client, made.secret)
    assert event["UID"] == str(made.id)
    assert event["STATUS"] == "CONFIRMED"
    assert event["TRANSP"] == "OPAQUE"
    assert event["SUMMARY"] == "Premiers pas avec Internet"
    assert str(event["DESCRIPTION"]).endswith(f"/reservations/{made.secret}")
    assert made.reference in event["DESCRIPTION"]
    await actions.cancel(made.id, by="patron", now=now)
    _, gone = await event_of(client, made.secret)
    assert gone["STATUS"] == "CANCELLED"
    assert gone["SEQUENCE"] == event["SEQUENCE"] + 1


async def test_who_waits_is_not_told_to_have_a_seat(client, booked):
    await booked("Ana Morel")
    waits = await booked("Jeanne Martin")
    answer, event = await event_of(client, waits.secret)
    assert event["STATUS"] == "TENTATIVE"
    assert event["TRANSP"] == "TRANSPARENT"
    assert event["SUMMARY"].startswith("Liste d'attente")
    assert not re.search(r"\binscrit", answer.text)


async def test_it_is_private(client, booked):
    made = await booked("Jeanne Martin")
    answer, _ = await event_of(client, made.secret)
    assert answer.headers["cache-control"] == "private, max-age=300"
    assert answer.headers["x-robots-tag"] == "noindex"
    assert "access-control-allow-origin" not in answer.headers
    assert "set-cookie" not in answer.headers
    for personal in ("Martin", "jeanne@", "ATTENDEE"):
        assert personal not in answer.text
    again = await client.get(f"/reservations/{made.secret}.ics", headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304
    head = await client.head(f"/reservations/{made.secret}.ics")
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", answer.headers["etag"])
