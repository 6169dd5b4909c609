"""When a calendar is polled next."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from ical_feeds.polling import CALM, LONGEST, SHORTEST, USUAL, Pace, Poll, next_at, paced

NOW = datetime(2027, 1, 11, 9, tzinfo=UTC)
HOUR, QUARTER = timedelta(hours=1), timedelta(minutes=15)
FEED = UUID(int=7)


@pytest.mark.parametrize(
    ("pace", "poll", "period", "failures"),
    [
        (Pace(), Poll(changed=True), timedelta(minutes=30), 0),
        (Pace(), Poll(), timedelta(minutes=75), 0),
        (Pace(QUARTER), Poll(changed=True), QUARTER, 0),
        (Pace(CALM), Poll(), CALM, 0),
        (Pace(), Poll(changed=True, wished=2 * HOUR), 2 * HOUR, 0),
        (Pace(), Poll(wished=timedelta(minutes=1)), timedelta(minutes=75), 0),
        (Pace(), Poll(wished=12 * HOUR), 12 * HOUR, 0),
        (Pace(), Poll(wished=timedelta(days=7)), LONGEST, 0),
        (Pace(HOUR, 4), Poll(), timedelta(minutes=75), 0),
        (Pace(HOUR, 4), Poll(failed=True), HOUR, 5),
        (Pace(HOUR, 30), Poll(failed=True), HOUR, 30),
    ],
)
def test_the_pace_follows_what_happens(pace, poll, period, failures):
    assert paced(pace, poll) == Pace(period, failures)


@pytest.mark.parametrize(
    ("pace", "poll", "about"),
    [
        (Pace(), Poll(), HOUR),
        (Pace(QUARTER), Poll(changed=True), QUARTER),
        (Pace(HOUR, 1), Poll(failed=True), 2 * HOUR),
        (Pace(HOUR, 3), Poll(failed=True), 8 * HOUR),
        (Pace(HOUR, 30), Poll(failed=True), LONGEST),
        (Pace(QUARTER, 1), Poll(failed=True, wait=5 * HOUR), 5 * HOUR),
        (Pace(QUARTER, 1), Poll(failed=True, wait=timedelta(days=9)), LONGEST),
        (Pace(QUARTER, 1), Poll(failed=True, wait=timedelta(seconds=1)), timedelta(minutes=30)),
    ],
)
def test_the_next_poll_is_about_then(pace, poll, about):
    for feed in (FEED, uuid4(), uuid4()):
        waits = next_at(feed, pace, poll, NOW) - NOW
        assert about * 0.89 <= waits <= about * 1.11
        assert waits >= SHORTEST
        assert next_at(feed, pace, poll, NOW) - NOW == waits


def test_calendars_taken_in_together_part():
    assert len({next_at(uuid4(), Pace(), Poll(), NOW) for _ in range(20)}) > 15


def test_what_never_changes_is_asked_six_times_a_day_at_least_and_what_always_does_four_times_an_hour_at_most():
    calm, busy = Pace(USUAL), Pace(USUAL)
    for _ in range(20):
        calm, busy = paced(calm, Poll()), paced(busy, Poll(changed=True))
    assert (calm.period, busy.period) == (timedelta(hours=6), QUARTER)
