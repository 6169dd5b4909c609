"""Codes as they are typed, and the simple way of writing down what they look like."""

import pytest

from server.vouchers.codes import bare, confusable, fits, pattern_fault


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("1234-5678", "12345678"),
        (" 1234 5678 ", "12345678"),
        ("1234–5678", "12345678"),
        ("ab.12/34_56", "AB123456"),
        ("１２３４5678", "12345678"),
        ("", ""),
        ("- - -", ""),
        ("9" * 500, "9" * 80),
    ],
)
def test_a_code_is_read_without_what_is_written_between(typed, read):
    assert bare(typed) == read


@pytest.mark.parametrize(
    ("pattern", "fault"),
    [
        ("9999-9999", ""),
        ("AA99999999", ""),
        ("PN 9999.??", ""),
        ("aa999999", ""),
        ("", "missing"),
        (" - ", "missing"),
        ("99999", "short_pattern"),
        ("PN12999", "short_pattern"),
        (r"\d{8}", "bad_pattern"),
        ("(9+)+9999999", "bad_pattern"),
        (".*999999", "bad_pattern"),
        ("9" * 41, "too_long"),
    ],
)
def test_what_a_pattern_may_be(pattern, fault):
    assert pattern_fault(pattern) == fault


@pytest.mark.parametrize(
    ("code", "pattern", "so"),
    [
        ("12345678", "9999-9999", True),
        ("1234567", "9999-9999", False),
        ("123456789", "9999-9999", False),
        ("1234567A", "9999-9999", False),
        ("AB12345678", "AA99999999", True),
        ("1B12345678", "AA99999999", False),
        ("PN4321K7", "PN 9999.??", True),
        ("PM4321K7", "PN 9999.??", False),
        ("ÀБ123456", "AA999999", False),
        ("", "9999-9999", False),
    ],
)
def test_which_codes_fit(code, pattern, so):
    assert fits(code, pattern) is so


@pytest.mark.parametrize(
    ("one", "other", "so"),
    [
        ("9999-9999", "99 99 99 99", True),
        ("9999-9999", "????????", True),
        ("9999-9999", "AAAAAAAA", False),
        ("9999-9999", "9999-99999", False),
        ("PN999999", "AA999999", True),
        ("PN999999", "PM999999", False),
    ],
)
def test_which_patterns_could_mean_the_same_code(one, other, so):
    assert confusable(one, other) is so
    assert confusable(other, one) is so
