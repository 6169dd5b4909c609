"""A patron of one library books a seat in another one's session from the page at home: two real instances."""

import os
from datetime import timedelta

import pytest

from tests.journeys.browsing import Page, Visitor
from tests.journeys.chromium import chromium, opened
from tests.journeys.instances import until
from tests.journeys.passing import pass_time

SUCCESS, WAITING, PENDING = "Vous êtes inscrit.", "Vous n'êtes PAS inscrit.", "Pas encore confirmé"
# What a killed worker had in hand is taken up again after a minute.
MINUTE = timedelta(minutes=1)
SIZES = {"telephone": (320, 640), "screen": (1280, 900)}


@pytest.fixture(scope="module")
def pair(instance):
    """A network at home that follows another one, which organises."""
    home, there = instance("Médiathèques d'ici", wait=False), instance("Médiathèques d'à côté", wait=False)
    for one in (home, there):
        one.wait()
    there.place = there.library("centre")["id"]
    there.atelier = there.workshop("Ma boîte aux lettres")["id"]
    home.make("/peers", url=there.url)
    until(lambda: [found for found in home.act("GET", "/peers").json() if found["state"] == "accepted"])
    return home, there


def published(pair, **more):
    """Publish a session there and wait until one may ask for a seat at home; return its id."""
    home, there = pair
    id = there.session(there.place, there.atelier, **more)["id"]
    until(lambda: home.status(f"/seances/{id}") == 200 and f"/seances/{id}/demande" in home.page(f"/seances/{id}"))
    return id


def ask(home, session, name="Jeanne Martin"):
    """Walk through the four screens without JavaScript and return the visitor on the page of the request."""
    visitor = Visitor(home)
    visitor.go(f"/seances/{session}")
    visitor.go(f"/seances/{session}/demande")
    for answer in ({"for_whom": "self"}, {"name": name}, {"channel": "none"}):
        visitor.send(**answer)
    assert "rien n'est confirmé" in visitor.page.text
    assert SUCCESS not in visitor.page.text
    visitor.send("site")
    return visitor


def says(visitor, words):
    return words in visitor.go(visitor.at.partition("?")[0]).text


def taken(there, session):
    (row,) = there.sql("SELECT taken FROM session WHERE id = $1", session)
    return row["taken"]


def test_the_answer_is_on_the_page_within_seconds_and_cancelling_frees_the_seat(pair):
    home, there = pair
    session = published(pair)
    visitor = ask(home, session)
    until(lambda: says(visitor, SUCCESS))
    assert taken(there, session) == 1
    (booking,) = there.sql("SELECT channel, host FROM booking WHERE session = $1", session)
    assert (booking["channel"], booking["host"]) == ("peer", home.url.removeprefix("http://"))
    # Nobody there knows who comes.
    assert "Jeanne" not in str(there.sql("SELECT row_to_json(c)::text FROM contact c"))
    assert "Jeanne" not in str(there.sql("SELECT row_to_json(r)::text FROM fed_received r"))
    visitor.go(f"{visitor.at.partition('?')[0]}/annulation")
    visitor.send()
    assert "C'est annulé" in visitor.page.text
    until(lambda: taken(there, session) == 0)


def test_full_one_waits_and_the_seat_that_comes_free_travels(pair):
    home, there = pair
    session = published(pair, capacity=2, waiting_places=5)
    held = [there.make(f"/sessions/{session}/bookings", name=f"Ana {number}") for number in range(2)]
    visitor = ask(home, session)
    until(lambda: says(visitor, WAITING))
    assert "liste d'attente" in visitor.page.text
    assert SUCCESS not in visitor.page.text
    there.act("DELETE", f"/bookings/{held[0]['id']}")
    until(lambda: says(visitor, SUCCESS))
    assert taken(there, session) == 2


