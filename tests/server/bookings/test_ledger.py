"""The ledger of seats: it agrees with the bookings and the counts, and says so when it does not."""

import pytest

from server.bookings.ledger import differing
from server.workshops.tables import Session

pytestmark = pytest.mark.usefixtures("undone")


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE session SET taken = taken - 1 WHERE id = {}",
        "UPDATE session SET waiting = 0 WHERE id = {}",
        "DELETE FROM seat_move WHERE session = {}",
        "UPDATE booking SET state = 'cancelled' WHERE session = {}",
    ],
)
async def test_what_was_changed_by_hand_is_found(make_session, ask, damage):
    session = await make_session(capacity=1)
    await make_session()
    for name in ("Anne Le Goff", "Paul Morvan"):
        await ask(session, name)
    assert await differing() == []
    await Session.raw(damage, session)
    assert await differing() == [session]
