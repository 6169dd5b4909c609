"""What the tests of the desk begin with: a small session, and bookings made without going through a page."""

import re

import pytest

from server.bookings.actions import Request, book


@pytest.fixture
async def session(maker):
    """A session of two seats and one waiting place, in two days."""
    return await maker.session(capacity=2, waiting_places=1)


@pytest.fixture
def book_by_hand(now, session):
    """Return a function that books in the session without going through a page."""

    async def booked(name, **more):
        return await book(
            Request(session=more.pop("session", session), name=name, channel="desk", **more), by="system", now=now
        )

    return booked


def words(text):
    """Return a page's text with plain spaces."""
    return re.sub(r"\s+", " ", text.replace("\u00a0", " ").replace("\u202f", " "))
