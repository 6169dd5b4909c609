"""The child process that expands series: it limits itself, then answers one line for each line it is given.

Run as `python -m ical_feeds.expansion`. First line in: {"starts", "ends", "most", "budget"}; then one series each:
{"series": number, "calendar": text}. Out: {"series", "found": [[part, original, start, end], …]} with naive ISO times,
or {"series", "error": key}. It is meant to be killed at any moment.
"""

import json
import signal
import sys
from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import islice
from types import FrameType
from typing import Any

import recurring_ical_events
from icalendar import Calendar

from ical_feeds.confined import MEBIBYTE, confine

MEMORY = 256 * MEBIBYTE
CPU_SECONDS = 5


class OutOfTime(BaseException):
    """One series used up its share of processor time. No library catches a BaseException by mistake."""


def limit_myself() -> None:
    """Memory and processor time enough for any series that people write."""
    confine(MEMORY, CPU_SECONDS)


def main() -> None:
    limit_myself()
    signal.signal(signal.SIGPROF, _stop)
    order = json.loads(sys.stdin.readline())
    starts, ends = datetime.fromisoformat(order["starts"]), datetime.fromisoformat(order["ends"])
    for line in sys.stdin:
        task = json.loads(line)
        answer = _answer(task["calendar"], starts, ends, order["most"], order["budget"])
        sys.stdout.write(json.dumps({"series": task["series"], **answer}) + "\n")
        sys.stdout.flush()


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise OutOfTime


def _answer(calendar: str, starts: datetime, ends: datetime, most: int, budget: float) -> dict[str, Any]:
    try:
        signal.setitimer(signal.ITIMER_PROF, budget)
        found = list(islice(expand(calendar, starts, ends), most + 1))
        signal.setitimer(signal.ITIMER_PROF, 0)
    except (OutOfTime, MemoryError, RecursionError):
        return {"error": "recurrence_too_dear"}
    except Exception as error:  # whatever the two libraries raise on one series, the next one must be answered
        return {"error": "recurrence_unreadable", "why": type(error).__name__}
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return {"error": "recurrence_too_many"} if len(found) > most else {"found": found}


def expand(calendar: str, starts: datetime, ends: datetime) -> Iterator[tuple[int, str, str, str]]:
    """(part, original start, start, end) of each instance of one series between two naive times."""
    # Not `after`, which yields one by one but walks an old series anew for every few days.
    for event in recurring_ical_events.of(Calendar.from_ical(calendar)).between(starts, ends):
        start = _naive(event["DTSTART"].dt)
        end = _naive(event["DTEND"].dt) if "DTEND" in event else start
        original = _naive(event["RECURRENCE-ID"].dt) if "RECURRENCE-ID" in event else start
        yield int(event["X-PART"]), original.isoformat(), start.isoformat(), end.isoformat()


def _naive(value: date | datetime) -> datetime:
    moment = value if isinstance(value, datetime) else datetime.combine(value, time())
    return moment.replace(tzinfo=None)


if __name__ == "__main__":
    main()
