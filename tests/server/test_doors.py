"""The doors themselves: who is recognised by what, and that each door for staff and programs names its power."""

import pytest

from server.accounts.powers import POWERS


def doors(app):
    """Return (method, path, handler) of each route that needs a login or a token."""
    return [
        (method, route.path, handler)
        for route in app.routes
        for handler in getattr(route, "route_handlers", [])
        for method in sorted(handler.http_methods - {"OPTIONS"})
        if handler.opt.get("access") in {"staff", "token"}
    ]


def test_each_door_names_its_power(app):
    nameless = [f"{method} {path}" for method, path, handler in doors(app) if handler.opt.get("power") not in POWERS]
    assert not nameless, 'say opt={"power": Power.…} (server/accounts/powers.py) beside the path'
    assert len(doors(app)) > 200


@pytest.mark.parametrize("power", POWERS)
def test_each_power_opens_a_door(app, power):
    assert [path for _, path, handler in doors(app) if handler.opt["power"] is power]


async def test_public_file_is_served(client):
    assert (await client.get("/healthz")).status_code == 200


async def test_maker_publishes_a_session(maker):
    assert await maker.session()
