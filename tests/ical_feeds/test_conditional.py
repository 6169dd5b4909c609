"""Conditional requests: tags beat dates, weak tags and lists count, unreadable things mean the whole answer."""

from datetime import UTC, datetime

import pytest

from ical_feeds.conditional import not_modified

TAG = '"abc"'
CHANGED = datetime(2026, 11, 20, 8, 30, 15, 900_000, tzinfo=UTC)
SAME, BEFORE, AFTER = "Fri, 20 Nov 2026 08:30:15 GMT", "Fri, 20 Nov 2026 08:30:14 GMT", "Sat, 21 Nov 2026 08:30:14 GMT"


@pytest.mark.parametrize(
    ("if_none_match", "if_modified_since", "expected"),
    [
        ('"abc"', None, True),
        ('W/"abc"', None, True),
        ('"x", W/"abc"', None, True),
        ('"x" ,"y","abc"', None, True),
        ("*", None, True),
        (" * ", None, True),
        ('"ABC"', None, False),
        ("abc", None, False),
        ('"x" "abc"', None, False),
        ('"x', None, False),
        ("", None, False),
        ('"x"', AFTER, False),
        ("", AFTER, False),
        ('"abc"', BEFORE, True),
        (None, SAME, True),
        (None, AFTER, True),
        (None, BEFORE, False),
        (None, "Friday, 20-Nov-26 08:30:15 GMT", True),
        (None, "Fri Nov 20 08:30:15 2026", True),
        (None, "Fri, 20 Nov 2026 10:30:15 +0200", True),
        (None, "Fri, 20 Nov 2026 08:30:15 +0200", False),
        (None, "yesterday", False),
        (None, "", False),
        (None, "Fri, 20 Nov 2026 08:30:15 +9999999999", False),
        (None, "Fri, 99 Nov 2026 08:30:15 GMT", False),
        (None, None, False),
    ],
)
def test_a_copy_is_good_or_not(if_none_match: str | None, if_modified_since: str | None, expected: bool) -> None:
    assert not_modified(if_none_match, if_modified_since, TAG, CHANGED) is expected


def test_without_a_date_of_change_no_date_is_good() -> None:
    assert not not_modified(None, AFTER, TAG, None)


def test_our_own_weak_tag_compares_too() -> None:
    assert not_modified('"abc"', None, 'W/"abc"', None)
