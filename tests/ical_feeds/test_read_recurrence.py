"""Imports, recurrence: overrides, exclusions, additions, ends of series, as exporters write them."""

from collections.abc import Callable

import pytest

from ical_feeds.read import ImportedEvent, Reading

Read, File = Callable[..., Reading], Callable[..., str]
PARIS = ";TZID=Europe/Paris"
WEEKLY = f"UID:1\nDTSTART{PARIS}:20270105T100000\nDTEND{PARIS}:20270105T110000\nSUMMARY:A\nRRULE:FREQ=WEEKLY;COUNT=4"


def _told(event: ImportedEvent) -> str:
    day = event.starts_at.strftime("%m-%d" if event.all_day else "%m-%dT%H")
    return f"{day} {event.title}" + (" !" if event.status == "cancelled" else "")


def _all(reading: Reading) -> list[str]:
    return [_told(event) for event in reading.events]


def test_a_series_gives_one_event_for_each_date(reading: Read, file: File) -> None:
    found = reading(file(WEEKLY))
    assert _all(found) == ["01-05T09 A", "01-12T09 A", "01-19T09 A", "01-26T09 A"]
    assert [event.recurrence_at for event in found.events] == [event.starts_at for event in found.events]
    assert {event.uid for event in found.events} == {"1"}
    assert found.warnings == []


@pytest.mark.parametrize("first", [True, False])
def test_a_moved_instance_replaces_the_original_wherever_it_stands(reading: Read, file: File, first: bool) -> None:
    moved = f"UID:1\nRECURRENCE-ID{PARIS}:20270112T100000\nDTSTART{PARIS}:20270113T150000\nSUMMARY:B\nLOCATION:Salle 3"
    found = reading(file(*([moved, WEEKLY] if first else [WEEKLY, moved])))
    assert _all(found) == ["01-05T09 A", "01-13T14 B", "01-19T09 A", "01-26T09 A"]
    event = found.events[1]
    assert event.recurrence_at is not None
    assert (event.recurrence_at.day, event.location, event.ends_at) == (12, "Salle 3", None)


def test_a_moved_instance_of_another_zone_is_the_same_instance(reading: Read, file: File) -> None:
    moved = "UID:1\nRECURRENCE-ID:20270112T090000Z\nDTSTART;TZID=America/New_York:20270112T100000\nSUMMARY:B"
    found = reading(file(WEEKLY, moved))
    assert _all(found) == ["01-05T09 A", "01-12T15 B", "01-19T09 A", "01-26T09 A"]
    assert found.events[1].timezone == "America/New_York"


def test_a_moved_instance_without_its_series_is_an_event_of_its_own(reading: Read, file: File) -> None:
    found = reading(file(f"UID:1\nRECURRENCE-ID{PARIS}:20270112T100000\nDTSTART{PARIS}:20270113T150000\nSUMMARY:B"))
    assert _all(found) == ["01-13T14 B"]
    assert found.events[0].recurrence_at is not None
    assert found.events[0].recurrence_at.day == 12


def test_a_cancelled_instance_stays_as_cancelled(reading: Read, file: File) -> None:
    cancelled = (
        f"UID:1\nRECURRENCE-ID{PARIS}:20270112T100000\nDTSTART{PARIS}:20270112T100000\nSUMMARY:A\nSTATUS:CANCELLED"
    )
    assert _all(reading(file(WEEKLY, cancelled))) == ["01-05T09 A", "01-12T09 A !", "01-19T09 A", "01-26T09 A"]


def test_a_cancelled_single_event_stays_as_cancelled(reading: Read, file: File) -> None:
    assert _all(reading(file("UID:1\nDTSTART:20270112T090000Z\nSUMMARY:A\nSTATUS:CANCELLED"))) == ["01-12T09 A !"]


@pytest.mark.parametrize(
    "exclusion",
    [
        f"EXDATE{PARIS}:20270112T100000",
        "EXDATE:20270112T090000Z",
        "EXDATE;VALUE=DATE:20270112",
        "EXDATE:20270112",
        "EXDATE;TZID=America/New_York:20270112T040000",
        f"EXDATE{PARIS}:20270101T100000,20270112T100000,nonsense",
        f"EXDATE{PARIS}:20270101T100000\nEXDATE:20270112T090000Z",
    ],
)
def test_an_excluded_date_counts_and_does_not_come(reading: Read, file: File, exclusion: str) -> None:
    assert _all(reading(file(f"{WEEKLY}\n{exclusion}"))) == ["01-05T09 A", "01-19T09 A", "01-26T09 A"]


@pytest.mark.parametrize(
    ("until", "count"),
    [
        ("20270119", 3),
        ("20270119T100000", 3),
        ("20270119T095959", 2),
        ("20270119T090000Z", 3),
        ("20270119T085959Z", 2),
        ("99991231T235959Z", 69),
        ("19600101", 1),
    ],
)
def test_the_end_of_a_timed_series(reading: Read, file: File, until: str, count: int) -> None:
    text = f"UID:1\nDTSTART{PARIS}:20270105T100000\nSUMMARY:A\nRRULE:FREQ=WEEKLY;UNTIL={until}"
    assert len(reading(file(text)).events) == count