def test_a_contact_travels_only_with_a_yes(pair):
    home, there = pair
    session = published(pair)
    until(lambda: home.sql("SELECT 1 FROM fed_peer WHERE software = 'agendatheque'"))
    for said, name in (("no", "Nadia Non"), ("yes", "Yasmine Oui")):
        visitor = Visitor(home)
        visitor.go(f"/seances/{session}/demande")
        email = f"{name.split()[0].lower()}@exemple.fr"
        for answer in ({"for_whom": "self"}, {"name": name}, {"channel": "email"}, {"email": email}, {"consent": said}):
            visitor.send(**answer)
        visitor.send("site")
        until(lambda visitor=visitor: says(visitor, SUCCESS))
    known = str(there.sql("SELECT row_to_json(c)::text FROM contact c"))
    assert "yasmine@exemple.fr" in known
    assert "nadia" not in known.lower()
    for one in pair:
        everything = [name for name in one.counts() if name not in ("contact", "remote_contact", "shown_mail")]
        for table in everything:
            rows = str(one.sql(f"SELECT row_to_json(t)::text FROM {table} t"))  # noqa: S608
            assert "yasmine@exemple.fr" not in rows, table
        logs = "".join(log.read_text("utf-8", "replace") for log in one.data.glob("*.log"))
        assert "exemple.fr" not in logs


def test_while_the_other_library_is_down_nothing_is_confirmed_and_its_answer_comes_when_it_is_back(pair):
    home, there = pair
    session = published(pair)
    there.kill("web")
    there.kill("worker")
    visitor = ask(home, session)
    assert PENDING in visitor.page.text
    assert "02 61 91 00 00" in visitor.page.text
    home.kill("worker")
    assert says(visitor, PENDING)
    for one in pair:
        pass_time(one, MINUTE, leases=True)
    home.launch("worker")
    there.start()
    until(lambda: pass_time(home, MINUTE) or says(visitor, SUCCESS), 120, every=0.5)
    assert taken(there, session) == 1


@pytest.mark.parametrize("size", SIZES)
def test_each_page_is_whole_without_scripts(pair, size):
    """At 320 and 1280 pixels, for axe-core and on paper."""
    home, there = pair
    session = published(pair)
    width, height = SIZES[size]
    with (
        chromium() as browser,
        opened(browser, home.url, scripts=False, viewport={"width": width, "height": height}) as window,
    ):
        page, seen = window.page, []

        def look(name, paper=False):
            seen.extend([] if paper else window.violations())
            assert window.too_wide() <= 0, page.url
            if folder := os.environ.get("PICTURES"):
                page.screenshot(path=f"{folder}/{name}-{size}.png", full_page=True)

        page.goto(f"/seances/{session}")
        look("seance")
        page.get_by_role("link", name="Je m'inscris à cet atelier").click()
        for name, label in (("qui", "Moi"), ("nom", ""), ("contact", "Par e-mail"), ("adresse", ""), ("accord", "Non")):
            look(name)
            if label:
                page.get_by_label(label, exact=False).first.check()
            else:
                page.locator("main input:visible").first.fill(
                    f"Jeanne {size.title()}" if name == "nom" else f"{size}@exemple.fr"
                )
            page.get_by_role("button", name="Continuer").click()
        look("verification")
        there.kill("worker")
        page.get_by_role("button", name="J'envoie ma demande").click()
        assert PENDING in page.inner_text("h1")
        look("attente")
        pass_time(there, MINUTE, leases=True)
        there.launch("worker")
        until(lambda: page.reload() and SUCCESS in page.inner_text("main"), 30, every=0.5)
        look("inscrit")
        page.emulate_media(media="print")
        look("papier", paper=True)
        assert not page.get_by_role("link", name="Je ne peux plus venir").is_visible()
        page.emulate_media(media="screen")
        page.get_by_role("link", name="Je ne peux plus venir").click()
        look("annuler")
        assert seen == []
    assert Page(home.page("/retrouver")).form("reference", "name")
