"""Who gets a seat, waits, is refused, comes off the list: tables of cases."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from server.bookings.rules import (
    NEWCOMER,
    Outcome,
    Party,
    Seats,
    cancelled_by,
    check_cancel,
    check_contact,
    check_host,
    decide,
    forget_on,
    to_promote,
    walk_in,
)
from server.foundation.errors import Refused

NOW = datetime(2027, 1, 11, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seats", "people", "outcome"),
    [
        (Seats(8, 0, 0, 0), 1, Outcome.CONFIRMED),
        (Seats(8, 7, 0, 0), 1, Outcome.CONFIRMED),
        (Seats(8, 5, 0, 0), 3, Outcome.CONFIRMED),
        (Seats(8, 6, 3, 0), 3, Outcome.WAITING),  # a party is never split
        (Seats(8, 8, 1, 0), 1, Outcome.WAITING),
        (Seats(8, 6, 5, 3), 1, Outcome.WAITING),  # two seats are free, but a party of three waits
        (Seats(8, 6, 5, 3), 2, Outcome.WAITING),
        (Seats(0, 0, 2, 0), 1, Outcome.WAITING),
        (Seats(8, 9, 1, 0), 1, Outcome.WAITING),  # more taken than seats: nothing is free
    ],
)
def test_outcome(seats, people, outcome):
    assert decide(seats, Party(NEWCOMER, people)).outcome is outcome


@pytest.mark.parametrize(
    ("seats", "people", "reason"),
    [
        (Seats(8, 8, 0, 0), 1, "session_full"),
        (Seats(8, 7, 0, 0), 2, "session_full"),
        (Seats(8, 6, 3, 3), 1, "session_full"),  # free seats, but the list before us is full
        (Seats(8, 8, 5, 4), 2, "session_full"),
        (Seats(0, 0, 0, 0), 1, "session_full"),
        (Seats(8, 0, 5, 0), 7, "too_many_people"),
        (Seats(2, 0, 5, 0), 3, "too_many_people"),  # would wait for ever
    ],
)
def test_refusal(seats, people, reason):
    with pytest.raises(Refused) as refused:
        decide(seats, Party(NEWCOMER, people))
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("free", "queue", "chosen"),
    [
        (0, [1], []),
        (1, [1, 1], [0]),
        (3, [1, 1, 1, 1], [0, 1, 2]),
        (2, [3, 1], []),  # nobody passes in front of the first
        (4, [1, 3, 1], [0, 1]),
        (3, [1, 3, 1], [0]),
        (5, [], []),
    ],
)
def test_promotion_in_order_of_joining(free, queue, chosen):
    parties = [Party(UUID(int=number), people) for number, people in enumerate(queue)]
    assert to_promote(Seats(10, 10 - free, 20, sum(queue)), parties) == [parties[place] for place in chosen]


def test_three_bookings_for_one_contact():
    check_contact("web", 2, 2, 10)
    check_contact("desk", 3, 3, 10)
    with pytest.raises(Refused, match="too_many_for_contact"):
        check_contact("web", 3, 3, 10)


@pytest.mark.parametrize("door", ["web", "desk"])
def test_bookings_to_come_for_one_contact(door):
    check_contact(door, 0, 9, 10)
    check_contact(door, 0, 999, 0)
    with pytest.raises(Refused, match="too_many_ahead"):
        check_contact(door, 0, 10, 10)


def test_cancelling_ends_with_the_start():
    check_cancel(NOW + timedelta(seconds=1), NOW)
    with pytest.raises(Refused, match="session_past"):
        check_cancel(NOW, NOW)


@pytest.mark.parametrize(
    ("capacity", "percent", "already", "people", "fits"),
    [
        (8, 50, 0, 1, True),
        (8, 50, 3, 1, True),
        (8, 50, 4, 1, False),
        (8, 50, 3, 2, False),
        (7, 50, 2, 1, True),
        (7, 50, 3, 1, False),  # half a seat is no seat
        (1, 50, 0, 1, True),  # one at least
        (1, 50, 1, 1, False),
        (8, 1, 0, 1, True),
        (8, 100, 7, 1, True),
        (8, 100, 8, 1, False),  # not on the waiting list either
    ],
)
def test_a_host_gets_its_part_of_the_seats(capacity, percent, already, people, fits):
    if fits:
        check_host(capacity, percent, already, people)
        return
    with pytest.raises(Refused, match="host_quota"):
        check_host(capacity, percent, already, people)


@pytest.mark.parametrize(
    ("starts_at", "zone", "day"),
    [
        (datetime(2027, 1, 13, 9, tzinfo=UTC), "Europe/Paris", date(2027, 2, 12)),
        (datetime(2027, 1, 13, 23, 30, tzinfo=UTC), "Europe/Paris", date(2027, 2, 13)),  # already the 14th there
        (datetime(2027, 1, 13, 2, tzinfo=UTC), "America/Martinique", date(2027, 2, 11)),  # still the 12th there
    ],
)
def test_contacts_are_kept_thirty_days_after_the_local_day(starts_at, zone, day):
    assert forget_on(starts_at, zone) == day


def test_contacts_of_peers_are_kept_seven_days():
    starts_at = datetime(2027, 1, 13, 23, 30, tzinfo=UTC)
    assert forget_on(starts_at, "Europe/Paris", "peer") == date(2027, 1, 21)


@pytest.mark.parametrize(
    ("by", "who"),
    [
        ("staff:7", "staff"),
        ("token:7", "staff"),
        ("patron", "patron"),
        ("peer:a.example", "peer"),
        ("system", "silence"),
    ],
)
def test_who_cancelled(by, who):
    assert cancelled_by(by) == who


@pytest.mark.parametrize(("seats", "people"), [(Seats(8, 7, 0, 0), 1), (Seats(8, 6, 5, 3), 2), (Seats(8, 2, 0, 0), 6)])
def test_a_seat_is_for_who_walks_in_whoever_waits(seats, people):
    assert walk_in(seats, Party(NEWCOMER, people)).outcome is Outcome.CONFIRMED


@pytest.mark.parametrize(
    ("seats", "people", "reason"),
    [
        (Seats(8, 8, 5, 0), 1, "no_seat_left"),
        (Seats(8, 7, 5, 0), 2, "no_seat_left"),
        (Seats(8, 9, 5, 0), 1, "no_seat_left"),
        (Seats(20, 0, 0, 0), 7, "too_many_people"),
    ],
)
def test_who_walks_in_is_never_put_on_the_list(seats, people, reason):
    with pytest.raises(Refused) as refused:
        walk_in(seats, Party(NEWCOMER, people))
    assert refused.value.reason == reason
