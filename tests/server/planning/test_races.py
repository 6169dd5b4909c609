"""A hundred plan and move at once, with real commits; and without the lock, to see that the race is a race."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from server.accounts.actions import add_staff
from server.accounts.rules import Person
from server.foundation.errors import Refused
from server.libraries.actions import Sheet, add_room, open_library
from server.resources.mediators import Sheet as MediatorSheet
from server.resources.mediators import add_mediator
from server.resources.stocks import Kept, add_stock
from server.workshops import conflicts
from server.workshops.actions import Outline, write_workshop
from server.workshops.sessions import Plan, change_session, plan_session

pytestmark = pytest.mark.usefixtures("emptied")
AT = datetime(2027, 2, 2, 13, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
async def place(emptied, now):
    """Who plans, a library, a room, a workshop, a trolley of twelve laptops; Ana presents there."""
    staff = await add_staff("a@test.example", "Ana", "une phrase de passe", administrator=True, by="system", now=now)
    person = Person(staff, "Ana", True, f"staff:{staff}")
    library = await open_library(Sheet("Port", "1 quai", "35000", "Rennes"), by=person, now=now)
    room = await add_room(library, "Salle 1", "", by=person, now=now)
    workshop = await write_workshop(Outline("Premiers pas"), library=None, by=person, now=now)
    await add_mediator(MediatorSheet("Ana"), by=person, now=now)
    trolley = await add_stock(library, Kept("Chariot", "laptop", 12, True), by=person, now=now)
    return person, library, room, workshop, trolley


async def attempt(work):
    try:
        await work
    except Refused as refused:
        return refused.reason
    return "done"


def planned(place, now, number, **plan):
    person, library, room, workshop, _ = place
    starts_at = AT + number * timedelta(minutes=1)
    given = {"room": room, **plan}
    return plan_session(workshop, library, Plan(starts_at, starts_at + HOUR, 8, **given), by=person, now=now)


async def test_of_a_hundred_edits_at_once_one_has_the_room_one_the_laptops_and_one_the_person(place, now):
    person, *_ = place
    before = [await planned(place, now, 200 * number, presenter=f"Personne {number}") for number in range(1, 26)]
    move = {"starts_at": AT, "ends_at": AT + HOUR}
    work = {
        "room": lambda number: planned(place, now, number),
        "laptops": lambda number: planned(place, now, number, **seven_laptops(place)),
        "person": lambda number: planned(place, now, number, room=None, presenter="Ana" if number % 2 else "Ana, Zoé"),
        "move": lambda number: change_session(before[number], move, by=person, now=now),
    }
    asked = [(kind, number) for number in range(25) for kind in work]
    results = await asyncio.gather(*(attempt(work[kind](number)) for kind, number in asked))
    done = [kind for (kind, _), result in zip(asked, results, strict=True) if result == "done"]
    assert len(results) == 100
    assert sorted("room" if kind == "move" else kind for kind in done) == ["laptops", "person", "room"]
    assert set(results) <= {"done", "room_held", "stock_short", "presenter_taken"}


def seven_laptops(place):
    return {"room": None, "stocks": [place[4]], "stock_numbers": [7]}


@pytest.mark.parametrize("what", ["room", "laptops", "person"])
async def test_without_the_lock_two_have_it(place, now, monkeypatch, what):
    given = {"room": {}, "laptops": seven_laptops(place), "person": {"room": None, "presenter": "Ana"}}[what]
    both, looked = asyncio.Barrier(2), conflicts.conflicts_of

    async def at_once():
        """Wait for nobody."""

    async def look_together(*asked, **more):
        found = await looked(*asked, **more)
        await both.wait()
        return found

    monkeypatch.setattr(conflicts, "one_at_a_time", at_once)
    monkeypatch.setattr(conflicts, "conflicts_of", look_together)
    results = await asyncio.gather(*(attempt(planned(place, now, number, **given)) for number in range(2)))
    assert results == ["done", "done"]
