"""Work on what strangers wrote, in a child process: it limits itself, is watched, and killed with all its children."""

import os
import resource
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

MEBIBYTE = 1024 * 1024


def confine(memory: int, seconds: int) -> None:
    """Limit this process: `memory` in bytes, processor `seconds`, no file written, no core dump.

    A system that lacks one of these limits goes without.
    """
    limits = {
        resource.RLIMIT_AS: (memory, memory),
        resource.RLIMIT_CPU: (seconds, seconds + 1),
        resource.RLIMIT_FSIZE: (0, 0),
        resource.RLIMIT_CORE: (0, 0),
    }
    for kind, value in limits.items():
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, value)


def run_confined(module: str, given: bytes, deadline: float, *, leads: bool = False) -> bytes:
    """What `python -m module` writes when it is handed `given`; what it wrote so far when `deadline` (seconds) is over.

    `leads`: it may start children of its own, which die with it.
    The child needs this package and nothing of our surroundings: no setting and no secret stands in its environment.
    """
    root = str(Path(__file__).resolve().parents[1])
    child = subprocess.Popen(  # noqa: S603 (our own program; what strangers wrote goes through its input)
        [sys.executable, "-P", "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PYTHONPATH": root, "PYTHONDONTWRITEBYTECODE": "1", **_compiled()},
        cwd=os.sep,
        start_new_session=leads,
    )
    with child:
        try:
            return child.communicate(given, timeout=deadline)[0]
        except subprocess.TimeoutExpired:
            return _killed(child)
        except BaseException:
            _killed(child)
            raise


def _compiled() -> dict[str, str]:
    """Where compiled modules are kept, if not beside their sources: the child would compile what we have compiled."""
    return {"PYTHONPYCACHEPREFIX": sys.pycache_prefix} if sys.pycache_prefix else {}


def _killed(child: "subprocess.Popen[bytes]") -> bytes:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.kill()
    return child.communicate()[0]
