"""Series over whole school years against tables written by hand: zone B from 2026 to 2028, Alsace, Réunion, Corsica.

The school holidays are those of the ministry's calendars (from the Saturday to the Sunday before lessons begin again).
"""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from server.foundation.errors import Invalid
from server.planning import days, forms
from server.planning.days import Skip
from server.planning.rules import LAST, MONTHLY, WEEKLY, Rule, looked_at, propose

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)
RENNES = ("35000", "Europe/Paris")
STRASBOURG, METZ = ("67000", "Europe/Paris"), ("57000", "Europe/Paris")
SAINT_DENIS = ("97400", "Indian/Reunion")
AJACCIO = ("20000", "Europe/Paris")


def library(place, **more):
    sheet = {"postal_code": place[0], "timezone": place[1], "school_zone": "", "opening_hours": ""}
    return SimpleNamespace(**{**sheet, **more})


def weekly(first, last, *weekdays):
    return Rule(WEEKLY, date.fromisoformat(first), frozenset(weekdays), last=date.fromisoformat(last))


def monthly(first, last, weekday, *nths):
    ends = date.fromisoformat(last)
    return Rule(MONTHLY, date.fromisoformat(first), frozenset({weekday}), nths=frozenset(nths), last=ends)


# Each line: the days of a rule in order; behind a sign those that are skipped: P public, S school holidays.
CASES = [
    ("zone B, autumn 2026", RENNES, weekly("2026-10-13", "2026-11-17", TUESDAY),
     "2026-10-13 S2026-10-20 S2026-10-27 2026-11-03 2026-11-10 2026-11-17"),
    ("zone B, 11 November 2026", RENNES, weekly("2026-10-28", "2026-11-18", WEDNESDAY),
     "S2026-10-28 2026-11-04 P2026-11-11 2026-11-18"),
    ("zone B, Christmas 2026", RENNES, weekly("2026-12-18", "2027-01-08", FRIDAY),
     "2026-12-18 PS2026-12-25 PS2027-01-01 2027-01-08"),
    ("zone B, winter 2027: the Monday of the return is kept", RENNES, weekly("2027-02-15", "2027-03-08", MONDAY),
     "2027-02-15 S2027-02-22 S2027-03-01 2027-03-08"),
    ("zone B, winter 2027: the Saturday of the leaving is skipped", RENNES,
     weekly("2027-02-13", "2027-03-13", SATURDAY), "2027-02-13 S2027-02-20 S2027-02-27 S2027-03-06 2027-03-13"),
    ("zone B, Easter Monday and spring 2027", RENNES, weekly("2027-03-22", "2027-05-03", MONDAY),
     "2027-03-22 P2027-03-29 2027-04-05 2027-04-12 S2027-04-19 S2027-04-26 2027-05-03"),
    ("zone B, Ascension 2027 and its Friday", RENNES, weekly("2027-04-29", "2027-05-14", THURSDAY, FRIDAY),
     "S2027-04-29 S2027-04-30 PS2027-05-06 S2027-05-07 2027-05-13 2027-05-14"),
    ("zone B, Whit Monday 2027", RENNES, weekly("2027-05-10", "2027-05-24", MONDAY),
     "2027-05-10 P2027-05-17 2027-05-24"),
    ("zone B, summer 2027", RENNES, weekly("2027-06-30", "2027-08-25", WEDNESDAY),
     "2027-06-30 S2027-07-07 PS2027-07-14 S2027-07-21 S2027-07-28 S2027-08-04 S2027-08-11 S2027-08-18 S2027-08-25"),
    ("zone B, autumn 2027", RENNES, weekly("2027-10-20", "2027-11-10", WEDNESDAY),
     "2027-10-20 S2027-10-27 S2027-11-03 2027-11-10"),
    ("zone B, Christmas 2027", RENNES, weekly("2027-12-14", "2028-01-04", TUESDAY),
     "2027-12-14 S2027-12-21 S2027-12-28 2028-01-04"),
    ("zone B, winter 2028, and 29 February", RENNES, weekly("2028-02-01", "2028-02-29", TUESDAY),
     "2028-02-01 S2028-02-08 S2028-02-15 2028-02-22 2028-02-29"),
    ("zone B, spring 2028 holds Easter Monday", RENNES, weekly("2028-04-03", "2028-05-15", MONDAY),
     "2028-04-03 S2028-04-10 PS2028-04-17 2028-04-24 P2028-05-01 P2028-05-08 2028-05-15"),
    ("zone B, Ascension 2028 and its Friday", RENNES, weekly("2028-05-25", "2028-06-02", THURSDAY, FRIDAY),
     "P2028-05-25 S2028-05-26 2028-06-01 2028-06-02"),
    ("zone B, fifth Tuesdays: months of five weeks", RENNES, monthly("2026-09-01", "2027-12-31", TUESDAY, 5),
     "2026-09-29 S2026-12-29 2027-03-30 2027-06-29 S2027-08-31 2027-11-30"),
    ("zone B, second and fourth Tuesdays of 2027", RENNES, monthly("2027-01-01", "2027-06-30", TUESDAY, 2, 4),
     "2027-01-12 2027-01-26 2027-02-09 S2027-02-23 2027-03-09 2027-03-23 2027-04-13 S2027-04-27 2027-05-11 2027-05-25"
     " 2027-06-08 2027-06-22"),
    ("last Tuesday of a leap February", RENNES, monthly("2028-01-01", "2028-03-31", TUESDAY, LAST),
     "2028-01-25 2028-02-29 2028-03-28"),
    ("Alsace keeps Good Friday", STRASBOURG, weekly("2027-03-19", "2027-04-02", FRIDAY),
     "2027-03-19 P2027-03-26 2027-04-02"),
    ("so does Moselle, in the spring holidays of 2028", METZ, weekly("2028-04-07", "2028-04-28", FRIDAY),
     "2028-04-07 PS2028-04-14 S2028-04-21 2028-04-28"),
    ("Rennes does not", RENNES, weekly("2027-03-19", "2027-04-02", FRIDAY), "2027-03-19 2027-03-26 2027-04-02"),
    ("Alsace keeps 26 December", STRASBOURG, weekly("2026-12-12", "2027-01-09", SATURDAY),
     "2026-12-12 S2026-12-19 PS2026-12-26 S2027-01-02 2027-01-09"),
    ("Réunion keeps 20 December; its school holidays are not known", SAINT_DENIS,
     weekly("2027-12-13", "2028-01-03", MONDAY), "2027-12-13 P2027-12-20 2027-12-27 2028-01-03"),
    ("Réunion, first and second Wednesdays, one of them 11 November", SAINT_DENIS,
     monthly("2026-07-01", "2026-12-31", WEDNESDAY, 1, 2),
     "2026-07-01 2026-07-08 2026-08-05 2026-08-12 2026-09-02 2026-09-09 2026-10-07 2026-10-14 2026-11-04 P2026-11-11"
     " 2026-12-02 2026-12-09"),
    ("Corsica: public holidays only", AJACCIO, weekly("2027-02-23", "2027-03-30", TUESDAY),
     "2027-02-23 2027-03-02 2027-03-09 2027-03-16 2027-03-23 2027-03-30"),
]  # fmt: skip
SIGNS = {"skipped_public": "P", "skipped_school": "S"}


