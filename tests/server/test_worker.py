"""The loops of the worker: woken at once, and ever less busy while nothing is to be done."""

import asyncio
import contextlib

import pytest

from server.worker import go_round


class Loop:
    """A loop under test and the moments at which its tick ran; `work` is how often the tick still finds something."""

    def __init__(self):
        self.woken, self.stopping, self.ran, self.work, self.faults = asyncio.Event(), asyncio.Event(), [], 0, 0

    async def tick(self, now):
        self.ran.append(asyncio.get_running_loop().time())
        if self.faults:
            self.faults -= 1
            raise ValueError("a fault")
        self.work -= 1
        return max(0, self.work + 1)

    @contextlib.asynccontextmanager
    async def running(self, pauses):
        task = asyncio.create_task(go_round("test", self.tick, self.woken, self.stopping, pauses=pauses))
        yield
        self.stopping.set()
        self.woken.set()
        await asyncio.wait_for(task, 2)


async def test_it_goes_round_by_itself_ever_less_often():
    loop = Loop()
    async with loop.running((0.02, 0.32)):
        await asyncio.sleep(1.2)
        assert 4 <= len(loop.ran) <= 8  # at 0.02, 0.06, 0.14, 0.30, 0.62, 0.94 …
        assert loop.ran[-1] - loop.ran[-2] > 0.25


async def test_a_ring_wakes_it_at_once():
    loop = Loop()
    async with loop.running((5.0, 5.0)):
        await asyncio.sleep(0.05)
        assert loop.ran == []
        loop.woken.set()
        await asyncio.sleep(0.05)
        assert len(loop.ran) == 1


async def test_what_it_finds_it_does_to_the_end_and_looks_again_soon():
    loop = Loop()
    async with loop.running((0.02, 10.0)):
        await asyncio.sleep(0.5)
        quiet, loop.work = len(loop.ran), 3
        loop.woken.set()
        await asyncio.sleep(0.05)
        assert len(loop.ran) - quiet >= 4
        assert loop.work <= 0


@pytest.mark.parametrize("pauses", [None, (0.02, 0.02)], ids=["rung only", "polling"])
async def test_a_fault_does_not_end_it(pauses):
    loop = Loop()
    loop.faults = 1
    async with loop.running(pauses):
        loop.woken.set()
        await asyncio.sleep(1.2)
        loop.woken.set()
        await asyncio.sleep(0.1)
        assert len(loop.ran) >= 2
