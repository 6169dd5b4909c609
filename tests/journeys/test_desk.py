"""At the desk by keyboard alone: who is there is booked in seconds, the next one too; a partner on a small screen."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from tests.journeys import counter
from tests.journeys.chromium import chromium, opened

DESK_SECONDS = 20
SMALL = {"width": 320, "height": 640}


@pytest.fixture(scope="module")
def town(instance):
    """An instance with a library, a workshop, and a session of three seats in two days."""
    one = instance("Médiathèques de la ville")
    library, workshop = one.library()["id"], one.workshop("Ranger ses photos")["id"]
    return one, library, workshop, one.session(library, workshop, capacity=3, waiting_places=0, days=2)["id"]


def _press(page, key):
    with page.expect_navigation():
        page.keyboard.press(key)


def _focused(page):
    return page.evaluate("document.activeElement.innerText")


def test_two_people_in_a_row_by_keyboard_alone(town):
    one, _, _, session = town
    with chromium() as browser, opened(browser, one.url) as window:
        page = window.page
        counter.sign_in_by_keyboard(page)
        seconds = [counter.book_at_the_desk(page, session, "Yvonne Kerbrat"), _book_the_next(page, "Paul Riou")]
        print(f"\nbooked at the desk by keyboard alone: {seconds[0]:.1f} s, the next one {seconds[1]:.1f} s")
        assert max(seconds) < DESK_SECONDS
        assert "Paul Riou est inscrit" in _focused(page)  # the answer is where one is
        counter.tab_to(page, "[role=status] a")
        _press(page, "Enter")
        assert "/reservations/" in page.url
        assert page.get_by_role("button", name="Imprimer").is_visible()
    held = one.sql("SELECT channel, state FROM booking WHERE session = $1 ORDER BY joined", session)
    assert [dict(row) for row in held] == [{"channel": "desk", "state": "confirmed"}] * 2


def _book_the_next(page, name):
    """From the answer just given, type the next name; return the seconds that it took."""
    begun = time.monotonic()
    counter.tab_to(page, "input[name=name]")
    page.keyboard.type(name, delay=counter.KEYSTROKE_MILLISECONDS)
    _press(page, "Enter")
    assert f"{name} est inscrit" in page.get_by_role("status").inner_text()
    return time.monotonic() - begun


def test_the_first_tab_of_the_desk_reaches_a_session_with_a_seat(town):
    one, library, workshop, _ = town
    session = one.session(library, workshop, days=1)["id"]
    with chromium() as browser, opened(browser, one.url) as window:
        counter.sign_in_by_keyboard(window.page)
        window.page.goto("/bureau")
        window.page.keyboard.press("Tab")
        assert window.page.evaluate("document.activeElement.getAttribute('href')") == f"/bureau/seances/{session}"


def test_what_is_refused_asked_or_moved_is_for_everyone(town):
    one, library, workshop, _ = town
    full = one.session(library, workshop, capacity=1, waiting_places=0, days=3)["id"]
    for name in ("Jeanne Martin",):
        one.make(f"/sessions/{full}/bookings", name=name)
    with chromium() as browser, opened(browser, one.url, refusals=True, viewport=SMALL) as window:
        page = window.page
        counter.sign_in_by_keyboard(page)
        for path, form in (
            (f"/bureau/seances/{full}", {"name": "Louise Morvan"}),  # full
            (f"/bureau/seances/{full}", {"name": "jeanne martin"}),  # a look-alike
            (f"/bureau/seances/{full}", {"name": ""}),
            ("/bureau/partenaires/nouveau", {"name": ""}),
        ):
            page.goto(path)
            for name, value in form.items():
                page.locator(f"main input[name={name}]:visible").fill(value)
            page.locator("main form button[type=submit]").first.click()
            counter.looks_right(window)
        booking = one.sql("SELECT id FROM booking WHERE session = $1", full)[0]["id"]
        for path in ("", "/modifier", "/deplacer", "/annuler"):
            page.goto(f"/bureau/inscriptions/{booking}{path}")
            counter.looks_right(window)
        page.locator("main form button[type=submit]").click()
        page.goto("/bureau/standard")
        counter.looks_right(window)


def test_a_passkey_is_made_then_opens_the_desk(town):
    url = town[0].url.replace("127.0.0.1", "localhost")  # passkeys belong to a name
    with chromium() as browser, opened(browser, url, viewport=SMALL) as window:
        page = window.page
        counter.put_a_device_in(window)
        counter.sign_in_by_keyboard(page)
        page.goto("/bureau/compte/cles")
        counter.looks_right(window)
        page.get_by_label("Nom de l'appareil").fill("Ordinateur de l'accueil")
        page.get_by_role("button", name="Ajouter une clé d'accès").click()
        page.get_by_role("heading", name="La clé d'accès est enregistrée").wait_for()
        counter.looks_right(window)
        page.context.clear_cookies()
        page.goto("/bureau/connexion")
        counter.looks_right(window)
        page.get_by_role("button", name="Entrer avec ma clé d'accès").click()
        page.wait_for_url(f"{url}/bureau")
        page.get_by_role("button", name="Quitter").wait_for()


def test_a_partner_books_on_a_small_screen_without_scripts(town):
    one, library, workshop, _ = town
    one.session(library, workshop, capacity=2, waiting_places=1, days=5)
    with chromium() as browser, opened(browser, one.url, scripts=False, viewport=SMALL, refusals=True) as window:
        page = window.page
        page.goto(_link(window))
        counter.looks_right(window)
        page.get_by_role("link", name="Inscrire une personne").last.click()
        counter.looks_right(window)
        page.get_by_role("button", name="Inscrire cette personne").click()
        assert page.title().startswith("Erreur")
        counter.looks_right(window)
        page.get_by_label("Prénom et nom de la personne").fill("Amina Diallo")
        page.get_by_label("La personne est d'accord").check()
        page.get_by_role("button", name="Inscrire cette personne").click()
        assert "Amina Diallo est inscrit" in page.get_by_role("heading", level=1).inner_text()
        counter.looks_right(window)
        page.get_by_role("link", name="Annuler cette inscription").click()
        counter.looks_right(window)


def _link(window):
    """Make a partner at the desk and return its link."""
    page = window.page
    counter.sign_in_by_keyboard(page)
    page.goto("/bureau/partenaires/nouveau")
    counter.looks_right(window)
    page.get_by_label("Nom de l'organisme").fill("Centre social des Tilleuls")
    last_day = datetime.now(UTC).date() + timedelta(days=90)
    page.get_by_label("Dernier jour du lien").fill(last_day.isoformat())
    page.get_by_role("button", name="Ajouter et voir son lien").click()
    counter.looks_right(window)
    return page.get_by_label("Lien à donner au partenaire").input_value()
