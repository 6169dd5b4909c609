"""Series expanded into dated instances, in a child process that is limited, watched and killed if need be."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from ical_feeds.confined import run_confined

MOST_INSTANCES = 1_000
CPU_SECONDS_FOR_ONE = 1.0
DEADLINE_SECONDS = 20.0  # by the clock: more than its processor time takes on a machine that is busy


@dataclass(frozen=True, slots=True)
class Instance:
    """One date of a series, in the naive local time of its master. `part`: the VEVENT it is told by (0, the master)."""

    part: int
    original: datetime
    start: datetime
    end: datetime


def expand(documents: Sequence[str], starts: datetime, ends: datetime) -> list[list[Instance] | str]:
    """The instances of each series that touch the window (naive times), or the key of the reason why there are none.

    Never raises for what a document holds. A series that the child could not answer before it died or was killed is
    "recurrence_too_dear".
    """
    if not documents:
        return []
    # A day and more on both sides: local times of the series are up to 14 hours away from those of the window.
    window = {"starts": (starts - timedelta(days=2)).isoformat(), "ends": (ends + timedelta(days=2)).isoformat()}
    order = {**window, "most": MOST_INSTANCES, "budget": CPU_SECONDS_FOR_ONE}
    tasks = [{"series": number, "calendar": text} for number, text in enumerate(documents)]
    given = "".join(json.dumps(each) + "\n" for each in (order, *tasks)).encode()
    answers = _answers(run_confined("ical_feeds.expansion", given, DEADLINE_SECONDS))
    return [_instances(answers.get(number)) for number in range(len(documents))]


def _answers(said: bytes) -> dict[int, Mapping[str, Any]]:
    """The complete lines that the child wrote; a line cut by its death is left out."""
    answers: dict[int, Mapping[str, Any]] = {}
    for line in said.splitlines():
        try:
            answer = json.loads(line)
        except ValueError:
            continue
        answers[answer["series"]] = answer
    return answers


def _instances(answer: Mapping[str, Any] | None) -> list[Instance] | str:
    if answer is None:
        return "recurrence_too_dear"
    if "error" in answer:
        return str(answer["error"])
    return [Instance(part, *map(datetime.fromisoformat, times)) for part, *times in answer["found"]]
