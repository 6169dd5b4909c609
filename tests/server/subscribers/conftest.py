"""Bookings, and what is read of private feeds."""

import re

import pytest
from icalendar import Calendar

from server.bookings import actions
from server.subscribers import readings


@pytest.fixture(autouse=True)
def nothing_counted(monkeypatch):
    """Begin with nothing gathered in this process."""
    monkeypatch.setattr(readings, "HERE", readings.Gathering())


@pytest.fixture
def booked(maker, now):
    """Return a function that books a seat, in a new session unless told, and gives the booking."""

    async def made(name="Jeanne Martin", session=None, **more):
        session = session or await maker.session()
        given = {"channel_of_contact": "email", "email": "famille@exemple.fr", **more}
        return await actions.book(actions.Request(session, name, **given), by="patron", now=now)

    return made


@pytest.fixture
def make_calendar(client):
    """Return a function that makes a patron's calendar from a booking's page, and gives its path."""

    async def made(secret, **form):
        answer = await client.send_form(f"/reservations/{secret}/calendrier", **form)
        assert answer.status_code == 303, answer.text
        return re.fullmatch(r"(/p/[a-z2-7]{32})\?fait=nouveau", answer.headers["location"])[1]

    return made


@pytest.fixture
def events_of():
    """Return a function that reads the events of a feed with a browser."""

    async def read(browser, path):
        answer = await browser.get(path)
        assert answer.status_code == 200, answer.text
        return Calendar.from_ical(answer.content).walk("VEVENT")

    return read
