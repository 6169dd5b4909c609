"""Any sequence of what people, staff, the clock and a falling machine do to a session leaves its seats in order."""

import asyncio

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from server.bookings.offers import accept, decline
from tests.server.bookings.machine import Seating

HURRY = settings(
    max_examples=24,
    stateful_step_count=50,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
    phases=(Phase.generate,),  # a failure is short enough as it is, and shrinking it takes minutes
)


def party(people=1, **more):
    """A party as the machine books it."""
    return {"channel": "web", "people": people, "first_time": False, "laptops": 0, "companions": 0, **more}


def tour(machine):
    """Go where the machine must be able to go, by its own rules, and yield after each step."""
    machine.open(capacity=3, places=3, offers=3, kept=0, first=0, laptops=1, counts=True, other=2)
    yield machine.books([party(2), party(), party(), party(), party(), party()], 0, None)  # three wait, one is refused
    yield machine.books([party()], 1, 2)
    yield machine.cancels(0, None)  # two are offered a seat
    yield machine.answers(0, accept, None)
    yield machine.answers(0, decline, None)
    yield machine.time_passes(4)  # the third does not answer
    yield machine.the_clock_rings(0)
    for what in ({"capacity": 7}, {"kept_desk": 2}, {"companions_count": False}, {"in_hours": 60}):
        yield machine.changes(what, None)
    enrolled = {"channel": "desk", "laptops": 0, "companions": 0}
    yield machine.books_a_course({**enrolled, "people": 2}, None)
    yield machine.books_a_course({**enrolled, "people": 1}, None)  # the second date is full
    yield machine.cancels_a_course(0, None)
    yield machine.the_clock_rings(None)
    yield machine.drops_a_date(1, None)
    yield machine.time_passes(25)
    yield machine.the_clock_rings(None)
    yield machine.calls_off(30, None)


EVERYWHERE = {
    "confirmed", "waiting", "session_full", "killed", "killed in a tick", "accept", "decline", "expired", "released",
    "changed capacity", "changed kept_desk", "changed companions_count", "changed ends_at", "course confirmed",
    "course waiting", "course promoted", "course cancelled", "date dropped", "called off",
}  # fmt: skip


@pytest.fixture
async def machine(make_session, now, monkeypatch):
    """The machine, at home in the event loop of the test."""
    here = {"make_session": make_session, "begins": now, "patch": monkeypatch, "seen": set()}
    return type("Here", (Seating,), {"loop": asyncio.get_running_loop(), **here})


@pytest.mark.usefixtures("emptied")
async def test_the_machine_goes_everywhere(machine):
    def walk():
        walker = machine()
        for _ in tour(walker):
            walker.holds()

    await asyncio.to_thread(walk)
    assert machine.seen >= EVERYWHERE, EVERYWHERE - machine.seen  # a machine that never gets there shows nothing


@pytest.mark.usefixtures("emptied")
async def test_seats_stay_in_order_whatever_happens(machine):
    await asyncio.to_thread(run_state_machine_as_test, machine, settings=HURRY)
