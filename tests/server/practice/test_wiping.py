"""Each night all is erased, whatever hangs on it; the days that follow are as the first; real sessions keep theirs."""

import asyncio
from datetime import timedelta

import pytest

from server.accounts import actions as accounts
from server.accounts.rules import Person
from server.bookings import drafts, targets
from server.bookings.actions import Request, book
from server.bookings.ledger import differing
from server.bookings.tables import Booking, Contact, Draft, SeatMove
from server.foundation.database import DB
from server.foundation.errors import NotFound
from server.practice.actions import EMPTIED, open_session, renew_due, wipe
from server.practice.tables import PracticeMessage
from server.workshops.queries import session as session_view
from tests.server.conftest import PASSWORD, Maker

REFERRING = """
SELECT c.conrelid::regclass::text AS name, c.confdeltype::text AS rule FROM pg_constraint c
WHERE c.contype = 'f' AND c.confrelid = {}::regclass ORDER BY 1
"""


async def everything():
    tables = (Booking, Contact, Draft, SeatMove, PracticeMessage)
    return [await table.count() for table in tables]


async def test_each_night_and_only_then(pair, learn, catch_up, now):
    first = await learn(pair.unreal)
    await learn(pair.real, "Paul Kerros")
    token = await drafts.start(await targets.of_session(pair.unreal), now)
    await drafts.answer(token, {"for_whom": "self", "name": "Jeanne"}, now)
    await catch_up()
    assert await everything() == [2, 2, 1, 2, 1]
    assert await renew_due(now + timedelta(hours=13)) == 0
    assert await everything() == [2, 2, 1, 2, 1]
    assert await renew_due(now + timedelta(hours=14, minutes=1)) == 1
    assert await everything() == [1, 1, 0, 1, 0]
    assert not await Booking.exists().where(Booking.id == first.id)
    assert "Jeanne" not in str(await Contact.select())
    assert await differing() == []
    assert await renew_due(now + timedelta(hours=14, minutes=2)) == 0


async def test_it_is_in_a_week_for_ever(pair, now):
    for day in range(30):
        await renew_due(now + timedelta(days=day))
        view = await session_view(pair.unreal)
        assert timedelta(days=3) <= view.starts_at - (now + timedelta(days=day)) <= timedelta(days=8)
    real = await session_view(pair.real)
    assert real.starts_at == now + timedelta(days=5)


async def test_all_counts_begin_again(pair, learn, now):
    for number in range(20):
        await learn(pair.unreal, f"Élève {number}", channel="desk")
    assert (await learn(pair.unreal, "Vingt et unième")).state == "waiting"
    assert await wipe(pair.unreal, by="staff:1", now=now) == 21
    view = await session_view(pair.unreal)
    assert (view.taken, view.waiting) == (0, 0)
    assert (await learn(pair.unreal)).state == "confirmed"
    with pytest.raises(NotFound):
        await wipe(pair.real, by="staff:1", now=now)


async def test_nothing_that_hangs_on_a_session_is_forgotten(undone):
    """Each table that refers to a session or a booking goes with it, or is emptied by name."""
    by_name = {table._meta.tablename for table in EMPTIED} | {"booking_draft"}
    of_sessions = {row["name"]: row["rule"] for row in await Booking.raw(REFERRING, "session")}
    # No session to practise with takes a voucher or trains staff; its picture and what was printed of it stay.
    assert set(of_sessions) - by_name == {"voucher", "training_seat", "image", "print_session"}
    of_bookings = {row["name"]: row["rule"] for row in await Booking.raw(REFERRING, "booking")}
    assert {name for name, rule in of_bookings.items() if rule != "c"} - by_name == {"voucher"}


async def test_who_books_while_it_is_wiped_is_there_or_not_but_never_half(emptied, now):
    added = await accounts.add_staff("d@test.example", "D", PASSWORD, administrator=True, by="system", now=now)
    maker = Maker(now, Person(added, "D", True, f"staff:{added}"))
    session = await open_session(await maker.library(), by=maker.by, now=now)

    async def learner(number):
        target = await targets.of_session(session)
        token = await drafts.start(target, now)
        answers = {"for_whom": "self", "name": f"Élève {number}", "channel": "none"}
        try:
            await drafts.answer(token, answers, now)
            await drafts.complete(token, target, language="fr", now=now)
        except NotFound:
            return  # the draft was wiped

    for _ in range(3):
        await asyncio.gather(*(learner(number) for number in range(6)), wipe(session, by="staff:1", now=now))
        await asyncio.gather(
            wipe(session, by="staff:1", now=now),
            book(Request(session, "Au bureau", channel="desk"), by="staff:1", now=now),
        )
        assert await differing() == []
    await wipe(session, by="staff:1", now=now)
    assert await everything() == [0, 0, 0, 0, 0]
    assert DB.pool is not None
