"""A partner with its link, and a session with seats kept for partners."""

from datetime import timedelta

import pytest

from server.partners import actions
from server.partners.rules import Sheet


@pytest.fixture
async def library(maker):
    """A library."""
    return await maker.library("centre")


@pytest.fixture
async def session(maker, library):
    """A session of four seats and two waiting places, in two days."""
    return await maker.session(library, capacity=4, waiting_places=2)


@pytest.fixture
async def partner(library, administrator, now):
    """The id and the token of a partner of the library."""
    sheet = Sheet("Centre social des Tilleuls", (library,), now.date() + timedelta(days=90))
    return await actions.make(sheet, by=administrator, now=now)


@pytest.fixture
def at(partner):
    """The address of the partner's first page."""
    return f"/partenaires/{partner[1]}"


@pytest.fixture
def prescribe(client, at, session):
    """Return a function that books for a person through the partner's form, and gives the answer."""

    async def sent(name="Jeanne Martin", **typed):
        return await client.send_form(f"{at}/seances/{typed.pop('session', session)}", name=name, **typed)

    return sent
