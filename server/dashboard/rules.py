"""How figures are added up, each session once, and which are too small to show."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Protocol, TypeVar

SHOWN_FROM = 5
Key = TypeVar("Key", bound=Hashable)


class Few(Enum):
    """A number of people that is not told: so few could be recognised, or it would give the few away."""

    FEW = "few"
    BESIDE = "beside"


FEW, BESIDE = Few.FEW, Few.BESIDE
Number = int | Few | None


class Figures(Protocol):
    """What is added up: see server/agenda/tallies.py."""

    @property
    def sessions(self) -> int: ...
    @property
    def seats(self) -> int: ...
    @property
    def taken(self) -> int: ...
    @property
    def waiting(self) -> int: ...
    @property
    def full_sessions(self) -> int: ...


class Told(Figures, Protocol):
    """Figures that a host tells; not `counted` where another one tells them too."""

    @property
    def host(self) -> str: ...
    @property
    def counted(self) -> bool: ...


One = TypeVar("One", bound=Told)


@dataclass(frozen=True)
class Sums:
    """Sessions, seats and people; `full_sessions` have no seat left."""

    sessions: int = 0
    seats: int = 0
    taken: int = 0
    waiting: int = 0
    full_sessions: int = 0

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(
            self.sessions + other.sessions,
            self.seats + other.seats,
            self.taken + other.taken,
            self.waiting + other.waiting,
            self.full_sessions + other.full_sessions,
        )


@dataclass(frozen=True)
class Member:
    """What one member tells: all of it, and what of it is counted with another one, as both tell it."""

    host: str
    told: Sums
    shared: int

    @property
    def counted(self) -> int:
        return self.told.sessions - self.shared


def sums_of(one: Figures) -> Sums:
    """Return the figures of a telling."""
    return Sums(one.sessions, one.seats, one.taken, one.waiting, one.full_sessions)


def total(told: Iterable[Told]) -> Sums:
    """Return the sum, what several tell counted once."""
    return added((None, one) for one in told if one.counted).get(None, Sums())


def by(told: Iterable[One], keys: Callable[[One], Iterable[Key]]) -> dict[Key, Sums]:
    """Return the sums by key, what several tell counted once; what has several keys counts in each."""
    return added((key, one) for one in told if one.counted for key in keys(one))


def added(figures: Iterable[tuple[Key, Figures]]) -> dict[Key, Sums]:
    """Return the sums of figures by what stands before them."""
    found: dict[Key, list[int]] = {}
    for key, one in figures:
        sums = found.get(key)
        if sums is None:
            sums = found[key] = [0, 0, 0, 0, 0]
        sums[0] += one.sessions
        sums[1] += one.seats
        sums[2] += one.taken
        sums[3] += one.waiting
        sums[4] += one.full_sessions
    return {key: Sums(*sums) for key, sums in found.items()}


def members(told: Iterable[Told]) -> list[Member]:
    """Return what each host tells, by host. The total is the sum of what they tell without what is shared."""
    all_of: dict[str, Sums] = {}
    shared: dict[str, int] = {}
    for one in told:
        all_of[one.host] = all_of.get(one.host, Sums()) + sums_of(one)
        shared[one.host] = shared.get(one.host, 0) + (0 if one.counted else one.sessions)
    return [Member(host, sums, shared[host]) for host, sums in sorted(all_of.items())]


def masked(people: Sequence[int | None]) -> list[Number]:
    """Return a column of numbers of people without those from one to four.

    When a single one is hidden, the smallest of the others goes too, or the total would give it away.
    """
    few = {place for place, number in enumerate(people) if number is not None and 0 < number < SHOWN_FROM}
    others = [(number, place) for place, number in enumerate(people) if number and place not in few]
    beside = min(others)[1] if len(few) == 1 and others else None
    return [FEW if place in few else BESIDE if place == beside else number for place, number in enumerate(people)]


def alone(people: int | None) -> Number:
    """Return one number of people, unless it is too small."""
    return FEW if people is not None and 0 < people < SHOWN_FROM else people


def months(first: date, last: date) -> list[date]:
    """Return the first days of the months from one to the other, both among them."""
    count = 12 * (last.year - first.year) + last.month - first.month
    return [following(first, number) for number in range(count + 1)]


def following(month: date, number: int = 1) -> date:
    """Return the first day of the month so many months later (earlier, if negative)."""
    at = 12 * month.year + month.month - 1 + number
    return date(at // 12, at % 12 + 1, 1)
