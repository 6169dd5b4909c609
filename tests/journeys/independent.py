"""The independent peer: a server on Fedify as a process, driven over a second port."""

import json
import shutil
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx
import pytest

from tests.journeys.instances import NO_TLS, ROOT, until
from tests.journeys.ports import free_port

HERE = ROOT / "tests/independent"
CAVAGE = "draft-cavage-http-signatures-12"
RFC9421 = "rfc9421"
STYLES: dict[str, dict[str, Any]] = {
    "cavage": {"first_knock": CAVAGE},
    "rfc9421": {"first_knock": RFC9421, "accepts": RFC9421, "demands_signed_gets": True},
}


def found() -> tuple[Path, str]:
    """Return the folder with its packages and the Node that runs it; skip the test, loudly, where npm brought none."""
    told = subprocess.run(["sh", str(HERE / "find")], capture_output=True, text=True)
    if told.returncode:
        pytest.skip(f"NOT TESTED AGAINST AN INDEPENDENT IMPLEMENTATION: {told.stderr.strip()}")
    folder, node = told.stdout.splitlines()
    return Path(folder), node


class Independent:
    """A running peer. `accepts` is the one signature scheme that its inbox takes, empty for both."""

    def __init__(self, folder: Path, *, first_knock: str, accepts: str = "", demands_signed_gets: bool = False) -> None:
        packages, self._node = found()
        self._folder = folder
        shutil.copy(HERE / "peer.mjs", folder)
        (folder / "node_modules").symlink_to(packages / "node_modules")
        self.port, self._control = free_port(), free_port()
        self._settings = {"firstKnock": first_knock, "accepts": accepts, "demandsSignedGets": demands_signed_gets}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def actor(self) -> str:
        return f"{self.url}/users/agenda"

    def __enter__(self) -> Self:
        command = [self._node, "peer.mjs", str(self.port), str(self._control), json.dumps(self._settings)]
        with (self._folder / "peer.log").open("ab") as log:
            self._process = subprocess.Popen(command, cwd=self._folder, stdout=log, stderr=log)
        until(self._ready)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait()

    def _ready(self) -> bool:
        assert self._process.poll() is None, self.log()
        return "ready" in self.log()

    def log(self) -> str:
        """Return what it wrote."""
        return (self._folder / "peer.log").read_text("utf-8")

    def do(self, command: str, **arguments: Any) -> Any:
        """Have it do something and return what it answers; its faults are ours."""
        answer = httpx.post(f"http://127.0.0.1:{self._control}/{command}", json=arguments, timeout=30, verify=NO_TLS)
        assert answer.status_code == 200, answer.json()["fault"]
        return answer.json()

    def heard(self, kind: str = "", about: str = "") -> list[dict[str, Any]]:
        """Return the activities that its inboxes took, as they came: of one type, or that name something."""
        taken = [json.loads(one["text"]) for one in self.do("heard") if one["status"] in (200, 202)]
        return [one for one in taken if kind in ("", one["type"]) and about in json.dumps(one)]

    def schemes(self) -> set[str]:
        """Return the schemes of the deliveries that it took."""
        return {one["scheme"] for one in self.do("heard") if one["status"] in (200, 202)}
