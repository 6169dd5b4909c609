"""VTIMEZONE texts against the tz database, over ten years: a change of law shows here with the next tzdata."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import tzical

from ical_feeds.zones import FRENCH_ZONES, vtimezone

FIRST, YEARS = 2026, 10
FIXED = [zone for zone in FRENCH_ZONES if zone not in ("Europe/Paris", "America/Miquelon")]
DERIVED = [
    "Europe/London",
    "Europe/Dublin",
    "America/New_York",
    "Australia/Sydney",
    "Asia/Kolkata",
    "America/Sao_Paulo",
]


def _instants(zone: ZoneInfo) -> list[datetime]:
    """A moment of every half-day, and the hours around each change of offset."""
    every = [datetime(FIRST, 1, 1, tzinfo=UTC) + timedelta(hours=12 * step) for step in range(730 * YEARS)]
    changes = [
        low for low, high in pairwise(every) if low.astimezone(zone).utcoffset() != high.astimezone(zone).utcoffset()
    ]
    return every + [low + timedelta(minutes=30 * step) for low in changes for step in range(26)]


@pytest.mark.parametrize("tzid", [*FRENCH_ZONES, *DERIVED])
def test_agrees_with_the_tz_database_for_ten_years(tzid: str, tmp_path: object) -> None:
    text = vtimezone(tzid, FIRST)
    assert text is not None
    path = f"{tmp_path}/zone.ics"
    with open(path, "w", newline="") as written:
        written.write(f"BEGIN:VCALENDAR\r\n{text}\r\nEND:VCALENDAR\r\n")
    said, known = tzical(path).get(tzid), ZoneInfo(tzid)
    for instant in _instants(known):
        local = instant.astimezone(known)
        if not local.fold:
            wall = local.replace(tzinfo=None)
            assert wall.replace(tzinfo=said).utcoffset() == local.utcoffset(), wall


def test_the_table_holds_the_zones_of_french_territories() -> None:
    assert len(FRENCH_ZONES) == 15
    assert len(FIXED) == 13


@pytest.mark.parametrize("tzid", FRENCH_ZONES)
def test_has_the_only_form_that_every_reader_knows(tzid: str) -> None:
    text = FRENCH_ZONES[tzid]
    assert text.startswith(f"BEGIN:VTIMEZONE\r\nTZID:{tzid}\r\n")
    assert text.endswith("END:VTIMEZONE")
    assert "RDATE" not in text
    assert "UNTIL" not in text
    assert text.count("RRULE:FREQ=YEARLY;") == (0 if tzid in FIXED else 2)
    assert text.count("\n") == text.count("\r\n")


def test_paris_changes_at_two_and_three_local() -> None:
    text = FRENCH_ZONES["Europe/Paris"]
    assert "DTSTART:19960331T020000\r\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\nTZOFFSETFROM:+0100" in text
    assert "DTSTART:19961027T030000\r\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\nTZOFFSETFROM:+0200" in text


@pytest.mark.parametrize(
    "tzid",
    ["UTC", "Etc/UTC", "Africa/Casablanca", "America/Nuuk", "Asia/Jerusalem", "Nowhere/Town", "", "../etc/passwd"],
)
def test_what_two_rules_cannot_say_has_no_text(tzid: str) -> None:
    assert vtimezone(tzid, FIRST) is None


@pytest.mark.parametrize("year", [1, 1899, 2201, 9999])
def test_far_years_have_no_derived_text(year: int) -> None:
    assert vtimezone("Europe/London", year) is None


def test_dublin_has_summer_time_in_summer() -> None:
    text = vtimezone("Europe/Dublin", FIRST) or ""
    assert "BEGIN:DAYLIGHT\r\nDTSTART:20250330T010000" in text
    assert "TZOFFSETTO:+0100\r\nTZNAME:IST\r\nEND:DAYLIGHT" in text


def test_the_hemisphere_of_january_summer_has_its_last_change_before_january() -> None:
    text = vtimezone("Australia/Sydney", FIRST) or ""
    assert "BEGIN:DAYLIGHT\r\nDTSTART:20251005T020000" in text
