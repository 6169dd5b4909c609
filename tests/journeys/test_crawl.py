"""Every page that a link leads to, on an instance full of sessions: it is there, and everyone can use it."""

import httpx
import pytest

from tests.journeys.browsing import Visitor
from tests.journeys.chromium import chromium, opened
from tests.journeys.crawling import Crawl
from tests.journeys.instances import until

NETWORK = "rennes"
EMAIL, PASSWORD = f"direction@{NETWORK}.example", "demonstration"
WIDE, SMALL = {"width": 1280, "height": 900}, {"width": 320, "height": 640}
# Pages that may look different from the first of their kind.
OTHERS = """
(SELECT '/seances/' || id AS path FROM session WHERE state = 'cancelled' LIMIT 1) UNION ALL
(SELECT '/seances/' || id FROM session WHERE state = 'published' AND waiting > 0 LIMIT 1) UNION ALL
(SELECT '/bibliotheques/' || slug FROM library ORDER BY length(website) DESC LIMIT 1) UNION ALL
(SELECT '/bureau/seances/' || id FROM session WHERE state = 'published' AND waiting > 0 LIMIT 1)
"""


@pytest.fixture(scope="module")
def full(instance):
    """An instance filled as in the demonstration, its messages owed and its calls to make."""
    one = instance("Bibliothèques de Rennes")
    one.program("demo-fill", NETWORK)
    until(
        lambda: (
            one.counts()["message"] and not one.sql("SELECT id FROM message WHERE state = 'owed' AND channel = 'email'")
        ),
        60,
    )
    return one


@pytest.fixture(scope="module")
def public(full):
    """All that one reaches from the agenda."""
    with httpx.Client(base_url=full.url, follow_redirects=True, timeout=30) as client:
        return Crawl(client).follow("/")


@pytest.fixture(scope="module")
def staff(full, public):
    """All that one reaches from the desk, but what was reached from the agenda."""
    seen = {path: status for path, status in public.statuses.items() if not path.startswith("/bureau")}
    with Visitor(full).sign_in(EMAIL, PASSWORD) as person:
        return Crawl(person.http, statuses=seen).follow("/bureau")


def test_all_public_links_lead_somewhere(public):
    assert public.wrong == []
    kinds = {
        "/",
        "/bibliotheques/{slug}",
        "/ateliers/{slug}",
        "/seances/{id}",
        "/seances/{id}/reservation",
        "/retrouver",
    }
    assert public.examples.keys() >= kinds
    assert len(public.statuses) > 100


def test_all_links_of_the_desk_lead_somewhere(staff):
    assert staff.wrong == []
    kinds = {"/bureau", "/bureau/programme", "/bureau/seances/{id}", "/bureau/reseau", "/reservations/{secret}"}
    assert staff.examples.keys() >= kinds
    assert len(staff.statuses) > 300


def _paths(full, *crawls):
    found = [path for crawl in crawls for path in crawl.examples.values()]
    return [*found, *(row["path"] for row in full.sql(OTHERS))]


def _judge(full, paths, *, text="normal", **how):
    """Open each page, signed in, and return what is wrong with it."""
    wrong = []
    with chromium() as browser, opened(browser, full.url, **how) as window:
        page = window.page
        page.context.add_cookies([{"name": "taille", "value": text, "url": full.url}])
        page.goto("/bureau/connexion")
        page.get_by_label("Adresse e-mail").fill(EMAIL)
        page.get_by_label("Mot de passe").fill(PASSWORD)
        page.get_by_role("button", name="Entrer").click()
        for path in paths:
            answer = page.goto(path)
            assert answer.status == 200, path
            wrong += window.violations()
            if window.too_wide():
                wrong.append(f"{path}: {window.too_wide()} px too wide")
    return wrong


def test_every_kind_of_page_is_for_everyone(full, public, staff):
    assert _judge(full, _paths(full, public, staff), viewport=WIDE) == []


def test_so_it_is_in_large_letters_on_a_small_dark_screen_without_scripts(full, public, staff):
    paths = _paths(full, public, staff)
    assert _judge(full, paths, text="grand", viewport=SMALL, scripts=False, color_scheme="dark") == []


def test_pages_that_say_no_are_for_everyone(full):
    with chromium() as browser, opened(browser, full.url, viewport=SMALL, refusals=True) as window:
        for path, status in (("/une-page-qui-n-existe-pas", 404), ("/reservations/personne", 404)):
            assert window.page.goto(path).status == status
            assert window.violations() == []
        window.page.goto("/retrouver")
        window.page.locator("main form button").click()
        assert window.page.title().startswith("Erreur")
        assert window.violations() == []
        assert window.too_wide() == 0
