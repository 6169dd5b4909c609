"""Who came, as each member publishes it by library and month (server/reports/network.py).

People whom a member could not tell, as they were one to four, are in no sum: sums of people are "at least".
"""

from collections.abc import Callable, Collection, Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from server.dashboard.asking import Asked
from server.dashboard.rules import following
from server.reports import network
from server.reports.network import Sum
from server.territories.geography import Commune, commune, key

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Came:
    """Sessions that are over, those of which somebody counted, people who came, people who asked in vain.

    None: nobody counted, or no member could tell.
    """

    sessions: int = 0
    recorded: int = 0
    present: int | None = None
    unmet: int | None = None

    def __add__(self, other: "Came") -> "Came":
        return Came(
            self.sessions + other.sessions,
            self.recorded + other.recorded,
            _sum(self.present, other.present),
            _sum(self.unmet, other.unmet),
        )


def _sum(one: int | None, other: int | None) -> int | None:
    return other if one is None else one if other is None else one + other


@dataclass(frozen=True)
class Attended:
    """What members published of each commune (None: not known) and month."""

    rows: list[tuple[Commune | None, date, Came]]

    def by(self, of: Callable[[Commune | None, date], Key | None]) -> dict[Key, Came]:
        """Return the sums by what `of` makes of a commune and a month; None is left out."""
        found: dict[Key, Came] = {}
        for where, month, came in self.rows:
            if (name := of(where, month)) is not None:
                found[name] = found.get(name, Came()) + came
        return found

    @property
    def total(self) -> Came:
        return sum((came for _, _, came in self.rows), Came())


async def published(asked: Asked) -> list[Sum]:
    """Return what is published of the months asked for, everywhere."""
    return await network.totals(asked.first, following(asked.last))


def attended(asked: Asked, sums: Iterable[Sum], known: Collection[Commune]) -> Attended:
    """Return what is published of what is asked for, of all themes and levels.

    `known`: communes among which those of which only the name is told are looked for.
    """
    names = {key(each.name): each for each in known}
    rows = [(_where(one, names), one) for one in sums]
    return Attended([(where, one.month, _came(one)) for where, one in rows if asked.holds(where)])


def _where(one: Sum, names: dict[str, Commune]) -> Commune | None:
    return (commune(one.insee) if one.insee else None) or names.get(key(one.city))


def _came(one: Sum) -> Came:
    return Came(one.sessions, one.recorded, one.present, one.unmet)
