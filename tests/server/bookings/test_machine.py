"""Any sequence of what people, staff, the clock and a falling machine do to a session leaves its seats in order."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

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

from server.accounts.rules import Person
from server.bookings import relay
from server.bookings.actions import Request, book, cancel, promote
from server.bookings.offers import accept, decline, expire_due
from server.bookings.releasing import release_due
from server.bookings.tables import Booking
from server.foundation.errors import Refused
from server.journal.readers import follow
from server.notifications import relay as notices
from server.workshops import sessions
from tests.server.bookings import seating
from tests.server.bookings.seating import Killed, killed_at

HURRY = settings(
    max_examples=30,
    stateful_step_count=50,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
    phases=(Phase.generate,),  # a failure is short enough as it is, and shrinking it takes minutes
)
STAFF = Person(UUID(int=1), "Directrice", True, "staff:1")
HOUR = timedelta(hours=1)
FEW = st.integers(0, 2)
# At which statement the machine falls; most often it does not.
FALLS = st.one_of(st.none(), st.none(), st.none(), st.integers(0, 14))
PARTIES = st.fixed_dictionaries(
    {
        "channel": st.sampled_from(["web", "web", "desk", "api", "partner", "peer"]),
        "people": st.sampled_from([1, 1, 1, 2, 3]),
        "first_time": st.booleans(),
        "laptops": st.sampled_from([0, 0, 0, 0, 1]),
        "companions": st.sampled_from([0, 0, 1]),
    }
)
KEPT = st.fixed_dictionaries({f"kept_{pool}": st.sampled_from([0, 0, 1, 2]) for pool in seating.POOLS})
CHANGES = st.one_of(
    st.fixed_dictionaries({"capacity": st.integers(1, 7)}),
    KEPT,
    st.fixed_dictionaries({"laptops": st.sampled_from([None, 1, 2, 3])}),
    st.fixed_dictionaries({"release_hours": st.sampled_from([0, 48, 96])}),
    st.fixed_dictionaries({"in_hours": st.sampled_from([120, 60, 40])}),
)


def needed(asked, row):
    """How many seats a request needs in a session."""
    return asked.people + (asked.companions if row["companions_count"] else 0)


class Seating(RuleBasedStateMachine):
    """Acts through the event loop of the test, which runs in another thread."""

    loop: asyncio.AbstractEventLoop
    make_session: Callable[..., Any]
    begins: datetime
    patch: pytest.MonkeyPatch
    seen: set[str]

    def run(self, work):
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(30)

    def act(self, falls, work):
        """Do one action of one transaction: it is done, refused with words, or has left no trace. Return what of it."""
        before = self.run(seating.picture()) if falls is not None else None
        try:
            if falls is None:
                done = self.run(work)
            else:
                with killed_at(falls, self.patch):
                    done = self.run(work)
        except Killed:
            self.seen.add("killed")
            assert self.run(seating.picture()) == before
            return "killed"
        except Refused as refused:
            return refused.reason
        return done

    @initialize(
        capacity=st.integers(3, 7), places=st.sampled_from([12, 3, 0]), offers=st.sampled_from([3, 0, 24]), kept=FEW,
        first=FEW, laptops=st.sampled_from([2, 1, None]), counts=st.booleans(),
    )  # fmt: skip
    def open(self, capacity, places, offers, kept, first, laptops, counts):
        self.now, self.settled, self.people, self.walked_in = self.begins, True, {}, set()
        more = {"kept_desk": kept, "kept_first": first, "laptops": laptops, "companions_count": counts}
        more |= {"offer_hours": offers, "starts_at": self.now + 120 * HOUR, "release_hours": 48}
        self.session = self.run(type(self).make_session(capacity=capacity, waiting_places=places, **more))

    def row(self):
        return self.run(seating.session_row(self.session))

    @rule(comes=st.lists(PARTIES, min_size=1, max_size=4), falls=FALLS)
    def books(self, comes, falls):
        for party in comes:
            self.book(party, falls)

    def book(self, party, falls):
        row, number = self.row(), len(self.people)
        asked = Request(
            self.session, f"Personne {number}", channel_of_contact="email", email=f"p{number}@{self.session}.example",
            host="ailleurs.example" if party["channel"] == "peer" else "",
            **{**party, "laptops": min(party["laptops"], party["people"])},
        )  # fmt: skip
        done = self.act(falls, book(asked, by="patron", now=self.now))
        self.judge(row, asked, done if isinstance(done, str) else done.state)
        if not isinstance(done, str):
            self.people[done.id] = needed(asked, row)
            if row["starts_at"] <= self.now:
                self.walked_in.add(done.id)

    def judge(self, row, asked, answer):
        """While nobody waits and the session is open, whoever fits is seated, and nobody else."""
        self.seen.add(answer)
        if answer in {"killed", "host_quota"} or row["waiting"] or row["state"] != "published":
            return
        if self.now >= row["starts_at"]:
            return
        party = {"channel": asked.channel, "first_time": asked.first_time, "laptops": asked.laptops}
        party["people"] = needed(asked, row)
        assert (answer == "confirmed") is seating.fits(row, party, self.now), (answer, row, party)

    @precondition(lambda self: self.people)
    @rule(which=st.integers(0, 99), falls=FALLS)
    def cancels(self, which, falls):
        self.act(falls, cancel(self.one(which), by="patron", now=self.now))

    def one(self, which, states=("confirmed", "offered", "waiting")):
        """One of the bookings in these states, those that joined first before others; any of all when there is none."""
        live = [row["id"] for row in self.run(seating.parties(self.session)) if row["state"] in states]
        return (live or list(self.people))[which % len(live or self.people)]

    @precondition(lambda self: self.people)
    @rule(which=st.integers(0, 99), says=st.sampled_from([accept, decline]), falls=FALLS)
    def answers(self, which, says, falls):
        booking = self.one(which, ("offered",))
        if self.act(falls, says(booking, by="patron", now=self.now)) is None:
            self.seen.add(says.__name__)

    @rule(falls=FALLS)
    def promotes(self, falls):
        if self.act(falls, promote(self.session, by="staff:1", now=self.now)) not in {"killed", "session_past"}:
            self.settled = True

    @rule(hours=st.sampled_from([1, 4, 25, 1, 4]))
    def time_passes(self, hours):
        self.now += hours * HOUR
        self.settled = False

    @rule(what=CHANGES, falls=FALLS)
    def changes(self, what, falls):
        self.settled = False
        if "in_hours" in what:
            start = self.now + what["in_hours"] * HOUR
            what = {"starts_at": start, "ends_at": start + 2 * HOUR}
        done = self.act(falls, sessions.change_session(self.session, what, by=STAFF, now=self.now))
        self.seen.add("changed" if done is None else done)

    @rule(seldom=st.integers(0, 30), falls=FALLS)
    def calls_off(self, seldom, falls):
        if seldom == 30:
            self.act(falls, sessions.cancel(self.session, "", by=STAFF, now=self.now))

    @rule(falls=FALLS)
    def the_clock_rings(self, falls):
        """The ticks and the relays, which may fall anywhere; then the ones that the next worker does."""
        if falls is not None:
            try:
                with killed_at(falls, self.patch):
                    self.run(self.rounds())
            except Killed:
                self.seen.add("killed in a tick")
        self.run(self.rounds())
        self.settled = True
        self.run(seating.every_message_is_owed_once())

    async def rounds(self):
        await release_due(self.now)
        self.seen |= {"expired"} if await expire_due(self.now) else set()
        while await follow("bookings", relay.hear, now=self.now, most=1):
            pass
        while await follow("notifications", notices.hear, now=self.now):
            pass

    @invariant()
    def holds(self):
        if not hasattr(self, "session"):
            return
        self.run(seating.check(self.session, self.walked_in))
        if self.settled:
            self.run(seating.nobody_waits_in_vain(self.session, self.now))
        self.run(self.whole())

    async def whole(self):
        rows = await Booking.select(Booking.id, Booking.people).where(Booking.session == self.session)
        assert {row["id"]: row["people"] for row in rows} == self.people, "a party was split"


@pytest.mark.usefixtures("emptied")
async def test_seats_stay_in_order_whatever_happens(make_session, now, monkeypatch):
    seen: set[str] = set()
    here = {
        "loop": asyncio.get_running_loop(), "make_session": make_session, "begins": now, "patch": monkeypatch,
        "seen": seen,
    }  # fmt: skip
    await asyncio.to_thread(run_state_machine_as_test, type("Here", (Seating,), here), settings=HURRY)
    # It has been everywhere: a machine that never gets there shows nothing.
    assert seen >= {"confirmed", "waiting", "killed", "changed"}
    assert seen & {"decline", "expired"}
