"""How far two points are, and what is near."""

from collections.abc import Hashable, Iterable
from math import asin, cos, degrees, radians, sin, sqrt
from typing import TypeVar

Point = tuple[float, float]
Key = TypeVar("Key", bound=Hashable)
EARTH_KILOMETRES = 6371.0


def kilometres(one: Point, other: Point) -> float:
    """Return the distance of two points (latitude, longitude, in degrees) on the great circle."""
    (north, east), (up, right) = ((radians(part) for part in point) for point in (one, other))
    half = sin((up - north) / 2) ** 2 + cos(north) * cos(up) * sin((right - east) / 2) ** 2
    return 2 * EARTH_KILOMETRES * asin(min(1.0, sqrt(half)))


def near(point: Point, others: Iterable[tuple[Key, Point]], radius: float, most: int) -> list[tuple[Key, float]]:
    """Return the `most` nearest of some things within a radius, with their distance in kilometres, nearest first."""
    reach = degrees(radius / EARTH_KILOMETRES) + 1e-9  # what is farther to the north or south is farther in any case
    found = ((key, kilometres(point, there)) for key, there in others if abs(there[0] - point[0]) <= reach)
    return sorted((each for each in found if each[1] <= radius), key=lambda each: each[1])[:most]
