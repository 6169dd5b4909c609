"""A session published in one network is in the agendas of the hub and of the others, and so is what becomes of it."""

import pytest

from tests.journeys.browsing import Visitor
from tests.journeys.chromium import chromium, opened
from tests.journeys.counter import sign_in_by_keyboard
from tests.journeys.instances import until
from tests.journeys.sharing import Story, network, state_in_feed

ROUNDS = 3
# Far above what is measured (figures.py), low enough to notice a push that became a poll.
PATIENCE_SECONDS = 15


@pytest.fixture(scope="module")
def joined(instance):
    """A hub and two networks that joined it."""
    return network(instance)


@pytest.fixture
def staff(joined):
    """A member of the staff of the first network, at their desk."""
    with Visitor(joined.origin).sign_in() as person:
        yield person


def _draft(joined, staff, title):
    story = Story(joined, staff, title)
    story.write(joined.origin.workshop(title)["id"], days=2)
    return story


def test_what_was_published_before_joining_arrives(joined):
    for reader in joined.readers.values():
        until(lambda reader=reader: state_in_feed(reader, joined.first).endswith("CONFIRMED"))


@pytest.mark.parametrize("number", range(ROUNDS))
def test_published_changed_cancelled(joined, staff, number):
    story = _draft(joined, staff, f"Découvrir la tablette, groupe {number}")
    assert {state_in_feed(one, story.id) for one in joined.readers.values()} == {"absent"}
    story.publish()
    story.change()
    story.cancel()
    assert max(story.seconds.values()) < PATIENCE_SECONDS, story.seconds


def test_withdrawn_is_gone_everywhere(joined, staff):
    story = _draft(joined, staff, "Classer ses photos")
    story.publish()
    story.withdraw()
    origin = joined.origin
    assert origin.status(f"/seances/{story.id}") == 410
    assert origin.status(f"/seances/{story.id}.ics") == 410
    assert origin.status(f"/ap/evenements/{story.id}", "application/activity+json") == 410
    assert {one.status(f"/seances/{story.id}") for one in joined.readers.values()} == {410}


def test_what_comes_from_peers_is_for_everyone(joined, staff):
    story = _draft(joined, staff, "Payer en ligne sans crainte")
    story.publish()
    with chromium() as browser, opened(browser, joined.hub.url, viewport={"width": 320, "height": 640}) as window:
        sign_in_by_keyboard(window.page)
        for path in ("/", f"/seances/{story.id}", "/bureau/reseau"):
            assert window.page.goto(path).status == 200
            assert window.violations() == []
            assert window.too_wide() == 0


def test_a_peer_page_leads_back_to_the_origin_to_book(joined, staff):
    story = _draft(joined, staff, "Écrire un e-mail")
    story.publish()
    for reader in joined.readers.values():
        page = reader.page(f"/seances/{story.id}")
        assert f"{joined.origin.url}/seances/{story.id}" in page
        assert "02 61 91 00 00" in page
