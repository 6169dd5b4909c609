"""The official geographic code of France: régions, départements, intercommunalités (EPCI) and communes.

The file of this room holds one thing a line (R, D, E, C, and O for a code that was). It is unpacked when first asked
for; of communes only the text is kept, département by département, and read anew: they are 35,000. See
docs/territories.md for the sources, both under Licence Ouverte 2.0.
"""

import lzma
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from server.foundation.words import slug

FILE = Path(__file__).parent / "geography.txt.xz"
YEAR = 2026


@dataclass(frozen=True)
class Area:
    """A région, a département or an EPCI: its kind ("R", "D", "E"), its code, its name, and what it reaches into.

    `within`: the région of a département; the départements of an EPCI, which may be several.
    """

    kind: str
    code: str
    name: str
    within: tuple[str, ...] = ()


@dataclass(frozen=True)
class Commune:
    """A commune as it is today; `epci` is empty where there is none, the point None where we know of no library."""

    code: str
    name: str
    epci: str
    inhabitants: int
    point: tuple[float, float] | None
    departement: str
    region: str


@dataclass(frozen=True)
class Geography:
    """All of it: areas by code, the lines of communes by département, and (former code or key): code of today."""

    regions: dict[str, Area]
    departements: dict[str, Area]
    epcis: dict[str, Area]
    communes: dict[str, str]
    former: dict[str, str]


@lru_cache(maxsize=8192)
def key(name: str) -> str:
    """Return the name of a commune as names are compared: "St-Malo CEDEX 2" and "Saint-Malo" are one."""
    plain = re.sub(r"-cedex.*$|(?<=[a-z])-\d+(er|e|eme)?(-arrondissement)?$", "", slug(name))
    return re.sub(r"\b(st|ste)\b", lambda found: {"st": "saint", "ste": "sainte"}[found[0]], plain)


def departement_of(code: str) -> str:
    """Return the département in the code of a commune: "35238" is in "35", "2A004" in "2A", "97411" in "974"."""
    return code[:3] if code.startswith(("97", "98")) else code[:2]


@lru_cache(maxsize=1)
def geography() -> Geography:
    """Return the geography, unpacked once."""
    areas: dict[str, dict[str, Area]] = {"R": {}, "D": {}, "E": {}}
    communes: dict[str, list[str]] = {}
    former: dict[str, str] = {}
    for line in lzma.decompress(FILE.read_bytes()).decode().splitlines():
        kind, code, name, *rest = line.split(";")
        if kind == "C":
            communes.setdefault(departement_of(code), []).append(line)
        elif kind == "O":
            former |= {code: rest[0]} | ({f"{departement_of(rest[0])} {key(name)}": rest[0]} if name else {})
        else:
            areas[kind][code] = Area(kind, code, name, tuple(rest[0].split()) if rest else ())
    joined = {code: "\n".join(lines) for code, lines in communes.items()}
    return Geography(areas["R"], areas["D"], areas["E"], joined, former)


@lru_cache(maxsize=16)
def communes_of(departement: str) -> tuple[Commune, ...]:
    """Return the communes of a département by code; none for a code that is not one."""
    known = geography()
    return tuple(_commune(line, departement, known) for line in known.communes.get(departement, "").splitlines())


def _commune(line: str, departement: str, known: Geography) -> Commune:
    _, code, name, epci, inhabitants, north, east = line.split(";")
    point = (float(north), float(east)) if north else None
    (region,) = known.departements[departement].within
    return Commune(code, name, epci, int(inhabitants or 0), point, departement, region)


@lru_cache(maxsize=16)
def named(departement: str) -> dict[str, Commune]:
    """Return the communes of a département by the key of their name, those too that are parts of one today."""
    found = {key(each.name): each for each in communes_of(departement)}
    start = f"{departement} "
    parts = {name[len(start) :]: code for name, code in geography().former.items() if name.startswith(start)}
    merged = {name: commune(code) for name, code in parts.items()}
    return {name: each for name, each in merged.items() if each} | found


@lru_cache(maxsize=4096)
def commune(code: str) -> Commune | None:
    """Return the commune with this code, or the one that it has become a part of; None for no code of a commune."""
    today = geography().former.get(code, code)
    return next((each for each in communes_of(departement_of(today)) if each.code == today), None)


def area(kind: str, code: str) -> Area | Commune | None:
    """Return an area by its kind ("R", "D", "E", or "C" for a commune) and its code; None when there is none."""
    known = geography()
    tables = {"R": known.regions, "D": known.departements, "E": known.epcis}
    return commune(code) if kind == "C" else tables.get(kind, {}).get(code)
