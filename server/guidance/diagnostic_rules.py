"""What a diagnostic must be, how it is summed up, and which sessions it leads to. Same result, same sessions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import fmean
from uuid import UUID

from server.foundation.errors import Invalid
from server.workshops.competences import CODES, band

KEPT = timedelta(days=365)
# What is measured: the sixteen competences, and whether one knows one's way in public services on line, which tests for
# people who begin measure beside them.
SERVICES = "admin"
MEASURED = (*CODES, SERVICES)
LEVELS = range(9)
MOST_POINTS = 1024
MOST = 3
# Of two competences of the same level, what is needed first comes first.
FIRST = (
    "5.2", "2.1", "1.1", "4.1", "4.2", SERVICES, "2.4", "1.2", "5.1", "3.1", "2.2", "4.3", "1.3", "3.3", "2.3", "3.2",
    "3.4",
)  # fmt: skip
# How much higher than a person's level a workshop may be, the best first.
STEPS = (1, 2, 3)


@dataclass(frozen=True)
class Result:
    """What was found out: a score out of the best possible one, and a level from 0 to 8 for each thing measured."""

    score: int
    out_of: int
    levels: Mapping[str, int]


@dataclass(frozen=True)
class Tagged:
    """A session with free seats, and the levels at which it works on competences (and on SERVICES)."""

    id: UUID
    title: str
    starts_at: datetime
    levels: Mapping[str, int]


@dataclass(frozen=True)
class Step:
    """A session to go to, for a competence that is at a level, and the level that it works on."""

    session: UUID
    code: str
    has: int
    level: int


def check_result(person: str, result: Result, *, consent: bool) -> None:
    """Raise Invalid unless a diagnostic may be kept: somebody to find again, a score, a level at least, and a yes."""
    unknown = [code for code, level in result.levels.items() if code not in MEASURED or level not in LEVELS]
    found = {
        "person": _person_fault(person),
        "score": _score_fault(result),
        "out_of": "" if 1 <= result.out_of <= MOST_POINTS else "bad_number",
        "levels": "bad_level" if unknown else "" if result.levels else "no_level",
        "consent": "" if consent else "consent_missing",
    }
    if wrong := {field: reason for field, reason in found.items() if reason}:
        raise Invalid(wrong)


def _person_fault(person: str) -> str:
    if not 1 <= len(person) <= 60:
        return "too_long" if person else "missing"
    return "no_address_here" if "@" in person else ""


def _score_fault(result: Result) -> str:
    if not 0 <= result.score <= MOST_POINTS:
        return "bad_number"
    return "score_too_high" if result.score > result.out_of else ""


def overall(levels: Mapping[str, int]) -> str:
    """Return the overall level, as counts keep it: the band of the mean, rounded down."""
    return band(int(fmean(levels.values())))


def weakest(levels: Mapping[str, int]) -> list[str]:
    """Return what was measured, the lowest level first; of the same level, what is needed first."""
    return sorted(levels, key=lambda code: (levels[code], FIRST.index(code)))


def refer(levels: Mapping[str, int], candidates: Sequence[Tagged]) -> tuple[Step, ...]:
    """Return at most three sessions, each of another workshop: for the weakest first; one step up, else two, three."""
    steps: list[Step] = []
    titles: set[str] = set()
    for code in weakest(levels):
        fit = [one for one in candidates if one.title not in titles and _step(one, code, levels[code]) in STEPS]
        if not fit or len(steps) == MOST:
            continue
        best = min(fit, key=lambda one: (_step(one, code, levels[code]), one.starts_at, one.id))
        titles.add(best.title)
        steps.append(Step(best.id, code, levels[code], best.levels[code]))
    return tuple(steps)


def _step(one: Tagged, code: str, level: int) -> int:
    return one.levels.get(code, 0) - level
