"""Charts as SVG, drawn here: bars and a map. Each has a title and a description, and reads in black and white.

They show what the table beside them says. Nothing in them depends on a style sheet: lines and letters have the colour
of the text around. Measures are in the units of the view box, of which a phone shows about one a pixel.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import cos, radians, sqrt

from markupsafe import Markup

from server.foundation.spoken import number

WIDTH, ROW, LABEL, END, LONGEST = 320, 26, 118, 46, 16
SIDE, MARGIN, LARGEST, LARGEST_RING, SMALLEST = 320, 24, 13.0, 9.0, 2.0
MOST_NAMES = 10
SVG = Markup(
    '<svg class="chart" role="img" aria-labelledby="{id}-title {id}-desc" viewBox="0 0 {width} {height}"'
    ' width="{width}" height="{height}" focusable="false">'
    '<title id="{id}-title">{title}</title><desc id="{id}-desc">{desc}</desc>{body}</svg>'
)
TEXT = Markup('<text x="{x:.0f}" y="{y:.0f}" font-size="{size}" fill="currentColor"{more}>{words}</text>')
HALO = Markup(' stroke="Canvas" stroke-width="4" stroke-linejoin="round" paint-order="stroke"')
RECT = Markup('<rect x="{x}" y="{y}" width="{width:.1f}" height="14" fill="currentColor"/>')
AXIS = Markup('<line x1="{x}" y1="0" x2="{x}" y2="{y}" stroke="currentColor"/>')
FULL = Markup('<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}" fill="currentColor" stroke="Canvas" stroke-width="1"/>')
HOLLOW = Markup('<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}" fill="none" stroke="currentColor"/>')
ENDING = Markup(' text-anchor="end"')


@dataclass(frozen=True)
class Spot:
    """A place on a map: where it is, how much is there, its name; `hollow` when there is nothing but people."""

    north: float
    east: float
    amount: int
    name: str
    hollow: bool = False


Projection = Callable[[Spot], tuple[float, float]]


def _svg(id: str, title: str, desc: str, height: int, body: Sequence[Markup]) -> Markup:
    return SVG.format(id=id, title=title, desc=desc, width=WIDTH, height=height, body=Markup("").join(body))


def bars(id: str, title: str, desc: str, rows: Sequence[tuple[str, int]], language: str) -> Markup:
    """Return a chart of one horizontal bar for each (label, amount), with the amount beside it.

    Short labels are beside their bars, long ones above.
    """
    most = max((amount for _, amount in rows), default=0) or 1
    beside = all(len(label) <= LONGEST for label, _ in rows)
    left, high = (LABEL, ROW) if beside else (1, ROW + 18)
    drawn = [AXIS.format(x=left, y=len(rows) * high)]
    for place, (label, amount) in enumerate(rows):
        foot, length = (place + 1) * high - 9, amount / most * (WIDTH - left - END)
        across, up, more = (left - 6, foot, ENDING) if beside else (left + 5, foot - 18, "")
        drawn += [
            TEXT.format(x=across, y=up, size=12, more=more, words=label),
            RECT.format(x=left, y=foot - 11, width=length),
            TEXT.format(x=left + length + 5, y=foot, size=12, more="", words=number(amount, language)),
        ]
    return _svg(id, title, desc, max(len(rows), 1) * high, drawn)


def spots(id: str, title: str, desc: str, found: Sequence[Spot]) -> Markup:
    """Return a map: a full disc where something is held, a ring where nothing is, the largest with their names.

    Places are projected on the flat around their middle (equirectangular); the area of a disc goes with its amount,
    each kind by itself.
    """
    place, most = _projection(found), _most(found)
    order = sorted(found, key=lambda each: (not each.hollow, -each.amount))
    drawn = [
        (HOLLOW if each.hollow else FULL).format(x=place(each)[0], y=place(each)[1], r=_radius(each, most))
        for each in order
    ]
    height = round(max(place(each)[1] for each in found) + MARGIN)
    return _svg(id, title, desc, height, [*drawn, *_names(found, order, place)])


def _projection(found: Sequence[Spot]) -> Projection:
    """Return what says where a spot is drawn: north is up, and a kilometre is as long both ways."""
    south, north = min(each.north for each in found), max(each.north for each in found)
    west, east = min(each.east for each in found), max(each.east for each in found)
    narrow = max(0.05, cos(radians((south + north) / 2)))
    scale = (SIDE - 2 * MARGIN) / max(north - south, (east - west) * narrow, 0.05)
    left = (SIDE - (east - west) * narrow * scale) / 2
    return lambda each: (left + (each.east - west) * narrow * scale, MARGIN + (north - each.north) * scale)


def _most(found: Sequence[Spot]) -> dict[bool, int]:
    """Return the largest amount of hollow spots, and of the others."""
    return {
        hollow: max((each.amount for each in found if each.hollow == hollow), default=0) for hollow in (True, False)
    }


def _radius(spot: Spot, most: dict[bool, int]) -> float:
    return max(SMALLEST, sqrt(spot.amount / (most[spot.hollow] or 1)) * (LARGEST_RING if spot.hollow else LARGEST))


def _names(found: Sequence[Spot], order: Sequence[Spot], place: Projection) -> list[Markup]:
    """Return the names of the largest, without those that would be written over another one."""
    most = _most(found)
    discs = ((place(each), _radius(each, most)) for each in found if not each.hollow)
    written = [(down, across - wide, across + wide) for (across, down), wide in discs]
    drawn: list[Markup] = []
    for each in sorted(order, key=lambda one: (one.hollow, -one.amount)):
        across, down = place(each)
        left = across > SIDE * 0.6
        reach = _radius(each, most) + 3
        start = across - reach - 6.2 * len(each.name) if left else across + reach
        end = start + 6.2 * len(each.name)
        if len(drawn) < MOST_NAMES and not any(
            abs(down - line) < 12 and start < right and end > begin for line, begin, right in written
        ):
            written.append((down, start, end))
            x = across - reach if left else across + reach
            more = HALO + (ENDING if left else "")
            drawn.append(TEXT.format(x=x, y=down + 4, size=11, more=more, words=each.name))
    return drawn
