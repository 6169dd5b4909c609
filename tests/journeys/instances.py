"""Real instances as processes: a web process and a worker each, on a database of their own."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parent.parent.parent
PASSWORD = "une phrase de passe pour les essais"
PREPARE = """
import asyncio, sys
from server.foundation.database import DB
from server.foundation.settings import settings
from server.foundation import clock
from server.accounts import actions
async def main():
    DB.aim_at(settings().database_url)
    email, now = "direction@essai.example", clock.now()
    await actions.add_staff(email, "Anne Direction", sys.argv[1], administrator=True, by="system", now=now)
    print(await actions.give_token(email, by="system", now=now))
    await DB.close()
asyncio.run(main())
"""


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(question: Callable[[], Any], seconds: float = 20.0, every: float = 0.05) -> Any:
    """Ask again until the answer is true, and return it; fail after `seconds`."""
    deadline = time.monotonic() + seconds
    while True:
        if answer := question():
            return answer
        assert time.monotonic() < deadline, f"still not so after {seconds} s"
        time.sleep(every)


@dataclass
class Instance:
    """One instance; `database` is its address, `data` its folder."""

    name: str
    database: str
    data: Path
    hub: bool = False
    mail_url: str = "page:"
    port: int = field(default_factory=free_port)
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
            "DATA": str(self.data),
            "DATABASE_URL": self.database,
            "HUB": "true" if self.hub else "false",
            "ALLOW_PRIVATE_NETWORK": "true",
            "MAIL_URL": self.mail_url,
        }
        return kept | {f"AGENDATHEQUE_{name}": value for name, value in own.items()}

    def prepare(self) -> "Instance":
        """Add an administrator and take a token."""
        command = [sys.executable, "-c", PREPARE, PASSWORD]
        done = subprocess.run(command, env=self.environment, cwd=ROOT, check=True, capture_output=True, text=True)
        self.token = done.stdout.strip()
        return self

    def start(self, *what: str) -> "Instance":
        """Start the web process and the worker (or those named), and wait until the web answers."""
        for name in what or ("web", "worker"):
            arguments = ["web", "--port", str(self.port)] if name == "web" else [name]
            self.start_process(name, *arguments)
        if "web" in self.running:
            until(self.answers, 30)
        return self

    def start_process(self, name: str, *arguments: str) -> subprocess.Popen[bytes]:
        """Start one process of this instance under a name."""
        log = (self.data / f"{name}.log").open("ab")
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

    def stop(self) -> None:
        """Stop all processes."""
        for process in self.running.values():
            process.terminate()
        for process in self.running.values():
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        self.running.clear()

    def answers(self) -> bool:
        """Tell whether the web process answers."""
        try:
            return httpx.get(f"{self.url}/healthz", timeout=2).status_code == 200
        except httpx.HTTPError:
            return False

    def api(self, method: str, path: str, **more: Any) -> httpx.Response:
        """Call the API with the administrator's token."""
        headers = {"authorization": f"Bearer {self.token}", **more.pop("headers", {})}
        return httpx.request(method, f"{self.url}/api/v1{path}", headers=headers, timeout=30, **more)

    def make(self, path: str, **values: Any) -> dict[str, Any]:
        """Create a thing through the API and return it."""
        answer = self.api("POST", path, json=values)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    def page(self, path: str = "/") -> str:
        """Return the text of a page or feed."""
        answer = httpx.get(f"{self.url}{path}", timeout=30, headers={"accept-language": "fr"})
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.text

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
            answer = self.api("POST", f"/sessions/{made['id']}/publication")
            assert answer.status_code in {200, 201, 204}, answer.text
        return made
