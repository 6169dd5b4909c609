"""People book on line, by keyboard, at the desk and by a program; a seat given back goes to the one who waits."""

import icalendar
import pytest

from tests.journeys import counter
from tests.journeys.browsing import Visitor
from tests.journeys.chromium import chromium, opened
from tests.journeys.instances import until
from tests.journeys.postbox import calendar_of, text_of

JEANNE, PAUL, LOUISE = "jeanne@courriel.example", "paul@courriel.example", "louise@courriel.example"
DESK_SECONDS = 20
SMALL = {"width": 320, "height": 640}


@pytest.fixture(scope="module")
def town(instance, postbox):
    """An instance whose mails leave by SMTP, with a library and a workshop."""
    one = instance("Médiathèques de la ville", mail_url=f"{postbox.url}?starttls=never")
    return one, postbox, one.library()["id"], one.workshop("Ranger ses photos")["id"]


@pytest.fixture
def session(town):
    """A session of the town with three seats."""
    one, _, library, workshop = town
    return one.session(library, workshop, capacity=3, waiting_places=3, days=2)


def _book_all(one, session):
    """Four people book three seats, each by another door; return the seconds at the desk."""
    with chromium() as browser:
        with opened(browser, one.url, scripts=False, viewport=SMALL) as window:
            ticket = counter.book_without_javascript(window, session, "Jeanne Le Goff", JEANNE)
            assert "/reservations/" in ticket
        with opened(browser, one.url) as window:
            assert "/reservations/" in counter.book_by_keyboard(window.page, session, "Paul Riou", PAUL)
        with opened(browser, one.url) as window:
            counter.sign_in_by_keyboard(window.page)
            seconds = counter.book_at_the_desk(window.page, session, "Yvonne Kerbrat")
    waiting = one.make(f"/sessions/{session}/bookings", name="Louise Morvan", email=LOUISE)
    assert (waiting["state"], waiting["position"]) == ("waiting", 1)
    return seconds


def _check_calendar(letter, session, method, status):
    announced, body = calendar_of(letter)
    calendar = icalendar.Calendar.from_ical(body)
    (event,) = calendar.events
    assert (announced, str(calendar["method"])) == (method, method)
    assert (event.start.isoformat(), str(event["status"])) == (_start(session, event), status)
    assert str(event["attendee"]).lower() == f"mailto:{letter['to'].addresses[0].addr_spec}"


def _start(session, event):
    given = icalendar.vDDDTypes.from_ical(session["starts_at"].replace("-", "").replace(":", ""))
    return given.astimezone(event.start.tzinfo).isoformat()


def test_four_doors_then_a_seat_given_back(town, session):
    one, postbox, *_ = town
    seconds = _book_all(one, session["id"])
    assert seconds < DESK_SECONDS
    letters = {who: postbox.wait(who) for who in (JEANNE, PAUL, LOUISE)}
    for who, status in ((JEANNE, "CONFIRMED"), (PAUL, "CONFIRMED"), (LOUISE, "TENTATIVE")):
        _check_calendar(letters[who], session, "REQUEST", status)
    assert "PAS inscrit" in text_of(letters[LOUISE])
    _only_read(one, letters.values())
    _give_back(one, letters[JEANNE])
    promoted = postbox.wait(LOUISE, 2)
    assert "une place s'est libérée" in text_of(promoted)
    _check_calendar(promoted, session, "REQUEST", "CONFIRMED")
    _check_calendar(postbox.wait(JEANNE, 2), session, "CANCEL", "CANCELLED")
    _only_read(one, [promoted])
    after = one.act("GET", f"/sessions/{session['id']}").json()
    assert (after["taken"], after["waiting"], after["seats_left"]) == (3, 0, 0)
    assert [len(postbox.messages(who)) for who in (JEANNE, PAUL, LOUISE)] == [2, 1, 2]


def _only_read(one, letters):
    """Opening the links of mails changes nothing."""
    until(lambda: not one.sql("SELECT id FROM message WHERE state NOT IN ('sent', 'dropped')"))
    before = counter.standing(one)
    opened_links = [link for letter in letters for link in counter.open_all_links(letter)]
    assert any("/reservations/" in link for link in opened_links)
    assert counter.standing(one) == before


def _give_back(one, letter):
    """Cancel from the link of a mail: a page that asks, then its button."""
    with Visitor(one) as person:
        person.go(counter.ticket_of(letter))
        person.go(next(link for link in person.page.links if link.endswith("/annulation")))
        page = person.send()
        assert "Votre inscription est annulée" in page.text
