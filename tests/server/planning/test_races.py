"""Many plan and move at once in one room, with real commits; and without the lock, to see that the race is a race."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from server.accounts.actions import add_staff
from server.accounts.rules import Person
from server.foundation.errors import Refused
from server.libraries.actions import Sheet, add_room, open_library
from server.workshops import conflicts
from server.workshops.actions import Outline, write_workshop
from server.workshops.sessions import Plan, change_session, plan_session
from server.workshops.tables import Session

pytestmark = pytest.mark.usefixtures("emptied")
AT = datetime(2027, 2, 2, 13, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
async def place(emptied, now):
    """A room, a library, a workshop, and who plans there."""
    staff = await add_staff("a@test.example", "Ana", "une phrase de passe", administrator=True, by="system", now=now)
    person = Person(staff, "Ana", True, f"staff:{staff}")
    library = await open_library(Sheet("Port", "1 quai", "35000", "Rennes"), by=person, now=now)
    room = await add_room(library, "Salle 1", "", by=person, now=now)
    return person, library, room, await write_workshop(Outline("Premiers pas"), library=None, by=person, now=now)


async def attempt(work):
    try:
        await work
    except Refused as refused:
        return refused.reason
    return "done"


def planned(place, now, number, **plan):
    person, library, room, workshop = place
    starts_at = AT + number * timedelta(minutes=1)
    given = {"room": room, **plan}
    return plan_session(workshop, library, Plan(starts_at, starts_at + HOUR, 8, **given), by=person, now=now)


async def test_of_forty_at_once_one_has_the_room(place, now):
    results = await asyncio.gather(*(attempt(planned(place, now, number)) for number in range(40)))
    assert sorted(set(results)) == ["done", "room_held"]
    assert results.count("done") == await Session.count() == 1


async def test_of_twenty_moved_at_once_onto_one_hour_one_gets_it(place, now):
    person, *_ = place
    made = [await planned(place, now, 120 * number, presenter=f"Personne {number}") for number in range(1, 21)]
    moves = [{"starts_at": AT, "ends_at": AT + HOUR}] * 20
    work = (
        attempt(change_session(session, move, by=person, now=now)) for session, move in zip(made, moves, strict=True)
    )
    assert (await asyncio.gather(*work)).count("done") == 1


async def test_of_ten_at_once_one_has_the_presenter(place, now):
    work = (attempt(planned(place, now, number, room=None, presenter="Ana")) for number in range(10))
    assert (await asyncio.gather(*work)).count("done") == 1


async def test_without_the_lock_two_have_the_room(place, now, monkeypatch):
    both, looked = asyncio.Barrier(2), conflicts.conflicts_of

    async def at_once():
        """Wait for nobody."""

    async def look_together(*asked, **more):
        found = await looked(*asked, **more)
        await both.wait()
        return found

    monkeypatch.setattr(conflicts, "one_at_a_time", at_once)
    monkeypatch.setattr(conflicts, "conflicts_of", look_together)
    results = await asyncio.gather(*(attempt(planned(place, now, number)) for number in range(2)))
    assert results == ["done", "done"]
