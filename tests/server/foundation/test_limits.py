"""Counting tries: exact when many come at once, each on its own, and begun again after the window."""

import asyncio
from datetime import timedelta

import pytest

from server.foundation import limits
from server.foundation.errors import TooMany
from server.foundation.tables import Tally

pytestmark = pytest.mark.usefixtures("emptied")


async def refused(about, now, most=20):
    """Whether one more try is refused."""
    try:
        await limits.count("essai", about, most=most, seconds=60, now=now)
    except TooMany:
        return True
    return False


async def test_of_many_at_once_just_those_beyond_the_limit_are_refused(now):
    tries = [refused(f"{number % 2}", now) for number in range(60)]
    found = await asyncio.gather(*tries)
    assert [sum(found[0::2]), sum(found[1::2])] == [10, 10]
    assert [row["tries"] for row in await Tally.select(Tally.tries)] == [30, 30]


async def test_tries_begin_again_after_their_window(now, database):
    assert not await refused("one", now, most=1)
    assert await refused("one", now + timedelta(seconds=59), most=1)
    assert not await refused("one", now + timedelta(seconds=60), most=1)
    async with database.transaction():
        assert await refused("one", now + timedelta(seconds=61), most=1)


async def test_a_fault_is_told_to_all_and_hinders_nobody_later(now, monkeypatch):
    async def broken(tries):
        raise OSError("the power went")

    with monkeypatch.context() as patch:
        patch.setattr(limits, "_written", broken)
        found = await asyncio.gather(*(refused("one", now) for _ in range(3)), return_exceptions=True)
    assert [str(error) for error in found] == ["the power went"] * 3
    assert not await refused("one", now)
