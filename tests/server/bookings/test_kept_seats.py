"""Seats kept by channel through the doors of the room: counted, given back, released by the clock, edited by staff."""

from datetime import timedelta

import pytest

from server.bookings import relay
from server.bookings.actions import Request, book, cancel
from server.bookings.ledger import differing
from server.bookings.releasing import release_due
from server.bookings.tables import Booking
from server.foundation.errors import Invalid, Refused
from server.journal.readers import follow
from server.journal.tables import Entry
from server.workshops import sessions
from server.workshops.tables import Session

pytestmark = pytest.mark.usefixtures("undone")
LATER = timedelta(days=5)
HOUR = timedelta(hours=1)


@pytest.fixture
def kept_session(make_session, now):
    """Return a function that adds a session in five days, eight seats of which are kept as told."""

    async def make(**more):
        return await make_session(**{"starts_at": now + LATER, **more})

    return make


@pytest.fixture
def come(now):
    """Return a function that books by a door and gives the state."""

    async def comes(session, channel="web", *, at=now, **more):
        return await book(Request(session, "Jeanne", channel=channel, **more), by="patron", now=at)

    return comes


async def pools(session):
    row = await Session.select().where(Session.id == session).first()
    named = {name: row[f"taken_{name}"] for name in ("desk", "partner", "peer", "first")}
    return {name: number for name, number in named.items() if number} | {"all": row["taken"]}


async def states(session):
    rows = await Booking.select(Booking.state).where(Booking.session == session).order_by(Booking.joined)
    return [row["state"] for row in rows]


async def test_each_door_counts_on_its_own_seats(kept_session, come):
    session = await kept_session(kept_desk=2, kept_partner=1, kept_peer=1, kept_first=1, waiting_places=9)
    for channel, more in (
        ("web", {"people": 3}), ("web", {}), ("web", {"first_time": True}), ("desk", {"people": 2}), ("api", {}),
        ("partner", {}), ("peer", {"host": "ailleurs.example"}),
    ):  # fmt: skip
        await come(session, channel, **more)
    assert await states(session) == [
        "confirmed", "waiting", "confirmed", "confirmed", "waiting", "confirmed", "confirmed",
    ]  # fmt: skip
    assert await pools(session) == {"desk": 2, "partner": 1, "peer": 1, "first": 1, "all": 8}
    assert await differing() == []


async def test_what_is_cancelled_goes_back_to_its_pool(kept_session, come, now):
    session = await kept_session(capacity=3, kept_desk=2, waiting_places=5)
    desk, _, _ = await come(session, "desk"), await come(session, "web"), await come(session, "web")
    await cancel(desk.id, by="staff:1", now=now)
    assert await states(session) == ["cancelled", "confirmed", "waiting"]  # the kept seat is not the web's
    assert await pools(session) == {"all": 1}
    await come(session, "desk", people=2)
    assert await states(session) == ["cancelled", "confirmed", "waiting", "confirmed"]


async def test_the_clock_releases_what_is_kept_to_those_who_wait_first(kept_session, come, now):
    session = await kept_session(capacity=3, kept_desk=3, release_hours=48, waiting_places=5)
    await come(session, "web", people=2)
    released = now + LATER - timedelta(hours=48)
    assert await release_due(released - timedelta(seconds=1)) == 0
    late = await come(session, "web", at=released)  # before the tick has come: behind those who wait, not before them
    assert late.state == "confirmed"
    assert await release_due(released) == 1
    assert await release_due(released) == 0
    assert await states(session) == ["confirmed", "confirmed"]
    kinds = [row["kind"] for row in await Entry.select(Entry.kind).order_by(Entry.id)]
    assert kinds == ["booking.waited", "booking.confirmed", "session.released", "booking.promoted"]


async def test_released_seats_are_offered_where_the_session_asks(kept_session, come, now):
    session = await kept_session(capacity=1, kept_desk=1, offer_hours=4, waiting_places=5)
    await come(session, "web")
    await release_due(now + LATER - timedelta(hours=48))
    assert await states(session) == ["offered"]
    assert await pools(session) == {"all": 1}


async def test_who_comes_between_the_hour_and_the_tick_passes_nobody(kept_session, come, now):
    session = await kept_session(capacity=2, kept_desk=2, waiting_places=5)
    await come(session, "web", people=2)
    late = await come(session, "web", at=now + LATER - timedelta(hours=48))
    assert late.state == "waiting"


async def test_laptops_are_counted_and_given_back(kept_session, come, now):
    session = await kept_session(laptops=2, waiting_places=5)
    first = await come(session, people=2, laptops=2)
    waits, other = await come(session, laptops=1), await come(session)
    assert (waits.state, other.state) == ("waiting", "confirmed")
    await cancel(first.id, by="patron", now=now)
    row = await Session.select().where(Session.id == session).first()
    assert (row["laptops_taken"], row["taken"], row["waiting"]) == (1, 2, 0)
    with pytest.raises(Refused, match="too_many_laptops"):
        await come(session, people=3, laptops=3)
    with pytest.raises(Invalid):
        await come(session, people=1, laptops=2)


@pytest.mark.parametrize(("counts", "taken", "kept"), [(True, 3, (3, 0)), (False, 2, (2, 1))])
async def test_companions_take_a_seat_or_not(kept_session, come, counts, taken, kept):
    session = await kept_session(companions_count=counts)
    booked = await come(session, people=2, companions=1)
    row = await Booking.select().where(Booking.id == booked.id).first()
    assert (row["people"], row["companions"]) == kept
    assert (await pools(session))["all"] == taken
    with pytest.raises(Refused, match="too_many_people"):
        await come(session, people=4, companions=3)


async def test_an_edit_lets_in_those_for_whom_it_makes_room(maker, come, administrator, now):
    session = await maker.session(starts_in=LATER, capacity=2, kept_desk=2, laptops=1, waiting_places=5)
    for more in ({}, {"laptops": 1}):
        await come(session, "web", **more)
    assert await states(session) == ["waiting", "waiting"]
    await sessions.change_session(session, {"kept_desk": 0}, by=administrator, now=now)
    while await follow("bookings", relay.hear, now=now, most=1):
        pass
    assert await states(session) == ["confirmed", "confirmed"]
    with pytest.raises(Refused, match="laptops_lent"):
        await sessions.change_session(session, {"laptops": 0}, by=administrator, now=now)
    with pytest.raises(Refused, match="seats_taken"):
        await sessions.change_session(session, {"capacity": 1}, by=administrator, now=now)
    # Keeping what is taken already breaks nobody's seat.
    await sessions.change_session(session, {"kept_desk": 2}, by=administrator, now=now)
    assert await states(session) == ["confirmed", "confirmed"]


async def test_moving_a_released_session_keeps_its_seats_again(maker, come, administrator, now):
    session = await maker.session(starts_in=timedelta(days=2), capacity=2, kept_desk=2, waiting_places=5)
    assert await release_due(now) == 1
    await sessions.change_session(
        session, {"starts_at": now + LATER, "ends_at": now + LATER + HOUR}, by=administrator, now=now
    )
    assert (await come(session, "web")).state == "waiting"
    assert await release_due(now) == 0
    assert await release_due(now + timedelta(days=3)) == 1
    assert await states(session) == ["confirmed"]
