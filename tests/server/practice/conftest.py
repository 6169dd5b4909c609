"""A library with its session to practise with, beside a real one, and learners who book."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest

from server.bookings.actions import Booked, Request, book
from server.journal.readers import follow
from server.notifications.relay import hear as owe
from server.practice.actions import open_session
from server.practice.relay import hear as keep
from server.sharing.relay import hear as tell


@dataclass(frozen=True)
class Pair:
    """Two sessions of one library: `unreal` is to practise with, `real` is the control."""

    library: UUID
    unreal: UUID
    real: UUID


@pytest.fixture
async def pair(maker, now):
    library = await maker.library("port")
    return Pair(
        library,
        await open_session(library, by=maker.by, now=now),
        await maker.session(library, starts_in=timedelta(days=5)),
    )


@pytest.fixture
def learn(now):
    """Return a function that books for a learner who gives an e-mail, unless told otherwise."""

    async def asked(session, name="Jeanne Martin", **more) -> Booked:
        contact = {"channel_of_contact": "email", "email": "jeanne@mel.example", **more}
        return await book(Request(session, name, **contact), by="patron", now=now)

    return asked


@pytest.fixture
def catch_up(now):
    """Return a function that lets all that reads the journal read it to its end."""

    async def read():
        for reader, handler in (("notifications", owe), ("practice", keep), ("sharing", tell)):
            while await follow(reader, handler, now=now, most=1):
                pass

    return read
