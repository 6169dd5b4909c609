"""Every page of staff takes fifteen statements at most, however many libraries, sessions and people there are."""

import pytest

from server.bench import network, pages, things
from server.foundation.database import DB, Database

MOST = 15
SIZE = network.Size(libraries=24, workshops=30, sessions=1200, bookings=3, most=30)
EVERYWHERE = (
    "INSERT INTO membership (id, staff, library, role) SELECT gen_random_uuid(), {}, id, 'manager' FROM library"
)


@pytest.fixture
def statements(monkeypatch):
    """What was asked of the database."""
    asked = []
    send = Database.send

    async def noted(self, text, values):
        asked.append(text)
        return await send(self, text, values)

    monkeypatch.setattr(Database, "send", noted)
    return asked


def test_no_page_is_forgotten():
    """A new page is measured by itself; what stands in its address is said in HOLES, or in APART why it is not."""
    routes = pages.staff_routes()
    assert [route for route in routes if pages.template(route) is None and route not in pages.APART] == []
    assert [route for route in (*pages.APART, *pages.ASKED) if route not in routes] == []
    assert [hole for hole in pages.HOLES if not any(route.startswith(hole) for route in routes)] == []


async def test_every_page(browser, maker, administrator, now, statements):
    """One filling for all pages: a test for each would fill as often."""
    manager = await maker.staff()
    found = await things.fill(SIZE, by=administrator, now=now)
    await DB.rows(EVERYWHERE, manager.id)
    browsers = [browser(), browser()]
    for each, person in zip(browsers, (manager, administrator), strict=True):
        each.sign_in_with(await maker.login(person))
    wrong, most = {}, {}
    for route in pages.staff_routes():
        where = pages.address(pages.template(route), found)
        for each in browsers:  # the administrator asks where the manager may not, or has nothing
            statements.clear()
            answer = await each.get(where)
            if answer.status_code not in {403, 404}:
                break
        most[route] = len(statements)
        if answer.status_code not in {200, 303} and route not in pages.APART:
            wrong[route] = answer.status_code
    assert wrong == {}
    assert {path: count for path, count in most.items() if count > MOST} == {}
    assert len(most) > 80
