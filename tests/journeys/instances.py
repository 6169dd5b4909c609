"""Real instances as processes: a web process and a worker each, on a database of their own."""

import asyncio
import contextlib
import os
import signal
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import httpx

from tests.journeys.ports import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
PASSWORD = "une phrase de passe pour les essais"
DIRECTION = "direction@essai.example"
PREPARE = """
import asyncio, sys
from server.foundation.database import DB
from server.foundation.settings import settings
from server.foundation import clock
from server.accounts import actions, logins
async def main():
    DB.aim_at(settings().database_url)
    email, now = sys.argv[2], clock.now()
    await actions.add_staff(email, "Anne Direction", sys.argv[1], administrator=True, by="system", now=now)
    print(await logins.give_token(email, by="system", now=now))
    await DB.close()
asyncio.run(main())
"""
# Nothing here speaks TLS, and each client of httpx would read the certificates of this machine: 25 ms.
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
# What a process writes when something went wrong that it did not expect.
FAULTS = ("Traceback (most recent call last)", "fault on ", " failed")


def until(question: Callable[[], Any], seconds: float = 60.0, every: float = 0.05) -> Any:
    """Ask again until the answer is true, and return it; fail after `seconds`."""
    deadline = time.monotonic() + seconds
    while True:
        if answer := question():
            return answer
        assert time.monotonic() < deadline, f"still not so after {seconds} s: {question}"
        time.sleep(every)


