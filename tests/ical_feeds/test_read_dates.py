"""Imports, dates: missing and odd ends, days, stamps that cannot be read, the window."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from ical_feeds.read import Reading

Read, File = Callable[..., Reading], Callable[..., str]


def _minutes(reading: Reading) -> float | None:
    (event,) = reading.events
    return (event.ends_at - event.starts_at) / timedelta(minutes=1) if event.ends_at else None


@pytest.mark.parametrize(
    ("end", "minutes", "warning"),
    [
        ("", None, ""),
        ("DTEND:20270112T090000Z", None, ""),
        ("DTEND:20270112T100000Z", 60, ""),
        ("DTEND;TZID=Europe/Paris:20270112T110000", 60, ""),
        ("DURATION:PT1H30M", 90, ""),
        ("DURATION:P1W", 7 * 1440, ""),
        ("DURATION:P1DT2H", 1560, ""),
        ("DURATION:-PT1H", None, "end_unreadable"),
        ("DURATION:P", None, "end_unreadable"),
        ("DURATION:PT999999999S", None, "end_unreadable"),
        ("DTEND:20270112T080000Z", None, "end_before_start"),
        ("DTEND:20271312T080000Z", None, "end_unreadable"),
        ("DTEND:99991231T235959Z", None, "end_unreadable"),
        ("DTEND:20990101T000000Z", None, "end_too_far"),
    ],
)
def test_an_end_is_known_or_not(reading: Read, file: File, end: str, minutes: int | None, warning: str) -> None:
    found = reading(file(f"UID:1\nDTSTART:20270112T090000Z\nSUMMARY:A\n{end}"))
    assert _minutes(found) == minutes
    assert found.warnings == ([f"{warning}: A"] if warning else [])


@pytest.mark.parametrize(
    ("lines", "days"),
    [
        ("DTSTART;VALUE=DATE:20270130", 1),
        ("DTSTART;VALUE=DATE:20270130\nDTEND;VALUE=DATE:20270130", 1),
        ("DTSTART;VALUE=DATE:20270130\nDTEND;VALUE=DATE:20270202", 3),
        ("DTSTART:20270130", 1),
        ("DTSTART:20270130\nDURATION:P2D", 2),
        ("DTSTART:20270130\nDTEND:20270129", 1),
        ("DTSTART;TZID=America/New_York;VALUE=DATE:20270130", 1),
    ],
)
def test_a_day_is_a_day_of_the_reader(reading: Read, file: File, lines: str, days: int) -> None:
    (event,) = reading(file(f"UID:1\n{lines}")).events
    assert event.all_day
    assert event.starts_at == datetime(2027, 1, 29, 23, tzinfo=UTC)
    assert (event.starts_on, event.ends_on) == (date(2027, 1, 30), date(2027, 1, 30) + timedelta(days=days))


def test_the_value_decides_and_not_its_parameter(reading: Read, file: File) -> None:
    (event,) = reading(file("UID:1\nDTSTART;VALUE=DATE:20270112T090000Z")).events
    assert (event.all_day, event.starts_at) == (False, datetime(2027, 1, 12, 9, tzinfo=UTC))


@pytest.mark.parametrize(
    "stamps",
    [
        "",
        "DTSTAMP:20270101T000000",
        "DTSTAMP;TZID=Europe/Paris:20270101T000000\nCREATED:00000101T000000Z",
        "DTSTAMP:20270101\nCREATED:20270101\nLAST-MODIFIED:20270101",
        "LAST-MODIFIED:99999999T999999Z\nDTSTAMP:soon",
        "LAST-MODIFIED:00010101T000000Z",
    ],
)
def test_stamps_never_refuse_an_event(reading: Read, file: File, stamps: str) -> None:
    found = reading(file(f"UID:1\nDTSTART:20270112T090000Z\nSUMMARY:A\n{stamps}"))
    assert len(found.events) == 1
    assert found.warnings == []


@pytest.mark.parametrize(
    ("start", "reason"),
    [
        ("DTSTART:20271312T090000Z", "start_unreadable"),
        ("DTSTART:20270230", "start_unreadable"),
        ("DTSTART:2027:0112", "start_unreadable"),
        ("DTSTART:2027-01-12 09:00", "start_unreadable"),
        ("DTSTART:20270112T250000Z", "start_unreadable"),
        ("DTSTART:", "start_unreadable"),
        ("X-NONE:1", "start_unreadable"),
        ("DTSTART:19691231T000000Z", "start_out_of_range"),
        ("DTSTART:00010101T000000Z\nRRULE:FREQ=DAILY", "start_out_of_range"),
        ("DTSTART:99991231T235959Z", "start_out_of_range"),
    ],
)
def test_a_bad_start_refuses_that_event_alone(reading: Read, file: File, start: str, reason: str) -> None:
    found = reading(file(f"UID:1\nSUMMARY:Perdu\n{start}", "UID:2\nDTSTART:20270112T090000Z\nSUMMARY:Bon"))
    assert [event.title for event in found.events] == ["Bon"]
    assert f"{reason}: Perdu" in found.warnings


def test_a_leap_second_and_a_time_without_seconds_are_read(reading: Read, file: File) -> None:
    found = reading(file("UID:1\nDTSTART:20270112T095960Z", "UID:2\nDTSTART:20270112T1030Z"))
    assert [event.starts_at.minute for event in found.events] == [59, 30]


@pytest.mark.parametrize(
    ("start", "end", "inside"),
    [
        ("20261031T220000Z", "20261031T230000Z", False),
        ("20261031T220000Z", "20261101T000000Z", False),
        ("20261031T220000Z", "20261101T010000Z", True),
        ("20261101T000000Z", "20261101T000000Z", True),
        ("20280430T235900Z", "20280501T010000Z", True),
        ("20280501T000000Z", "20280501T010000Z", False),
    ],
)
def test_only_what_touches_the_window_is_given(reading: Read, file: File, start: str, end: str, inside: bool) -> None:
    assert len(reading(file(f"UID:1\nDTSTART:{start}\nDTEND:{end}")).events) == inside
