"""Hours of work, things out at once, minutes of road: tables of cases."""

from datetime import datetime

import pytest

from server.foundation.errors import Invalid
from server.resources.people import People, names_in
from server.resources.rules import check_needs, peak, road, spans, week, works


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ()),
        ("9:00-12:30", ((540, 750),)),
        ("9h-12h30, 14h - 18h", ((540, 750), (840, 1080))),
        ("14:00-18:00;9:00-12:00", ((540, 720), (840, 1080))),
        ("9h à 12h et 12h à 14h", ((540, 840),)),
        ("20:00-24:00", ((1200, 1440),)),
        ("9-12", None),
        ("12:00-9:00", None),
        ("20:00-24:30", None),
        ("le matin", None),
    ],
)
def test_hours(text, found):
    assert spans(text) == found


WEEK = ["09:00-12:30, 14:00-18:00", *[""] * 6]


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "working"),
    [
        ("2027-02-01T09:00", "2027-02-01T12:30", True),
        ("2027-02-01T08:59", "2027-02-01T10:00", False),
        ("2027-02-01T12:00", "2027-02-01T14:30", False),
        ("2027-02-01T17:00", "2027-02-01T18:01", False),
        ("2027-02-02T10:00", "2027-02-02T11:00", False),
        ("2027-02-01T10:00", "2027-02-03T11:00", True),
    ],
)
def test_working(starts_at, ends_at, working):
    assert works(WEEK, datetime.fromisoformat(starts_at), datetime.fromisoformat(ends_at)) is working


def test_a_week_is_kept_in_one_way_or_refused_at_its_days():
    assert week(["14h-18h, 9h-12h", *[""] * 6])[0] == "09:00-12:00, 14:00-18:00"
    assert week([""] * 7) == week([]) == []
    with pytest.raises(Invalid) as refusal:
        week(["", "tôt", *[""] * 5])
    assert refusal.value.fields == {"hours_1": "bad_hours"}


def at(hour):
    return datetime(2027, 2, 1, hour)


@pytest.mark.parametrize(
    ("uses", "out"),
    [
        ([], 0),
        ([(10, 11, 4), (11, 12, 5)], 5),
        ([(9, 11, 4), (10, 12, 5)], 9),
        ([(8, 10, 9), (12, 14, 9)], 0),
        ([(9, 13, 2), (10, 11, 3), (11, 12, 4)], 6),
    ],
)
def test_things_out_at_once(uses, out):
    assert peak([(at(start), at(end), number) for start, end, number in uses], at(10), at(12)) == out


@pytest.mark.parametrize(
    ("one", "other", "minutes"),
    [
        ((48.1, -1.7), (48.1, -1.7), 10),
        ((48.1, -1.7), (48.0247, -1.7456), 30),
        ((48.1, None), (48.0, -1.7), None),
        ((48.1, -1.7), (43.3, 5.4), 480),
    ],
)
def test_minutes_of_road(one, other, minutes):
    assert road(one, other) == minutes


@pytest.mark.parametrize(
    ("kinds", "numbers", "field"),
    [
        (["laptop"], [8], ""),
        (["laptop"], [0], "need_laptop"),
        (["boat"], [1], "needs"),
        (["laptop"] * 2, [1, 2], "needs"),
    ],
)
def test_needs_of_a_workshop(kinds, numbers, field):
    if not field:
        check_needs(kinds, numbers)
        return
    with pytest.raises(Invalid) as refusal:
        check_needs(kinds, numbers)
    assert list(refusal.value.fields) == [field]


def test_nobody_is_known_by_a_name_that_nobody_has():
    assert People(()).who("Ana et Yann").others == names_in("Yann, Ana") == {"ana", "yann"}
