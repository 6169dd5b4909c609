"""A device for passkeys, browsers that keep one, and an OpenID provider that is not ours."""

import dataclasses
from datetime import UTC, datetime

import pytest

from server.accounts import actions as accounts
from server.foundation.http import inner_door
from server.foundation.settings import settings
from tests.server.conftest import PASSWORD
from tests.server.entry.device import Device
from tests.server.entry.provider import PLAIN, START, Elsewhere, Provider

MEANS = "/bureau/compte/cles"
READERS = ("entry.openid", "entry.sign_in_page", "entry.routes", "commands.doctor")


@pytest.fixture
def device():
    """A device with a key that it has not made known yet."""
    return Device(settings().url, "test.example")


@pytest.fixture
def adding():
    """Return a function that adds a device's key to who is signed in; returns the answer."""

    async def add(signed_in, device, name="Mon téléphone", **spoilt):
        asked = (await signed_in.send_form(f"{MEANS}/defi")).json()
        return await signed_in.send_form(MEANS, name=name, credential=device.make(asked, **spoilt))

    return add


@pytest.fixture
def entering():
    """Return a function that signs a browser in by a device; returns the answer."""

    async def enter(client, device, retour="", **spoilt):
        asked = (await client.send_form("/bureau/connexion/cle/defi")).json()
        credential = device.sign(asked, **spoilt)
        return await client.send_form("/bureau/connexion/cle", credential=credential, retour=retour)

    return enter


@pytest.fixture(scope="session")
def provider(tmp_path_factory):
    """A running provider, for all tests of this file."""
    with Provider(tmp_path_factory.mktemp("provider")) as running:
        yield running


@pytest.fixture(scope="session")
async def there():
    """The browsers of people at the provider; at the end, they and our own connections to it are closed."""
    browsers = Elsewhere()
    yield browsers
    await browsers.close()
    await inner_door().close()


@pytest.fixture
def told(monkeypatch, provider, standing_clock):
    """Return a function that sends the staff of this instance to the provider; its clock is the real one."""
    standing_clock(datetime.now(UTC))

    def tell(client=PLAIN, **more):
        own = dataclasses.replace(settings(), openid=provider.told(client, **more))
        for module in READERS:
            monkeypatch.setattr(f"server.{module}.settings", lambda: own)

    tell()
    return tell


@pytest.fixture
async def marie(undone, now):
    """Somebody whose e-mail is known here."""
    return await accounts.add_staff("marie@test.example", "Marie", PASSWORD, administrator=False, by="system", now=now)


@pytest.fixture
def enter(client, there):
    """Return a function that leaves for the provider, signs in there by its forms, comes back; returns our answer."""

    async def go(name="marie", retour=""):
        left = await client.get(START, params={"retour": retour})
        assert left.status_code == 303, left.text
        return await client.get(await there.goes(left.headers["location"], name))

    return go
