"""When other servers are asked again: feeds, nights, and events by how near they are."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from federation.sync import schedule

NOW = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("away", "wait"),
    [
        (365 * DAY, 7 * DAY),
        (30 * DAY + MINUTE, 7 * DAY),
        (30 * DAY, DAY),
        (7 * DAY + MINUTE, DAY),
        (7 * DAY, 6 * HOUR),
        (3 * DAY, 6 * HOUR),
        # The mark of 24 hours before the start, then that of 2 hours.
        (DAY + 5 * HOUR, 5 * HOUR),
        (DAY, 6 * HOUR),
        (10 * HOUR, 6 * HOUR),
        (5 * HOUR, 3 * HOUR),
        (2 * HOUR, 6 * HOUR),
        # It has begun: until its end.
        (-HOUR, 6 * HOUR),
        (-4 * HOUR, None),
        (-30 * DAY, None),
    ],
)
def test_how_soon_an_event_is_read_again(away, wait):
    starts_at = NOW + away
    expected = None if wait is None else NOW + wait
    assert schedule.next_check(starts_at, starts_at + 4 * HOUR, NOW) == expected


@pytest.mark.parametrize(("since", "again"), [(HOUR, True), (2 * HOUR, False)])
def test_without_an_end_an_event_lasts_two_hours(since, again):
    assert (schedule.next_check(NOW - since, None, NOW) is not None) is again


@given(st.integers(1, 400 * 24 * 60))
def test_it_always_ends_and_never_misses_the_marks(minutes):
    starts_at, at, checks = NOW + timedelta(minutes=minutes), NOW, []
    while (following := schedule.next_check(starts_at, starts_at + HOUR, at)) is not None:
        assert at < following <= at + 7 * DAY
        at = following
        checks.append(at)
        assert len(checks) < 150
    for mark in (starts_at - 24 * HOUR, starts_at - 2 * HOUR):
        assert mark <= NOW or mark in checks


@pytest.mark.parametrize(
    ("now", "jitter", "expected"),
    [
        ("2027-01-11T09:00", 0, "2027-01-12T01:00"),
        ("2027-01-11T09:00", 1, "2027-01-12T04:00"),
        ("2027-01-11T00:59", 0, "2027-01-11T01:00"),
        ("2027-01-11T01:00", 0, "2027-01-12T01:00"),
        ("2027-07-11T09:00", 0, "2027-07-12T00:00"),
        # The nights on which the clocks change.
        ("2027-03-28T00:30", 0, "2027-03-28T01:00"),
        ("2027-10-30T23:30", 0.5, "2027-10-31T01:30"),
    ],
)
def test_the_next_night(now, jitter, expected):
    found = schedule.next_night(datetime.fromisoformat(now).replace(tzinfo=UTC), "Europe/Paris", jitter)
    assert found.isoformat()[:16] == expected


@given(
    st.integers(0, 366 * 24 * 60),
    st.floats(0, 1),
    st.sampled_from(["Europe/Paris", "Indian/Reunion", "America/Cayenne"]),
)
def test_the_next_night_is_later_and_within_a_day_and_a_bit(minutes, jitter, zone):
    now = NOW + timedelta(minutes=minutes)
    assert now < schedule.next_night(now, zone, jitter) <= now + 29 * HOUR


def test_a_feed_is_read_every_quarter_of_an_hour_or_so():
    assert [schedule.next_poll(NOW, jitter) - NOW for jitter in (0, 0.5, 1)] == [12 * MINUTE, 15 * MINUTE, 18 * MINUTE]
