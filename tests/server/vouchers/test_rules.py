"""When a voucher counts, whose it is, how many are needed and what becomes of them, by tables of cases."""

from datetime import date
from uuid import UUID, uuid4

import pytest

from server.foundation.errors import Invalid, Refused
from server.vouchers.rules import Issuer, check_room, check_takes, in_time, recognise, spent
from tests.server.vouchers.conftest import terms

OURS = Issuer(UUID(int=1), None, terms())
NEXT_YEAR = Issuer(
    UUID(int=2),
    None,
    terms(valid_from=date(2028, 2, 1), valid_until=date(2028, 12, 31), late_until=date(2028, 12, 31)),
)
LETTERS = Issuer(UUID(int=3), None, terms(pattern="AA9999"))
ALL = (OURS, NEXT_YEAR, LETTERS)
MAY = date(2027, 5, 4)


@pytest.mark.parametrize(
    ("day", "today", "so"),
    [
        (date(2027, 1, 1), MAY, True),
        (date(2026, 12, 31), MAY, False),
        (date(2027, 12, 31), date(2027, 12, 31), True),
        (date(2028, 1, 1), date(2028, 1, 1), False),
        (date(2027, 12, 31), date(2028, 1, 31), True),
        (date(2027, 12, 31), date(2028, 2, 1), False),
    ],
)
def test_the_last_day_of_a_workshop_and_the_last_day_to_say_who_came(day, today, so):
    assert in_time(OURS.terms, day, today) is so


@pytest.mark.parametrize(
    ("code", "day", "found"),
    [
        ("12345678", MAY, OURS),
        ("12345678", date(2028, 5, 4), NEXT_YEAR),
        ("AB1234", MAY, LETTERS),
        ("123", MAY, "voucher_unknown"),
        ("", MAY, "voucher_unknown"),
        ("12345678", date(2028, 1, 15), "voucher_expired"),
        ("12345678", date(2026, 5, 4), "voucher_not_yet"),
        ("AB1234", date(2028, 5, 4), "voucher_expired"),
    ],
)
def test_whose_a_code_is(code, day, found):
    if isinstance(found, Issuer):
        assert recognise(code, ALL, day, day) == found
        return
    with pytest.raises(Refused) as refused:
        recognise(code, ALL, day, day)
    assert refused.value.reason == found


@pytest.mark.parametrize(
    ("accepted", "session", "booking", "reason"),
    [
        (True, "published", "confirmed", None),
        (False, "published", "confirmed", "pass_not_accepted"),
        (True, "cancelled", "confirmed", "session_not_open"),
        (True, "published", "waiting", "voucher_needs_seat"),
        (True, "published", "offered", "voucher_needs_seat"),
        (True, "published", "cancelled", "voucher_needs_seat"),
    ],
)
def test_when_a_voucher_may_be_given(accepted, session, booking, reason):
    if reason is None:
        check_takes(accepted, session, booking)
        return
    with pytest.raises(Refused) as refused:
        check_takes(accepted, session, booking)
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("held", "per_person", "people", "reason"),
    [
        ([], 1, 1, None),
        ([OURS.id], 1, 1, "voucher_enough"),
        ([OURS.id], 2, 1, None),
        ([OURS.id], 1, 2, None),
        ([OURS.id] * 4, 2, 2, "voucher_enough"),
        ([uuid4()], 2, 2, "voucher_other_issuer"),
    ],
)
def test_how_many_may_be_given(held, per_person, people, reason):
    issuer = Issuer(OURS.id, None, terms(per_person=per_person))
    if reason is None:
        check_room(held, issuer, people)
        return
    with pytest.raises(Refused) as refused:
        check_room(held, issuer, people)
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("count", "attendance", "present", "per_person", "absent", "used"),
    [
        (1, "", 0, 1, "given_back", None),
        (1, "present", 1, 1, "given_back", 1),
        (2, "present", 1, 1, "given_back", 1),
        (2, "present", 1, 2, "given_back", 2),
        (1, "present", 3, 2, "given_back", 1),
        (2, "absent", 0, 1, "given_back", 0),
        (2, "absent", 0, 1, "used", 2),
        (2, "excused", 0, 1, "used", 0),
    ],
)
def test_how_many_are_used_up(count, attendance, present, per_person, absent, used):
    assert spent(count, attendance, present, terms(per_person=per_person, absent=absent)) == used


@pytest.mark.parametrize(
    ("wrong", "fields"),
    [
        ({"name": " "}, {"name": "missing"}),
        ({"name": "x" * 121}, {"name": "too_long"}),
        ({"value": 0}, {"value": "bad_amount"}),
        ({"value": 100_001}, {"value": "bad_amount"}),
        ({"per_person": 0}, {"per_person": "bad_number"}),
        ({"per_person": 11}, {"per_person": "bad_number"}),
        ({"valid_from": date(2028, 1, 1)}, {"valid_until": "ends_before_start"}),
        ({"late_until": date(2027, 12, 30)}, {"late_until": "ends_before_start"}),
        ({"absent": "burnt"}, {"absent": "bad_choice"}),
        ({"pattern": "99"}, {"pattern": "short_pattern"}),
    ],
)
def test_terms_that_cannot_be_kept(wrong, fields):
    terms().check()
    with pytest.raises(Invalid) as refused:
        terms(**wrong).check()
    assert refused.value.fields == fields