@pytest.mark.parametrize(
    ("until", "count"),
    [("20270107", 3), ("20270106T230000Z", 3), ("20270106T220000Z", 2), ("20270107T000000", 3)],
)
def test_the_end_of_an_all_day_series(reading: Read, file: File, until: str, count: int) -> None:
    text = f"UID:1\nDTSTART;VALUE=DATE:20270105\nSUMMARY:A\nRRULE:FREQ=DAILY;UNTIL={until}"
    found = reading(file(text))
    assert len(found.events) == count
    assert all(event.all_day for event in found.events)


def test_added_dates_and_periods(reading: Read, file: File) -> None:
    added = f"RDATE{PARIS}:20270106T100000,20270107T100000\nRDATE;VALUE=PERIOD:20270108T090000Z/PT3H"
    period = "RDATE;VALUE=PERIOD:20270109T090000Z/20270109T093000Z,20270110T090000Z/nonsense"
    found = reading(file(f"UID:1\nDTSTART{PARIS}:20270105T100000\nDURATION:PT1H\nSUMMARY:A\n{added}\n{period}"))
    lengths = [
        (event.starts_at.day, (event.ends_at - event.starts_at).seconds // 60)
        for event in found.events
        if event.ends_at
    ]
    assert lengths == [(5, 60), (6, 60), (7, 60), (8, 180), (9, 30), (10, 60)]


def test_this_and_future_moves_all_later_instances(reading: Read, file: File) -> None:
    moved = (
        f"UID:1\nRECURRENCE-ID;RANGE=THISANDFUTURE{PARIS}:20270119T100000\nDTSTART{PARIS}:20270119T140000\n"
        f"DTEND{PARIS}:20270119T150000\nSUMMARY:B"
    )
    found = reading(file(WEEKLY, moved))
    assert _all(found) == ["01-05T09 A", "01-12T09 A", "01-19T13 B", "01-26T13 B"]
    originals = [event.recurrence_at.strftime("%dT%H") for event in found.events if event.recurrence_at]
    assert originals == ["05T09", "12T09", "19T09", "26T09"]


def test_a_moved_day_of_an_all_day_series(reading: Read, file: File) -> None:
    series = "UID:1\nDTSTART;VALUE=DATE:20270105\nSUMMARY:A\nRRULE:FREQ=DAILY;COUNT=3"
    moved = "UID:1\nRECURRENCE-ID;VALUE=DATE:20270106\nDTSTART;VALUE=DATE:20270110\nSUMMARY:B"
    found = reading(file(series, moved))
    assert [(event.starts_on.day, event.title) for event in found.events] == [(5, "A"), (7, "A"), (10, "B")]


def test_an_hour_that_replaces_a_day(reading: Read, file: File) -> None:
    series = "UID:1\nDTSTART;VALUE=DATE:20270105\nSUMMARY:A\nRRULE:FREQ=DAILY;COUNT=3"
    moved = f"UID:1\nRECURRENCE-ID;VALUE=DATE:20270106\nDTSTART{PARIS}:20270106T100000\nSUMMARY:B"
    found = reading(file(series, moved))
    assert [(event.starts_on.day, event.title, event.all_day) for event in found.events] == [
        (5, "A", True),
        (6, "B", False),
        (7, "A", True),
    ]


def test_an_instance_moved_into_the_window_from_outside(reading: Read, file: File) -> None:
    series = f"UID:1\nDTSTART{PARIS}:20200107T100000\nSUMMARY:A\nRRULE:FREQ=YEARLY;UNTIL=20220101T000000Z"
    moved = f"UID:1\nRECURRENCE-ID{PARIS}:20210107T100000\nDTSTART{PARIS}:20270107T100000\nSUMMARY:B"
    assert _all(reading(file(series, moved))) == ["01-07T09 B"]


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("FREQ=MONTHLY;BYDAY=2TU,4TU;COUNT=4", ["01-12", "01-26", "02-09", "02-23"]),
        ("FREQ=MONTHLY;BYMONTHDAY=12,-1;COUNT=4", ["01-12", "01-31", "02-12", "02-28"]),
        ("FREQ=WEEKLY;INTERVAL=2;WKST=MO;BYDAY=TU,TH;COUNT=4", ["01-12", "01-14", "01-26", "01-28"]),
        ("FREQ=YEARLY;BYMONTH=1;BYDAY=2TU;COUNT=2", ["01-12", "01-11"]),
        ("FREQ=MONTHLY;BYDAY=TU;BYSETPOS=2;COUNT=3", ["01-12", "02-09", "03-09"]),
        ("FREQ=HOURLY;INTERVAL=24;COUNT=3", ["01-12", "01-13", "01-14"]),
        ("FREQ=DAILY;COUNT=2;X-NEW=1", ["01-12", "01-13"]),
    ],
)
def test_rules_people_use(reading: Read, file: File, rule: str, days: list[str]) -> None:
    found = reading(file(f"UID:1\nDTSTART{PARIS}:20270112T100000\nRRULE:{rule}"))
    assert [event.starts_at.strftime("%m-%d") for event in found.events] == days
    assert found.warnings == []


def test_several_series_are_expanded_together(reading: Read, file: File) -> None:
    found = reading(file(*(WEEKLY.replace("UID:1", f"UID:{number}") for number in range(50))))
    assert len(found.events) == 200
