"""Any sequence of bookings, cancellations, changes of capacity and promotions, against a model of a few lines."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from server.bookings.actions import Request, book, cancel, promote
from server.bookings.tables import Booking, SeatMove
from server.foundation.errors import Refused
from server.workshops.tables import Session

HURRY = settings(
    max_examples=40,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
    phases=(Phase.generate,),  # a failure is short enough as it is, and shrinking it takes minutes
)


class Seating(RuleBasedStateMachine):
    """Books through the event loop of the test, which runs in another thread."""

    loop: asyncio.AbstractEventLoop
    make_session: Callable[..., Any]
    now: datetime

    def run(self, work):
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(30)

    @initialize(capacity=st.integers(1, 5), places=st.integers(4, 12))
    def open(self, capacity, places):
        self.session = self.run(type(self).make_session(capacity=capacity, waiting_places=places))
        self.capacity, self.places = capacity, places
        self.parties = []  # [id, people, state] in order of joining

    def total(self, state):
        return sum(people for _, people, held in self.parties if held == state)

    def fill(self):
        for party in self.parties:
            if party[2] == "waiting":
                if party[1] > self.capacity - self.total("confirmed"):
                    return
                party[2] = "confirmed"

    @rule(people=st.sampled_from([1, 1, 2, 3]))
    def books(self, people):
        free = self.capacity - self.total("confirmed")
        expected = "waiting" if self.total("waiting") + people <= self.places else "session_full"
        expected = "confirmed" if not self.total("waiting") and people <= free else expected
        expected = "too_many_people" if people > self.capacity > 0 else expected
        try:
            booked = self.run(book(Request(self.session, "Quelqu'un", people), by="patron", now=self.now))
            answer = booked.state
            self.parties.append([booked.id, people, answer])
        except Refused as refused:
            answer = refused.reason
        assert answer == expected

    @precondition(lambda self: self.parties)
    @rule(which=st.integers(0, 99))
    def cancels(self, which):
        party = self.parties[which % len(self.parties)]
        self.run(cancel(party[0], by="patron", now=self.now))
        if party[2] != "cancelled":
            party[2] = "cancelled"
            self.fill()

    @rule(capacity=st.integers(0, 6), then_promote=st.booleans())
    def changes_capacity(self, capacity, then_promote):
        self.capacity = max(capacity, self.total("confirmed"))
        self.run(self._set(self.capacity))
        if then_promote:
            self.promotes()

    async def _set(self, capacity):
        await Session.update({Session.capacity: capacity}).where(Session.id == self.session)

    @rule()
    def promotes(self):
        before = self.total("confirmed")
        count = self.run(promote(self.session, by="system", now=self.now))
        self.fill()
        assert (count > 0) is (self.total("confirmed") > before)

    @invariant()
    def agrees(self):
        self.run(self._agree())

    async def _agree(self):
        rows = (
            await Booking.select(Booking.id, Booking.people, Booking.state)
            .where(Booking.session == self.session)
            .order_by(Booking.joined)
        )
        assert [[row["id"], row["people"], row["state"]] for row in rows] == self.parties
        held = await Session.select().where(Session.id == self.session).first()
        moves = await SeatMove.select(SeatMove.delta).where(SeatMove.session == self.session)
        assert held["taken"] == self.total("confirmed") == sum(row["delta"] for row in moves)
        assert held["waiting"] == self.total("waiting")
        assert held["taken"] <= held["capacity"]


@pytest.mark.usefixtures("emptied")
async def test_seats_follow_the_model(make_session, now):
    here = {"loop": asyncio.get_running_loop(), "make_session": make_session, "now": now}
    await asyncio.to_thread(run_state_machine_as_test, type("Here", (Seating,), here), settings=HURRY)
