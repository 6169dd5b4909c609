"""Sessions to book, made straight in the tables so that tests that commit for real can use them too."""

from datetime import timedelta

import pytest

from server.bookings.actions import Request, book
from server.foundation.ids import new_id
from server.libraries.tables import Library
from server.workshops.tables import Session, Workshop
from tests.server.bookings.walking import Page


@pytest.fixture
def make_session(now):
    """Return a function that adds a published session in two days and gives its id."""

    async def make(capacity=8, waiting_places=5, **more):
        library = Library(
            id=new_id(), slug=f"b{new_id().hex[-12:]}", name="Médiathèque du Port", address="3 quai Vauban",
            postal_code="29200", city="Brest", timezone="Europe/Paris", phone="0298000000", email="port@biblio.example",
            access="Sonner à gauche", created_at=now, updated_at=now,
        )  # fmt: skip
        await library.save()
        workshop = Workshop(
            id=new_id(), slug=f"w-{new_id().hex}", title="Ma boîte aux lettres, mes photos", bring="Votre téléphone",
            created_at=now, updated_at=now,
        )  # fmt: skip
        await workshop.save()
        starts_at = more.pop("starts_at", now + timedelta(days=2))
        facts = {"state": "published", "published_at": now, "ends_at": starts_at + timedelta(hours=2), **more}
        session = Session(
            id=new_id(), workshop=workshop.id, library=library.id, starts_at=starts_at, capacity=capacity,
            waiting_places=waiting_places, created_at=now, updated_at=now, **facts,
        )  # fmt: skip
        await session.save()
        return session.id

    return make


@pytest.fixture
def ask(now):
    """Return a function that books for somebody by the desk's door, with no contact unless told otherwise."""

    async def asked(session, name="Jeanne Le Goff", *, at=now, by="staff:1", **more):
        return await book(Request(session=session, name=name, **{"channel": "desk", **more}), by=by, now=at)

    return asked


@pytest.fixture
def seats():
    """Return a function that reads a session's capacity, taken, waiting_places and waiting."""

    async def read(session):
        row = await Session.select().where(Session.id == session).first()
        return row["capacity"], row["taken"], row["waiting_places"], row["waiting"]

    return read


@pytest.fixture
def walk(client):
    """Return a function that answers a page and goes where the answer leads."""

    async def go(page, **answers):
        if isinstance(page, str):
            return Page(await client.get(page))
        assert set(answers) <= set(page.fields), page.fields
        sent = {name: value for name, value in {**page.fields, **answers}.items() if value is not None}
        answer = await client.send_form(page.address, **sent)
        if answer.status_code != 303:
            return Page(answer)
        return Page(await client.get(answer.headers["location"]))

    return go
