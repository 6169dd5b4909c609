"""Ask a web server for one thing over and over, from a few connections that stay open."""

import socket
import statistics
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

CONNECTIONS = 8
TURNS = 6
MOST_HEADERS = 16_384


@dataclass(frozen=True)
class Rate:
    """Answers in a second, and the statuses and sizes (octets of the body) that they had."""

    a_second: float
    statuses: set[int] = field(default_factory=set)
    sizes: set[int] = field(default_factory=set)


class Connection:
    """One connection that stays open: sends a GET and reads the answer, without looking into it."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._room = memoryview(bytearray(1 << 20))

    def get(self, path: str, headers: Sequence[str] = ()) -> tuple[int, int, dict[str, str]]:
        """Return status, octets of the body and headers of an answer."""
        return self._ask("GET", path, headers, b"")

    def post(self, path: str, form: bytes, headers: Sequence[str] = ()) -> tuple[int, int, dict[str, str]]:
        """Send a form; return status, octets of the body and headers of the answer."""
        about = ("Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(form)}")
        return self._ask("POST", path, (*headers, *about), form)

    def _ask(self, method: str, path: str, headers: Sequence[str], body: bytes) -> tuple[int, int, dict[str, str]]:
        lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", *headers, "", ""]
        self._socket.sendall("\r\n".join(lines).encode() + body)
        head = b""
        while b"\r\n\r\n" not in head:
            size = self._socket.recv_into(self._room, MOST_HEADERS)
            if not size:
                raise ConnectionError("the server hung up")
            head += bytes(self._room[:size])
        said, _, begun = head.partition(b"\r\n\r\n")
        status, *named = said.decode("latin-1").split("\r\n")
        told = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in named)}
        wanted, got = int(told.get("content-length", 0)), len(begun)
        while got < wanted:
            got += self._socket.recv_into(self._room)
        return int(status.split()[1]), wanted, told

    def close(self) -> None:
        self._socket.close()


def rate(port: int, path: str, seconds: float, headers: Sequence[str] = ()) -> Rate:
    """Return how often a server answers with `path` in a second, to eight connections for `seconds`."""
    began = time.monotonic()
    with ThreadPoolExecutor(CONNECTIONS) as threads:
        work = [threads.submit(_asking, port, path, began + seconds, headers) for _ in range(CONNECTIONS)]
        answers = [each.result() for each in work]
    spent = time.monotonic() - began
    statuses = {status for some in answers for status, _ in some}
    return Rate(sum(len(some) for some in answers) / spent, statuses, {size for some in answers for _, size in some})


def in_turn(seconds: float, *asked: tuple[int, str, Sequence[str]]) -> list[Rate]:
    """Return the rates of several (port, path, headers), asked in short turns: what else runs disturbs all alike."""
    found = [[rate(port, path, seconds / TURNS, headers) for port, path, headers in asked] for _ in range(TURNS)]
    return [_mean(rates) for rates in zip(*found, strict=True)]


def _mean(rates: Sequence[Rate]) -> Rate:
    statuses = {status for each in rates for status in each.statuses}
    return Rate(statistics.mean(each.a_second for each in rates), statuses, {s for each in rates for s in each.sizes})


def _asking(port: int, path: str, until: float, headers: Sequence[str]) -> list[tuple[int, int]]:
    connection, answers = Connection(port), []
    while time.monotonic() < until:
        status, size, _ = connection.get(path, headers)
        answers.append((status, size))
    connection.close()
    return answers


def milliseconds(port: int, paths: Sequence[str], headers: Sequence[str] = ()) -> list[float]:
    """Return how long each of these took, one after the other over one connection; raises ValueError for an error."""
    connection, taken = Connection(port), []
    for path in paths:
        began = time.perf_counter()
        status, _, _ = connection.get(path, headers)
        taken.append(1000 * (time.perf_counter() - began))
        if status >= 400:
            raise ValueError(f"{path}: {status}")
    connection.close()
    return taken


def sent(port: int, path: str, form: bytes, headers: Sequence[str] = ()) -> float:
    """Return how many milliseconds the answer to a form took; raises ValueError for an error."""
    connection = Connection(port)
    began = time.perf_counter()
    status, _, _ = connection.post(path, form, headers)
    taken = 1000 * (time.perf_counter() - began)
    connection.close()
    if status >= 400:
        raise ValueError(f"{path}: {status}")
    return taken


def of_hundred(taken: Sequence[float], part: int) -> float:
    """Return within which time `part` of 100 were done."""
    return statistics.quantiles(taken, n=100, method="inclusive")[part - 1] if len(taken) > 1 else taken[0]
