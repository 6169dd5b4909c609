"""Make the geography anew, by hand, once a year: `python -m server.territories.making FOLDER --places FILE`.

FOLDER is `data` of the npm package @etalab/decoupage-administratif (Licence Ouverte 2.0), FILE the table of public
libraries of the Ministère de la Culture (Licence Ouverte 2.0), of which only the places of communes are taken.
"""

import argparse
import csv
import json
import lzma
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from server.territories.geography import FILE, key

Rows = list[dict[str, Any]]
Point = tuple[float, float]


def _read(folder: Path, name: str) -> Rows:
    found: Rows = json.loads((folder / f"{name}.json").read_text("utf-8"))
    return found


def points(table: Path) -> dict[tuple[str, str], Point]:
    """Return the middle of the libraries of each (département, key of a commune), in degrees."""
    there: dict[tuple[str, str], list[Point]] = defaultdict(list)
    with table.open(encoding="utf-8", newline="") as source:
        for row in csv.DictReader(source):
            if row["Latitude"] and row["Longitude"]:
                code = row["code_departement"].zfill(2)
                there[code, key(row["Ville"])].append((float(row["Latitude"]), float(row["Longitude"])))
    return {place: _median(found) for place, found in there.items()}


def _median(found: list[Point]) -> Point:
    """Return the middle of some points: one that was typed wrong moves it little."""
    half = len(found) // 2
    return sorted(point[0] for point in found)[half], sorted(point[1] for point in found)[half]


def lines(folder: Path, places: dict[tuple[str, str], Point]) -> Iterator[str]:
    """Return the lines of the geography, as `server.territories.geography` reads them."""
    communes, groups = _read(folder, "communes"), _read(folder, "epci")
    now = [row for row in communes if row["type"] == "commune-actuelle"]
    departement = {row["code"]: row["departement"] for row in now}
    group = {member["code"]: each["code"] for each in groups for member in each["membres"]}
    for row in _read(folder, "regions"):
        yield f"R;{row['code']};{row['nom']}"
    for row in _read(folder, "departements"):
        yield f"D;{row['code']};{row['nom']};{row['region']}"
    for row in groups:
        reach = sorted({departement[member["code"]] for member in row["membres"]})
        yield f"E;{row['code']};{row['nom']};{' '.join(reach)}"
    for row in sorted(now, key=lambda each: (each["departement"], each["code"])):
        point = places.get((row["departement"], key(row["nom"])))
        told = f"{point[0]:.2f};{point[1]:.2f}" if point else ";"
        yield f"C;{row['code']};{row['nom']};{group.get(row['code'], '')};{row.get('population', '')};{told}"
    yield from _former(communes, now)


def _former(communes: Rows, now: Rows) -> Iterator[str]:
    """Return the codes that were, and the names of what is now a part of a commune."""
    parts = {
        row["code"]: (row.get("chefLieu") or row["commune"], row["nom"])
        for row in communes
        if row["type"] != "commune-actuelle"
    }
    known = {row["code"] for row in now}
    former = {old: (row["code"], "") for row in now for old in row.get("anciensCodes", []) if old not in known}
    for code, (becomes, name) in sorted((former | parts).items()):
        yield f"O;{code};{name};{becomes}"


def write(made: Iterable[str], file: Path) -> None:
    """Write the lines down, compressed so that two megabytes are enough to unpack them."""
    packed = {"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME, "dict_size": 1 << 21}
    file.write_bytes(lzma.compress("\n".join(made).encode(), filters=[packed]))


def main() -> None:
    """Make the file beside this module."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--places", type=Path)
    given = asked.parse_args()
    write(lines(given.folder, points(given.places) if given.places else {}), FILE)


if __name__ == "__main__":
    main()
