"""Imports that want to hang or fill the machine: bounded in time and memory, and only NotACalendar ever comes out."""

import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ical_feeds import recurrence
from ical_feeds.read import NotACalendar, Reading, read

Read, File = Callable[..., Reading], Callable[..., str]
START = "UID:{}\nDTSTART:20270112T090000Z\nDTEND:20270112T100000Z\nSUMMARY:{}\n"
GOOD = START.format("good", "Bon")
SECONDS = 9.0


@contextmanager
def _bounded() -> Iterator[None]:
    """Processor time of this process and of its children, however busy the machine is."""
    before = _spent()
    yield
    assert _spent() - before < SECONDS


def _spent() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


BOMBS = [
    ("RRULE:FREQ=SECONDLY", "recurrence_too_often"),
    ("RRULE:FREQ=MINUTELY;UNTIL=20990101T000000Z", "recurrence_too_often"),
    ("RRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30", "recurrence_too_often"),
    ("RRULE:FREQ=HOURLY", "recurrence_too_often"),
    ("RRULE:FREQ=HOURLY;COUNT=501", "recurrence_too_often"),
    ("RRULE:FREQ=DAILY;BYHOUR=0,1,2,3,4,5;BYMINUTE=0,1,2,3,4", "recurrence_too_often"),
    ("RRULE:FREQ=DAILY;BYHOUR=1,2,3;BYSECOND=0", "recurrence_too_many"),
    ("RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "recurrence_never"),
    ("RRULE:FREQ=DAILY;COUNT=5;BYMONTH=4,6;BYMONTHDAY=31,-31", "recurrence_never"),
    ("RRULE:FREQ=DAILY;BYSETPOS=300;COUNT=5", "recurrence_too_dear"),
    ("RRULE:FREQ=DAILY;INTERVAL=0", "recurrence_unreadable"),
    ("RRULE:FREQ=DAILY;COUNT=-1", "recurrence_unreadable"),
    ("RRULE:FREQ=DAILY;COUNT=0", "recurrence_unreadable"),
    ("RRULE:FREQ=DAILY;UNTIL=tomorrow", "recurrence_unreadable"),
    ("RRULE:FREQ=FORTNIGHTLY", "recurrence_unreadable"),
    ("RRULE:BYDAY=MO", "recurrence_unreadable"),
    ("RRULE:FREQ=WEEKLY;BYDAY=XX", "recurrence_unreadable"),
    ("RRULE:FREQ=MONTHLY;BYMONTHDAY=32", "recurrence_unreadable"),
    ("RRULE:FREQ=MONTHLY;BYMONTHDAY=0", "recurrence_unreadable"),
    ("RRULE:FREQ=YEARLY;BYMONTH=" + ",".join(["1"] * 70_000), "recurrence_unreadable"),
    ("RRULE:" + ";" * 200_000, "recurrence_unreadable"),
    ("\n".join(["RRULE:FREQ=DAILY"] * 6), "recurrence_unreadable"),
    ("RRULE:RSCALE=CHINESE;FREQ=YEARLY", "recurrence_rscale"),
    (
        "RDATE:" + ",".join(f"20270{1 + n // 250_0}01T{n // 60 % 24:02d}{n % 60:02d}00Z" for n in range(5_000)),
        "recurrence_too_many",
    ),
    (
        "RRULE:FREQ=DAILY;COUNT=9\nEXDATE:"
        + ",".join(f"{1970 + n // 300:04d}{n % 12 + 1:02d}{n % 25 + 1:02d}" for n in range(9_000)),
        "recurrence_too_many",
    ),
]


@pytest.mark.parametrize(("rule", "reason"), BOMBS, ids=[rule[:50] for rule, _ in BOMBS])
def test_a_bomb_is_refused_and_the_rest_comes_in(reading: Read, file: File, rule: str, reason: str) -> None:
    with _bounded():
        found = reading(file(START.format("bomb", "Bombe") + rule, GOOD))
    assert [event.title for event in found.events] == ["Bon"]
    assert found.warnings == [f"{reason}: Bombe"]


@pytest.mark.parametrize(
    "rule",
    ["FREQ=DAILY;COUNT=100000", "FREQ=DAILY", "FREQ=HOURLY;COUNT=500", "FREQ=DAILY;BYHOUR=9;BYMONTH=2;BYMONTHDAY=29"],
)
def test_a_long_series_is_not_a_bomb(reading: Read, file: File, rule: str) -> None:
    start = "UID:1\nDTSTART:19700301T090000Z\n" if "COUNT" not in rule else START.format(1, "A")
    with _bounded():
        found = reading(file(f"{start}RRULE:{rule}"))
    assert 1 <= len(found.events) <= 1_000
    assert found.warnings == []


def test_many_bombs_together_stay_bounded_and_answered(reading: Read, file: File) -> None:
    dear = [START.format(n, f"Bombe {n}") + f"RRULE:FREQ=DAILY;BYSETPOS={n + 2};COUNT=5" for n in range(40)]
    before = time.monotonic()
    with _bounded():
        found = reading(file(*dear, GOOD))
    assert time.monotonic() - before < recurrence.DEADLINE_SECONDS + SECONDS
    assert [event.title for event in found.events] == ["Bon"]
    assert len(found.warnings) == 40


def _document(rule: str) -> str:
    lines = ["BEGIN:VCALENDAR", "BEGIN:VEVENT", "UID:x", "X-PART:0", "DTSTART:20270112T090000", rule, "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


def test_the_child_survives_what_the_guard_would_have_refused() -> None:
    """The second wall: rules written by nobody's guard, endless or huge, are stopped by the child's own limits."""
    starts, ends = datetime(2026, 11, 1), datetime(2028, 5, 1)
    rules = [
        "RRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30",
        "RRULE:FREQ=SECONDLY;COUNT=99999999",
        "RRULE:nonsense",
        "RRULE:FREQ=WEEKLY;COUNT=2",
    ]
    with _bounded():
        answers = recurrence.expand([_document(rule) for rule in rules], starts, ends)
    assert answers[:2] == ["recurrence_too_dear", "recurrence_too_dear"]
    assert isinstance(answers[3], list)
    assert [instance.start.day for instance in answers[3]] == [12, 19]


def test_a_child_that_does_not_answer_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recurrence, "DEADLINE_SECONDS", 0.01)
    before = time.monotonic()
    answers = recurrence.expand([_document("RRULE:FREQ=WEEKLY")] * 3, datetime(2026, 11, 1), datetime(2028, 5, 1))
    assert answers == ["recurrence_too_dear"] * 3
    assert time.monotonic() - before < 5


def test_a_child_that_cannot_start_refuses_the_series_alone(
    reading: Read, file: File, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    found = reading(file(START.format("1", "Série") + "RRULE:FREQ=DAILY;COUNT=2", GOOD))
    assert ([event.title for event in found.events], found.warnings) == (["Bon"], ["recurrence_too_dear: Série"])


MEASURE = """
import resource, sys
sys.path.insert(0, sys.argv[1])
from ical_feeds import expansion
expansion.limit_myself()
try:
    held = [bytearray(1 << 20) for _ in range(400)]
except MemoryError:
    held = []
print(len(held), resource.getrlimit(resource.RLIMIT_CPU)[0], resource.getrlimit(resource.RLIMIT_FSIZE)[0])
"""


def test_the_child_limits_itself() -> None:
    root = Path(recurrence.__file__).resolve().parents[1]
    said = subprocess.run([sys.executable, "-c", MEASURE, str(root)], capture_output=True, text=True, check=True)
    memory, processor, written = said.stdout.split()
    assert (processor, written) == ("5", "0")
    # Only Linux enforces the limit of memory; elsewhere the processor and the deadline are the walls.
    assert memory == "0" or sys.platform != "linux"


LINE = "X-FILL:" + "x" * 60
HOSTILE = {
    "properties": lambda: GOOD + "\n".join(["COMMENT:x"] * 390_000),
    "summaries": lambda: GOOD + "\n".join(["SUMMARY:x"] * 390_000),
    "parameters": lambda: GOOD + "LOCATION" + ";A=B" * 60_000 + ":x",
    "bare parameters": lambda: GOOD + "LOCATION" + ";" * 200_000 + ":x",
    "odd parameters": lambda: GOOD + "LOCATION" + ";QUOTED-PRINTABLE" * 14_000 + ":x",
    "quotes": lambda: GOOD + 'LOCATION;A="' + '":"' * 60_000 + "x",
    "colons": lambda: GOOD + 'LOCATION;A="' + ":" * 250_000,
    "time colons": lambda: GOOD + "EXDATE;TZID=" + ":" * 250_000,
    "soft breaks": lambda: GOOD + "DESCRIPTION;ENCODING=QUOTED-PRINTABLE:=\n" + "=\n" * 390_000 + "x",
    "folds": lambda: GOOD + "DESCRIPTION:" + "x\n " * 390_000,
    "one long line": lambda: GOOD + "DESCRIPTION:" + "x" * 9_000_000,
    "escapes": lambda: GOOD + "DESCRIPTION:" + "\\" * 250_000,
    "categories": lambda: GOOD + "CATEGORIES:" + "a," * 100_000,
    "markup": lambda: GOOD + "DESCRIPTION:" + "<a href=x>" * 20_000,
    "geo": lambda: GOOD + "GEO:" + "1" * 200_000 + ";" + "2" * 200_000,
    "sequence": lambda: GOOD + "SEQUENCE:" + "9" * 200_000,
    "uid": lambda: "UID:" + "x" * 200_000 + "\nDTSTART:20270112T090000Z\nSUMMARY:Bon",
    "duration": lambda: GOOD.replace("DTEND:20270112T100000Z", "DURATION:P" + "9" * 200_000 + "D"),
    "alarm": lambda: GOOD + "BEGIN:VALARM\nREPEAT:2147483647\nDURATION:PT1S\nTRIGGER:PT0S\nEND:VALARM",
    "zones": lambda: GOOD + "\n".join(f"DTSTAMP;TZID=zone {n}:20270101T000000" for n in range(100_000)),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_swollen_event_is_bounded(reading: Read, file: File, kind: str) -> None:
    text = file(HOSTILE[kind]())
    with _bounded():
        found = reading(text)
    # Too many kept properties refuse the event; anything else leaves it there.
    assert [event.title for event in found.events] in ([], ["Bon"])
    assert len(found.events) == 1 or found.warnings == ["too_many_properties: Bon"]
    assert len(found.warnings) <= 100


def _nested(depth: int) -> str:
    return "BEGIN:VCALENDAR\n" + "BEGIN:X-A\n" * depth + "END:X-A\n" * depth + "END:VCALENDAR\n"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (_nested(50_000), "nested_too_deep"),
        ("BEGIN:VCALENDAR\n" + "BEGIN:VEVENT\nEND:VEVENT\n" * 5_001 + "END:VCALENDAR\n", "too_many_events"),
        ("BEGIN:VCALENDAR\n" + "BEGIN:VEVENT\n" * 50_000 + "END:VCALENDAR\n", "nested_too_deep"),
        ("BEGIN:VCALENDAR\n" * 50_000, "truncated"),
        ("BEGIN:VCALENDAR\n" + "X:\n" * 400_000 + "END:VCALENDAR\n", "too_large"),
        ("BEGIN:VCALENDAR\r" + "X:\r" * 400_000 + "END:VCALENDAR\r", "too_large"),
    ],
)
def test_a_swollen_file_is_refused(reading: Read, body: str, reason: str) -> None:
    with _bounded(), pytest.raises(NotACalendar) as refused:
        reading(body)
    assert refused.value.reason == reason


def test_five_thousand_events_are_read_in_bearable_time(reading: Read, file: File) -> None:
    text = file(*(START.format(number, "Atelier") for number in range(5_000)))
    with _bounded():
        assert len(reading(text).events) == 5_000


def test_five_thousand_events_in_hostile_zones_are_bounded(reading: Read, file: File) -> None:
    rule = "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU;BYMONTHDAY=25,26,27,28,29,30,31\n"
    part = f"BEGIN:STANDARD\nDTSTART:00010101T000000\n{rule}"
    offsets = "TZOFFSETFROM:+0100\nTZOFFSETTO:+0130\nEND:STANDARD\n"
    zones = "".join(f"BEGIN:VTIMEZONE\nTZID:Own {n}\n{(part + offsets) * 60}END:VTIMEZONE\n" for n in range(90))
    events = (f"UID:{n}\nDTSTART;TZID=Own {n % 90}:{1970 + n % 130}0712T093000" for n in range(5_000))
    with _bounded():
        reading(file(*events, head=zones.rstrip()))


WORDS = st.sampled_from(
    'BEGIN:VEVENT|END:VEVENT|BEGIN:VTIMEZONE|END:VTIMEZONE|BEGIN:STANDARD|END:STANDARD|UID:1|UID|:|;|=|"|\\|,|\n|\r\n| '
    "|DTSTART|DTEND|DURATION|RDATE|EXDATE|RECURRENCE-ID|TZID=|Europe/Paris|20270112T090000|20270112|T|Z|99999999|P1D|/"
    "|;VALUE=DATE:|TZOFFSETFROM:+0100|TZOFFSETTO:-0100|SUMMARY:x|GEO:1;2|URL:http://[|SEQUENCE:1"
    "|\t|&#x110000;|<p|>|\x00|é|\ud7ff"
    "|DTSTART:20270112T090000Z\n|BEGIN:VCALENDAR|END:VCALENDAR|X-WR-TIMEZONE:|METHOD:|RANGE=THISANDFUTURE".split("|")
)


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, max_size=60), st.binary(max_size=20))
def test_no_soup_of_words_raises_anything_else(words: list[str], noise: bytes) -> None:
    window = (datetime.fromisoformat("2026-11-01T00:00:00+00:00"), datetime.fromisoformat("2028-05-01T00:00:00+00:00"))
    raw = b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n" + "".join(words).encode() + noise + b"\nEND:VEVENT\nEND:VCALENDAR\n"
    try:
        found = read(raw, default_timezone="Europe/Paris", window=window)
    except NotACalendar:
        return
    assert all("\x00" not in event.title + event.uid for event in found.events)