@pytest.mark.parametrize(("place", "rule", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_kept_and_skipped_days_of_a_school_year(place, rule, expected):
    why = days.days_off(library(place), Skip())
    found = propose(looked_at(rule), lambda day: tuple(why(day)))
    signed = ["".join(SIGNS[reason.key] for reason in one.reasons) + one.day.isoformat() for one in found]
    assert signed == expected.split()


@pytest.mark.parametrize(
    ("place", "more", "last", "until"),
    [
        (RENNES, {}, "2028-08-31", None),
        (RENNES, {}, "2028-09-01", date(2028, 8, 31)),
        (SAINT_DENIS, {}, "2027-01-12", "unknown"),
        (("97200", "America/Martinique"), {}, "2027-01-12", "unknown"),
        (("97300", "America/Cayenne"), {}, "2027-01-12", "unknown"),
        (AJACCIO, {}, "2027-01-12", "unknown"),
        (("1000", "Europe/Brussels"), {}, "2027-01-12", "unknown"),
        (AJACCIO, {"school_zone": "B"}, "2027-01-12", None),
        (SAINT_DENIS, {"school_zone": "none"}, "2027-01-12", None),
    ],
)
def test_what_is_not_known_is_said_not_guessed(place, more, last, until):
    found = days.unknown(library(place, **more), Skip(), [date(2026, 10, 1), date.fromisoformat(last)])
    assert (found and (found.until or "unknown")) == until
    assert days.unknown(library(place, **more), Skip(school=False), [date.fromisoformat(last)]) is None


HOURS = [
    ("forward on 28 March", "Europe/Paris", "2027-03-21 2027-03-28 2027-04-04", "10:00", "09 08 08"),
    ("back on 31 October", "Europe/Paris", "2027-10-24 2027-10-31 2027-11-07", "10:00", "08 09 09"),
    ("no change in Réunion", "Indian/Reunion", "2027-03-21 2027-03-28 2027-10-31", "10:00", "06 06 06"),
    ("nor in Martinique", "America/Martinique", "2027-03-28 2027-11-07", "10:00", "14 14"),
    ("two weeks earlier in Saint-Pierre", "America/Miquelon", "2027-03-13 2027-03-14 2027-11-06 2027-11-07", "10:00",
     "13 12 12 13"),
]  # fmt: skip


@pytest.mark.parametrize(("zone", "on", "hour", "utc"), [case[1:] for case in HOURS], ids=[case[0] for case in HOURS])
def test_the_hour_on_the_clock_stays(zone, on, hour, utc):
    plan_on = forms.plans_on({**forms.USUAL, "start": hour, "minutes": "60"}, zone)
    found = [plan_on(date.fromisoformat(day)) for day in on.split()]
    assert [f"{plan.starts_at.astimezone(UTC):%H}" for plan in found] == utc.split()
    assert {(plan.ends_at - plan.starts_at).total_seconds() for plan in found} == {3600}


def test_an_hour_that_does_not_exist_is_refused_and_one_that_comes_twice_is_the_first():
    plan_on = forms.plans_on({**forms.USUAL, "start": "02:30", "minutes": "60"}, "Europe/Paris")
    with pytest.raises(Invalid) as refusal:
        plan_on(date(2027, 3, 28))
    assert set(refusal.value.fields.values()) == {"hour_skipped"}
    assert plan_on(date(2027, 10, 31)).starts_at == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
