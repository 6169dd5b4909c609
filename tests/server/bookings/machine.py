"""What people, staff, the clock and a falling machine may do to two sessions, which are a course; and what holds."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from server.accounts.rules import Person
from server.bookings import courses, relay
from server.bookings.actions import Request, book, cancel, promote
from server.bookings.course_waiting import promote_due
from server.bookings.offers import accept, decline, expire_due
from server.bookings.releasing import release_due
from server.bookings.tables import Booking
from server.foundation.errors import Refused
from server.journal.readers import follow
from server.journal.tables import Entry
from server.notifications import relay as notices
from server.workshops import sessions
from tests.server.bookings import seating
from tests.server.bookings.seating import Killed, killed_at

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
ENROLLED = st.fixed_dictionaries(
    {
        "channel": st.sampled_from(["web", "desk", "partner"]),
        "people": st.sampled_from([1, 1, 2]),
        "laptops": st.sampled_from([0, 0, 1]),
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
    st.fixed_dictionaries({"companions_count": st.booleans()}),
)


def counted(asked, row, *, whole):
    """What a request needs in a session; of a course, laptops only on the dates where some are lent."""
    lent = asked.laptops if row["laptops"] is not None or not whole else 0
    people = asked.people + (asked.companions if row["companions_count"] else 0)
    return {"channel": asked.channel, "first_time": asked.first_time, "laptops": lent, "people": people}


async def last_line():
    """The last line of the journal so far, or 0."""
    row = await Entry.select(Entry.id).order_by(Entry.id, ascending=False).first()
    return row["id"] if row else 0


async def dates_of(course):
    """The bookings of a course's dates, in the order of the dates, dropped ones too."""
    rows = await Booking.select(Booking.id).where(Booking.course == course).order_by(Booking.session)
    return [row["id"] for row in rows]


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
        self.rung = False  # a course gets its seats from the clock, whatever was freed
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
        first=FEW, laptops=st.sampled_from([2, 1, None]), counts=st.booleans(), other=st.integers(2, 4),
    )  # fmt: skip
    def open(self, capacity, places, offers, kept, first, laptops, counts, other):
        """Open a session with all that a session may have, and a second one: together they are a course."""
        self.now, self.settled, self.rung, self.begun, self.walked_in = self.begins, True, True, False, set()
        self.people, self.courses = {}, []
        more = {"kept_desk": kept, "kept_first": first, "laptops": laptops, "companions_count": counts}
        more |= {"offer_hours": offers, "starts_at": self.now + 120 * HOUR, "release_hours": 48}
        make = type(self).make_session
        self.session = self.run(make(capacity=capacity, waiting_places=places, **more))
        self.other = self.run(make(capacity=other, waiting_places=4, starts_at=self.now + 130 * HOUR))
        self.both = [self.session, self.other]
        self.series = self.run(seating.put_together(self.both))
        self.since = self.run(last_line())

    def row(self, session=None):
        return self.run(seating.session_row(session or self.session))

    @rule(comes=st.lists(PARTIES, min_size=1, max_size=4), there=st.sampled_from([0, 0, 0, 1]), falls=FALLS)
    def books(self, comes, there, falls):
        for party in comes:
            self.book(party, self.both[there], falls)

    def book(self, party, session, falls):
        row, asked = self.row(session), self.asked(session, party)
        done = self.act(falls, book(asked, by="patron", now=self.now))
        self.judge([row], asked, done if isinstance(done, str) else done.state)
        if not isinstance(done, str):
            self.people[done.id] = asked.people + asked.companions
            if row["starts_at"] <= self.now:
                self.walked_in.add(done.id)

    def asked(self, session, party):
        number, laptops = len(self.people), min(party["laptops"], party["people"])
        return Request(
            session, f"Personne {number}", channel_of_contact="email", email=f"p{number}@{self.session}.example",
            host="ailleurs.example" if party["channel"] == "peer" else "", **{**party, "laptops": laptops},
        )  # fmt: skip

    @rule(party=ENROLLED, falls=FALLS)
    def books_a_course(self, party, falls):
        rows = [row for row in map(self.row, self.both) if seating.takes_bookings(row, self.now)]
        asked = self.asked(self.series, party)
        done = self.act(falls, courses.book(self.series, asked, by="patron", now=self.now))
        self.judge(rows, asked, done if isinstance(done, str) else done.state, "course ")
        if not isinstance(done, str):
            self.courses.append(done.id)
            self.people |= dict.fromkeys(self.run(dates_of(done.id)), asked.people + asked.companions)

    @precondition(lambda self: self.courses)
    @rule(which=st.integers(0, 99), falls=FALLS)
    def drops_a_date(self, which, falls):
        dates = self.run(dates_of(self.courses[which % len(self.courses)]))
        if self.act(falls, cancel(dates[which % len(dates)], by="patron", now=self.now)) is None:
            self.seen.add("date dropped")

    @precondition(lambda self: self.courses)
    @rule(which=st.integers(0, 99), falls=FALLS)
    def cancels_a_course(self, which, falls):
        course = self.courses[which % len(self.courses)]
        if self.act(falls, courses.cancel(course, by="patron", now=self.now)) is None:
            self.seen.add("course cancelled")

    def judge(self, rows, asked, answer, what=""):
        """While nobody waits and the sessions are open, whoever fits is seated, and nobody else."""
        self.seen.add(f"{what}{answer}")
        if answer in {"killed", "host_quota"} or any(row["waiting"] for row in rows):
            return
        if not rows or not all(seating.takes_bookings(row, self.now) for row in rows):
            return
        fit = [seating.fits(row, counted(asked, row, whole=bool(what)), self.now) for row in rows]
        assert (answer == "confirmed") is all(fit), (answer, rows, asked)

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
        done = self.act(falls, promote(self.session, by="staff:1", now=self.now))
        if done not in {"killed", "session_past"} and not self.row(self.other)["waiting"]:
            self.settled = True

    @rule(hours=st.sampled_from([1, 4, 25, 1, 4]))
    def time_passes(self, hours):
        self.now += hours * HOUR
        self.settled = self.rung = False

    @rule(what=CHANGES, falls=FALLS)
    def changes(self, what, falls):
        self.settled = False
        if "in_hours" in what:
            start = self.now + what["in_hours"] * HOUR
            what = {"starts_at": start, "ends_at": start + 2 * HOUR}
        done = self.act(falls, sessions.change_session(self.session, what, by=STAFF, now=self.now))
        self.seen.add(f"changed {min(what)}" if done is None else done)

    @rule(seldom=st.integers(0, 30), falls=FALLS)
    def calls_off(self, seldom, falls):
        if seldom == 30 and self.act(falls, sessions.cancel(self.session, "", by=STAFF, now=self.now)) is None:
            self.seen.add("called off")

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
        self.settled = self.rung = True
        self.run(seating.every_message_is_owed_once(self.since))

    async def rounds(self):
        self.seen |= {"released"} if await release_due(self.now) else set()
        self.seen |= {"expired"} if await expire_due(self.now) else set()
        while await follow("bookings", relay.hear, now=self.now, most=1):
            pass
        self.seen |= {"course promoted"} if await promote_due(self.now) else set()
        while await follow("notifications", notices.hear, now=self.now):
            pass

    @invariant()
    def holds(self):
        if not hasattr(self, "session"):
            return
        self.run(self.in_order())

    async def in_order(self):
        dates, bookings = await seating.seen(self.both)
        for row, live in dates:
            seating.check(row, live, self.walked_in)
            self.begun = self.begun or row["starts_at"] <= self.now
            if self.settled and (self.rung or not self.courses):
                seating.nobody_waits_in_vain(row, live, self.now)
        if not self.begun:
            seating.no_course_is_halved(dates, self.now)
        if self.rung:
            seating.no_course_waits_in_vain(dates, self.now)
        kept = {row["id"]: row["people"] + row["companions"] for row in bookings}
        assert kept == self.people, "a party was split"
        await seating.counts_agree()
