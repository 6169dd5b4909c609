"""Ports of this machine that nobody listens on, for this process alone."""

import contextlib
import itertools
import socket


def _row() -> tuple[socket.socket, int]:
    """Take a row of a thousand ports for this process alone, by listening on its first one as long as it lives.

    All are below those that the system gives to connections going out. Two processes that look for a free port at the
    same time must not find the same one.
    """
    for first in range(10_000, 30_000, 1_000):
        claim = socket.socket()
        with contextlib.suppress(OSError):
            claim.bind(("127.0.0.1", first))
            claim.listen()
            return claim, first
        claim.close()
    raise AssertionError("twenty test processes run already")


CLAIM, ROW = _row()
PORTS = itertools.cycle(range(ROW + 1, ROW + 1_000))


def free_port() -> int:
    """Return a port that nobody listens on."""
    for port in itertools.islice(PORTS, 999):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no port is free")
