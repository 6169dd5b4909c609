"""What the names in the filters stand for: a room, who presents, the middle of a commune."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, floor, radians
from uuid import UUID

from federation.tables import RemoteEvent
from server.agenda.filters import Filters
from server.foundation.words import fold, slug
from server.libraries.queries import LibraryView, rooms_named
from server.territories.distance import Point, kilometres
from server.workshops.touched import offered

KILOMETRES_A_DEGREE = 111.2
MIDDLE = """
SELECT avg(latitude) AS latitude, avg(longitude) AS longitude FROM (
  SELECT latitude, longitude FROM fed_remote_event
  WHERE lower(locality) = any({}::text[]) AND latitude IS NOT NULL AND longitude IS NOT NULL LIMIT 50) AS there
"""


@dataclass(frozen=True)
class There:
    """Names as written of those who are asked for, rooms of that name, and the middle of the radius."""

    presenters: tuple[str, ...] = ()
    rooms: tuple[UUID, ...] = ()
    centre: Point | None = None


async def resolve(filters: Filters, known: Sequence[LibraryView]) -> There:
    """Return what the filters name; `known` are our libraries."""
    names = [name for name in (await offered())[0] if slug(name) == filters.mediateur] if filters.mediateur else []
    rooms = await rooms_named(filters.salle) if filters.salle else []
    return There(tuple(names), tuple(rooms), await _centre(filters, known) if filters.rayon else None)


async def _centre(filters: Filters, known: Sequence[LibraryView]) -> Point | None:
    """Return the point given, or the middle of what we know to be in the commune; None if that is nothing."""
    if filters.centre:
        latitude, longitude = (float(part) for part in filters.centre.split(","))
        return latitude, longitude
    here = [each for each in known if fold(each.city) == fold(filters.commune)]
    points = [
        (each.latitude, each.longitude) for each in here if each.latitude is not None and each.longitude is not None
    ]
    if points:
        return sum(point[0] for point in points) / len(points), sum(point[1] for point in points) / len(points)
    rows = await RemoteEvent.raw(MIDDLE, spellings(filters.commune, known))
    return (rows[0]["latitude"], rows[0]["longitude"]) if rows and rows[0]["latitude"] is not None else None


def spellings(commune: str, known: Sequence[LibraryView]) -> list[str]:
    """Return the ways in which a commune is written here, in lower case."""
    return [commune.lower(), *(each.city.lower() for each in known if fold(each.city) == fold(commune))]


def box(centre: Point, radius: float) -> tuple[float, float, float, float]:
    """Return the least and greatest latitude, then longitude, of a circle; `radius` in kilometres."""
    tall = radius / KILOMETRES_A_DEGREE
    wide = tall / max(0.05, cos(radians(centre[0])))
    return centre[0] - tall, centre[0] + tall, centre[1] - wide, centre[1] + wide


def cells(centre: Point, radius: float) -> list[int]:
    """Return the cells of an eighth of a degree that a circle may touch, numbered as the database numbers them."""
    south, north, west, east = (floor(8 * side) for side in box(centre, radius))
    around = [(row, column) for row in range(south, north + 1) for column in range(west, east + 1)]
    # The nearest point is taken on the flat: on the globe it is a little nearer.
    most = 1.05 * radius + 1
    return [4000 * row + column for row, column in around if kilometres(centre, _nearest(centre, row, column)) <= most]


def _nearest(centre: Point, row: int, column: int) -> Point:
    latitude, longitude = centre
    return min(max(latitude, row / 8), (row + 1) / 8), min(max(longitude, column / 8), (column + 1) / 8)


def department_of(postal_code: str) -> str:
    """Return the department of a French postal code: "35", "2A", "974"."""
    code = postal_code.replace(" ", "")
    if code.startswith("20"):
        return "2A" if code[2:3] in {"0", "1"} else "2B"
    return code[:3] if code.startswith(("97", "98")) else code[:2]
