"""How long a freed seat is held, who keeps a place, why a list does not move: tables of cases."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from server.bookings.rules import Party, Seats
from server.bookings.waiting import Stop, Why, held_until, keeps_waiting, shortened, why_nobody

NOW = datetime(2027, 1, 11, 9, tzinfo=UTC)  # Monday, ten in the morning in Paris
HOUR = timedelta(hours=1)


def at(day, hour, minute=0):
    """An instant of January 2027, as the clocks of Paris say it."""
    return datetime(2027, 1, day, hour - 1, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("channel", "hours", "starts_at", "now", "until"),
    [
        ("web", 0, at(20, 14), at(11, 10), None),  # seats are not offered here: given at once
        ("web", 4, at(20, 14), at(11, 10), at(11, 14)),
        ("desk", 48, at(20, 14), at(11, 10), at(13, 10)),
        ("peer", 48, at(20, 14), at(11, 10), None),  # an agenda elsewhere cannot answer
        # By night it lasts until ten in the morning.
        ("web", 4, at(20, 14), at(11, 15, 59), at(11, 19, 59)),
        ("web", 4, at(20, 14), at(11, 16), at(12, 10)),
        ("web", 12, at(20, 14), at(11, 18), at(12, 10)),
        ("web", 1, at(20, 14), at(12, 3), at(12, 10)),
        ("web", 1, at(20, 14), at(12, 9), at(12, 10)),
        # Near the start it ends two hours before, or is no offer at all.
        ("web", 48, at(12, 14), at(11, 10), at(12, 12)),
        ("web", 4, at(11, 16), at(11, 10), at(11, 14)),
        ("web", 4, at(11, 15, 59), at(11, 10), at(11, 13, 59)),
        ("web", 4, at(11, 13), at(11, 10), at(11, 11)),
        ("web", 4, at(11, 12, 59), at(11, 10), None),
        ("web", 1, at(11, 12), at(11, 10), None),
        ("web", 1, at(12, 9), at(11, 19, 30), at(12, 7)),  # the night gives way to the start
    ],
)
def test_how_long_a_seat_is_held(channel, hours, starts_at, now, until):
    assert held_until(channel, hours, starts_at, "Europe/Paris", now) == until


def test_night_is_that_of_the_library():
    starts_at = NOW + timedelta(days=9)
    assert held_until("web", 4, starts_at, "Indian/Reunion", NOW) == NOW + 4 * HOUR  # five in the afternoon there
    assert held_until("web", 8, starts_at, "Indian/Reunion", NOW) == datetime(2027, 1, 12, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    ("until", "starts_in", "shorter"),
    [(5, 7, 5), (5, 8, 5), (5, 6, 4), (5, 3, 1), (5, 2, None), (5, -1, None), (1, 3, 1)],
)
def test_an_offer_in_a_session_that_moves(until, starts_in, shorter):
    found = shortened(NOW + until * HOUR, NOW + starts_in * HOUR, NOW)
    assert found == (None if shorter is None else NOW + shorter * HOUR)


@pytest.mark.parametrize(
    ("missed", "people", "waiting", "places", "kept"),
    [(1, 1, 0, 1, True), (1, 1, 1, 1, False), (1, 2, 1, 3, True), (1, 3, 1, 3, False), (2, 1, 0, 5, False)],
)
def test_who_misses_an_offer(missed, people, waiting, places, kept):
    assert keeps_waiting(missed, people, Seats(8, 8, places, waiting)) is kept


@dataclass(frozen=True)
class Dated:
    """A session in two days."""

    state: str = "published"
    starts_at: datetime = NOW + timedelta(days=2)
    ends_at: datetime = NOW + timedelta(days=2, hours=2)
    opens_at: datetime | None = None
    closes_hours: int = 48


def party(people=1, channel="web", **more):
    return Party(UUID(int=people), people, channel, **more)


UNTIL = NOW + HOUR
RELEASED = NOW + timedelta(days=1)
DESK = {"kept": {"desk": 3, "partner": 0}}


@pytest.mark.parametrize(
    ("session", "seats", "queue", "offers", "stop"),
    [
        (Dated(), Seats(8, 8, 5, 0), [], [], None),
        (Dated(state="draft"), Seats(8, 0, 5, 1), [party()], [], Stop(Why.NOT_PUBLISHED)),
        (Dated(state="cancelled"), Seats(8, 0, 5, 1), [party()], [], Stop(Why.NOT_PUBLISHED)),
        (Dated(starts_at=NOW), Seats(8, 0, 5, 1), [party()], [], Stop(Why.STARTED)),
        (Dated(), Seats(8, 7, 5, 1), [party()], [], Stop(Why.SOON)),
        (Dated(), Seats(8, 8, 5, 1), [party()], [], Stop(Why.FULL, 1)),
        (Dated(), Seats(8, 8, 5, 1), [party()], [RELEASED, UNTIL], Stop(Why.OFFERED, 1, until=UNTIL)),
        (Dated(), Seats(8, 6, 5, 4), [party(3), party()], [], Stop(Why.TOO_LARGE, 3, 2)),
        (Dated(), Seats(8, 6, 5, 3), [party(3)], [UNTIL], Stop(Why.OFFERED, 3, 2, until=UNTIL)),
        (Dated(), Seats(8, 5, 5, 1, **DESK), [party()], [], Stop(Why.KEPT, 1, 3, ("desk",), RELEASED)),
        (Dated(), Seats(8, 5, 5, 1, **DESK), [party(channel="desk")], [], Stop(Why.SOON)),
        (Dated(), Seats(8, 4, 5, 2, **DESK), [party(2)], [], Stop(Why.KEPT, 2, 4, ("desk",), RELEASED)),
        (
            Dated(),
            Seats(8, 5, 5, 2, kept={"desk": 1, "first": 2}),
            [party(2, "desk")],
            [],
            Stop(Why.KEPT, 2, 3, ("first",), RELEASED),
        ),
        (Dated(), Seats(8, 5, 5, 1, laptops=2, laptops_taken=2), [party(laptops=1)], [], Stop(Why.NO_LAPTOP, 1, 3)),
        (Dated(), Seats(8, 8, 5, 1, laptops=2, laptops_taken=2), [party(laptops=1)], [], Stop(Why.FULL, 1)),
    ],
)
def test_why_nobody_comes_off_the_list(session, seats, queue, offers, stop):
    assert why_nobody(session, seats, queue, offers, RELEASED, NOW) == stop
