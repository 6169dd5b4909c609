"""What a convention holds and misses, where it stands on each day, amounts as they are typed: tables of cases."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from server.foundation.errors import Invalid, Refused
from server.partnerships import convention_forms as forms
from server.partnerships import convention_rules as rules
from server.partnerships.convention_rules import TEXTS, Contribution, Draft, Party
from server.partnerships.money import cents, typed

FIRST, LAST = date(2027, 1, 1), date(2029, 12, 31)
WHOLE = Draft(
    title="Ateliers au centre social",
    parties=[Party("Ville", "1 place", "Anne Le Bihan", "Maire"), Party("Centre", "", "Paul Quéré", "Président")],
    starts_on=FIRST,
    ends_on=LAST,
    texts={name: f"Dit de {name}" for name in TEXTS},
    contributions=[Contribution(1, "Une salle", "deux jours"), Contribution(2, "Subvention", "", 150_000)],
)
EMPTY = Draft("Convention", [], None, None, {})


@pytest.mark.parametrize("draft", [WHOLE, EMPTY, replace(WHOLE, ends_on=FIRST), replace(WHOLE, alert_days=0)])
def test_a_draft_may_be_whole_or_almost_empty(draft):
    rules.check_draft(draft)


@pytest.mark.parametrize(
    ("changed", "field", "reason"),
    [
        ({"title": ""}, "title", "missing"),
        ({"title": "x" * 151}, "title", "too_long"),
        ({"ends_on": FIRST - timedelta(days=1)}, "ends_on", "ends_before_it_starts"),
        ({"alert_days": -1}, "alert_days", "bad_alert"),
        ({"alert_days": 366}, "alert_days", "bad_alert"),
        ({"texts": {"disputes": "x" * 5_001}}, "disputes", "too_long"),
        ({"parties": [Party("Ville"), Party("", quality="Maire")], "contributions": ()}, "party-2-name", "missing"),
        ({"parties": [Party("V" * 151), Party("Centre")], "contributions": ()}, "party-1-name", "too_long"),
        ({"contributions": [Contribution(3, "Salle", "une")]}, "gift-1-party", "no_such_party"),
        ({"contributions": [Contribution(1, "", "une")]}, "gift-1-what", "missing"),
        ({"contributions": [Contribution(1, "Salle")]}, "gift-1-volume", "amount_or_volume"),
        ({"contributions": [Contribution(1, "Subvention", "", -1)]}, "gift-1-cents", "bad_cents"),
    ],
)
def test_what_cannot_be_kept_is_said_at_its_field(changed, field, reason):
    with pytest.raises(Invalid) as refused:
        rules.check_draft(replace(WHOLE, **changed))
    assert refused.value.fields == {field: reason}


@pytest.mark.parametrize(
    ("changed", "missing"),
    [
        ({}, []),
        ({"parties": WHOLE.parties[:1]}, ["parties"]),
        ({"parties": [WHOLE.parties[0], Party("Centre")]}, ["representatives"]),
        ({"ends_on": None}, ["dates"]),
        ({"contributions": ()}, ["contributions"]),
        *[({"texts": {**WHOLE.texts, name: " "}}, [name]) for name in TEXTS],
    ],
)
def test_what_is_missing_before_it_is_signed(changed, missing):
    draft = replace(WHOLE, **changed)
    assert rules.missing(draft) == missing
    if missing:
        with pytest.raises(Refused, match="convention_incomplete"):
            rules.check_signing("draft", draft, FIRST, FIRST)


@pytest.mark.parametrize(
    ("state", "signed_on", "today", "reason"),
    [
        ("signed", FIRST, FIRST, "convention_signed"),
        ("draft", None, FIRST, "bad_date"),
        ("draft", FIRST + timedelta(days=1), FIRST, "signed_later"),
        ("draft", LAST + timedelta(days=1), LAST + timedelta(days=9), "signed_after_end"),
    ],
)
def test_what_may_not_be_signed(state, signed_on, today, reason):
    with pytest.raises(Refused) as refused:
        rules.check_signing(state, WHOLE, signed_on, today)
    assert reason in (refused.value.reason, *getattr(refused.value, "fields", {}).values())


ALERT = LAST - timedelta(days=90)


@pytest.mark.parametrize(
    ("state", "today", "standing"),
    [
        ("draft", LAST, "draft"),
        ("signed", FIRST - timedelta(days=1), "coming"),
        ("signed", FIRST, "running"),
        ("signed", ALERT - timedelta(days=1), "running"),
        ("signed", ALERT, "to_renew"),
        ("signed", LAST, "to_renew"),
        ("signed", LAST + timedelta(days=1), "over"),
        ("ended", FIRST, "ended"),
        ("renewed", LAST, "renewed"),
    ],
)
def test_where_it_stands_on_a_day(state, today, standing):
    assert rules.standing(state, FIRST, LAST, 90, today) == standing


def test_the_one_that_follows_begins_the_day_after_for_as_long():
    assert rules.following(FIRST, date(2027, 12, 31)) == (date(2028, 1, 1), date(2028, 12, 30))


@pytest.mark.parametrize(
    ("state", "ended_on", "reason"),
    [
        ("draft", LAST, "only_signed_ended"),
        ("signed", None, "bad_date"),
        ("signed", LAST + timedelta(days=1), "signed_later"),
        ("signed", FIRST - timedelta(days=1), "ended_before_signed"),
    ],
)
def test_what_may_not_be_ended(state, ended_on, reason):
    with pytest.raises(Refused) as refused:
        rules.check_ending(state, FIRST, ended_on, LAST)
    assert reason in (refused.value.reason, *getattr(refused.value, "fields", {}).values())


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("", None), ("12", 1200), ("7,5", 750), ("7.05 €", 705), ("12 500", 1_250_000), ("12\u202f500,01", 1_250_001),
        ("-3", -1), ("1,234", -1), ("beaucoup", -1), ("1e5", -1),
    ],
)  # fmt: skip
def test_amounts_are_whole_cents(text, amount):
    assert cents(text) == amount
    if amount is not None and amount >= 0:
        assert cents(typed(amount)) == amount


def test_the_form_gives_back_what_it_was_given():
    shown = forms.show(WHOLE)
    read = forms.read(shown)
    assert read.parties[:2] == WHOLE.parties
    assert replace(read, parties=WHOLE.parties) == WHOLE
    with pytest.raises(Invalid) as refused:
        forms.read(shown | {"starts_on": "bientôt"})
    assert refused.value.fields == {"starts_on": "bad_date"}
