"""At the desk by keyboard alone: a need becomes a booking; a volunteer is refused an Aidants Connect slot."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.journeys import counter
from tests.journeys.chromium import chromium, opened

MAIL = 3  # its place among the needs, after the first


@pytest.fixture(scope="module")
def town(instance):
    """An instance with a session on mail for beginners, a workshop of Aidants Connect slots, and a volunteer."""
    one = instance("Médiathèques de la ville")
    library = one.library()["id"]
    mail = one.make("/workshops", title="Ma boîte aux lettres", themes=["email"], level="beginner")["id"]
    one.make("/mediators", name="Yann Ker", status="volunteer")
    slots = one.make("/workshops", title="Une démarche avec un agent", kind="aidants_connect")["id"]
    return one, slots, one.session(library, mail, capacity=3, waiting_places=0, days=2)["id"]


def _press(page, key):
    with page.expect_navigation():
        page.keyboard.press(key)


def test_a_need_becomes_a_booking_by_keyboard_alone(town):
    one, _, session = town
    with chromium() as browser, opened(browser, one.url) as window:
        page = window.page
        counter.sign_in_by_keyboard(page)
        page.goto("/bureau/premier-accueil")
        counter.looks_right(window)
        counter.tab_to(page, "input[name=want]")
        for _ in range(MAIL):
            page.keyboard.press("ArrowDown")
        counter.tab_to(page, "input[name=ease]")
        page.keyboard.press("Space")
        counter.tab_to(page, "main form button")
        _press(page, "Enter")
        counter.looks_right(window)
        counter.tab_to(page, f"main a[href='/bureau/seances/{session}']")
        _press(page, "Enter")
        page.locator("input[name=name]:focus").wait_for()  # one types at once
        page.keyboard.type("Jeanne Martin")
        _press(page, "Enter")
        assert "Jeanne Martin est inscrit" in page.get_by_role("status").inner_text()
    assert [dict(row) for row in one.sql("SELECT need, found, times FROM need_heard")] == [
        {"need": "mail", "found": True, "times": 1}
    ]


def test_a_volunteer_is_refused_an_aidants_connect_slot(town):
    one, slots, _ = town
    day = datetime.now(UTC).date() + timedelta(days=3)
    with chromium() as browser, opened(browser, one.url, refusals=True) as window:
        page = window.page
        counter.sign_in_by_keyboard(page)
        page.goto(f"/bureau/seances/nouvelle?atelier={slots}")
        page.get_by_label("Jour", exact=True).fill(day.isoformat())
        page.get_by_label("Début", exact=True).fill("10:00")
        page.get_by_label("Fin", exact=True).fill("10:45")
        page.locator("input[name=presenter]").fill("Yann Ker")
        counter.tab_to(page, "main form button")
        _press(page, "Enter")
        assert "La personne qui anime est bénévole" in page.get_by_role("alert").inner_text()
        counter.looks_right(window)
    assert one.sql("SELECT id FROM session WHERE workshop = $1", slots) == []
