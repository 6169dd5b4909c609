"""Who came, as each member publishes it by library and month (server/reports/network.py).

People whom a member could not tell, as they were one to four, are in no sum: sums of people are "at least".
"""

from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple, TypeVar

from server.dashboard.asking import Asked
from server.reports.network import Sum
from server.territories.geography import Commune, commune, key

Key = TypeVar("Key", bound=Hashable)


class Came(NamedTuple):
    """Sessions that are over, those of which somebody counted, people who came, people who asked in vain.

    None: nobody counted, or no member could tell.
    """

    sessions: int = 0
    recorded: int = 0
    present: int | None = None
    unmet: int | None = None


def _total(cames: Sequence[Came]) -> Came:
    return Came(
        sum(came.sessions for came in cames),
        sum(came.recorded for came in cames),
        _known([came.present for came in cames if came.present is not None]),
        _known([came.unmet for came in cames if came.unmet is not None]),
    )


def _known(people: Sequence[int]) -> int | None:
    return sum(people) if people else None


@dataclass(frozen=True)
class Attended:
    """What members published of each commune (None: not known) and month."""

    rows: list[tuple[Commune | None, date, Came]]

    def by(self, of: Callable[[Commune | None, date], Key | None]) -> dict[Key, Came]:
        """Return the sums by what `of` makes of a commune and a month; None is left out."""
        parts: dict[Key, list[Came]] = {}
        for where, month, came in self.rows:
            if (name := of(where, month)) is not None:
                parts.setdefault(name, []).append(came)
        return {name: _total(cames) for name, cames in parts.items()}

    @cached_property
    def total(self) -> Came:
        return _total([came for _, _, came in self.rows])


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