def run(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """Run a coroutine to its end, in a thread of its own: a browser of this thread may hold its loop."""
    result: list[Any] = []

    def inside() -> None:
        try:
            result.extend((True, asyncio.run(coroutine)))
        except BaseException as error:
            result.extend((False, error))

    thread = threading.Thread(target=inside)
    thread.start()
    thread.join()
    if not result[0]:
        raise result[1]
    return result[1]


def create_database(address: str, name: str) -> str:
    """Create an empty database on the server at `address` and return its own address."""

    async def created() -> None:
        connection = await asyncpg.connect(address)
        try:
            await connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
        finally:
            await connection.close()

    run(created())
    base, _, options = address.partition("?")
    return base.rpartition("/")[0] + f"/{name}" + (f"?{options}" if options else "")


@dataclass
class Instance:
    """One instance; `database` is its address, `data` its folder, `inner` where it listens behind a proxy on `port`."""

    name: str
    database: str
    data: Path
    hub: bool = False
    mail_url: str = "page:"
    sms_url: str = ""
    private: bool = True
    port: int = field(default_factory=free_port)
    inner: int = 0
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    token: str = ""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("AGENDATHEQUE_")}
        own = {
            "URL": self.url,
            "NAME": self.name,
            "PHONE": "02 61 91 10 00",
            "DATA": str(self.data),
            "DATABASE_URL": self.database,
            "HUB": "true" if self.hub else "false",
            "ALLOW_PRIVATE_NETWORK": "true" if self.private else "false",
            "MAIL_URL": self.mail_url,
            "SMS_URL": self.sms_url,
            "FORM_SECONDS": "0",  # these visitors are quick
        }
        return kept | {f"AGENDATHEQUE_{name}": value for name, value in own.items()}

    def program(self, *arguments: str) -> str:
        """Run a command of the program to its end and return what it said."""
        command = [sys.executable, "-m", "server.commands", *arguments]
        done = subprocess.run(command, env=self.environment, cwd=ROOT, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self, *what: str, processes: int = 1) -> "Instance":
        """Start the web process and the worker (or those named), and wait until the web answers."""
        return self.launch(*what, processes=processes).wait()

    def launch(self, *what: str, processes: int = 1) -> "Instance":
        """Start the web process and the worker (or those named); do not wait for them."""
        for name in what or ("web", "worker"):
            arguments = (
                ["web", "--port", str(self.inner or self.port), "--workers", str(processes)]
                if name == "web"
                else [name]
            )
            self.start_process(name, *arguments)
        return self

    def wait(self) -> "Instance":
        """Wait until the web process answers, if there is one."""
        if "web" in self.running:
            until(self.answers)
        return self

    def start_process(self, name: str, *arguments: str) -> subprocess.Popen[bytes]:
        """Start one process of this instance under a name."""
        with (self.data / f"{name}.log").open("ab") as log:
            command = [sys.executable, "-m", "server.commands", *arguments]
            self.running[name] = subprocess.Popen(
                command, env=self.environment, cwd=ROOT, stdout=log, stderr=log, start_new_session=True
            )
        return self.running[name]

    def kill(self, name: str) -> None:
        """Kill a process with -9 (the whole of it: a web process has a child that serves)."""
        process = self.running.pop(name)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def ask_to_stop(self) -> None:
        """Ask all processes to stop, and do not wait."""
        for process in self.running.values():
            process.terminate()

    def stop(self) -> None:
        """Stop all processes."""
        self.ask_to_stop()
        for process in self.running.values():
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        self.running.clear()

    def faults(self) -> list[str]:
        """Return the lines of the logs that tell of something unexpected."""
        lines = [line for log in self.data.glob("*.log") for line in log.read_text("utf-8", "replace").splitlines()]
        return [line for line in lines if any(fault in line for fault in FAULTS)]

    def answers(self) -> bool:
        """Tell whether the web process answers."""
        assert self.running["web"].poll() is None, (self.data / "web.log").read_text("utf-8")[-3000:]
        try:
            return httpx.get(f"{self.url}/healthz", timeout=2, verify=NO_TLS).status_code == 200
        except httpx.HTTPError:
            return False

    def works(self) -> bool:
        """Tell whether the worker goes round."""
        name = f"worker-{self.running['worker'].pid}"
        return bool(self.sql("SELECT name FROM heartbeat WHERE name = $1", name))

    def sql(self, statement: str, *values: Any) -> list[Any]:
        """Return the rows of a statement, asked from the database itself."""

        async def asked() -> list[Any]:
            connection = await asyncpg.connect(self.database)
            try:
                return list(await connection.fetch(statement, *values))
            finally:
                await connection.close()

        found: list[Any] = run(asked())
        return found

    def counts(self) -> dict[str, int]:
        """Return the number of rows of each table."""
        tables = self.sql("SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        each = "SELECT '{0}' AS name, count(*) AS rows FROM {0}"
        counted = self.sql(" UNION ALL ".join(each.format(row["name"]) for row in tables))
        return {row["name"]: row["rows"] for row in counted}

    def api(self, method: str, path: str, **more: Any) -> httpx.Response:
        """Call the API with the administrator's token."""
        headers = {"authorization": f"Bearer {self.token}", **more.pop("headers", {})}
        return httpx.request(method, f"{self.url}/api/v1{path}", headers=headers, timeout=30, **more, verify=NO_TLS)

    def make(self, path: str, **values: Any) -> dict[str, Any]:
        """Create a thing through the API and return it."""
        answer = self.api("POST", path, json=values)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    def act(self, method: str, path: str, **more: Any) -> httpx.Response:
        """Call the API and expect success."""
        answer = self.api(method, path, **more)
        assert answer.is_success, (method, path, answer.status_code, answer.text)
        return answer

    def page(self, path: str = "/") -> str:
        """Return the text of a page or feed."""
        answer = httpx.get(f"{self.url}{path}", timeout=30, headers={"accept-language": "fr"}, verify=NO_TLS)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.text

    def status(self, path: str, accept: str = "text/html") -> int:
        """Return the status of an address."""
        return httpx.get(f"{self.url}{path}", timeout=30, headers={"accept": accept}, verify=NO_TLS).status_code

    def library(self, slug: str = "centrale", **more: Any) -> dict[str, Any]:
        """Open a library through the API."""
        sheet = {"name": f"Médiathèque {slug}", "slug": slug, "address": "1 rue du Port", "postal_code": "35000"}
        return self.make(
            "/libraries", **{**sheet, "city": "Rennes", "timezone": "Europe/Paris", "phone": "0261910000", **more}
        )

    def workshop(self, title: str = "Premiers pas") -> dict[str, Any]:
        """Write a workshop down through the API."""
        return self.make("/workshops", title=title)

    def session(
        self, library: str, workshop: str, *, days: float = 3, published: bool = True, **more: Any
    ) -> dict[str, Any]:
        """Plan a session in some days, and publish it, through the API."""
        start = (datetime.now(UTC) + timedelta(days=days)).replace(minute=0, second=0, microsecond=0)
        plan = {"starts_at": start.isoformat(), "ends_at": (start + timedelta(hours=2)).isoformat(), "capacity": 8}
        made = self.make("/sessions", workshop=workshop, library=library, **{**plan, "waiting_places": 5, **more})
        if published:
            self.act("POST", f"/sessions/{made['id']}/publication")
        return made

    def one_session(self, title: str = "Premiers pas", **more: Any) -> dict[str, Any]:
        """Open a library and publish one session there, through the API."""
        return self.session(self.library()["id"], self.workshop(title)["id"], **more)


def staffed(instance: Instance) -> str:
    """Add an administrator to an instance, and return a token of theirs."""
    command = [sys.executable, "-c", PREPARE, PASSWORD, DIRECTION]
    done = subprocess.run(command, env=instance.environment, cwd=ROOT, check=True, capture_output=True, text=True)
    return done.stdout.strip()
