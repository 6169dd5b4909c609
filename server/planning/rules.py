"""The days of a series by rule, and which of them are proposed: no database, no clock."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from server.foundation.errors import Invalid

WEEKLY, MONTHLY, CHOSEN = "weekly", "monthly", "chosen"
KINDS = (WEEKLY, MONTHLY, CHOSEN)
LAST = -1
NTHS = (1, 2, 3, 4, 5, LAST)
MOST_WEEKS = 8
MOST_PLANNED = 60
# However many are skipped, no more days are looked at, and none so far ahead.
MOST_LOOKED_AT = 160
FURTHEST = timedelta(days=3 * 366)
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Rule:
    """Which days: every so many weeks, the nth ones of each month, or days that somebody chose.

    `weekdays` are 0 for Monday to 6; none is that of `first`. `nths` are 1 to 5, and LAST for the last one of the
    month. The series ends with `last`, or once `most` days are kept, whichever comes first.
    """

    kind: str
    first: date
    weekdays: frozenset[int] = frozenset()
    every: int = 1
    nths: frozenset[int] = frozenset()
    last: date | None = None
    most: int | None = None
    days: tuple[date, ...] = ()

    def check(self) -> None:
        """Raise Invalid unless the rule can be followed, and ends."""
        wrong = {}
        if self.kind not in KINDS:
            wrong["rhythm"] = "bad_choice"
        if self.kind == CHOSEN and not self.days:
            wrong["days"] = "missing"
        if len(self.days) > MOST_PLANNED:
            wrong["days"] = "too_many_planned"
        if not all(2000 <= day.year <= 2100 for day in self.days):
            wrong["days"] = "bad_date"
        wrong |= {} if self.kind == CHOSEN else self._faults_of_rhythm()
        if wrong:
            raise Invalid(wrong)

    def _faults_of_rhythm(self) -> dict[str, str]:
        wrong = {}
        if not 1 <= self.every <= MOST_WEEKS or (self.kind == MONTHLY and not self.nths):
            wrong["rhythm"] = "bad_choice"
        if not self.nths <= set(NTHS):
            wrong["rhythm"] = "bad_choice"
        if not self.weekdays <= set(range(7)):
            wrong["weekdays"] = "bad_choice"
        if not 2000 <= self.first.year <= 2100:
            wrong["first"] = "bad_date"
        if self.last is None and self.most is None:
            wrong["most"] = "series_without_end"
        if self.last is not None and self.last < self.first:
            wrong["last"] = "series_ends_before"
        if self.most is not None and not 1 <= self.most <= MOST_PLANNED:
            wrong["most"] = "too_many_planned" if self.most > MOST_PLANNED else "bad_number"
        return wrong


def days_of(rule: Rule) -> Iterator[date]:
    """Return the days of a rule in order, from its first day to its last, or for three years; each day comes once."""
    if rule.kind == CHOSEN:
        yield from sorted(set(rule.days))
        return
    last = min(rule.last or date.max, rule.first + FURTHEST)
    weekdays = sorted(rule.weekdays or {rule.first.weekday()})
    found = _weekly(rule, weekdays) if rule.kind == WEEKLY else _monthly(rule, weekdays)
    for day in found:
        if day > last:
            return
        if day >= rule.first:
            yield day


def _weekly(rule: Rule, weekdays: list[int]) -> Iterator[date]:
    """Return days without end: weeks begin on Mondays, the first of them holds the first day."""
    monday = rule.first - timedelta(days=rule.first.weekday())
    while True:
        yield from (monday + timedelta(days=weekday) for weekday in weekdays)
        monday += WEEK * rule.every


def _monthly(rule: Rule, weekdays: list[int]) -> Iterator[date]:
    """Return days without end: a month that has no fifth Tuesday gives none."""
    month = rule.first.replace(day=1)
    while True:
        following = (month + timedelta(days=31)).replace(day=1)
        yield from sorted({day for weekday in weekdays for day in _nths(month, following, weekday, rule.nths)})
        month = following


def _nths(month: date, following: date, weekday: int, nths: frozenset[int]) -> Iterator[date]:
    first = month + timedelta(days=(weekday - month.weekday()) % 7)
    all_of_month = [first + WEEK * number for number in range(5) if first + WEEK * number < following]
    for number, day in enumerate(all_of_month, start=1):
        if number in nths or (LAST in nths and day == all_of_month[-1]):
            yield day


@dataclass(frozen=True)
class Reason:
    """Why a day is skipped: the key of a sentence and what fills it.

    A `conflict` may be passed over for a reason that is noted; a `final` one may not.
    """

    key: str
    facts: Mapping[str, object] = field(default_factory=dict)
    conflict: bool = False
    final: bool = False


@dataclass(frozen=True)
class Proposal:
    """A day of a series, kept unless there is a reason to skip it."""

    day: date
    reasons: tuple[Reason, ...] = ()

    @property
    def kept(self) -> bool:
        return not self.reasons

    @property
    def possible(self) -> bool:
        """Whether somebody may keep it all the same."""
        return not any(reason.final for reason in self.reasons)


def looked_at(rule: Rule) -> list[date]:
    """Return the days to look at: all those of a rule that ends by a day, more than are kept of one that counts."""
    found: list[date] = []
    for day in days_of(rule):
        if len(found) == MOST_LOOKED_AT:
            break
        found.append(day)
    return found


def propose(
    days: Iterable[date], why: Callable[[date], tuple[Reason, ...]], *, most: int | None = None
) -> list[Proposal]:
    """Return the days kept, `most` of them or as many as a series may have, and those skipped before the last one."""
    proposals: list[Proposal] = []
    kept = 0
    for day in days:
        if kept == min(most or MOST_PLANNED, MOST_PLANNED):
            break
        proposals.append(Proposal(day, why(day)))
        kept += proposals[-1].kept
    return proposals
