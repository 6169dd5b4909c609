"""The doors themselves: who is recognised by what, and that each door for staff and programs names its power."""

from pathlib import Path

import pytest

from server.accounts.powers import POWERS

LINES = (Path(__file__).parent / "roles" / "doors.txt").read_text().splitlines()
# For each door, (method, path): the least role that opens it, and what it is about.
DOORS = {
    (method, path): (least, about) for least, about, method, path in (line.split() for line in LINES if line[0] != "#")
}


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


def test_each_door_is_in_the_table_of_roles(app):
    found = {(method, path) for method, path, _ in doors(app)}
    assert sorted(found - DOORS.keys()) == [], "write these into tests/server/roles/doors.txt, each with its least role"
    assert sorted(DOORS.keys() - found) == [], "these are no more: take them out of tests/server/roles/doors.txt"


@pytest.mark.parametrize("power", POWERS)
def test_each_power_opens_a_door(app, power):
    assert [path for _, path, handler in doors(app) if handler.opt["power"] is power]


async def test_public_file_is_served(client):
    assert (await client.get("/healthz")).status_code == 200


async def test_maker_publishes_a_session(maker):
    assert await maker.session()
