"""Every page that a link leads to, on an instance full of sessions: it is there, and everyone can use it."""

from urllib.parse import urlsplit

import httpx
import pytest

from tests.journeys.browsing import Visitor
from tests.journeys.chromium import Window, chromium, opened
from tests.journeys.crawling import Crawl
from tests.journeys.elsewhere import other_site
from tests.journeys.instances import NO_TLS, until

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


# A report on a session of a neighbour and one on what is gone, and something that a neighbour would not take.
TROUBLE = """
WITH told AS (SELECT ap_id, host FROM fed_remote_event LIMIT 1),
seen AS (INSERT INTO fed_report (host, actor, object, content, activity, state, reported_at)
  SELECT 'mobilizon.example', 'https://mobilizon.example/relay', object, 'Publicité', object, 'open', now()
  FROM (SELECT ap_id AS object FROM told UNION ALL SELECT 'https://mobilizon.example/e/1') AS reported)
INSERT INTO fed_delivery
  (host, inbox, signer, activity, kind, thing, due_at, created_at, state, last_status, last_error)
SELECT host, 'http://' || host || '/ap/inbox', '', 'a', 'Update', ap_id, now(), now(), 'parked', 410, 'Gone' FROM told
"""


@pytest.fixture(scope="module")
def neighbour(instance):
    """Another network with one session."""
    one = instance("Médiathèques d'à côté")
    one.one_session("Ma boîte aux lettres", capacity=8)
    return one


@pytest.fixture(scope="module")
def asked(full, neighbour):
    """The screens on which patrons ask the neighbour for a seat: one was answered, one waits for its answer."""
    full.make("/peers", url=neighbour.url)
    shown = "SELECT uuid FROM fed_remote_event WHERE join_mode = 'free'"
    session = until(lambda: full.sql(shown))[0]["uuid"]
    until(lambda: full.status(f"/seances/{session}/demande") == 200)  # its library is read as well
    full.sql(TROUBLE)
    paths = _ask(full, session)
    until(lambda: full.sql("SELECT id FROM remote_booking WHERE state = 'confirmed'"))
    neighbour.kill("web")
    neighbour.kill("worker")
    return paths + _ask(full, session)


def _ask(full, session):
    """Ask for a seat as a patron does; return where that begins, and the page of the request."""
    with Visitor(full) as visitor:
        visitor.go(f"/seances/{session}/demande")
        for answer in ({"for_whom": "self"}, {"name": "Jeanne Martin"}, {"channel": "none"}):
            visitor.send(**answer)
        visitor.send("site")
        return [f"/seances/{session}/demande", urlsplit(visitor.at).path]


@pytest.fixture(scope="module")
def full(instance):
    """An instance filled as in the demonstration, its messages owed and its calls to make."""
    one = instance("Bibliothèques de Rennes")
    one.program("demo-fill", NETWORK)
    until(
        lambda: (
            one.counts()["message"]
            and not one.sql("SELECT id FROM message WHERE state = 'owed' AND channel = 'email' AND due_at <= now()")
        ),
        60,
    )
    return one


@pytest.fixture(scope="module")
def public(full, asked):
    """All that one reaches from the agenda."""
    with httpx.Client(base_url=full.url, follow_redirects=True, timeout=30, verify=NO_TLS) as client:
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
    assert public.alike.keys() >= kinds
    assert len(public.statuses) > 100


def test_all_links_of_the_desk_lead_somewhere(staff):
    assert staff.wrong == []
    kinds = {"/bureau", "/bureau/programme", "/bureau/seances/{id}", "/bureau/reseau", "/reservations/{secret}"}
    kinds |= {f"/bureau/reseau/{name}" for name in ("{host}", "acces", "cles", "signalements", "abandons")}
    kinds |= {"/bureau/ailleurs", "/bureau/ailleurs/{id}"}
    assert staff.alike.keys() >= kinds
    assert len(staff.statuses) > 300


def _paths(full, asked, *crawls):
    """One page of each kind, as staff see it where they were led there as well.

    Of its kind it is that of the session furthest away, or booking may close before it is judged.
    """
    order = [row["id"] for row in full.sql("SELECT id::text FROM session ORDER BY starts_at")]
    place = {id: number for number, id in enumerate(order, 1)}
    far = lambda path: max((place.get(part, 0) for part in urlsplit(path).path.split("/")), default=0)  # noqa: E731
    alike = {kind: paths for crawl in crawls for kind, paths in crawl.alike.items()}
    found = [*asked, *(max(paths, key=far) for paths in alike.values())]
    return [*found, *(row["path"] for row in full.sql(OTHERS))]


def _judge(full, paths, *, text="normal", **how):
    """Open each page, signed in, and return what is wrong with it."""
    wrong = []
    with chromium() as browser, opened(browser, full.url, **how) as window:
        page = window.page
        page.context.add_cookies([{"name": "taille", "value": text, "url": full.url}])
        page.goto("/bureau/connexion")
        page.get_by_label("Adresse e-mail").fill(EMAIL)
        page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Entrer").click()
        for path in paths:
            answer = page.goto(path)
            assert answer.status == 200, path
            wrong += window.violations()
            if window.too_wide():
                wrong.append(f"{path}: {window.too_wide()} px too wide")
    return wrong


def test_every_kind_of_page_is_for_everyone(full, asked, public, staff):
    assert _judge(full, _paths(full, asked, public, staff), viewport=WIDE) == []


def test_so_it_is_in_large_letters_on_a_small_dark_screen_without_scripts(full, asked, public, staff):
    paths = _paths(full, asked, public, staff)
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


def test_the_agenda_stands_in_a_page_of_another_site(full):
    lists = (
        f'<div data-agendatheque data-nombre="3"><a href="{full.url}/">Agenda</a></div>'
        f'<script type="module" src="{full.url}/integrer/1/agenda.js"></script>'
        f'<iframe src="{full.url}/integrer/cadre?nombre=2" title="Agenda"></iframe>'
        f'<iframe src="{full.url}/integrer/cadre?nombre=1#?secret=s3" title="Seul" sandbox="allow-scripts"></iframe>'
    )
    policy = "default-src 'none'; script-src {0}; connect-src {0}; frame-src {0}; require-trusted-types-for 'script'"
    with chromium() as browser, other_site(lists, policy.format(full.url)) as address:
        page = browser.new_page(viewport=SMALL)
        complaints = []
        page.on("console", lambda said: complaints.append(said.text))
        page.add_init_script("heard = []; addEventListener('message', (event) => heard.push(event.data.message))")
        page.goto(address)
        page.locator("li.agendatheque-seance").nth(2).wait_for()
        assert page.locator("li.agendatheque-seance").count() == 3
        assert page.frame_locator("iframe").first.locator("li").count() == 2
        page.frame_locator("iframe").last.locator("li a").click()  # the page around then follows it, as WordPress does
        assert page.evaluate("heard") == ["height", "link"]
        assert complaints == []
        assert Window(page, page.context.new_cdp_session(page), True).violations() == []
        page.locator("li.agendatheque-seance a").first.click()
        assert page.url.startswith(f"{full.url}/seances/")
        with browser.new_context(java_script_enabled=False) as plain:
            page = plain.new_page()
            page.goto(address)
            assert page.locator("main a").get_attribute("href") == f"{full.url}/"
