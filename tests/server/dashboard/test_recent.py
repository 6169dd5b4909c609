"""Figures of a period are read once a minute, however often the dashboard is looked at."""

from datetime import date, timedelta

import pytest

from server.dashboard import recent
from server.dashboard.asking import Asked
from server.dashboard.recent import Figures
from server.foundation.database import DB


@pytest.fixture
def reads(monkeypatch):
    """The periods that were really read, outside of any transaction."""
    found = []

    async def read(asked):
        found.append(asked.first.month)
        return Figures([], [], {}, [])

    monkeypatch.setattr(recent, "_read", read)
    monkeypatch.setattr(recent, "_kept", {})
    return found


@pytest.fixture
def at(monkeypatch, now):
    """Return a function that looks at the dashboard from a month on, some seconds after the beginning."""

    async def look(month, seconds):
        monkeypatch.setattr(recent.clock, "now", lambda: now + timedelta(seconds=seconds))
        before = DB.current_transaction.set(None)
        try:
            return await recent.figures(Asked(None, first=date(2027, month, 1), last=date(2027, month, 1)))
        finally:
            DB.current_transaction.reset(before)

    return look


@pytest.mark.parametrize(
    ("looks", "read"),
    [
        ([(1, 0), (1, 59)], [1]),
        ([(1, 0), (1, 60)], [1, 1]),
        ([(1, 0), (2, 1), (1, 2), (2, 3)], [1, 2]),
        ([(1, 0), (2, 1), (3, 2), (2, 3), (3, 4), (1, 5)], [1, 2, 3, 1]),
    ],
)
async def test_a_period_is_read_once_a_minute_and_two_are_kept(reads, at, looks, read):
    for look in looks:
        await at(*look)
    assert reads == read


async def test_a_transaction_sees_its_own_writes(reads, undone):
    asked = Asked(None, first=date(2027, 1, 1), last=date(2027, 1, 1))
    await recent.figures(asked)
    await recent.figures(asked)
    assert reads == [1, 1]
