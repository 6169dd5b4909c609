"""What lies in a circle: found by cells and in parts of time, the same as if all had been looked at."""

import math
import random
import re
from datetime import timedelta

import pytest

from server.agenda.filters import midnight
from server.agenda.places import cells
from server.agenda.together import PARTS
from server.territories.distance import kilometres

HERE = {"latitude": 48.0, "longitude": -4.1}


@pytest.mark.parametrize("centre", [(48.1, -1.68), (0.0, 0.0), (-21.1, 55.5), (71.2, 25.8)])
@pytest.mark.parametrize("radius", [1, 5, 30, 200])
def test_whatever_lies_in_a_circle_lies_in_its_cells(centre, radius):
    found, dice = set(cells(centre, radius)), random.Random(7)
    wide = radius / 111 / math.cos(math.radians(centre[0]))
    points = [
        (centre[0] + dice.uniform(-1, 1) * radius / 111, centre[1] + dice.uniform(-1, 1) * wide) for _ in range(500)
    ]
    inside = [point for point in points if kilometres(centre, point) <= radius]
    assert len(inside) > 300
    assert {4000 * math.floor(8 * north) + math.floor(8 * east) for north, east in inside} <= found


async def test_a_circle_is_read_in_parts_that_lose_and_repeat_nothing(client, mirror, now):
    today = midnight(now.date(), "Europe/Paris")
    cuts = [today + part - now for part in PARTS]
    instant = timedelta(microseconds=1)
    times = [timedelta(days=3), *(cut + step for cut in cuts for step in (-instant, 0 * instant, instant))]
    made = [await mirror(starts_in=time, host="a.example", **HERE) for time in [*times, timedelta(days=300)]]
    under_way = await mirror(starts_in=today - now - timedelta(hours=1), host="a.example", **HERE)
    await mirror(starts_in=times[4], host="a.example", latitude=49.0, longitude=-4.1)
    text = (await client.get("/agenda.ics?centre=48.0,-4.1&rayon=20")).text
    assert re.findall(r"UID:(\S+)", text) == [str(id) for id in (under_way, *made)]
