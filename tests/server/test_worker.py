"""The loops of the worker: woken at once, and ever less busy while nothing is to be done."""

import asyncio
import contextlib
from itertools import pairwise

import asyncpg
import pytest

from server.worker import go_round


class Loop:
    """A loop under test and the moments at which its tick ran; `work` is how often the tick still finds something."""

    def __init__(self):
        self.woken, self.stopping, self.ran, self.work, self.faults = asyncio.Event(), asyncio.Event(), [], 0, []

    async def tick(self, now):
        self.ran.append(asyncio.get_running_loop().time())
        if self.faults:
            raise self.faults.pop()
        self.work -= 1
        return max(0, self.work + 1)

    @contextlib.asynccontextmanager
    async def running(self, pauses):
        task = asyncio.create_task(go_round("test", self.tick, self.woken, self.stopping, pauses=pauses))
        yield
        self.stopping.set()
        self.woken.set()
        await asyncio.wait_for(task, 30)


async def becomes(question):
    """Wait until the answer is true: at most half a minute, on however slow a machine."""
    async with asyncio.timeout(30):
        while not question():  # noqa: ASYNC110  # nothing tells us
            await asyncio.sleep(0.005)


async def test_it_goes_round_by_itself_ever_less_often():
    loop = Loop()
    async with loop.running((0.02, 0.08)):
        await becomes(lambda: len(loop.ran) == 6)
    waits = [later - earlier for earlier, later in pairwise(loop.ran)]
    assert all(wait > at_least - 0.01 for wait, at_least in zip(waits, (0.04, 0.08, 0.08, 0.08, 0.08), strict=True))


async def test_a_ring_wakes_it_at_once():
    loop = Loop()
    async with loop.running((3600.0, 3600.0)):
        await asyncio.sleep(0.05)
        assert loop.ran == []
        loop.woken.set()
        await becomes(lambda: len(loop.ran) == 1)


async def test_what_it_finds_it_does_to_the_end_and_looks_again_soon():
    loop = Loop()
    async with loop.running((0.02, 3600.0)):
        await becomes(lambda: len(loop.ran) == 4)
        loop.work = 3
        loop.woken.set()
        await becomes(lambda: len(loop.ran) >= 9)  # three that find something, one that does not, and one more soon
        assert loop.work <= 0


@pytest.mark.parametrize("fault", [ValueError("a fault"), asyncpg.LockNotAvailableError("somebody else is at it")])
@pytest.mark.parametrize("pauses", [None, (0.02, 0.02)], ids=["rung only", "polling"])
async def test_a_fault_does_not_end_it(pauses, fault, caplog):
    loop = Loop()
    loop.faults = [fault]
    async with loop.running(pauses):
        loop.woken.set()
        await becomes(lambda: loop.ran)
        loop.woken.set()
        await becomes(lambda: len(loop.ran) >= 2)
    assert ("failed" in caplog.text) is isinstance(fault, ValueError)
