"""A season of sixty sessions in four libraries, from an empty instance, by a series and by a file, every touch counted.

With AGENDATHEQUE_TEST_PICTURES (a folder) it leaves pictures of the way there.
"""

import os
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.journeys import counter
from tests.journeys.chromium import chromium, opened
from tests.journeys.instances import DIRECTION, PASSWORD, until
from tests.server.intake.files import xlsx

MOST_TOUCHES = 40
PICTURES = os.environ.get("AGENDATHEQUE_TEST_PICTURES", "")
# In zones B, A, C and B, the last one in Alsace.
LIBRARIES = [
    ("Médiathèque de Rennes", "1 rue du Port", "35000", "Rennes"),
    ("Bibliothèque de Lyon", "2 place de la Mairie", "69001", "Lyon"),
    ("Bibliothèque de Paris", "3 rue des Lilas", "75011", "Paris"),
    ("Médiathèque de Strasbourg", "4 quai des Bateliers", "67000", "Strasbourg"),
]
DATES = 15
WEEKS = timedelta(weeks=1)


@dataclass
class Hand:
    """A person at the page, with how often they clicked or filled something in."""

    window: Any
    touches: int = 0

    def click(self, name, role="button"):
        self.window.page.get_by_role(role, name=name, exact=True).first.click()
        self.touches += 1

    def fill(self, label, value):
        self.window.page.get_by_label(label, exact=True).fill(value)
        self.touches += 1

    def tick(self, label):
        self.window.page.get_by_label(label, exact=True).check()
        self.touches += 1

    def select(self, label, choice):
        self.window.page.get_by_label(label, exact=True).select_option(label=choice)
        self.touches += 1

    def keep_picture(self, name):
        if PICTURES:
            self.window.page.screenshot(path=Path(PICTURES) / f"season-{name}.png")


def before_christmas():
    """The day three weeks before the next Christmas that is not near: a series from it meets two public holidays."""
    today = datetime.now(UTC).date()
    christmas = next(day for year in (today.year, today.year + 1) if (day := date(year, 12, 25)) - today > WEEKS * 5)
    return christmas - WEEKS * 3


@pytest.fixture(scope="module")
def network(instance):
    """An instance with nothing but somebody who administers it."""
    return instance("Réseau des quatre villes")


@pytest.fixture(scope="module")
def browser():
    with chromium() as running:
        yield running


def sign_in(hand):
    page = hand.window.page
    page.goto("/bureau/connexion")
    page.locator("input[name=email]").fill(DIRECTION)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form:has(input[name=password]) button").first.click()
    page.get_by_role("heading", level=1).wait_for()
    hand.touches += 3


def open_libraries(hand):
    hand.click("Ajouter une bibliothèque", "link")
    for place in LIBRARIES:
        for label, value in zip(("Nom", "Numéro et rue", "Code postal", "Commune"), place, strict=True):
            hand.fill(label, value)
        hand.keep_picture("library")
        hand.click("Ajouter cette bibliothèque" if place == LIBRARIES[-1] else "Ajouter, puis une autre")
    counter.looks_right(hand.window)


def plan_series(hand, first):
    page = hand.window.page
    hand.click("Écrire un atelier", "link")
    hand.fill("Titre", "Premiers pas avec Internet")
    hand.click("Garder et planifier une série")
    hand.select("Bibliothèque", LIBRARIES[0][0])
    for name, *_ in LIBRARIES[1:]:
        hand.tick(name)
    hand.fill("Premier jour", first.isoformat())
    hand.fill("Combien de séances ? (facultatif)", str(DATES))
    hand.fill("Début", "14:00")
    counter.looks_right(hand.window)
    hand.click("Voir les dates")
    counter.looks_right(hand.window)
    assert page.locator("input[type=checkbox]:checked").count() == DATES * len(LIBRARIES)
    assert page.get_by_text("Jour férié").count() >= 2 * len(LIBRARIES)
    hand.keep_picture("dates")
    hand.click("Publier les séances cochées")
    hand.keep_picture("published")


def import_file(hand, file):
    hand.window.page.goto("/bureau")
    hand.window.page.locator("summary", has_text="Le reste").click()
    hand.click("Importer un programme", "link")
    hand.window.page.get_by_label("Fichier").set_input_files(file)
    hand.click("Ouvrir ce fichier")
    hand.tick("Publier tout de suite. Sinon, les séances sont des brouillons.")
    hand.click("Voir ce qui va se passer")
    counter.looks_right(hand.window)
    hand.keep_picture("import")
    hand.click(f"Importer ces {DATES * len(LIBRARIES)} séances")
    counter.looks_right(hand.window)
    hand.touches += 2  # the menu, and the file


def held(network, hour):
    """The public sessions that begin at a local hour: library and day."""
    rows = network.sql(
        "SELECT name, begins::date AS day FROM (SELECT l.name, s.starts_at AT TIME ZONE l.timezone AS begins"
        " FROM session s JOIN library l ON l.id = s.library WHERE s.state = 'published') held"
        " WHERE extract(hour FROM begins) = $1",
        hour,
    )
    return {(row["name"], row["day"]) for row in rows}


def test_a_season_is_planned_in_a_few_touches(network, browser, tmp_path):
    first = before_christmas()
    with opened(browser, network.url) as window:
        hand = Hand(window)
        sign_in(hand)
        open_libraries(hand)
        begun = hand.touches
        plan_series(hand, first)
        by_series = hand.touches
        planned = held(network, 14)
        names = {name for name, *_ in LIBRARIES}
        assert {name: sum(place == name for place, _ in planned) for name in names} == dict.fromkeys(names, DATES)
        assert not {day for _, day in planned} & {first + WEEKS * 3, first + WEEKS * 4}

        hand.touches = begun
        rows = [["Titre", "Date", "Début", "Fin", "Places", "Bibliothèque"]]
        rows += [["Premiers pas avec Internet", day, "10:00", "12:00", 8, name] for name, day in sorted(planned)]
        file = tmp_path / "saison.xlsx"
        file.write_bytes(xlsx(rows))
        import_file(hand, file)
        until(lambda: held(network, 10) == planned)
        print(f"\na season of 60 sessions: {by_series} touches by a series, {hand.touches} by a file")
        assert max(by_series, hand.touches) < MOST_TOUCHES
