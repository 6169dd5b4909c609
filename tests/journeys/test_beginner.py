"""The beginner's journey at 320 px without scripts, in French and English: SMS, several people, waiting, a course.

Each page and each state of them, the errors too, is looked at: usable by all (axe-core), and as wide as its window.
"""

import pytest

from tests.journeys import counter
from tests.journeys.chromium import chromium, opened

SMALL = {"width": 320, "height": 640}
FRENCH = {
    "self": "Moi", "several": "Plusieurs personnes", "four": "4 personnes", "name": "Votre prénom et votre nom",
    "sms": "Par SMS", "paper": "Rien, je garde le papier", "phone": "Votre numéro de téléphone", "next": "Continuer",
    "book": "Je m'inscris à cet atelier", "wait": "J'attends une place", "course": "Je m'inscris à tout le cycle",
    "not": "Vous n'êtes PAS inscrit", "will_not": "Vous ne serez PAS inscrit", "done": "Votre inscription est faite",
    "drop": "Je ne viens pas à cette date", "dropped": "Vous avez annulé cette date.",
    "drop_yes": "Oui, j'annule cette date",
    "keep": "Garder ce changement", "people": "Changer le nombre de personnes", "two": "2 personnes",
    "reach": "Changer comment vous prévenir", "wrong": "Une réponse est à revoir", "also": "M'inscrire aussi",
}  # fmt: skip
ENGLISH = {
    "self": "Me", "several": "Several people", "four": "4 people", "name": "Your first name and family name",
    "sms": "By SMS", "paper": "No message, I keep the paper", "phone": "Your phone number", "next": "Continue",
    "book": "Book this workshop", "wait": "Wait for a seat", "course": "Book the whole course",
    "not": "You are NOT booked in", "will_not": "You will NOT be booked in", "done": "Your booking is made",
    "drop": "I can't come on this date", "dropped": "You cancelled this date.",
    "drop_yes": "Yes, cancel this date",
    "keep": "Save this change", "people": "Change the number of people", "two": "2 people",
    "reach": "Change how we reach you", "wrong": "One answer needs another look", "also": "Book this one too",
}  # fmt: skip
WORDS = {"fr": FRENCH, "en": ENGLISH}


@pytest.fixture(scope="module")
def town(instance):
    """An instance of the demonstration, which shows the SMS that it sends."""
    one = instance("Médiathèques de la ville", sms_url="page:")
    return one, one.library()["id"], one.workshop("Ranger ses photos")["id"]


@pytest.fixture(params=["fr", "en"])
def words(request):
    """The words of the pages in a language."""
    return request.param, WORDS[request.param]


@pytest.fixture
def window(town, words):
    """A small window without scripts, in that language."""
    one, *_ = town
    with chromium() as browser:
        context = {"scripts": False, "refusals": True, "viewport": SMALL, "locale": words[0]}
        with opened(browser, one.url, **context) as opened_window:
            yield opened_window


class Person:
    """Who answers questions, looking at each page; each question is first sent without an answer."""

    def __init__(self, window, words):
        self.window, self.page, self.words = window, window.page, words

    def go(self, path):
        self.page.goto(path)
        counter.looks_right(self.window)

    def press(self, key, role="button"):
        self.page.get_by_role(role, name=self.words[key]).first.click()
        counter.looks_right(self.window)

    def follow(self, key):
        self.press(key, "link")

    def choose(self, key, *, send="next"):
        """Send nothing, be told, then choose."""
        self.fail(send)
        self.page.get_by_label(self.words[key], exact=key == "self").check()
        self.press(send)

    def write(self, key, text):
        self.fail("next")
        self.page.get_by_label(self.words[key]).fill(text)
        self.press("next")

    def fail(self, send):
        self.press(send)
        assert self.words["wrong"] in self.said()

    def said(self):
        return " ".join(self.page.locator("main").inner_text().split())

    def expect(self, key):
        assert self.words[key] in self.said(), self.said()


@pytest.fixture
def person(window, words):
    """Somebody at that window."""
    return Person(window, words[1])


