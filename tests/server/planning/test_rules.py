"""The days of a series by rule, against tables worked out by hand, and against another implementation at random."""

from datetime import date, timedelta
from itertools import islice

import pytest
from dateutil import rrule
from hypothesis import given, settings, strategies

from server.foundation.errors import Invalid
from server.planning.rules import CHOSEN, LAST, MONTHLY, NTHS, WEEKLY, Reason, Rule, days_of, looked_at, propose

TUESDAY, THURSDAY, SATURDAY = 1, 3, 5


def written(text):
    return [date.fromisoformat(day) for day in text.split()]


CASES = [
    ("each Tuesday", Rule(WEEKLY, date(2027, 1, 12)), "2027-01-12 2027-01-19 2027-01-26 2027-02-02"),
    ("from a Monday", Rule(WEEKLY, date(2027, 1, 11), frozenset({TUESDAY})), "2027-01-12 2027-01-19"),
    (
        "two days of the week, begun between them",
        Rule(WEEKLY, date(2027, 1, 13), frozenset({TUESDAY, THURSDAY})),
        "2027-01-14 2027-01-19 2027-01-21",
    ),
    (
        "every other week, over the year's end",
        Rule(WEEKLY, date(2027, 12, 14), every=2),
        "2027-12-14 2027-12-28 2028-01-11",
    ),
    (
        "every third week, begun after its day: the next one is three weeks on",
        Rule(WEEKLY, date(2027, 1, 13), frozenset({TUESDAY}), every=3),
        "2027-02-02 2027-02-23",
    ),
    ("a week with 29 February", Rule(WEEKLY, date(2028, 2, 22)), "2028-02-22 2028-02-29 2028-03-07"),
    ("watches go forward on 28 March", Rule(WEEKLY, date(2027, 3, 21)), "2027-03-21 2027-03-28 2027-04-04"),
    ("watches go back on 31 October", Rule(WEEKLY, date(2027, 10, 24)), "2027-10-24 2027-10-31 2027-11-07"),
    (
        "second and fourth Tuesday; March 2027 has five",
        Rule(MONTHLY, date(2027, 2, 1), frozenset({TUESDAY}), nths=frozenset({2, 4})),
        "2027-02-09 2027-02-23 2027-03-09 2027-03-23 2027-04-13 2027-04-27",
    ),
    (
        "fifth Tuesday: only months that have one",
        Rule(MONTHLY, date(2027, 1, 1), frozenset({TUESDAY}), nths=frozenset({5})),
        "2027-03-30 2027-06-29 2027-08-31 2027-11-30 2028-02-29",
    ),
    (
        "last Tuesday, the fourth or the fifth",
        Rule(MONTHLY, date(2028, 1, 1), frozenset({TUESDAY}), nths=frozenset({LAST})),
        "2028-01-25 2028-02-29 2028-03-28 2028-04-25 2028-05-30",
    ),
    (
        "fourth and last: a day comes once",
        Rule(MONTHLY, date(2027, 2, 1), frozenset({TUESDAY}), nths=frozenset({4, LAST})),
        "2027-02-23 2027-03-23 2027-03-30",
    ),
    (
        "first Saturday, over the year's end, begun after it",
        Rule(MONTHLY, date(2027, 11, 10), frozenset({SATURDAY}), nths=frozenset({1})),
        "2027-12-04 2028-01-01 2028-02-05",
    ),
    (
        "first of two days of the week, in the order of the month",
        Rule(MONTHLY, date(2027, 4, 1), frozenset({TUESDAY, THURSDAY}), nths=frozenset({1})),
        "2027-04-01 2027-04-06 2027-05-04 2027-05-06",
    ),
    (
        "chosen days, in order, once",
        Rule(CHOSEN, date(2027, 1, 1), days=(date(2028, 2, 29), date(2027, 5, 4), date(2028, 2, 29))),
        "2027-05-04 2028-02-29",
    ),
]


