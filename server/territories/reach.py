"""What a territory holds: its communes, and how many people live there."""

import re
from dataclasses import dataclass
from functools import lru_cache

from server.foundation.words import fold
from server.territories.geography import Area, Commune, area, communes_of, geography
from server.territories.rules import Extent, holds, touched

MOST_FOUND = 20
KINDS = "RDEC"


@dataclass(frozen=True)
class Size:
    """How large a territory is: communes and inhabitants."""

    communes: int
    inhabitants: int


@dataclass(frozen=True)
class Part:
    """A part of a territory, or what may become one: its name for forms ("D35"), and what it is."""

    value: str
    kind: str
    code: str
    name: str
    departement: str = ""


def communes_in(extent: Extent) -> list[Commune]:
    """Return the communes of a territory, département by département."""
    known = geography()
    there = touched(
        extent,
        [(code, each.within[0]) for code, each in known.departements.items()],
        {code: each.within for code, each in known.epcis.items()},
    )
    return [each for departement in sorted(there) for each in communes_of(departement) if holds(extent, each)]


@lru_cache(maxsize=64)
def size(extent: Extent) -> Size:
    """Return how large a territory is."""
    found = communes_in(extent)
    return Size(len(found), sum(each.inhabitants for each in found))


def part(value: str) -> Part | None:
    """Return what a part of a territory is, by its name for forms; None when there is none of that name."""
    found = area(value[:1], value[1:])
    return _part(value[:1], found) if found and found.code == value[1:] else None


def _part(kind: str, found: Area | Commune) -> Part:
    where = found.departement if isinstance(found, Commune) else ""
    return Part(f"{kind}{found.code}", kind, found.code, found.name, where)


def search(text: str) -> list[Part]:
    """Return the first areas and communes of which `text` is the code or the name, then those whose name holds it."""
    wanted = _plain(text)
    if not wanted:
        return []
    middle = "[^;\n]*" if len(wanted) > 2 else ""
    asked = re.escape(wanted)
    found = re.finditer(f"^({middle}{asked}{middle};\\w+|[^;\n]*;[RDEC]{asked.upper()})$", _index(), re.MULTILINE)
    hits = sorted((line[0].split(";") for line in found), key=lambda hit: _place(wanted, *hit))
    parts = (part(value) for _, value in hits[:MOST_FOUND])
    return [each for each in parts if each]


def _plain(text: str) -> str:
    return fold(text).replace("-", " ").replace(";", " ").strip()


def _place(wanted: str, name: str, value: str) -> tuple[bool, int, str, str]:
    """Return what sorts what is found: what is called just so first, the larger before the smaller."""
    return wanted not in (name, value[1:].lower()), KINDS.index(value[0]), name, value


@lru_cache(maxsize=1)
def _index() -> str:
    """Return a line for each thing: its name without accents, and its name for forms."""
    known = geography()
    areas = [each for table in (known.regions, known.departements, known.epcis) for each in table.values()]
    communes = (each for code in known.communes for each in communes_of(code))
    lines = [f"{_plain(each.name)};{each.kind}{each.code}" for each in areas]
    return "\n".join([*lines, *(f"{_plain(each.name)};C{each.code}" for each in communes)])
