"""A real PostgreSQL for all tests: one server per run, a template migrated once, a copy per worker."""

import asyncio
import contextlib
import fcntl
import gc
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import pytest

ROOT = Path(__file__).resolve().parent.parent
# Hundreds of processes are started: what they read is compiled once, even where Python must write nothing beside it.
if sys.dont_write_bytecode:
    sys.dont_write_bytecode, sys.pycache_prefix = False, str(ROOT / ".pytest_cache" / "bytecode")
    os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
gc.disable()  # see pytest_collection
# The settings of the process under test, before any module of the product is imported.
DATA = Path(tempfile.mkdtemp(prefix="agt-"))
os.environ["PICCOLO_CONF"] = "server.piccolo_conf"
for _name in [name for name in os.environ if name.startswith("AGENDATHEQUE_") and "_TEST_" not in name]:
    del os.environ[_name]
os.environ.update(
    AGENDATHEQUE_DATA=str(DATA),
    AGENDATHEQUE_URL="http://test.example",
    AGENDATHEQUE_NAME="Médiathèques d'essai",
    AGENDATHEQUE_SECRET="11" * 32,
    AGENDATHEQUE_MAIL_URL="page:",
    AGENDATHEQUE_FORM_SECONDS="0",
    AGENDATHEQUE_SMS_URL="page:",
)

# These read the settings above.
from server.foundation.database import DB  # noqa: E402
from server.foundation.embedded import running  # noqa: E402

TEMPLATE = "agt_template"
MIGRATE = """
import asyncio, sys
from server.foundation.database import DB
from server.foundation.migrations import migrate
DB.aim_at(sys.argv[1])
asyncio.run(migrate())
"""
ROOM = """
import asyncio, sys
from pathlib import Path
import asyncpg
from server.foundation.embedded import running

async def widen(address):
    connection = await asyncpg.connect(address)
    for setting in ("max_connections = 300", "fsync = off", "full_page_writes = off"):
        await connection.execute(f"ALTER SYSTEM SET {setting}")
    await connection.close()

with running(Path(sys.argv[1])) as address:
    asyncio.run(widen(address))
"""
TUNING = ("synchronous_commit=off",)


class Undo(Exception):
    """Raised to undo a test's transaction."""


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory, worker_id):
    """Yield the address (without a database's name) of a server with the migrated template in it."""
    given = os.environ.get("AGENDATHEQUE_TEST_DATABASE_URL")
    if given:
        _prepare(given, tmp_path_factory, worker_id)
        yield given.rsplit("/", 1)[0]
        return
    shared = _shared_folder(tmp_path_factory, worker_id)
    _make_room(shared)
    with running(shared) as address:
        _prepare(address, tmp_path_factory, worker_id)
        yield address


def _make_room(shared):
    """Let the server take the connections of several crowds at once, and not wait for the disk: the run over, it goes.

    The first is a setting that is read when it starts.
    """
    with (shared / "room").open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.seek(0)
        if lock.read() == "done":
            return
        # In a process of its own: the package starts a server that it has stopped only in another one.
        subprocess.run([sys.executable, "-c", ROOM, str(shared)], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
        lock.write("done")


def _shared_folder(factory, worker_id):
    """One folder for all workers of this run, with a path short enough for a socket."""
    folder = Path(tempfile.gettempdir()) / f"agt-{_run()}"
    folder.mkdir(exist_ok=True)
    return folder


def _run():
    return os.environ.get("PYTEST_XDIST_TESTRUNUID", f"{os.getpid()}")[:10]


def _prepare(address, factory, worker_id):
    """Migrate the template once per run, whatever the number of workers."""
    marker = Path(tempfile.gettempdir()) / f"agt-{_run()}.template"
    with marker.open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.seek(0)
        if lock.read() == "done":
            return
        asyncio.run(
            _sql(
                address,
                f"DROP DATABASE IF EXISTS {TEMPLATE}",
                f"CREATE DATABASE {TEMPLATE} TEMPLATE template0 ENCODING 'UTF8'",
            )
        )
        subprocess.run(
            [sys.executable, "-c", MIGRATE, named(address, TEMPLATE)], check=True, cwd=ROOT, stdout=subprocess.DEVNULL
        )
        lock.write("done")


def named(address, name):
    """Return `address` with another database's name."""
    base, _, options = address.partition("?")
    return base.rsplit("/", 1)[0] + f"/{name}" + (f"?{options}" if options else "")


async def _sql(address, *statements):
    connection = await asyncpg.connect(address)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


@pytest.fixture(scope="session")
def database_address(postgresql, worker_id):
    """Yield the address of this worker's own copy of the template."""
    name = f"agt_{worker_id}_{os.getpid()}"
    asyncio.run(
        _sql(
            postgresql,
            f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} STRATEGY file_copy",
            *[f"ALTER DATABASE {name} SET {part}" for part in TUNING],
        )
    )
    yield named(postgresql, name)
    asyncio.run(_sql(postgresql, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))


@pytest.fixture(scope="module")
def fresh_database(postgresql):
    """Return a function that makes one more migrated database and gives its address; all are dropped at the end."""
    with databases(postgresql) as make:
        yield make


@contextlib.contextmanager
def databases(server):
    """Yield a function that makes a copy of the template, or of another database that nobody uses meanwhile."""
    made = []

    def make(template=TEMPLATE):
        name = f"agt_fresh_{os.getpid()}_{len(made)}_{os.urandom(3).hex()}"
        asyncio.run(_sql(server, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy"))
        made.append(name)
        return named(server, name)

    yield make
    for name in made:
        asyncio.run(_sql(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))


@pytest.fixture(scope="session")
def copies(postgresql):
    """Like `fresh_database`, for as long as the run."""
    with databases(postgresql) as make:
        yield make


@pytest.fixture(scope="session")
async def database(database_address):
    """Aim the process's engine at this worker's database."""
    DB.aim_at(database_address)
    yield DB
    await DB.close()


@pytest.fixture
async def undone(database):
    """Run the test in a transaction that is undone (what it writes disappears). For most tests."""
    with contextlib.suppress(Undo):
        async with database.transaction():
            await database.run_ddl("SET CONSTRAINTS ALL IMMEDIATE")  # nothing is committed: the journal is read before
            yield
            raise Undo


@pytest.fixture
async def emptied(database):
    """Let the test commit for real, and empty all tables afterwards. For races, locks and ticks."""
    yield
    tables = await database.run_ddl(
        "SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'migration'"
    )
    await database.run_ddl("TRUNCATE " + ", ".join(row["name"] for row in tables) + " RESTART IDENTITY CASCADE")


@pytest.fixture
def now():
    """An instant in winter: Monday 11 January 2027, 09:00 UTC."""
    return datetime(2027, 1, 11, 9, 0, tzinfo=UTC)


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    """What is read and collected stays: nobody looks through it for cycles."""
    collected = yield
    gc.freeze()
    gc.enable()
    return collected


def pytest_sessionfinish(session):
    shutil.rmtree(DATA, ignore_errors=True)
    if hasattr(session.config, "workerinput"):
        return
    run = getattr(getattr(session.config.pluginmanager.get_plugin("dsession"), "nodemanager", None), "testrunuid", None)
    name = (run or str(os.getpid()))[:10]
    shutil.rmtree(Path(tempfile.gettempdir()) / f"agt-{name}", ignore_errors=True)
    (Path(tempfile.gettempdir()) / f"agt-{name}.template").unlink(missing_ok=True)
