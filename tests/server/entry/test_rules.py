"""The rules of the ways in, by tables."""

import pytest

from server.entry import rules


@pytest.mark.parametrize(
    ("url", "party", "origin"),
    [
        ("https://agenda.example.org", "agenda.example.org", "https://agenda.example.org"),
        ("https://agenda.example.org:8443", "agenda.example.org", "https://agenda.example.org:8443"),
        ("http://localhost:8000", "localhost", "http://localhost:8000"),
        ("http://127.0.0.1:8001", "localhost", "http://localhost:8001"),
        ("http://[::1]:8001", "localhost", "http://localhost:8001"),
        ("http://127.0.0.1", "localhost", "http://localhost"),
    ],
)
def test_for_whom_keys_are_made(url, party, origin):
    assert rules.relying_party(url) == rules.RelyingParty(party, (origin,))
    assert rules.by_name(url) == origin


@pytest.mark.parametrize(
    ("before", "after", "fits"),
    [(0, 0, True), (0, 1, True), (5, 6, True), (5, 900, True), (5, 5, False), (5, 4, False), (5, 0, False)],
)
def test_a_counter_goes_on(before, after, fits):
    assert rules.counter_fits(before, after) is fits


@pytest.mark.parametrize(
    ("typed", "code", "of_telephone"),
    [
        ("123456", "123456", True),
        (" 123 456 ", "123456", True),
        ("123-456", "123456", True),
        ("12345", "12345", False),
        ("1234567", "1234567", False),
        ("ABCDE-FGH23", "abcdefgh23", False),
        ("١٢٣٤٥٦", "١٢٣٤٥٦", False),
        ("", "", False),
    ],
)
def test_codes_are_read_as_they_were_meant(typed, code, of_telephone):
    assert rules.bare(typed) == code
    assert rules.looks_like_code(code) is of_telephone


@pytest.mark.parametrize(
    ("roles", "duties", "expected"),
    [
        (set(), set(), False),
        ({"desk"}, set(), False),
        (set(), {"desk"}, False),
        ({"desk", "manager"}, {"manager"}, True),
        ({"administrator"}, {"manager"}, False),
        ({"administrator"}, {"administrator"}, True),
    ],
)
def test_who_needs_a_second_factor(roles, duties, expected):
    assert rules.must(frozenset(roles), frozenset(duties)) is expected
