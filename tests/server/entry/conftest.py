"""A device for passkeys, and browsers that keep one."""

import pytest

from server.foundation.settings import settings
from tests.server.entry.device import Device

MEANS = "/bureau/compte/cles"


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
