"""Who reads our feed of changes without end is told to wait, and slows nobody else."""

import pytest

from server.sharing import hearing

pytestmark = pytest.mark.usefixtures("undone")


async def test_a_peer_that_reads_without_end_waits(monkeypatch):
    monkeypatch.setitem(hearing.MOST_READ, "most", 2)
    waits = [await hearing.pace_reading("a.example") for _ in range(3)]
    assert waits[:2] == [0, 0]
    assert 0 < waits[2] <= 60
    assert await hearing.pace_reading("b.example") == 0
