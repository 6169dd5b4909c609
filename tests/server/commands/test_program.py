"""The program as one runs it: staff, tokens, imports, migrations, and `serve` with its embedded database."""

import contextlib
import itertools
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from tests.journeys.instances import NO_TLS
from tests.journeys.ports import free_port

ROOT = Path(__file__).resolve().parents[3]
PASSWORD = "une phrase de passe pour les essais"


class Program:
    """`agendatheque` with its settings."""

    def __init__(self, data, **settings):
        kept = {name: value for name, value in os.environ.items() if not name.startswith("AGENDATHEQUE_")}
        settings = {"data": str(data), "url": "http://127.0.0.1:1", **settings}
        self.environment = kept | {f"AGENDATHEQUE_{name.upper()}": value for name, value in settings.items()}

    def __call__(self, *arguments, given="", ok=True):
        command = [sys.executable, "-m", "server.commands", *arguments]
        done = subprocess.run(
            command, env=self.environment, cwd=ROOT, input=given, capture_output=True, text=True, timeout=120
        )
        if ok is None:  # it says by its status that something is not well
            assert done.returncode == 1, done.stderr
            return done.stdout
        assert (done.returncode == 0) is ok, done.stderr
        return done.stdout if ok else done.stderr

    def start(self, *arguments):
        command = [sys.executable, "-m", "server.commands", *arguments]
        return subprocess.Popen(
            command, env=self.environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )


@pytest.fixture
def program(fresh_database, tmp_path):
    return Program(tmp_path, database_url=fresh_database())


def test_staff_and_tokens(program):
    program("staff", "add", "anne@essai.example", "--name", "Anne", "--role", "administrator", given=f"{PASSWORD}\n")
    assert "anne@essai.example\tAnne\tadministrator" in program("staff", "list")
    token = program("token", "anne@essai.example")
    assert len(token.split()) == 1
    assert token.startswith("agt_")
    assert "already" in program(
        "staff", "add", "anne@essai.example", "--name", "A", "--role", "desk", given=f"{PASSWORD}\n", ok=False
    )
    assert "No account" in program("token", "nobody@essai.example", ok=False)
    assert "last person" in program("staff", "disable", "anne@essai.example", ok=False)
    program("staff", "add", "paul@essai.example", "--name", "Paul", "--role", "administrator", given=f"{PASSWORD}\n")
    program("staff", "disable", "anne@essai.example")
    assert "disabled" in program("staff", "list")
    assert "No account" in program("token", "anne@essai.example", ok=False)


def test_a_weak_password_is_refused_in_words(program):
    told = program("staff", "add", "a@essai.example", "--name", "A", "--role", "desk", given="court\n", ok=False)
    assert "12" in told


def test_an_unknown_setting_is_refused(program):
    program.environment["AGENDATHEQUE_COLOUR"] = "red"
    assert "AGENDATHEQUE_COLOUR" in program("staff", "list", ok=False)


LIBRARY = """
import asyncio
from server.foundation.database import DB
from server.foundation.settings import settings
from server.foundation import clock
from server.accounts.queries import id_of
from server.accounts.rules import Person
from server.libraries.actions import Sheet, open_library
async def main():
    DB.aim_at(settings().database_url)
    who = Person(await id_of("anne@essai.example"), "Anne", True, "system")
    for name in ("Centrale", "Annexe"):
        await open_library(Sheet(name, "1 rue du Port", "35000", "Rennes"), by=who, now=clock.now())
    await DB.close()
asyncio.run(main())
"""


@pytest.fixture
def with_libraries(program):
    program("staff", "add", "anne@essai.example", "--name", "Anne", "--role", "administrator", given=f"{PASSWORD}\n")
    subprocess.run([sys.executable, "-c", LIBRARY], env=program.environment, cwd=ROOT, check=True)
    return program


def test_a_csv_is_imported_once(with_libraries, tmp_path):
    day = (datetime.now(UTC) + timedelta(days=20)).strftime("%d/%m/%Y")
    file = tmp_path / "programme.csv"
    lines = [
        "Titre;Date;Début;Fin;Places;Bibliothèque",
        f"Premiers pas;{day};14h00;16h00;8;Annexe",
        f"Premiers pas;{day};10h;12h;;",
        "Mauvaise date;31/02/2027;10h;12h;;",
        f"Ailleurs;{day};10h;12h;;Nulle part",
    ]
    file.write_bytes("\n".join(lines).encode("windows-1252"))
    told = with_libraries("import", str(file), "--library", "centrale", "--publish")
    assert "2 sessions planned, 0 already there, 1 new workshops" in told
    assert "0 sessions planned, 2 already there, 0 new" in with_libraries("import", str(file), "--library", "centrale")