@pytest.mark.parametrize(("rule", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_days(rule, expected):
    days = written(expected)
    assert list(islice(days_of(rule), len(days))) == days


def test_the_last_day_is_kept_and_nothing_after():
    assert list(days_of(Rule(WEEKLY, date(2027, 1, 12), last=date(2027, 1, 26))))[-1] == date(2027, 1, 26)
    assert list(days_of(Rule(WEEKLY, date(2027, 1, 12), last=date(2027, 1, 25))))[-1] == date(2027, 1, 19)


def test_a_rule_without_end_is_bounded():
    assert len(looked_at(Rule(WEEKLY, date(2027, 1, 12), frozenset(range(7)), most=2))) == 160
    assert max(days_of(Rule(WEEKLY, date(2027, 1, 12)))) < date(2030, 1, 16)


FIRSTS = strategies.dates(date(2024, 1, 1), date(2030, 12, 31))
WEEKDAYS = strategies.frozensets(strategies.integers(0, 6), min_size=1, max_size=4)


@given(FIRSTS, WEEKDAYS, strategies.integers(1, 8), strategies.integers(0, 900))
@settings(max_examples=150, deadline=None)
def test_weeks_are_as_dateutil_says(first, weekdays, every, lasts):
    last = first + timedelta(days=lasts)
    rule = Rule(WEEKLY, first, weekdays, every=every, last=last)
    theirs = rrule.rrule(rrule.WEEKLY, dtstart=first, until=last, interval=every, byweekday=sorted(weekdays))
    assert list(days_of(rule)) == [at.date() for at in theirs]


@given(FIRSTS, WEEKDAYS, strategies.frozensets(strategies.sampled_from(NTHS), min_size=1), strategies.integers(0, 900))
@settings(max_examples=150, deadline=None)
def test_months_are_as_dateutil_says(first, weekdays, nths, lasts):
    last = first + timedelta(days=lasts)
    rule = Rule(MONTHLY, first, weekdays, nths=nths, last=last)
    days = [rrule.weekday(day, nth) for day in weekdays for nth in nths]
    theirs = rrule.rrule(rrule.MONTHLY, dtstart=first, until=last, byweekday=days)
    assert list(days_of(rule)) == sorted({at.date() for at in theirs})


@given(FIRSTS, strategies.integers(1, 60), strategies.integers(1, 8))
@settings(max_examples=50, deadline=None)
def test_a_number_of_weeks_is_as_dateutil_says(first, most, every):
    rule = Rule(WEEKLY, first, every=every, most=most)
    theirs = rrule.rrule(rrule.WEEKLY, dtstart=first, interval=every, count=most)
    furthest = first + timedelta(days=3 * 366)
    assert [one.day for one in propose(looked_at(rule), lambda _: (), most=most)] == [
        at.date() for at in theirs if at.date() <= furthest
    ]


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        (Rule("daily", date(2027, 1, 12), most=3), "rhythm"),
        (Rule(WEEKLY, date(2027, 1, 12), every=0, most=3), "rhythm"),
        (Rule(WEEKLY, date(2027, 1, 12), every=9, most=3), "rhythm"),
        (Rule(MONTHLY, date(2027, 1, 12), most=3), "rhythm"),
        (Rule(MONTHLY, date(2027, 1, 12), nths=frozenset({6}), most=3), "rhythm"),
        (Rule(WEEKLY, date(2027, 1, 12), frozenset({7}), most=3), "weekdays"),
        (Rule(WEEKLY, date(1999, 1, 12), most=3), "first"),
        (Rule(WEEKLY, date(2027, 1, 12)), "most"),
        (Rule(WEEKLY, date(2027, 1, 12), most=0), "most"),
        (Rule(WEEKLY, date(2027, 1, 12), most=61), "most"),
        (Rule(WEEKLY, date(2027, 1, 12), last=date(2027, 1, 11)), "last"),
        (Rule(CHOSEN, date(2027, 1, 12)), "days"),
        (Rule(CHOSEN, date(2027, 1, 12), days=(date(2027, 1, 12),) * 61), "days"),
    ],
)
def test_a_rule_that_cannot_be_followed(rule, field):
    with pytest.raises(Invalid) as refusal:
        rule.check()
    assert set(refusal.value.fields) == {field}


def test_skipped_days_do_not_count():
    days = looked_at(Rule(WEEKLY, date(2027, 1, 12), most=3))
    why = {date(2027, 1, 19): (Reason("not_open"),), date(2027, 2, 9): (Reason("not_open"),)}
    found = propose(days, lambda day: why.get(day, ()), most=3)
    assert [(one.day.isoformat(), one.kept) for one in found] == [
        ("2027-01-12", True),
        ("2027-01-19", False),
        ("2027-01-26", True),
        ("2027-02-02", True),
    ]
    assert len(propose(days, lambda day: ())) == 60
