"""The ground of a measure: databases that live as long as it, processes that end with it, the cost of processes."""

import asyncio
import multiprocessing
import os
import socket
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import asyncpg
import uvloop

from server.foundation.database import DB
from server.foundation.embedded import running
from server.foundation.http import door
from server.foundation.migrations import migrate
from server.foundation.settings import settings
from server.sharing.node import node

T = TypeVar("T")
PAGE = os.sysconf("SC_PAGE_SIZE")
TICKS = os.sysconf("SC_CLK_TCK")
TEMPLATE = "bench_template"


def environment(folder: Path, port: int) -> dict[str, str]:
    """Return the settings of an instance that is measured; those of the surrounding one do not reach it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AGENDATHEQUE_")}
    own = {
        "URL": f"http://127.0.0.1:{port}",
        "DATA": str(folder),
        "NAME": "Mesure",
        "ALLOW_PRIVATE_NETWORK": "true",
        "MAIL_URL": "page:",
        "SECRET": "5a" * 32,
    }
    return kept | {f"AGENDATHEQUE_{name}": value for name, value in own.items()}


@contextmanager
def server(*, tuned: bool = True) -> Iterator[str]:
    """Yield the address of a migrated database on a server that is gone afterwards.

    `tuned`: it uses the memory that it was told to, as from its second start on; that takes some seconds more.
    """
    start = _started if tuned else running
    with tempfile.TemporaryDirectory(prefix="agt-mesure-") as name, start(Path(name)) as address:
        folder = Path(name)
        os.environ.update(environment(folder, free_port()))
        for name_ in [name_ for name_ in os.environ if name_.startswith("AGENDATHEQUE_DATABASE")]:
            del os.environ[name_]
        settings.cache_clear()
        asyncio.run(_prepare(address))
        yield address


@contextmanager
def _started(folder: Path) -> Iterator[str]:
    """Run a new server as it is from its second start on: with the memory that it was told to use."""
    first = multiprocessing.get_context("spawn").Process(target=_once, args=(folder,))
    first.start()
    first.join()
    with running(folder) as address:
        yield address


def _once(folder: Path) -> None:
    with running(folder):
        pass


async def _prepare(address: str) -> None:
    DB.aim_at(address)
    try:
        await migrate()
    finally:
        await DB.close()
    admin = await asyncpg.connect(address.replace("/agendatheque", "/postgres"))
    await admin.execute(f"CREATE DATABASE {TEMPLATE} TEMPLATE agendatheque")
    await admin.close()


@contextmanager
def database(address: str, name: str) -> Iterator[str]:
    """Yield the address of a fresh copy of the migrated database."""
    own = address.replace("/agendatheque", f"/{name}")

    async def say(text: str) -> None:
        admin = await asyncpg.connect(address.replace("/agendatheque", "/postgres"))
        await admin.execute(text)
        await admin.close()

    asyncio.run(say(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}"))
    os.environ["AGENDATHEQUE_DATABASE_URL"] = own
    settings.cache_clear()
    try:
        yield own
    finally:
        os.environ.pop("AGENDATHEQUE_DATABASE_URL", None)
        asyncio.run(say(f"DROP DATABASE {name} WITH (FORCE)"))


@contextmanager
def being(url: str, database: str, *, hub: bool = False) -> Iterator[None]:
    """Let the settings of this process, and of those it starts, be those of one instance of several."""
    own = {"URL": url, "DATABASE_URL": database, "HUB": "true" if hub else "false"}
    before = {f"AGENDATHEQUE_{name}": os.environ.get(f"AGENDATHEQUE_{name}") for name in own}
    os.environ.update({f"AGENDATHEQUE_{name}": value for name, value in own.items()})
    settings.cache_clear()
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
        settings.cache_clear()


def inside(address: str, action: Callable[[], Awaitable[T]]) -> T:
    """Run a coroutine function with that database open, and return what it returns."""

    async def opened() -> T:
        DB.aim_at(address)
        try:
            return await action()
        finally:
            await door().close()
            await DB.close()
            door.cache_clear()
            node.cache_clear()

    return uvloop.run(opened())


def free_port() -> int:
    """Return a port of loopback that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def beside(target: Callable[..., None], *arguments: object) -> Iterator[int]:
    """Run a function in a process of its own, that ends with the measure; yield its id."""
    process = multiprocessing.get_context("spawn").Process(target=target, args=arguments, daemon=True)
    process.start()
    try:
        yield process.pid or 0
    finally:
        process.terminate()
        process.join(10)


def wait_for(port: int, seconds: float = 60.0) -> None:
    """Wait until something listens on a port of loopback; raises TimeoutError."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            if time.monotonic() > deadline:
                raise TimeoutError(f"nothing listens on port {port}") from None
            time.sleep(0.1)


def children(process: int) -> list[int]:
    """Return the ids of the processes that this one has started."""
    found = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [int(child) for child in found]


def cpu_seconds(*processes: int) -> float:
    """Return the time of a processor that these processes have used."""
    return sum(_stat(process) for process in processes) / TICKS


def _stat(process: int) -> int:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def resident_mebibytes() -> float:
    """Return the memory that this process holds now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE / 2**20
