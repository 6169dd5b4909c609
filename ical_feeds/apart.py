"""A stranger's calendar read apart, in a child process: whatever it holds, this process stays small and answers."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from ical_feeds.confined import run_confined
from ical_feeds.guard import MAX_BYTES
from ical_feeds.passing import unpacked
from ical_feeds.read import NotACalendar, Reading

DEADLINE_SECONDS = 30.0
# Few at once: each child may take a few hundred megabytes.
_WATCHERS = ThreadPoolExecutor(max_workers=2, thread_name_prefix="calendars")


async def read_apart(
    body: bytes, *, default_timezone: str, content_type: str = "", window: tuple[datetime, datetime]
) -> Reading:
    """`ical_feeds.read.read` in a child process that is limited in memory and time.

    Raises NotACalendar, also with the reason "too_dear" when the child used up what it may use.
    """
    if len(body) > MAX_BYTES:
        raise NotACalendar("too_large")
    order = {"timezone": default_timezone, "content_type": content_type}
    order |= {"starts": window[0].isoformat(), "ends": window[1].isoformat()}
    given = json.dumps(order).encode() + b"\n" + body
    return await asyncio.get_running_loop().run_in_executor(_WATCHERS, _read, given)


def _read(given: bytes) -> Reading:
    said = run_confined("ical_feeds.reader", given, DEADLINE_SECONDS, leads=True)
    try:
        told = json.loads(said)
        if "reason" in told:
            raise NotACalendar(told["reason"], told["detail"], told["line"])
        return unpacked(told)
    except NotACalendar:
        raise
    except (ValueError, KeyError, TypeError, IndexError):
        raise NotACalendar("too_dear") from None
