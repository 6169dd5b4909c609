"""Imports, zones: names in all dialects, VTIMEZONEs that lie, names that are traps."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from ical_feeds.read import Reading

Read, File = Callable[..., Reading], Callable[..., str]

BERLIN = """BEGIN:VTIMEZONE
TZID:{}
BEGIN:STANDARD
DTSTART:16011028T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010325T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
END:VTIMEZONE"""
FIXED = """BEGIN:VTIMEZONE
TZID:{}
BEGIN:STANDARD
DTSTART:19700101T000000
TZOFFSETFROM:{offset}
TZOFFSETTO:{offset}
END:STANDARD
END:VTIMEZONE"""


def _start(reading: Reading) -> str:
    (event,) = reading.events
    return event.starts_at.strftime("%dT%H:%M")


@pytest.mark.parametrize(
    "tzid",
    [
        "Europe/Paris",
        "europe/paris",
        '"Europe/Paris"',
        " Europe/Paris ",
        "/freeassociation.sourceforge.net/Europe/Paris",
        "/mozilla.org/20070129_1/Europe/Paris",
        "/citadel.org/20070227_1/Tzfile/Europe/Paris",
        "Romance Standard Time",
        '"Romance Standard Time"',
        "romance standard time",
        "W. Europe Standard Time",
    ],
)
@pytest.mark.parametrize("block", ["", FIXED.replace("{offset}", "+0000")])
def test_a_known_name_beats_the_vtimezone_sent_with_it(reading: Read, file: File, tzid: str, block: str) -> None:
    head = block.format(tzid.strip(' "'))
    found = reading(file(f"UID:1\nDTSTART;TZID={tzid}:20270712T093000", head=head), timezone="Indian/Reunion")
    assert (_start(found), found.warnings) == ("12T07:30", [])


@pytest.mark.parametrize(
    ("tzid", "expected"),
    [
        ("/mozilla.org/20070129_1/America/New_York", "12T13:30"),
        ("/x/Tzfile/America/Argentina/Buenos_Aires", "12T12:30"),
        ("Eastern Standard Time", "12T13:30"),
        ("tzone://Microsoft/Utc", "12T09:30"),
        ("UTC", "12T09:30"),
        ("Etc/GMT", "12T09:30"),
        ("Asia/Kolkata", "12T04:00"),
    ],
)
def test_other_names_are_understood_silently(reading: Read, file: File, tzid: str, expected: str) -> None:
    found = reading(file(f"UID:1\nDTSTART;TZID={tzid}:20270712T093000"))
    assert (_start(found), found.warnings) == (expected, [])


ODD = [
    "tzone://Microsoft/Custom",
    "Customized Time Zone",
    "(UTC+07:00) Bangkok, Hanoi, Jakarta",
    "(UTC-03:00) Brasília",
    "Europe_Berlin",
]


@pytest.mark.parametrize("tzid", ODD)
@pytest.mark.parametrize("quote", ['"', ""])
def test_a_home_made_name_is_what_its_vtimezone_says(reading: Read, file: File, tzid: str, quote: str) -> None:
    head = BERLIN.format(tzid.replace(",", "\\,"))
    summer = reading(file(f"UID:1\nDTSTART;TZID={quote}{tzid}{quote}:20270712T093000", head=head))
    winter = reading(file(f"UID:1\nDTSTART;TZID={quote}{tzid}{quote}:20270112T093000", head=head))
    assert (_start(summer), _start(winter), summer.warnings) == ("12T07:30", "12T08:30", [])
    assert summer.events[0].timezone == "Europe/Paris"


@pytest.mark.parametrize("tzid", ODD)
@pytest.mark.parametrize(
    ("head", "expected"),
    [("", "12T05:30"), ("X-WR-TIMEZONE:Europe/Paris", "12T07:30"), ("X-WR-TIMEZONE:?", "12T05:30")],
)
def test_a_home_made_name_without_vtimezone_falls_back_with_a_warning(
    reading: Read, file: File, tzid: str, head: str, expected: str
) -> None:
    found = reading(file(f'UID:1\nDTSTART;TZID="{tzid}":20270712T093000', head=head), timezone="Indian/Reunion")
    assert _start(found) == expected
    assert f"zone_unknown: {tzid}" in found.warnings


@pytest.mark.parametrize(
    "tzid",
    ["", "UTC+0", "../../etc/passwd", "/etc/passwd", "localtime", "Factory", "a\x00b", "x" * 100_000, "Europe", "."],
)
def test_a_name_that_is_none_falls_back_and_leaks_nothing(reading: Read, file: File, tzid: str) -> None:
    found = reading(file(f'UID:1\nDTSTART;TZID="{tzid}":20270712T093000'))
    assert _start(found) == "12T07:30"
    (warning,) = found.warnings
    assert warning.startswith("zone_unknown")
    assert len(warning) < 100
    assert "share/zoneinfo" not in warning


def test_z_wins_over_a_name(reading: Read, file: File) -> None:
    assert _start(reading(file("UID:1\nDTSTART;TZID=America/New_York:20270712T093000Z"))) == "12T09:30"


@pytest.mark.parametrize(
    ("head", "expected", "zone"),
    [
        ("", "12T07:30", "Europe/Paris"),
        ("X-WR-TIMEZONE:America/Montreal", "12T13:30", "America/Montreal"),
        ("X-WR-TIMEZONE:Eastern Standard Time", "12T13:30", "America/New_York"),
        ("X-WR-TIMEZONE:UTC", "12T07:30", "Europe/Paris"),
    ],
)
def test_floating_times_are_of_the_calendar_or_of_the_library(
    reading: Read, file: File, head: str, expected: str, zone: str
) -> None:
    found = reading(file("UID:1\nDTSTART:20270712T093000", head=head))
    assert (_start(found), found.events[0].timezone) == (expected, zone)


def test_the_zone_of_the_calendar_may_stand_at_its_end(reading: Read, file: File) -> None:
    text = file("UID:1\nDTSTART:20270712T093000").replace(
        "END:VCALENDAR", "X-WR-TIMEZONE:Indian/Reunion\r\nEND:VCALENDAR"
    )
    assert _start(reading(text)) == "12T05:30"


@pytest.mark.parametrize("head", ["", "X-WR-TIMEZONE:Europe/Paris", "X-WR-TIMEZONE:America/New_York"])
def test_a_series_in_utc_keeps_its_instants(reading: Read, file: File, head: str) -> None:
    master = "UID:1\nDTSTART:20270320T090000Z\nRRULE:FREQ=WEEKLY;COUNT=4\nEXDATE:20270327T090000Z\nSUMMARY:A"
    moved = "UID:1\nRECURRENCE-ID:20270403T090000Z\nDTSTART:20270403T150000Z\nSUMMARY:B"
    found = reading(file(master, moved, head=head))
    assert [(event.starts_at.strftime("%m-%dT%H:%M"), event.title) for event in found.events] == [
        ("03-20T09:00", "A"),
        ("04-03T15:00", "B"),
        ("04-10T09:00", "A"),
    ]


@pytest.mark.parametrize("head", ["", BERLIN.format("Europe_Berlin")])
def test_local_time_holds_across_the_change_of_hour(reading: Read, file: File, head: str) -> None:
    tzid = "Europe_Berlin" if head else "Europe/Paris"
    found = reading(file(f"UID:1\nDTSTART;TZID={tzid}:20271027T100000\nRRULE:FREQ=WEEKLY;COUNT=2", head=head))
    assert [event.starts_at.hour for event in found.events] == [8, 9]


@pytest.mark.parametrize("head", ["", BERLIN.format("Europe_Berlin")])
@pytest.mark.parametrize(
    ("local", "expected"),
    [
        ("20270328T015900", "28T00:59"),
        ("20270328T023000", "28T01:30"),
        ("20270328T030000", "28T01:00"),
        ("20271031T023000", "31T00:30"),
        ("20271031T030000", "31T02:00"),
    ],
)
def test_missing_and_repeated_hours_follow_the_standard(
    reading: Read, file: File, head: str, local: str, expected: str
) -> None:
    tzid = "Europe_Berlin" if head else "Europe/Paris"
    assert _start(reading(file(f"UID:1\nDTSTART;TZID={tzid}:{local}", head=head))) == expected


@pytest.mark.parametrize(
    "block",
    [
        "BEGIN:VTIMEZONE\nTZID:Own\nEND:VTIMEZONE",
        "BEGIN:VTIMEZONE\nTZID:Own\nBEGIN:STANDARD\nDTSTART:x\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0100\nEND:STANDARD\nEND:VTIMEZONE",
        "BEGIN:VTIMEZONE\nTZID:Own\nBEGIN:STANDARD\nDTSTART:99990101T000000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+9900\n"
        "END:STANDARD\nEND:VTIMEZONE",
    ],
)
def test_a_useless_vtimezone_is_no_zone(reading: Read, file: File, block: str) -> None:
    found = reading(file("UID:1\nDTSTART;TZID=Own:20270712T093000", head=block))
    assert (_start(found), found.warnings) == ("12T07:30", ["zone_unknown: Own"])


HOSTILE_PARTS = [
    "DTSTART:00010101T000000\nRRULE:FREQ=SECONDLY",
    "DTSTART:00010101T000000\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
    "DTSTART:20210229T000000\nRRULE:FREQ=YEARLY",
    "DTSTART:20240229T000000\nRRULE:FREQ=YEARLY",
    "DTSTART:19700101T000000\nRRULE:FREQ=YEARLY;BYMONTH=13;BYDAY=9SU",
    "DTSTART:19700101T000000\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=0SU;UNTIL=99991231",
    "DTSTART:19700101T000000\nRDATE:" + ",".join(["20200101T000000"] * 5_000),
    "DTSTART:19700101T000000\nRRULE:===;;=;FREQ",
]


@pytest.mark.parametrize("part", HOSTILE_PARTS)
def test_a_hostile_vtimezone_is_bounded(reading: Read, file: File, part: str) -> None:
    observance = f"BEGIN:STANDARD\n{part}\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0130\nEND:STANDARD\n"
    head = f"BEGIN:VTIMEZONE\nTZID:Own\n{observance * 90}END:VTIMEZONE"
    rule = "\nRRULE:FREQ=WEEKLY;UNTIL=20270801T000000Z\nEXDATE:20270719T080000Z"
    found = reading(file("UID:1\nDTSTART;TZID=Own:20270712T093000" + rule, head=head))
    assert found.events[0].starts_at in (
        datetime(2027, 7, 12, 8, tzinfo=UTC),
        datetime(2027, 7, 12, 8, 30, tzinfo=UTC),
        datetime(2027, 7, 12, 7, 30, tzinfo=UTC),
    )
