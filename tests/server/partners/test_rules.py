"""Whose link opens, what a sheet holds, what a return slip says: tables of cases."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from server.foundation.errors import Invalid
from server.partners.rules import Sheet, check_sheet, is_open, may_change, slip

TODAY = date(2027, 1, 11)
ONE, TWO = UUID(int=1), UUID(int=2)
GOOD = {"name": "Centre social", "libraries": (ONE,), "until": TODAY}


@pytest.mark.parametrize("until", [TODAY, TODAY + timedelta(days=366)])
def test_a_sheet_is_kept_with_a_last_day_within_a_year(until):
    check_sheet(Sheet(**GOOD | {"until": until}), TODAY)


@pytest.mark.parametrize(
    ("typed", "field", "reason"),
    [
        ({"name": ""}, "name", "missing"),
        ({"name": "x" * 121}, "name", "too_long"),
        ({"libraries": ()}, "libraries", "no_library"),
        ({"until": None}, "until", "bad_date"),
        ({"until": TODAY - timedelta(days=1)}, "until", "bad_until"),
        ({"until": TODAY + timedelta(days=367)}, "until", "bad_until"),
    ],
)
def test_what_is_missing_is_said_at_its_field(typed, field, reason):
    with pytest.raises(Invalid) as refused:
        check_sheet(Sheet(**GOOD | typed), TODAY)
    assert refused.value.fields == {field: reason}


def test_a_link_opens_up_to_the_end_of_its_last_day_unless_it_was_taken_back():
    assert is_open(TODAY, None, TODAY)
    assert not is_open(TODAY, None, TODAY + timedelta(days=1))
    assert not is_open(TODAY, datetime(2027, 1, 10, tzinfo=UTC), TODAY)


def test_who_manages_all_its_libraries_may_change_a_partner():
    assert may_change({ONE, TWO}, [ONE])
    assert not may_change({ONE}, [ONE, TWO])


@pytest.mark.parametrize(
    ("state", "came", "says"),
    [
        ("confirmed", None, "confirmed"),
        ("confirmed", "present", "came"),
        ("confirmed", "absent", "missed"),
        ("confirmed", "excused", "missed"),
        ("waiting", None, "waiting"),
        ("offered", None, "waiting"),
        ("cancelled", None, "cancelled"),
    ],
)
def test_what_the_return_slip_says_with_the_consent_and_nothing_without(state, came, says):
    assert slip(True, state, "patron", came) == says
    assert slip(False, state, "patron", came) == ""


def test_what_the_partner_cancelled_itself_it_knows():
    assert slip(False, "cancelled", "partner", None) == "cancelled"
    assert slip(False, "cancelled", "staff", None) == ""
