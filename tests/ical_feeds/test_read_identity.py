"""Imports, identity: shared UIDs, revisions, absent UIDs, the same file twice."""

from collections.abc import Callable

import pytest

from ical_feeds.identity import folded
from ical_feeds.read import Reading

Read, File = Callable[..., Reading], Callable[..., str]


def _at(day: int, extra: str = "", uid: str = "1") -> str:
    return f"UID:{uid}\nDTSTART:202701{day:02d}T090000Z\n{extra}"


def test_one_uid_for_several_dates_gives_them_all(reading: Read, file: File) -> None:
    found = reading(file(_at(5), _at(12), _at(19)))
    assert [event.starts_at.day for event in found.events] == [5, 12, 19]
    assert len({(event.uid, event.recurrence_at) for event in found.events}) == 3


def test_one_uid_with_repeated_sequences_gives_all_dates(reading: Read, file: File) -> None:
    assert len(reading(file(_at(5, "SEQUENCE:0"), _at(12, "SEQUENCE:0"), _at(19, "SEQUENCE:1"))).events) == 3


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 2, 1), (2, 3, 1)])
def test_different_sequences_are_revisions_and_the_highest_counts(
    reading: Read, file: File, order: tuple[int, ...]
) -> None:
    found = reading(file(*(_at(number, f"SEQUENCE:{number}\nSUMMARY:v{number}") for number in order)))
    assert [(event.title, event.starts_at.day, event.sequence) for event in found.events] == [("v3", 3, 3)]
    assert found.events[0].recurrence_at is None


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [
        ("LAST-MODIFIED:20261101T000000Z", "LAST-MODIFIED:20261102T000000Z", "second"),
        ("LAST-MODIFIED:20261103T000000Z", "LAST-MODIFIED:20261102T000000Z", "first"),
        ("DTSTAMP:20261103T000000Z", "DTSTAMP:20261102T000000Z", "first"),
        ("LAST-MODIFIED:20261103T000000Z", "DTSTAMP:soon", "first"),
        ("", "", "second"),
    ],
)
def test_of_equal_starts_the_newest_counts(reading: Read, file: File, first: str, second: str, kept: str) -> None:
    found = reading(file(_at(5, f"SUMMARY:first\n{first}"), _at(5, f"SUMMARY:second\n{second}")))
    assert [event.title for event in found.events] == [kept]


def test_of_two_changes_of_one_instance_the_newest_counts(reading: Read, file: File) -> None:
    series = _at(5, "RRULE:FREQ=DAILY;COUNT=3\nSUMMARY:A")
    changes = [_at(6, f"RECURRENCE-ID:20270106T090000Z\nSEQUENCE:{n}\nSUMMARY:v{n}") for n in (2, 1)]
    assert [event.title for event in reading(file(*changes, series)).events] == ["A", "v2", "A"]


def test_without_uid_the_content_is_the_identity(reading: Read, file: File) -> None:
    lines = "DTSTART:20270105T090000Z\nSUMMARY:{}\nLOCATION:{}"
    first = reading(file(lines.format("Café  numérique", "Salle 1"))).events
    again = reading(file(lines.format("CAFE numérique !", "salle 1"))).events
    other = reading(file(lines.format("Café numérique", "Salle 2"))).events
    assert first[0].uid
    assert first[0].uid == again[0].uid != other[0].uid


def test_events_without_uid_do_not_hide_each_other(reading: Read, file: File) -> None:
    both = file("DTSTART:20270105T090000Z\nSUMMARY:A", "DTSTART:20270105T090000Z\nSUMMARY:B")
    assert len(reading(both).events) == 2


def test_reading_twice_gives_the_same(reading: Read, file: File) -> None:
    text = file(_at(5), _at(12), _at(6, "RRULE:FREQ=DAILY;COUNT=3", "2"), "DTSTART:20270105T090000Z\nSUMMARY:A")
    assert reading(text) == reading(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Café  Numérique !", "cafe numerique"), ("L’œil", "l œil"), ("STRASSE", "strasse"), ("", ""), ("Æ", "æ")],
)
def test_folding_ignores_accents_case_and_marks(text: str, expected: str) -> None:
    assert folded(text) == expected
