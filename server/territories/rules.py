"""Which communes are of a territory: what names a commune most closely decides."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Protocol

from server.foundation.errors import Invalid, Refused

# From the closest to the widest: a commune, its EPCI, its département, its région.
CLOSEST = ("C", "E", "D", "R")
LONGEST_NAME = 100
MOST_PARTS = 500


class Placed(Protocol):
    """A commune, as far as a territory asks."""

    @property
    def code(self) -> str: ...
    @property
    def epci(self) -> str: ...
    @property
    def departement(self) -> str: ...
    @property
    def region(self) -> str: ...


@dataclass(frozen=True)
class Extent:
    """What a territory takes in and what it leaves out, each as a kind and a code: "R53", "D35", "C35238"."""

    takes: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()

    @property
    def parts(self) -> tuple[str, ...]:
        return self.takes + self.leaves


def holds(extent: Extent, place: Placed) -> bool:
    """Tell whether a commune is of a territory: the closest of its mentions decides; without any, it is not."""
    names = (f"C{place.code}", f"E{place.epci}", f"D{place.departement}", f"R{place.region}")
    for name in names:
        if name in extent.leaves:
            return False
        if name in extent.takes:
            return True
    return False


def put(extent: Extent, part: str, how: str) -> Extent:
    """Return a territory that takes a part in, leaves it out, or says nothing of it (`how`: take, leave, drop)."""
    if how not in ("take", "leave", "drop"):
        raise Invalid({"how": "bad_choice"})
    takes = tuple(each for each in extent.takes if each != part) + ((part,) if how == "take" else ())
    leaves = tuple(each for each in extent.leaves if each != part) + ((part,) if how == "leave" else ())
    if len(takes + leaves) > MOST_PARTS:
        raise Refused("territory_too_many_parts")
    return Extent(takes, leaves)


def check_name(name: str, others: Collection[str]) -> None:
    """Raise Invalid unless a territory has a name of its own, of at most a hundred characters."""
    if not name:
        raise Invalid({"name": "missing"})
    if len(name) > LONGEST_NAME:
        raise Invalid({"name": "too_long"})
    if name in others:
        raise Invalid({"name": "territory_name_taken"})


def touched(extent: Extent, departements: Iterable[tuple[str, str]], epcis: dict[str, tuple[str, ...]]) -> set[str]:
    """Return the départements in which a territory may have communes.

    `departements` are (code, its région), `epcis` the départements of each EPCI.
    """
    found: set[str] = set()
    for part in extent.takes:
        kind, code = part[0], part[1:]
        if kind == "R":
            found |= {each for each, region in departements if region == code}
        elif kind == "E":
            found |= set(epcis.get(code, ()))
        else:
            found.add(code if kind == "D" else code[:3] if code.startswith(("97", "98")) else code[:2])
    return found
