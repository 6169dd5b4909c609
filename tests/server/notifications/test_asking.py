"""When to ask « venez-vous ? », and which silence frees a seat: the rule."""

from datetime import UTC, date, datetime, timedelta

import pytest

from server.foundation.errors import Invalid
from server.notifications import asking

STARTS = datetime(2027, 1, 13, 13, 0, tzinfo=UTC)  # Wednesday, 14 h in Paris
PARIS = "Europe/Paris"


def quiet(*days):
    return lambda day: day.weekday() == 6 or day in days


@pytest.mark.parametrize(
    ("starts_at", "zone", "days", "off", "asked"),
    [
        (STARTS, PARIS, 1, (), datetime(2027, 1, 12, 9, 0, tzinfo=UTC)),
        (STARTS, PARIS, 3, (), datetime(2027, 1, 9, 9, 0, tzinfo=UTC)),  # Sunday: the Saturday before
        (STARTS, PARIS, 3, (date(2027, 1, 9),), datetime(2027, 1, 8, 9, 0, tzinfo=UTC)),
        (STARTS, PARIS, 12, (date(2027, 1, 1),), datetime(2026, 12, 31, 9, 0, tzinfo=UTC)),
        (STARTS, "Indian/Reunion", 1, (), datetime(2027, 1, 12, 6, 0, tzinfo=UTC)),
        (datetime(2027, 3, 29, 8, 0, tzinfo=UTC), PARIS, 2, (), datetime(2027, 3, 27, 9, 0, tzinfo=UTC)),  # summer time
        (datetime(2027, 1, 13, 23, 30, tzinfo=UTC), PARIS, 1, (), datetime(2027, 1, 13, 9, 0, tzinfo=UTC)),
    ],
)
def test_the_moment_of_asking(starts_at, zone, days, off, asked):
    assert asking.ask_at(starts_at, zone, days, quiet(*off)) == asked


@pytest.mark.parametrize(
    ("after", "due"),
    [
        (timedelta(seconds=-1), False),
        (timedelta(0), True),
        (timedelta(hours=23), True),
        (timedelta(hours=24), False),
    ],
)
def test_asked_on_its_day_only(after, due):
    moment = STARTS - timedelta(days=3)
    assert asking.due(moment, STARTS, moment + after) is due


def test_not_asked_just_before_the_start():
    moment = STARTS - timedelta(hours=20)
    assert asking.due(moment, STARTS, STARTS - timedelta(hours=13))
    assert not asking.due(moment, STARTS, STARTS - timedelta(hours=12))
    assert asking.why_not(False, STARTS, STARTS - timedelta(hours=12)) == "it is too late to ask"
    assert asking.why_not(False, STARTS, STARTS - timedelta(hours=13)) == ""
    assert "answered" in asking.why_not(True, STARTS, STARTS - timedelta(hours=13))


@pytest.mark.parametrize(
    ("told", "now", "freed"),
    [
        (timedelta(days=-3), timedelta(hours=-27), False),  # an hour before the time that they were told
        (timedelta(days=-3), timedelta(hours=-26), True),
        (timedelta(hours=-30), timedelta(hours=-20), False),  # the message left late: they have a day
        (timedelta(hours=-30), timedelta(hours=-6), True),
        (timedelta(days=-3), timedelta(0), False),
    ],
)
def test_which_silence_frees_a_seat(told, now, freed):
    by = asking.answer_by(STARTS, PARIS)
    assert by == datetime(2027, 1, 12, 11, 0, tzinfo=UTC)
    assert asking.silent(by, STARTS + told, STARTS, STARTS + now) is freed


@pytest.mark.parametrize(("days", "frees"), [(0, False), (1, False), (2, True), (14, True)])
def test_rules_that_a_library_may_have(days, frees):
    asking.check_rule(days, frees)


@pytest.mark.parametrize(
    ("days", "frees", "reason"),
    [
        (15, False, "bad_days"),
        (-1, False, "bad_days"),
        (1, True, "too_short_to_free"),
        (0, True, "too_short_to_free"),
    ],
)
def test_rules_that_it_may_not_have(days, frees, reason):
    with pytest.raises(Invalid) as refused:
        asking.check_rule(days, frees)
    assert refused.value.fields == {"days": reason}
