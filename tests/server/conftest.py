"""Doors for the tests of the server: a browser, a signed-in browser, a program, and a maker of things.

Everything happens in one transaction that is undone (see `undone`), at the instant `now`: the clock stands still.
The application's lifespan does not run: it would close the pool that the transaction holds.
"""

import itertools
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from argon2 import PasswordHasher

from federation.signatures import keys
from server.accounts import actions as accounts
from server.accounts import logins
from server.accounts.guards import cookie_name, form_token
from server.accounts.rules import Person
from server.app import create_app
from server.foundation import clock
from server.foundation.settings import settings
from server.libraries import actions as libraries
from server.workshops import actions as workshops
from server.workshops import sessions
from server.workshops.series import Course, make_series
from tests.federation.fediverse import key_number

PASSWORD = "une phrase de passe pour les essais"


class Browser(httpx.AsyncClient):
    """A browser without JavaScript: it follows nothing by itself, keeps cookies and sends forms."""

    csrf = ""

    async def send_form(self, path: str, **fields: Any) -> httpx.Response:
        """Post a form of a page of ours, with the token of the login if there is one."""
        data = {"csrf": self.csrf, **fields} if self.csrf else fields
        return await self.post(path, data=data, headers={"origin": settings().url, "sec-fetch-site": "same-origin"})

    def sign_in_with(self, secret: str) -> None:
        """Carry the cookie of a login."""
        self.cookies.set(cookie_name(), secret, domain="test.example")
        self.csrf = form_token(secret)


@dataclass
class Maker:
    """Makes what a test needs, through the actions of the rooms, as the administrator."""

    now: datetime
    by: Person
    made: int = 0

    def _number(self) -> int:
        self.made += 1
        return self.made

    async def library(self, slug: str = "", **sheet: Any) -> UUID:
        """Open a library; all its names can be given."""
        given = {"name": f"Médiathèque {slug or self._number()}", "address": "1 rue du Port", "postal_code": "35000"}
        given |= {"city": "Rennes", "phone": "02 99 00 00 00"}
        return await libraries.open_library(libraries.Sheet(**{**given, **sheet}), slug=slug, by=self.by, now=self.now)

    async def room(self, library: UUID, name: str = "Salle 2") -> UUID:
        """Add a room to a library."""
        return await libraries.add_room(library, name, "", by=self.by, now=self.now)

    async def workshop(
        self, title: str = "Premiers pas avec Internet", library: UUID | None = None, **more: Any
    ) -> UUID:
        """Write a workshop down, for the network unless a library is given."""
        return await workshops.write_workshop(
            workshops.Outline(title, **more), library=library, by=self.by, now=self.now
        )

    async def session(
        self,
        library: UUID | None = None,
        workshop: UUID | None = None,
        *,
        starts_in: timedelta = timedelta(days=2),
        lasts: timedelta = timedelta(hours=2),
        published: bool = True,
        **plan: Any,
    ) -> UUID:
        """Date a session, in two days and for eight people unless told otherwise, and publish it."""
        library = library or await self.library()
        workshop = workshop or await self.workshop()
        begins = plan.pop("starts_at", self.now + starts_in)
        given = {"starts_at": begins, "ends_at": begins + lasts, "capacity": 8, "waiting_places": 2}
        planned = await sessions.plan_session(
            workshop, library, sessions.Plan(**{**given, **plan}), by=self.by, now=self.now
        )
        if published:
            await sessions.publish(planned, by=self.by, now=self.now)
        return planned

    async def course(
        self, dates: int = 3, *, singles: bool = False, starts_in: timedelta = timedelta(days=2), **plan: Any
    ) -> tuple[UUID, list[UUID]]:
        """Publish a series, one session a week; return its id and theirs."""
        library, workshop = await self.library(), await self.workshop()
        sessions = [
            await self.session(library, workshop, starts_in=starts_in + timedelta(weeks=week), **plan)
            for week in range(dates)
        ]
        course = Course("Premiers clics", singles)
        made = await make_series(course, workshop, library, sessions=sessions, by=self.by, now=self.now)
        return made, sessions

    async def staff(self, role: str = "", library: UUID | None = None, *, administrator: bool = False) -> Person:
        """Add a member of staff, with a role in a library if both are given."""
        email = f"personne{self._number()}@test.example"
        added = await accounts.add_staff(
            email, email.split("@")[0].title(), PASSWORD, administrator=administrator, by="system", now=self.now
        )
        if role and library:
            await libraries.appoint(added, library, role, by="system", now=self.now)
        return Person(added, email.split("@")[0].title(), administrator, f"staff:{added}")

    async def email_of(self, person: Person) -> str:
        """Return the e-mail address with which a person made here signs in."""
        return f"{person.name.lower()}@test.example"

    async def login(self, person: Person) -> str:
        """Sign a person in and return the secret of the login."""
        return await accounts.open_login(person.id, "password", now=self.now)

    async def token(self, person: Person) -> str:
        """Return a new API token of a person."""
        return await logins.give_token(await self.email_of(person), by="system", now=self.now)


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch):
    """Hash passwords at no cost; tests/server/accounts looks at the real cost."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(accounts, "HASHER", cheap)
    monkeypatch.setattr(accounts, "NOBODY", cheap.hash("nobody has this password"))


@pytest.fixture(autouse=True)
def quick_keys(monkeypatch):
    """Give the actors of each test the same keys, made once: the first one that is made is the first again."""
    numbers = itertools.count()
    monkeypatch.setattr(keys, "generate", lambda: key_number(f"ours {next(numbers)}"))


@pytest.fixture
def password() -> str:
    """The password of everyone made by these fixtures."""
    return PASSWORD


@pytest.fixture
def standing_clock(monkeypatch, now):
    """Make the clock stand still at `now`; call what is yielded to move it."""

    def move(to: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: to)

    move(now)
    return move


@pytest.fixture(scope="session")
def app():
    """The application, with all its routes."""
    return create_app()


@pytest.fixture
def browser(app, undone, standing_clock):
    """Return a function that opens one more browser."""

    def opened() -> Browser:
        return Browser(transport=httpx.ASGITransport(app=app), base_url="http://test.example")

    return opened


@pytest.fixture
async def client(browser):
    """A browser that is not signed in."""
    async with browser() as opened:
        yield opened


@pytest.fixture
async def administrator(undone, now) -> Person:
    """An administrator: directrice@test.example, PASSWORD."""
    added = await accounts.add_staff(
        "directrice@test.example", "Directrice", PASSWORD, administrator=True, by="system", now=now
    )
    return Person(added, "Directrice", True, f"staff:{added}")


@pytest.fixture
def maker_for(now):
    """Return a function that makes a maker who acts as somebody; for tests that really write."""
    return lambda person: Maker(now, person)


@pytest.fixture
def maker(administrator, now) -> Maker:
    """What makes libraries, workshops, sessions, staff and tokens."""
    return Maker(now, administrator)


@pytest.fixture
async def signed_in(browser, maker, administrator):
    """A browser of the administrator, signed in: `send_form` carries the token of the login."""
    async with browser() as opened:
        opened.sign_in_with(await maker.login(administrator))
        yield opened


@pytest.fixture
async def program(browser, maker, administrator):
    """A program that holds an API token of the administrator."""
    async with browser() as opened:
        opened.headers["authorization"] = f"Bearer {await maker.token(administrator)}"
        yield opened
