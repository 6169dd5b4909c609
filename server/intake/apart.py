"""A file opened in a child process, whatever is in it; the web goes on answering meanwhile."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from server.calendars.confined import run_confined
from server.foundation.errors import Invalid

MOST_BYTES = 4_000_000
DEADLINE_SECONDS = 20.0
WATCHERS = ThreadPoolExecutor(max_workers=2, thread_name_prefix="files")


@dataclass(frozen=True)
class Opened:
    """A sheet: each line is its number in the file, then its cells as text. `cut`: the file held more."""

    sheet: str
    lines: list[list[Any]]
    cut: bool


async def open_table(body: bytes) -> Opened:
    """Return the first sheet of an .xlsx, .ods or .csv file that holds something; raises Invalid at `file`."""
    check_size(body)
    return await asyncio.get_running_loop().run_in_executor(WATCHERS, _open, body)


def check_size(body: bytes) -> None:
    """Raise Invalid at `file` for an empty or a heavy file."""
    if not body.strip():
        raise Invalid({"file": "file_empty"})
    if len(body) > MOST_BYTES:
        raise Invalid({"file": "file_too_heavy"})


def _open(body: bytes) -> Opened:
    said = run_confined("server.intake.unpacking", body, DEADLINE_SECONDS)
    try:
        told = json.loads(said)
        found = None if "reason" in told else Opened(told["sheet"], told["rows"], told["cut"])
    except (ValueError, KeyError, TypeError):  # it died before it could tell
        raise Invalid({"file": "file_too_dear"}) from None
    if found is None:
        raise Invalid({"file": told["reason"]})
    if len(found.lines) < 2:
        raise Invalid({"file": "file_empty"})
    return found
