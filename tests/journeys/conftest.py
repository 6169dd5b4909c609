"""Instances, a letter box and an independent server for the journeys."""

from urllib.parse import urlsplit

import pytest

from tests.journeys.independent import STYLES, Independent
from tests.journeys.instances import Instance, staffed, until
from tests.journeys.postbox import Postbox


@pytest.fixture(scope="session")
def opened_once(copies, tmp_path_factory):
    """The name of a database with an administrator, and their token: each instance starts from a copy."""
    address = copies()
    token = staffed(Instance("Modèle", address, tmp_path_factory.mktemp("model")))
    return urlsplit(address).path.removeprefix("/"), token


@pytest.fixture(scope="module")
def instance(fresh_database, opened_once, tmp_path_factory):
    """Return a function that makes (and starts) an instance, for the tests of a module.

    At the end all are stopped, and none has met a fault.
    """
    made = []

    def make(name="Réseau d'essai", *, start=("web", "worker"), processes=1, wait=True, **more):
        data = tmp_path_factory.mktemp("instance")
        model, token = opened_once
        one = Instance(name, fresh_database(model), data, token=token, **more)
        made.append(one)
        if start:
            one.launch(*start, processes=processes)
        return one.wait() if wait else one

    yield make
    for one in made:
        one.ask_to_stop()
    for one in made:
        one.stop()
    assert [fault for one in made for fault in one.faults()] == []


@pytest.fixture(scope="module")
def postbox():
    """A server that takes mails, on this machine."""
    with Postbox() as opened:
        yield opened


@pytest.fixture(scope="module")
def ours(instance):
    """One of our instances, with a library and a workshop."""
    made = instance("Médiathèques de A")
    made.place, made.subject = made.library()["id"], made.workshop()["id"]
    made.group = f"{made.url}/ap/bibliotheques/centrale"
    return made


ACCEPTED = "SELECT id FROM fed_following WHERE actor = $1 AND state = 'accepted'"
# What an actor told before is read once it has accepted: a test must not meet that reading.
TO_READ = "SELECT url FROM fed_lookup WHERE url LIKE $1"


@pytest.fixture(scope="module", params=STYLES)
def peer(request, ours, tmp_path_factory):
    """An independent server that follows our library, and that we follow."""
    with Independent(tmp_path_factory.mktemp("independent"), **STYLES[request.param]) as running:
        running.style = request.param
        running.do("follow", actor=ours.group)
        until(lambda: running.heard("Accept", "Follow"))
        ours.make("/peers", url=running.actor)
        until(lambda: f"{ours.url}/ap/actor" in running.do("followers"))
        until(lambda: ours.sql(ACCEPTED, running.actor) and not ours.sql(TO_READ, f"{running.url}/%"))
        yield running


@pytest.fixture
def planned(ours):
    """Return a function that publishes a session and gives its id here and on the wire, once it can be read there."""

    def plan(**more):
        made = ours.session(ours.place, ours.subject, **more)
        event = f"{ours.url}/ap/evenements/{made['id']}"
        until(lambda: ours.status(urlsplit(event).path, "application/activity+json") == 200)
        return made["id"], event

    return plan


SCREENS = {"test_beginner.py", "test_book.py", "test_crawl.py", "test_desk.py", "test_door.py", "test_season.py"}


def pytest_collection_modifyitems(items):
    """Keep the journeys on two workers, crowds on one and browsers on the other: two crowds would wait too long."""
    for item in items:
        if "tests/journeys/" in item.nodeid:
            item.add_marker(pytest.mark.xdist_group("screens" if item.path.name in SCREENS else "crowds"))
