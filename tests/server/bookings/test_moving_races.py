"""Moves between two sessions that cross, at once: no deadlock, and the count holds."""

import asyncio

from server.bookings.ledger import differing
from server.bookings.moving import move_to
from server.bookings.rules import Outcome
from server.bookings.tables import Booking
from server.foundation.errors import Refused


async def test_crossing_moves_wait_for_each_other(emptied, make_session, ask, seats, now):
    sessions = [await make_session(capacity=5), await make_session(capacity=5)]
    booked = [[await ask(session, f"Personne {n}") for n in range(4)] for session in sessions]
    moves = [
        move_to(party.id, sessions[1 - side], may_wait=False, by="staff:1", now=now)
        for side in (0, 1)
        for party in booked[side]
    ]
    ends = await asyncio.gather(*moves, return_exceptions=True)
    assert {type(end) for end in ends} <= {Outcome, Refused}
    assert Outcome.CONFIRMED in ends
    taken = [(await seats(session))[1] for session in sessions]
    assert sum(taken) == 8
    assert max(taken) <= 5
    assert await differing() == []
    assert await Booking.count().where(Booking.state == "confirmed") == 8
