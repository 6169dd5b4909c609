"""Every route of the application says who may use it, and keeps to it (threat T85)."""

import pytest

from server.accounts.guards import ACCESS
from server.app import create_app

THING = "0192f3c1-6f1e-7c3a-9d5e-4b7a0c1d2e3f"


def walk():
    """Return (path with something in its holes, method, access, handler) for every route of a new application."""
    found = []
    for route in create_app().routes:
        for handler in getattr(route, "route_handlers", [getattr(route, "route_handler", None)]):
            path = "".join(f"/{THING if isinstance(part, str) is False else part}" for part in route.path_components)
            methods = sorted(getattr(handler, "http_methods", {"GET"}) - {"OPTIONS"})
            found += [(path or "/", method, handler.opt.get("access"), handler) for method in methods]
    return sorted(found, key=lambda route: route[:2])  # the same order in each process


ROUTES = walk()
# Litestar's own pages, which show the description of the API, are the only ones that we did not write.
OUR_OWN = [route for route in ROUTES if not getattr(route[3], "fn", walk).__module__.startswith("litestar")]


def of(*kinds):
    return [pytest.param(path, method, id=f"{method} {path}") for path, method, access, _ in OUR_OWN if access in kinds]


def test_the_walk_sees_all_rooms():
    paths = {path for path, _, _, _ in OUR_OWN}
    assert {"/", "/bureau", "/api/v1/sessions", "/ap/inbox", "/agenda.ics", "/healthz"} <= paths
    assert len(OUR_OWN) > 60
    assert len(ROUTES) - len(OUR_OWN) <= 4


@pytest.mark.parametrize("route", OUR_OWN, ids=lambda route: f"{route[1]} {route[0]}")
def test_each_route_says_who_may_use_it(route):
    path, method, access, _ = route
    assert access in ACCESS, f"{method} {path} says {access!r}"


@pytest.mark.parametrize("route", OUR_OWN, ids=lambda route: f"{route[1]} {route[0]}")
def test_what_it_says_fits_where_it_is(route):
    path, method, access, _ = route
    if path.startswith("/bureau"):
        assert access == "staff" or path.startswith("/bureau/connexion")
    if path.startswith("/api/v1"):
        assert access == "token" or (access == "public" and method in {"GET", "HEAD"})


@pytest.mark.parametrize(("path", "method"), of("staff"))
async def test_staff_pages_lead_to_the_sign_in_page(client, path, method):
    answer = await client.request(method, path)
    if method in {"GET", "HEAD"}:
        assert (answer.status_code, answer.headers["location"]) == (303, f"/bureau/connexion?retour={path}")
    else:
        assert answer.status_code in {303, 403}
        assert answer.headers.get("location", "/bureau/connexion").startswith("/bureau/connexion")


@pytest.mark.parametrize(("path", "method"), of("token"))
async def test_programs_without_a_token_get_401(client, path, method):
    answer = await client.request(method, path)
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert answer.json()["status"] == 401


@pytest.mark.parametrize("header", ["Bearer", "Bearer agt_wrong", "Basic YTpi", "bearer  ", "Bearer é", "Bearer a b"])
async def test_no_other_header_opens_the_api(client, header):
    answer = await client.post("/api/v1/workshops", json={}, headers={"authorization": header.encode()})
    assert answer.status_code == 401


async def test_the_same_cookie_opens_no_api(signed_in):
    assert (await signed_in.post("/api/v1/workshops", json={"title": "Essai"})).status_code == 401


async def test_a_token_opens_no_page(program):
    assert (await program.get("/bureau")).status_code == 303
