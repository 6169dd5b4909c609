"""Many Joins at once on few seats, treated by several workers, with real commits: all answered, nobody seated twice."""

import asyncio
from collections import Counter
from dataclasses import replace

import pytest

from federation import inbox
from federation.tables import Activity, Delivery, Received
from server.accounts.actions import add_staff
from server.accounts.rules import Person
from server.bookings import actions as bookings
from server.bookings.tables import Booking
from server.sharing import joining
from server.sharing.hearing import HANDLERS
from server.sharing.node import node
from server.sharing.tables import Joined
from server.workshops.tables import Session
from tests.federation.fediverse import Net
from tests.server.conftest import PASSWORD, Maker
from tests.server.sharing.conftest import SECOND, Here

WORKERS = 6


@pytest.fixture
async def crowd(emptied, now):
    """Our side, with commits for real."""
    added = await add_staff("d@test.example", "Directrice", PASSWORD, administrator=True, by="system", now=now)
    net = Net()
    maker = Maker(now, Person(added, "Directrice", True, f"staff:{added}"))
    return Here(replace(node(), door=net), net, maker, now)


@pytest.fixture
def part(monkeypatch):
    """Set the part of the seats that one host may hold, in percent."""

    def of(percent):
        real = bookings.settings()
        monkeypatch.setattr(bookings, "settings", lambda: replace(real, remote_seats=percent))

    return of


async def work(here):
    """Let all workers treat what is due, at once."""
    await asyncio.gather(*[inbox.process_due(here.node, HANDLERS, now=here.now) for _ in range(WORKERS)])


async def account(session):
    """What the session's own figures and its bookings say."""
    row = await Session.select(Session.taken, Session.waiting).where(Session.id == session).first()
    rows = await Booking.select(Booking.state).where(Booking.session == session)
    held = Counter(row["state"] for row in rows)
    assert (row["taken"], row["waiting"]) == (held["confirmed"], held["waiting"])
    return held


async def all_answered(here, actors):
    """The kinds of the answers: one to each actor, and each is owed."""
    answers = await here.answers()
    assert sorted(one["to"][0] for one in answers) == sorted(actors)
    assert await Delivery.count().where(Delivery.lane == 0) == len(actors)
    assert {row["state"] for row in await Received.select(Received.state)} == {"processed"}
    assert await Joined.count() == len(actors)
    return Counter(one["type"] for one in answers)


@pytest.mark.parametrize(
    ("percent", "told"),
    [
        (50, {"Accept": 3, "TentativeAccept": 1, "Reject": 16}),  # one a host: a fourth one waits
        (100, {"Accept": 3, "TentativeAccept": 5, "Reject": 12}),
    ],
)
async def test_twenty_joins_of_four_hosts_for_three_seats(crowd, part, percent, told):
    part(percent)
    session = await crowd.maker.session(capacity=3, waiting_places=5)
    actors = [crowd.actor(f"p{number}", f"host{number % 4}.example") for number in range(20)]
    await asyncio.gather(*[crowd.take(crowd.says("Join", session, actor)) for actor in actors])
    await work(crowd)
    assert await all_answered(crowd, actors) == told
    assert (await account(session))["confirmed"] == 3


async def test_t43_a_hundred_actors_on_three_seats(crowd):
    session = await crowd.maker.session(capacity=3, waiting_places=10)
    actors = [crowd.actor("someone", f"host{number}.example") for number in range(100)]
    for actor in actors:
        await crowd.take(crowd.says("Join", session, actor))
    await work(crowd)
    assert await all_answered(crowd, actors) == {"Accept": 3, "TentativeAccept": 10, "Reject": 87}
    assert await account(session) == {"confirmed": 3, "waiting": 10}


async def test_one_actor_that_joins_twenty_times_at_once_has_one_seat(crowd):
    session = await crowd.maker.session()
    actor = crowd.actor()
    for _ in range(20):
        await crowd.take(crowd.says("Join", session, actor))
    await work(crowd)
    assert await account(session) == {"confirmed": 1}
    assert await crowd.kinds() == ["Accept"] * 20


async def test_a_fault_between_seat_and_answer_leaves_neither_and_is_tried_again(crowd, monkeypatch):
    session = await crowd.maker.session(capacity=3, waiting_places=5)
    actors = [crowd.actor("someone", f"host{number}.example") for number in range(12)]
    real, tries = joining.replies.answer, Counter()

    async def flaky(session, heard, *rest):
        tries[heard.sender.id] += 1
        await real(session, heard, *rest)
        if tries[heard.sender.id] == 1 and heard.sender.host[4] in "02468":
            raise RuntimeError("the power went")

    monkeypatch.setattr(joining.replies, "answer", flaky)
    for actor in actors:
        await crowd.take(crowd.says("Join", session, actor))
    await work(crowd)
    assert await Activity.count().where(Activity.type.is_in(["Accept", "TentativeAccept", "Reject"])) < 12
    crowd.now += 10 * SECOND
    await work(crowd)
    assert await all_answered(crowd, actors) == {"Accept": 3, "TentativeAccept": 5, "Reject": 4}
    assert await account(session) == {"confirmed": 3, "waiting": 5}


async def test_the_seats_of_many_who_leave_at_once_go_to_those_who_wait(crowd):
    session = await crowd.maker.session(capacity=3, waiting_places=6)
    actors = [crowd.actor("someone", f"host{number}.example") for number in range(9)]
    for actor in actors:
        await crowd.take(crowd.says("Join", session, actor))
        await work(crowd)
    await asyncio.gather(*[crowd.take(crowd.says("Leave", session, actor)) for actor in actors[:3]])
    await work(crowd)
    await crowd.relay()
    assert await account(session) == {"confirmed": 3, "waiting": 3, "cancelled": 3}
    assert [await crowd.kinds(actor) for actor in actors[3:6]] == [["TentativeAccept", "Accept"]] * 3
    assert [await crowd.kinds(actor) for actor in actors[6:]] == [["TentativeAccept"]] * 3
