"""Where those who signed the charter are, as dots on a small drawing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians

from server.partnerships.charter_queries import Signatory

WIDTH, HEIGHT, MARGIN = 320, 220, 24


@dataclass(frozen=True)
class Dot:
    """A dot, in the units of the drawing; `number` is that of its line in the table, 0 where nobody signed."""

    x: float
    y: float
    number: int


def dots(signatories: Sequence[Signatory], places: Mapping[str, tuple[float, float]]) -> list[Dot]:
    """Return the dots of the map, without those of whom nobody knows where they are.

    `places` are (latitude, longitude) by commune in lower case. The map is flat (equirectangular) and fits them all;
    a single place is no map.
    """
    numbered = {place.lower(): number for number, place in _first_of_each(signatories)}
    if len(places) < 2 or not numbered.keys() & places.keys():
        return []
    middle = cos(radians(sum(point[0] for point in places.values()) / len(places)))
    flat = {name: (longitude * middle, -latitude) for name, (latitude, longitude) in places.items()}
    left, top = (min(point[axis] for point in flat.values()) for axis in (0, 1))
    wide, high = (max(point[axis] for point in flat.values()) - edge for axis, edge in ((0, left), (1, top)))
    scale = min((WIDTH - 2 * MARGIN) / (wide or 1e-9), (HEIGHT - 2 * MARGIN) / (high or 1e-9), 4000)
    found = [
        Dot(
            round(WIDTH / 2 + (x - left - wide / 2) * scale, 1),
            round(HEIGHT / 2 + (y - top - high / 2) * scale, 1),
            numbered.get(name, 0),
        )
        for name, (x, y) in flat.items()
    ]
    return sorted(found, key=lambda dot: dot.number)


def _first_of_each(signatories: Sequence[Signatory]) -> list[tuple[int, str]]:
    """Return (number of its line, commune), backwards: of several in one commune the first one names the dot."""
    return [(number, one.place) for number, one in reversed(list(enumerate(signatories, start=1)))]
