"""The child process that reads a stranger's calendar: it limits itself, reads one body, and says what is in it.

Run as `python -m ical_feeds.reader`. In: one line of JSON ({"timezone", "content_type", "starts", "ends"}), then the
body. Out: a reading (`ical_feeds.passing`), or {"reason", "detail", "line"}. It is meant to be killed at any moment.
"""

import json
import sys
from datetime import datetime

from ical_feeds.confined import MEBIBYTE, confine
from ical_feeds.passing import packed
from ical_feeds.read import NotACalendar, read

MEMORY = 384 * MEBIBYTE
CPU_SECONDS = 20
MOST_SAID = 32 * MEBIBYTE


def main() -> None:
    confine(MEMORY, CPU_SECONDS)
    order = json.loads(sys.stdin.buffer.readline())
    try:
        said = _read(order, sys.stdin.buffer.read())
    except (MemoryError, RecursionError):
        said = _refused("too_dear")
    sys.stdout.buffer.write(said)
    sys.stdout.flush()


def _read(order: dict[str, str], body: bytes) -> bytes:
    window = (datetime.fromisoformat(order["starts"]), datetime.fromisoformat(order["ends"]))
    try:
        found = packed(
            read(body, default_timezone=order["timezone"], content_type=order["content_type"], window=window)
        )
    except NotACalendar as refused:
        return _refused(refused.reason, refused.detail, refused.line)
    return found if len(found) <= MOST_SAID else _refused("too_large")


def _refused(reason: str, detail: str = "", line: int = 0) -> bytes:
    return json.dumps({"reason": reason, "detail": detail, "line": line}).encode()


if __name__ == "__main__":
    main()
