"""When somebody is busy, published and read: intervals and nothing else."""

from datetime import UTC, datetime, timedelta

import icalendar
import pytest

from ical_feeds.free_busy import NoFreeBusy, read, write

AT = datetime(2027, 2, 2, 13, tzinfo=UTC)
HOUR = timedelta(hours=1)


def calendar(*lines, end="\r\n"):
    return end.join(["BEGIN:VCALENDAR", "BEGIN:VFREEBUSY", *lines, "END:VFREEBUSY", "END:VCALENDAR", ""]).encode()


@pytest.mark.parametrize(
    ("lines", "hours"),
    [
        (["FREEBUSY:20270202T130000Z/20270202T150000Z"], [(0, 2)]),
        (["FREEBUSY;FBTYPE=BUSY:20270202T130000Z/PT2H"], [(0, 2)]),
        (["freebusy;fbtype=busy-tentative:20270202T130000Z/PT1H,20270202T160000Z/P1D"], [(0, 1), (3, 27)]),
        (["FREEBUSY:20270202T130000Z/PT1H", "FREEBUSY:20270202T140000Z/PT1H"], [(0, 2)]),
        (["FREEBUSY:20270202T1300", " 00Z/PT2H"], [(0, 2)]),
        (["FREEBUSY;FBTYPE=FREE:20270202T130000Z/PT2H"], []),
        (["FREEBUSY:20270202T130000/PT2H"], []),
        (["FREEBUSY:20270202T150000Z/20270202T130000Z"], []),
        (["FREEBUSY:20279902T150000Z/PT2H,demain/PT1H,20270202T130000Z/P99999D"], []),
        (["FREEBUSY:20270202T130000Z/P900W"], []),
        (["SUMMARY:Rendez-vous"], []),
    ],
)
def test_what_is_read(lines, hours):
    assert read(calendar(*lines)) == [(AT + start * HOUR, AT + end * HOUR) for start, end in hours]


@pytest.mark.parametrize("body", [b"", b"<html>", b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VEVENT\r\nEND:VCALENDAR"])
def test_what_says_nothing_of_it(body):
    with pytest.raises(NoFreeBusy, match="no_free_busy"):
        read(body)


@pytest.mark.parametrize("body", [b"x" * 300_000, calendar(*["FREEBUSY:20270202T130000Z/PT1H"] * 2_001)])
def test_what_is_too_large(body):
    with pytest.raises(NoFreeBusy, match="too_large"):
        read(body)


def test_what_is_written_is_read_again_and_by_others():
    times = [
        (AT + HOUR, AT + 3 * HOUR),
        (AT, AT + HOUR),
        (AT - 40 * HOUR, AT - 10 * HOUR),
        (AT + 90 * HOUR, AT + 91 * HOUR),
    ]
    body = write(times, uid="0f", since=AT - 24 * HOUR, until=AT + 72 * HOUR, now=AT)
    expected = [(AT - 24 * HOUR, AT - 10 * HOUR), (AT, AT + 3 * HOUR)]
    assert read(body) == expected
    (busy,) = icalendar.Calendar.from_ical(body).walk("VFREEBUSY")
    assert [period.dt for line in busy["FREEBUSY"] for period in getattr(line, "dts", [line])] == expected
    assert set(busy) == {"UID", "DTSTAMP", "DTSTART", "DTEND", "FREEBUSY"}
