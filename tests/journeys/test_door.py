"""The door of a session on a small phone, without JavaScript: a ticket is read, people come, one without a booking."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from tests.journeys.chromium import chromium, opened
from tests.journeys.counter import looks_right, tab_to
from tests.journeys.instances import DIRECTION, PASSWORD

SMALL = {"width": 320, "height": 640}
FINGER = 44
TOO_SMALL = f"""() => [...document.querySelectorAll("main button")].filter(each => each.checkVisibility())
  .filter(each => each.getBoundingClientRect().height < {FINGER}).map(each => each.textContent.trim())"""


@pytest.fixture(scope="module")
def door(instance):
    """A session of two seats, both booked, that started half an hour ago: its instance, its references."""
    one = instance("Médiathèques de la porte")
    session = one.one_session(capacity=2, drop_in=True)
    booked = [one.make(f"/sessions/{session['id']}/bookings", name=name) for name in ("Jeanne Le Goff", "Paul Riou")]
    begun = datetime.now(UTC) - timedelta(minutes=30)
    times = {"starts_at": begun.isoformat(), "ends_at": (begun + timedelta(hours=2)).isoformat()}
    one.act("PATCH", f"/sessions/{session['id']}", json=times)
    return one, [each["reference"] for each in booked]


def _read_ticket(window, reference):
    """Follow the address in the square of a ticket, through the sign-in, and press "Présent"."""
    page = window.page
    page.goto(f"/bureau/arrivee/{reference.replace(' ', '-')}")
    page.get_by_label("Adresse e-mail").fill(DIRECTION)
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Entrer").click()
    looks_right(window)
    page.get_by_role("button", name="Présent", exact=True).click()
    assert "Présent" in page.get_by_role("status").inner_text()
    looks_right(window)


def _somebody_else_comes(window):
    """Nobody has seen Paul: his seat goes to Ali; then he turns out to be excused, said by keyboard."""
    page = window.page
    page.get_by_role("textbox", name="Nom (facultatif)").fill("Ali")
    page.get_by_role("button", name="Ajouter").click()
    assert page.get_by_text("Pas encore vu : Paul Riou.").count() == 1
    looks_right(window)
    page.get_by_role("button", name=re.compile("Donner la place.*N° 1, Ali")).click()
    assert "2 présents dont 1 sans inscription" in page.get_by_role("status").inner_text()
    assert "1 absent" in page.get_by_role("status").inner_text()
    looks_right(window)
    page.get_by_role("button", name=re.compile("Retirer.*N° 1, Ali")).click()
    tab_to(page, "[aria-label='Paul Riou'] button[value='excused']")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.get_by_role("textbox", name="Nom (facultatif)").fill("Zoé")
    page.get_by_role("button", name="Ajouter").click()
    assert "2 présents dont 1 sans inscription · 1 excusé" in page.get_by_role("status").inner_text()


def _one_more_waits(window):
    page = window.page
    page.get_by_role("button", name="Ajouter").click()
    assert page.get_by_role("button", name="Donner la place").count() == 0
    looks_right(window)
    page.get_by_role("button", name=re.compile("Retirer.*N° 2, Zoé")).click()
    page.get_by_role("button", name=re.compile("Donner la place.*N° 3")).click()
    assert "2 présents dont 1 sans inscription" in page.get_by_role("status").inner_text()


def _count_ages(window):
    page = window.page
    page.get_by_role("link", name="Remplir le bilan").click()
    page.get_by_text("Âge", exact=True).click()
    page.get_by_label("70 ans et plus").fill("9")
    page.get_by_role("button", name="Garder le bilan").click()
    assert "plus que les personnes venues : 2" in page.get_by_role("alert").inner_text()
    looks_right(window)
    page.get_by_label("70 ans et plus").fill("1")
    page.get_by_role("button", name="Garder le bilan").click()
    page.get_by_role("link", name="Présences", exact=True).click()
    assert page.get_by_text("1 personne comptée par âge, 1 sans âge noté").count() == 1


def test_a_door_on_a_small_phone_without_javascript(door):
    one, references = door
    with chromium() as browser, opened(browser, one.url, scripts=False, refusals=True, viewport=SMALL) as window:
        _read_ticket(window, references[0])
        window.page.get_by_role("link", name="Voir toutes les présences").click()
        looks_right(window)
        assert window.page.evaluate(TOO_SMALL) == []
        _somebody_else_comes(window)
        _one_more_waits(window)
        _count_ages(window)
        window.page.goto("/bureau/feuilles")
        looks_right(window)
