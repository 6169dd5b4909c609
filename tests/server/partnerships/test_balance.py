"""When a plan balances, which rates its shares are, how long a file lasts, how often it is renewed: tables of cases."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from server.foundation.errors import Invalid, Refused
from server.partnerships import balance, funding_forms
from server.partnerships.balance import Action, Held, Outline, Share

STATE, CITY = Share("DRAC", "state", 1_850_000), Share("Ville de Rennes", "commune", 2_150_000)
CTL = Outline("ctl", "Lire et cliquer", "Ville de Rennes", "", date(2027, 1, 1), date(2029, 12, 31))


@pytest.mark.parametrize(
    ("budget", "shares"),
    [
        (4_000_000, [STATE, CITY]),
        (1, [Share("Ville", "own", 1)]),
        (300, [Share("A", "state", 100), Share("B", "region", 100), Share("C", "own", 100, 50)]),
    ],
)
def test_a_plan_whose_shares_are_the_budget_is_kept(budget, shares):
    balance.check_plan(budget, shares)


@pytest.mark.parametrize(
    ("budget", "shares", "reason", "gap"),
    [
        (4_000_001, [STATE, CITY], "plan_short", 1),
        (3_999_999, [STATE, CITY], "plan_over", 1),
        (4_000_000, [STATE], "plan_short", 2_150_000),
        (4_000_000, [], "plan_short", 4_000_000),
        (1, [STATE, CITY], "plan_over", 3_999_999),
    ],
)
def test_what_does_not_balance_is_refused_with_what_is_missing_or_too_much(budget, shares, reason, gap):
    with pytest.raises(Refused) as refused:
        balance.check_plan(budget, shares)
    assert (refused.value.reason, refused.value.facts["gap"].cents) == (reason, gap)


@pytest.mark.parametrize(
    ("budget", "share", "field", "reason"),
    [
        (None, STATE, "budget", "bad_cents"),
        (0, STATE, "budget", "bad_cents"),
        (-1, STATE, "budget", "bad_cents"),
        (1_850_000, replace(STATE, funder=""), "share-1-funder", "missing"),
        (1_850_000, replace(STATE, funder="x" * 151), "share-1-funder", "too_long"),
        (1_850_000, replace(STATE, kind="bank"), "share-1-kind", "bad_choice"),
        (1_850_000, replace(STATE, cents=None), "share-1-cents", "bad_cents"),
        (1_850_000, replace(STATE, cents=-1), "share-1-cents", "bad_cents"),
        (1_850_000, replace(STATE, received=-1), "share-1-received", "bad_cents"),
    ],
)
def test_a_line_that_cannot_be_read_is_said_at_its_field(budget, share, field, reason):
    with pytest.raises(Invalid) as refused:
        balance.check_plan(budget, [share])
    assert refused.value.fields == {field: reason}


@pytest.mark.parametrize(
    ("amounts", "rates"),
    [
        ([1_850_000, 2_150_000], [4625, 5375]),
        ([100, 100, 100], [3334, 3333, 3333]),
        ([1, 2], [3333, 6667]),
        ([5], [10_000]),
        ([1, 999_999_999], [0, 10_000]),
        ([], []),
        ([0, 0], [0, 0]),
    ],
)
def test_the_rates_of_known_plans(amounts, rates):
    assert balance.rates(amounts) == rates


@given(some.lists(some.integers(1, 10**9), min_size=1, max_size=8))
def test_rates_make_a_hundred_percent_and_are_exact_to_a_hundredth(amounts):
    found = balance.rates(amounts)
    assert sum(found) == 10_000
    for amount, rate in zip(amounts, found, strict=True):
        assert abs(Fraction(amount, sum(amounts)) * 10_000 - rate) < 1
    exact = [Decimal(amount) * 10_000 / sum(amounts) for amount in amounts]
    assert all(int(part) <= rate <= int(part) + 1 for part, rate in zip(exact, found, strict=True))


@pytest.mark.parametrize(("rate", "said"), [(4625, "46,25\u00a0%"), (10_000, "100,00\u00a0%"), (5, "0,05\u00a0%")])
def test_a_rate_in_words(rate, said):
    assert balance.percent(rate) == said


@pytest.mark.parametrize(
    ("changed", "field", "reason"),
    [
        ({"programme": "lottery"}, "programme", "bad_choice"),
        ({"title": ""}, "title", "missing"),
        ({"holder": "x" * 151}, "holder", "too_long"),
        ({"reference": "x" * 81}, "reference", "too_long"),
        ({"starts_on": None}, "starts_on", "bad_date"),
        ({"ends_on": date(2026, 1, 1)}, "ends_on", "ends_before_it_starts"),
        ({"ends_on": date(2029, 12, 30)}, "ends_on", "ctl_three_years"),
        ({"ends_on": date(2030, 1, 1)}, "ends_on", "ctl_three_years"),
        ({"programme": "europe", "ends_on": date(2037, 1, 1)}, "ends_on", "file_too_long"),
    ],
)
def test_what_a_file_may_not_say_of_itself(changed, field, reason):
    with pytest.raises(Invalid) as refused:
        balance.check_outline(replace(CTL, **changed))
    assert refused.value.fields == {field: reason}


@pytest.mark.parametrize("programme", balance.PROGRAMMES)
def test_each_programme_takes_three_years(programme):
    balance.check_outline(replace(CTL, programme=programme))


@pytest.mark.parametrize(
    ("programme", "is_renewal", "renewed", "reason"),
    [
        ("ctl", False, False, ""),
        ("ctl", True, False, "ctl_renewed_once"),
        ("ctl", False, True, "file_renewed_already"),
        ("ctl", True, True, "file_renewed_already"),
        ("county", False, False, ""),
        ("county", True, False, ""),
        ("county", True, True, "file_renewed_already"),
        ("dgd", True, False, ""),
    ],
)
def test_how_often_a_file_is_renewed(programme, is_renewal, renewed, reason):
    if not reason:
        balance.check_renewal(programme, is_renewal, renewed)
        return
    with pytest.raises(Refused, match=reason):
        balance.check_renewal(programme, is_renewal, renewed)


@pytest.mark.parametrize(
    ("programme", "ends_on", "last"),
    [("ctl", date(2029, 12, 31), date(2032, 12, 31)), ("dgd", date(2027, 12, 31), date(2028, 12, 30))],
)
def test_until_when_the_file_that_follows_lasts(programme, ends_on, last):
    assert balance.following(programme, date(2027, 1, 1), ends_on) == last


READY = Held("ctl", True, 2, 0, 1, True, True)


@pytest.mark.parametrize(
    ("changed", "state", "lacking"),
    [
        ({}, "closed", []),
        ({"balanced": False}, "submitted", ["plan"]),
        ({"actions": 0}, "granted", ["actions"]),
        ({"untied": 1}, "closed", ["ties"]),
        ({"untied": 1}, "granted", []),
        ({"meetings": 0}, "closed", ["meetings"]),
        ({"meetings": 0, "programme": "bnr"}, "closed", []),
        ({"diagnostic": False}, "submitted", ["diagnostic"]),
        ({"diagnostic": False, "programme": "dgd"}, "submitted", []),
        ({"evaluation": False}, "closed", ["evaluation"]),
        ({"balanced": False, "actions": 0}, "preparing", []),
        ({"balanced": False, "actions": 0}, "refused", []),
    ],
)
def test_what_a_file_lacks_for_a_state(changed, state, lacking):
    assert balance.lacking(replace(READY, **changed), state) == lacking


@pytest.mark.parametrize(
    ("changed", "field", "reason"),
    [
        ({"title": ""}, "title", "missing"),
        ({"sessions": -1}, "sessions", "bad_number"),
        ({"minutes": -1}, "minutes", "bad_number"),
        ({"cents": -1}, "cents", "bad_cents"),
        ({"spent": -1}, "spent", "bad_cents"),
    ],
)
def test_what_an_action_may_not_say(changed, field, reason):
    with pytest.raises(Invalid) as refused:
        balance.check_action(replace(Action("Ateliers"), **changed))
    assert refused.value.fields == {field: reason}


@pytest.mark.parametrize(("hours", "minutes"), [("36", 2160), ("36,5", 2190), ("0,25", 15), ("", 0), ("beaucoup", -1)])
def test_hours_are_kept_in_minutes(hours, minutes):
    assert funding_forms.read_action({"title": "A", "hours": hours}).minutes == minutes
