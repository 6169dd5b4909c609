"""Relays that run at once: they lock in one order, and one session that cannot be told holds no other back."""

import asyncio
from datetime import timedelta

import pytest

from federation import outbox
from server.accounts.actions import add_staff
from server.accounts.rules import Person
from server.bookings.actions import Request, book
from server.foundation.database import DB
from server.journal.readers import follow
from server.sharing import relay
from server.sharing.actions import open_instance
from server.sharing.tables import SeatNews
from tests.server.conftest import PASSWORD, Maker

LATER = timedelta(minutes=11)
WAITING = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"


@pytest.fixture
async def due(emptied, now):
    """Return two sessions whose seats are due to be told; all is committed for real."""
    await open_instance(now=now)
    added = await add_staff("d@test.example", "Directrice", PASSWORD, administrator=True, by="system", now=now)
    maker = Maker(now, Person(added, "Directrice", True, f"staff:{added}"))
    library = await maker.library("jean-mace")
    sessions = [await maker.session(library) for _ in range(2)]
    for session in sessions:
        await book(Request(session, "Jeanne Morvan"), by="patron", now=now)
    while await follow("sharing", relay.hear, now=now):
        pass
    assert await SeatNews.count().where(SeatNews.waiting == True) == 2  # noqa: E712  # a column
    return sessions


async def test_seats_and_changes_told_at_once_do_not_wait_for_each_other(due, now):
    turn = asyncio.Event()

    async def change():
        """As the relay does when it says a change: its turn, then the row."""
        async with DB.transaction():
            await outbox.in_order()
            turn.set()
            for _ in range(500):
                if await SeatNews.raw(WAITING):
                    break
                await asyncio.sleep(0.01)
            await SeatNews.update({SeatNews.told_at: now - LATER}).where(SeatNews.session == due[0])

    changing = asyncio.create_task(change())
    await turn.wait()
    assert await relay.tell_seats_due(now + LATER) == 2
    await changing
    assert not await SeatNews.exists().where(SeatNews.waiting == True)  # noqa: E712  # a column


async def test_one_session_that_cannot_be_told_holds_no_other_back(due, now, monkeypatch):
    say = relay.outbox.say

    async def failing(node, *, event, **told):
        if event.uuid == str(due[0]):
            raise RuntimeError("poison")
        await say(node, event=event, **told)

    monkeypatch.setattr(relay.outbox, "say", failing)
    assert await relay.tell_seats_due(now + LATER) == 2
    rows = {row["session"]: row for row in await SeatNews.select()}
    assert [rows[session]["waiting"] for session in due] == [True, False]
    assert await relay.tell_seats_due(now + LATER) == 0
    monkeypatch.setattr(relay.outbox, "say", say)
    assert await relay.tell_seats_due(now + 2 * LATER) == 1
