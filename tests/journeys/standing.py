"""Instances outside of the tests, for the figures: a PostgreSQL of their own, all of it gone at the end."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from server.foundation.embedded import running
from tests.journeys.instances import Instance, create_database, staffed


@contextmanager
def instances() -> Iterator[Callable[..., Instance]]:
    """Yield a function that makes (and starts) an instance, with the same arguments as the fixture of the tests."""
    folder = Path(tempfile.mkdtemp(prefix="agt-"))
    made: list[Instance] = []

    def make(
        name: str, *, start: tuple[str, ...] = ("web", "worker"), processes: int = 1, wait: bool = True, **more: Any
    ) -> Instance:
        data = folder / f"i{len(made)}"
        data.mkdir()
        one = Instance(name, create_database(address, f"figures_{len(made)}"), data, **more)
        one.program("migrate")
        made.append(one.launch(*start, processes=processes))
        one.token = staffed(one)
        return one.wait() if wait else one

    try:
        with running(folder) as address:
            try:
                yield make
            finally:
                for one in made:
                    one.ask_to_stop()
                for one in made:
                    one.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