def go_by_keyboard(window, selector):
    """Press Tab up to a link or a button, then Enter; look at the page it leads to."""
    counter.tab_to(window.page, selector)
    with window.page.expect_navigation():
        window.page.keyboard.press("Enter")
    counter.looks_right(window)


def test_who_never_used_a_mouse_is_led_from_the_home_page_to_a_seat_by_the_keyboard(town):
    one, library, _ = town
    workshop = one.make("/workshops", title="La souris sans peur", level="beginner", themes=["first_steps"])
    session = one.session(library, workshop["id"], days=2)["id"]
    answers = {"appareil": "ordinateur", "allumer": "non", "geste": "jamais", "message": "jamais"}
    with chromium() as browser, opened(browser, one.url, scripts=False, viewport=SMALL) as window:
        page = window.page
        page.goto("/")
        go_by_keyboard(window, "main a[href='/quel-atelier']")
        for question, answer in answers.items():
            go_by_keyboard(window, f"button[name={question}][value={answer}]")
        assert "Vous n'avez jamais utilisé une souris" in page.locator("main").inner_text()
        go_by_keyboard(window, f"a[href='/seances/{session}/reservation?pour=debutant']")
        counter.tab_to(page, "input[name=for_whom]")
        page.keyboard.press("Space")
        go_by_keyboard(window, "main form button")
        counter.tab_to(page, "input[name=name]")
        page.keyboard.type("Odile Riou")
        go_by_keyboard(window, "main form button")
        counter.tab_to(page, "input[name=channel]")
        page.keyboard.press("ArrowUp")  # from the first to the last: nothing, I keep the paper
        go_by_keyboard(window, "main form button")
        go_by_keyboard(window, "main form button")
        assert FRENCH["done"] in page.locator("main").inner_text()
    assert one.act("GET", f"/sessions/{session}").json()["taken"] == 1


def test_several_people_warned_by_sms_then_changed(town, person):
    one, library, workshop = town
    session = one.session(library, workshop, capacity=6, days=3)["id"]
    person.go(f"/seances/{session}/reservation")
    person.choose("several")
    person.choose("four")
    person.write("name", "Jeanne Le Goff")
    person.choose("sms")
    person.write("phone", "06 12 34 56 78")
    person.press("book")
    person.expect("done")
    ticket = person.page.url
    person.follow("people")
    person.page.get_by_label(person.words["two"]).check()
    person.press("keep")
    assert person.page.url == ticket
    person.follow("reach")
    person.page.get_by_label(person.words["paper"]).check()
    person.press("keep")
    person.go(f"{ticket}/aussi")
    read = one.act("GET", f"/sessions/{session}").json()
    assert read["taken"] == 2


def test_waiting_is_said_before_and_after(town, person):
    one, library, workshop = town
    session = one.session(library, workshop, capacity=1, waiting_places=2, days=4)["id"]
    one.make(f"/sessions/{session}/bookings", name="Ana Morel")
    person.go(f"/seances/{session}/reservation")
    person.choose("self")
    person.write("name", "Paul Riou")
    person.choose("paper")
    person.expect("will_not")
    person.press("wait")
    person.expect("not")


def test_a_course_then_one_date_dropped(town, person):
    one, library, workshop = town
    sessions = [one.session(library, workshop, capacity=2, days=days)["id"] for days in (5, 12, 19)]
    series = one.make("/series", title="Premiers clics", workshop=workshop, library=library, sessions=sessions)
    person.go(f"/seances/{sessions[1]}")
    person.go(f"/cycles/{series['id']}")
    person.follow("course")
    person.choose("self")
    person.write("name", "Louise Morvan")
    person.choose("paper")
    person.press("course")
    person.page.get_by_role("link", name=person.words["drop"]).nth(1).click()
    counter.looks_right(person.window)
    person.press("drop_yes")
    person.expect("dropped")
    taken = [one.act("GET", f"/sessions/{session}").json()["taken"] for session in sessions]
    assert taken == [1, 0, 1]
