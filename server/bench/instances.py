"""The processes of an instance, as they are run, and what they cost while nobody asks anything of them."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from server.bench import ground
from server.foundation.settings import settings

SETTLE_SECONDS = 8.0


@contextmanager
def running(*commands: str, workers: int = 1) -> Iterator[list[int]]:
    """Run the web process, the worker or both on the database of the settings; yield their ids once the web answers."""
    port = settings().url.rpartition(":")[2]
    lines = [[sys.executable, "-m", "server.commands", name] for name in commands]
    for line in lines:
        line += ["--port", port, "--workers", str(workers)] if line[-1] == "web" else []
    processes = [subprocess.Popen(line, start_new_session=True, stdout=subprocess.DEVNULL) for line in lines]  # noqa: S603  # our own program
    try:
        if "web" in commands:
            ground.wait_for(int(port))
        yield [process.pid for process in processes]
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(40)


def family(processes: list[int]) -> list[int]:
    """Return these processes with those that they have started."""
    return [*processes, *(child for process in processes for child in ground.children(process))]


def idle(seconds: float) -> float:
    """Return the part of one core, in percent, that an instance takes while nothing happens, for so many seconds.

    It settles before, for as long at most.
    """
    with running("web", "worker") as processes:
        time.sleep(min(SETTLE_SECONDS, seconds))
        every = family(processes)
        before, began = ground.cpu_seconds(*every), time.monotonic()
        time.sleep(seconds)
        return 100 * (ground.cpu_seconds(*every) - before) / (time.monotonic() - began)
