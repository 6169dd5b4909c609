"""When a reminder leaves: tables of cases with nights, Sundays, holidays, watches that move, and overseas."""

from datetime import UTC, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.notifications.quiet_days import closed
from server.notifications.reminders import EARLIEST, LATEST, due, not_before, stale, worth

PARIS, REUNION, TAHITI, MIQUELON = "Europe/Paris", "Indian/Reunion", "Pacific/Tahiti", "America/Miquelon"
NOW = datetime(2027, 1, 11, 9, tzinfo=UTC)


def at(text, zone=PARIS):
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=ZoneInfo(zone))


def days_off(postal_code, zone):
    return partial(closed, postal_code=postal_code, zone=zone)


@pytest.mark.parametrize(
    ("starts", "hours", "expected"),
    [
        ("2027-01-14 14:00", 48, "2027-01-12 14:00"),
        ("2027-01-14 09:00", 48, "2027-01-12 09:00"),
        ("2027-01-14 08:30", 48, "2027-01-11 19:00"),  # not in the morning before 9: the evening before
        ("2027-01-14 20:30", 48, "2027-01-12 19:00"),
        ("2027-01-12 14:00", 48, "2027-01-09 14:00"),  # a Sunday: the Saturday before
        ("2027-01-13 08:00", 48, "2027-01-09 19:00"),  # Monday before 9: Sunday evening, so Saturday evening
        ("2027-03-31 14:00", 48, "2027-03-27 14:00"),  # Easter Monday, then Sunday: Saturday
        ("2027-01-14 14:00", 24, "2027-01-13 14:00"),
        ("2027-01-14 14:00", 6, "2027-01-13 19:00"),  # at 8: the evening before
        ("2027-01-14 16:00", 6, "2027-01-14 10:00"),
        ("2027-01-14 14:00", 336, "2026-12-31 14:00"),
        ("2027-01-15 14:00", 336, "2026-12-31 14:00"),  # New Year's Day
        ("2027-03-29 10:00", 24, "2027-03-27 10:00"),  # watches went forward on the Sunday between
        ("2027-03-30 10:00", 48, "2027-03-27 10:00"),
        ("2027-11-02 10:00", 24, "2027-10-30 10:00"),  # All Saints', then the Sunday on which watches went back
        ("2027-01-14 14:00", 0, None),
    ],
)
def test_due(starts, hours, expected):
    found = due(at(starts).astimezone(UTC), hours, PARIS, days_off("29200", PARIS))
    assert found == (at(expected) if expected else None)


@pytest.mark.parametrize(
    ("starts", "postal_code", "zone", "expected"),
    [
        ("2027-03-28 14:00", "67000", PARIS, "2027-03-25 14:00"),  # Good Friday in Alsace
        ("2027-03-28 14:00", "54000", PARIS, "2027-03-26 14:00"),
        ("2027-12-22 10:00", "97400", REUNION, "2027-12-18 10:00"),  # 20 December, then a Sunday
        ("2027-12-22 10:00", "97200", "America/Martinique", "2027-12-20 10:00"),
        ("2027-01-14 20:00", "98714", TAHITI, "2027-01-12 19:00"),
        ("2027-03-15 10:00", "97500", MIQUELON, "2027-03-13 10:00"),  # watches went forward there on the 14th
    ],
)
def test_due_where_days_are_others(starts, postal_code, zone, expected):
    assert due(at(starts, zone).astimezone(UTC), 48, zone, days_off(postal_code, zone)) == at(expected, zone)


MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2031, 1, 1), timezones=st.just(UTC))


@given(starts=MOMENTS, hours=st.integers(6, 336), zone=st.sampled_from([PARIS, REUNION, TAHITI, MIQUELON]))
def test_whatever_the_start_it_is_by_day_on_a_working_day_and_early_enough(starts, hours, zone):
    local = due(starts, hours, zone, days_off("", zone)).astimezone(ZoneInfo(zone))
    assert EARLIEST <= local.time() <= LATEST
    assert not closed(local.date(), "", zone)
    wall = starts.astimezone(ZoneInfo(zone)).replace(tzinfo=None) - local.replace(tzinfo=None)
    assert timedelta(hours=hours) <= wall <= timedelta(hours=hours, days=6)


@pytest.mark.parametrize(("hours", "expected"), [(13, True), (12, False), (1, False), (-5, False)])
def test_who_has_just_booked_is_not_reminded(hours, expected):
    assert worth(NOW + timedelta(hours=hours), NOW) is expected
    assert worth(None, NOW) is False


@pytest.mark.parametrize(
    ("starts_in", "moved", "reason"),
    [(3, 0, ""), (2.99, 0, "too late"), (48, 1, "has moved"), (48, 0, "")],
)
def test_stale(starts_in, moved, reason):
    starts_at = NOW + timedelta(hours=starts_in)
    found = stale(starts_at, starts_at - timedelta(hours=moved), NOW)
    assert reason in found
    assert bool(found) is bool(reason)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2027-01-12 14:00", None),
        ("2027-01-12 09:00", None),
        ("2027-01-12 19:00", None),
        ("2027-01-12 19:01", "2027-01-13 09:00"),
        ("2027-01-12 03:00", "2027-01-12 09:00"),
        ("2027-01-09 22:00", "2027-01-11 09:00"),  # Saturday night: Monday morning
        ("2027-01-10 11:00", "2027-01-11 09:00"),
        ("2027-03-27 20:00", "2027-03-30 09:00"),  # Sunday and Easter Monday
    ],
)
def test_what_could_not_leave_on_time_leaves_by_day(now, expected):
    assert not_before(at(now), PARIS, days_off("29200", PARIS)) == (at(expected) if expected else None)