def test_an_ics_is_imported_once(with_libraries, tmp_path):
    day = (datetime.now(UTC) + timedelta(days=20)).strftime("%Y%m%d")
    event = f"BEGIN:VEVENT\r\nUID:a\r\nDTSTAMP:20260101T000000Z\r\nDTSTART;TZID=Europe/Paris:{day}T140000\r\n"
    event += f"DTEND;TZID=Europe/Paris:{day}T160000\r\nRRULE:FREQ=WEEKLY;COUNT=3\r\nSUMMARY:Tablette\r\nEND:VEVENT\r\n"
    file = tmp_path / "programme.ics"
    file.write_bytes(f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{event}END:VCALENDAR\r\n".encode())
    assert "3 sessions planned, 0 already there, 1 new" in with_libraries("import", str(file))
    assert "0 sessions planned, 3 already there, 0 new" in with_libraries("import", str(file))


@pytest.mark.parametrize(("name", "body"), [("a.csv", "nom,jour\nx,y\n"), ("a.ics", "<html>Connexion</html>")])
def test_a_file_that_is_no_programme_is_refused_in_words(with_libraries, tmp_path, name, body):
    file = tmp_path / name
    file.write_text(body, "utf-8")
    told = with_libraries("import", str(file), ok=False)
    assert "Error:" in told
    assert "Traceback" not in told


FORGET = """
import asyncio, asyncpg, os
async def main():
    connection = await asyncpg.connect(os.environ["AGENDATHEQUE_DATABASE_URL"])
    await connection.execute("DELETE FROM migration WHERE app_name = 'server'")
    await connection.close()
asyncio.run(main())
"""


def test_another_schema_is_not_served(program):
    subprocess.run([sys.executable, "-c", FORGET], env=program.environment, check=True)
    for command in ("worker", "web", "serve"):
        assert "agendatheque migrate" in program(command, ok=False)


def two_free_ports():
    """Return two ports in a row that no other test takes meanwhile."""
    free = [free_port() for _ in range(100)]
    return next((first, second) for first, second in itertools.pairwise(free) if second == first + 1)


def test_a_port_that_is_taken_is_said_in_words(program):
    first, second = two_free_ports()
    with socket.socket() as other:
        other.bind(("127.0.0.1", second))
        other.listen()
        told = program("demo", "--first-port", str(first), ok=False)
    assert f"Port {second} is taken" in told


def test_a_database_that_is_not_there_is_said_in_words(program):
    program.environment["AGENDATHEQUE_DATABASE_URL"] = "postgresql://somebody:secret@127.0.0.1:1/agenda"
    told = program("worker", ok=False)
    assert "No database answers at 127.0.0.1" in told
    assert "secret" not in told
    assert "Traceback" not in told


@contextlib.contextmanager
def serving(program, port):
    process = program.start("serve", "--port", str(port))
    try:
        yield process
    finally:
        process.terminate()
        process.wait(60)


def until(question, seconds=60):
    deadline = time.monotonic() + seconds
    while not (answer := question()):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    return answer


def ready(port):
    try:
        return httpx.get(f"http://127.0.0.1:{port}/readyz", timeout=2, verify=NO_TLS).status_code == 200
    except httpx.HTTPError:
        return False


def children(process):
    rows = subprocess.run(["ps", "-o", "pid=,args=", "--ppid", str(process.pid)], capture_output=True, text=True)
    return {line.split(None, 1)[1].split()[-1]: int(line.split(None, 1)[0]) for line in rows.stdout.splitlines()}


def test_serve_starts_all_starts_again_what_dies_and_stops_all(tmp_path):
    port = free_port()
    data = Path(tempfile.mkdtemp(prefix="agt-s"))
    program = Program(data, url=f"http://127.0.0.1:{port}")
    with serving(program, port) as process:
        until(lambda: ready(port))
        worker = children(process)["worker"]
        os.kill(worker, signal.SIGKILL)
        again = until(lambda: children(process).get("worker") not in {None, worker} and children(process))
        assert again["worker"] != worker
        assert httpx.get(f"http://127.0.0.1:{port}/", verify=NO_TLS).status_code == 200
        secret = data / "secret"
        assert secret.stat().st_mode & 0o777 == 0o600
    assert not ready(port)
    assert not (data / "postgresql" / "postmaster.pid").exists()
    subprocess.run(["rm", "-rf", str(data)], check=True)
