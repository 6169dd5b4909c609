"""Sessions and bookings to write about, a journal read as the worker does, an SMTP server that does as told."""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes
from email.policy import SMTP as SMTP_POLICY

import pytest
from aiosmtpd.smtp import SMTP

from server.bookings.actions import Request, book
from server.bookings.queries import by_id
from server.foundation.ids import new_id
from server.journal.readers import follow
from server.libraries.tables import Library
from server.notifications.deliveries import Delivery, Outcome
from server.notifications.relay import hear
from server.notifications.tables import Message
from server.workshops.tables import Session, Workshop
from tests.server.notifications.providers import providing


@pytest.fixture
def make_session(now):
    """Return a function that adds a published session in two days and gives its id."""

    async def make(capacity=8, waiting_places=5, phone="0298000000", title="Ma boîte aux lettres", **more):
        library = Library(
            id=new_id(), slug=f"b{new_id().hex[-12:]}", name="Médiathèque du Port", address="3 quai Vauban",
            postal_code="29200", city="Brest", timezone="Europe/Paris", phone=phone, email="port@biblio.example",
            created_at=now, updated_at=now,
        )  # fmt: skip
        await library.save()
        workshop = Workshop(
            id=new_id(), slug=f"w-{new_id().hex}", title=title, bring="Votre téléphone", created_at=now, updated_at=now
        )
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
    """Return a function that books at the desk for somebody who has an e-mail, unless told otherwise."""

    async def asked(session, name="Jeanne Le Goff", **more):
        contact = {"channel_of_contact": "email", "email": "jeanne@mel.example"}
        return await book(Request(session, name, channel="desk", **{**contact, **more}), by="staff:1", now=now)

    return asked


@pytest.fixture
def read_journal(now):
    """Return a function that lets the relay read the journal to its end."""

    async def read(at=now):
        while await follow("notifications", hear, now=at):
            pass

    return read


@pytest.fixture
def owed():
    """Return a function that lists the messages as (kind, channel, state), in the order in which they were owed."""

    async def listed(**where):
        rows = await Message.select().order_by(Message.id)
        kept = [row for row in rows if all(row[name] == value for name, value in where.items())]
        return [(row["kind"], row["channel"], row["state"]) for row in kept]

    return listed


@pytest.fixture
def view():
    """Return a function that reads a booking again."""

    async def read(booked):
        return await by_id(booked.id)

    return read


@dataclass
class Server:
    """An SMTP server. `answers` are given to RCPT in turn, then 250; `hang_up` closes after DATA, once per count."""

    port: int = 0
    answers: list[str] = field(default_factory=list)
    data_answers: list[str] = field(default_factory=list)
    hang_up: int = 0
    got: list = field(default_factory=list)

    async def handle_RCPT(self, server, session, envelope, address, options):
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):
        answer = self.data_answers.pop(0) if self.data_answers else "250 OK"
        if answer.startswith("250"):
            self.got.append((envelope, message_from_bytes(envelope.content, policy=SMTP_POLICY)))
        if self.hang_up:
            self.hang_up -= 1
            server.transport.abort()
        return answer


@asynccontextmanager
async def listening(**options):
    """Yield a Server that listens on a free port of this machine."""
    kept = Server()
    loop = asyncio.get_running_loop()
    listener = await loop.create_server(lambda: SMTP(kept, hostname="mail.test", loop=loop, **options), "127.0.0.1", 0)
    kept.port = listener.sockets[0].getsockname()[1]
    try:
        yield kept
    finally:
        listener.close()


@pytest.fixture
async def smtp():
    """An SMTP server without TLS."""
    async with listening() as kept:
        yield kept


@pytest.fixture
async def provider():
    """A provider of SMS, by HTTP."""
    async with providing() as kept:
        yield kept


@pytest.fixture
def smtp_with():
    """Return what opens an SMTP server with options of aiosmtpd."""
    return listening


class Mailer:
    """A mail door that answers what it is told, then takes everything."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.got = []

    async def send(self, letter):
        self.got.append(letter)
        return self.answers.pop(0) if self.answers else Delivery(Outcome.SENT)


@pytest.fixture
def taking():
    """Return what makes a mail door that gives the answers it is told, then takes everything."""
    return Mailer


@pytest.fixture
async def one(make_session, ask, read_journal):
    """One confirmed booking whose mail is owed."""
    booked = await ask(await make_session())
    await read_journal()
    return booked


@pytest.fixture
def only():
    """Return a function that reads the only message there is."""

    async def read():
        (row,) = await Message.select()
        return row

    return read
