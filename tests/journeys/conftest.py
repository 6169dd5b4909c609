"""Instances for the journeys."""

import pytest

from tests.journeys.instances import Instance


@pytest.fixture
def instance(fresh_database, tmp_path):
    """Return a function that makes (and starts) an instance; all are stopped at the end."""
    made = []

    def make(name="Réseau d'essai", *, start=("web", "worker"), **more):
        data = tmp_path / f"i{len(made)}"
        data.mkdir()
        one = Instance(name, fresh_database(), data, **more)
        made.append(one)
        one.prepare()
        return one.start(*start) if start else one

    yield make
    for one in made:
        one.stop()
