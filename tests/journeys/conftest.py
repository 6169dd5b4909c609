"""Instances, a letter box and a browser for the journeys."""

import pytest

from tests.journeys.instances import Instance
from tests.journeys.postbox import Postbox


@pytest.fixture(scope="module")
def instance(fresh_database, tmp_path_factory):
    """Return a function that makes (and starts) an instance, for the tests of a module.

    At the end all are stopped, and none has met a fault.
    """
    made = []

    def make(name="Réseau d'essai", *, start=("web", "worker"), processes=1, wait=True, **more):
        data = tmp_path_factory.mktemp("instance")
        one = Instance(name, fresh_database(), data, **more)
        made.append(one)
        if start:
            one.launch(*start, processes=processes)  # it starts while its administrator is added
        one.prepare()
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


def pytest_collection_modifyitems(items):
    """Keep the journeys on one worker, one after the other: crowds together would use up the server's connections."""
    for item in items:
        if "tests/journeys/" in item.nodeid:
            item.add_marker(pytest.mark.xdist_group("journeys"))
