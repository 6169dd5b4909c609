"""Offers end once, whoever is killed and however many workers there are; answers and ends at once leave one truth."""

import asyncio
from datetime import timedelta

import pytest

from server.bookings import ledger, offers
from server.bookings.actions import cancel
from server.bookings.offers import accept, decline, expire_due
from server.bookings.tables import Booking
from server.foundation.errors import Refused
from server.journal.tables import Entry

pytestmark = pytest.mark.usefixtures("emptied", "database")
HOUR = timedelta(hours=1)


@pytest.fixture
async def offered(make_session, ask, now):
    """A session of one seat, and three bookings: cancelled, offered for four hours, waiting."""
    session = await make_session(capacity=1, waiting_places=9, offer_hours=4)
    made = [await ask(session, name) for name in ("Un", "Deux", "Trois")]
    await cancel(made[0].id, by="patron", now=now)
    return made


async def states(booked):
    found = {row["id"]: row["state"] for row in await Booking.select(Booking.id, Booking.state)}
    return [found[each.id] for each in booked]


async def kinds():
    return [row["kind"] for row in await Entry.select(Entry.kind).order_by(Entry.id)]


async def test_killed_before_it_committed_nothing_has_happened(offered, now, monkeypatch):
    before, at = await kinds(), now + 4 * HOUR

    async def killed(*_, **__):
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr(offers, "note", killed)
        assert await expire_due(at) == 0
    assert await states(offered) == ["cancelled", "offered", "waiting"]
    assert (await kinds(), await ledger.differing()) == (before, [])
    assert await expire_due(at) == 1
    assert await states(offered) == ["cancelled", "waiting", "offered"]
    assert (await kinds())[len(before) :] == ["booking.expired", "booking.offered"]
    assert await ledger.differing() == []


async def test_one_bad_offer_does_not_stop_the_others(offered, make_session, ask, now, monkeypatch):
    other = await make_session(capacity=1, waiting_places=9, offer_hours=4)
    seated, waits = [await ask(other, name) for name in ("Quatre", "Cinq")]
    await cancel(seated.id, by="patron", now=now)
    sound = offers.fill

    async def failing(held, now):
        if held.id == other:
            raise ZeroDivisionError
        return await sound(held, now)

    monkeypatch.setattr(offers, "fill", failing)
    assert await expire_due(now + 4 * HOUR) == 1
    assert await states([offered[1], waits]) == ["waiting", "offered"]


async def test_four_workers_end_it_once(offered, now):
    ended = await asyncio.gather(*(expire_due(now + 4 * HOUR) for _ in range(4)))
    assert sum(ended) == 1
    assert (await kinds()).count("booking.expired") == 1
    assert await states(offered) == ["cancelled", "waiting", "offered"]
    assert await ledger.differing() == []


async def test_yes_no_and_a_cancellation_at_once_leave_one_truth(offered, now):
    at = now + HOUR
    answers = [accept(offered[1].id, by="patron", now=at), decline(offered[1].id, by="staff:1", now=at)]
    ends = await asyncio.gather(*answers, cancel(offered[2].id, by="patron", now=at), return_exceptions=True)
    assert all(end is None or isinstance(end, Refused) for end in ends)
    assert (await states(offered))[1] in {"confirmed", "cancelled"}
    assert sum(kind in {"booking.accepted", "booking.declined"} for kind in await kinds()) == 1
    assert await ledger.differing() == []
