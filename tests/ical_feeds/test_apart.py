"""A stranger's calendar is read apart: as here, with lines in what is said, and whatever it is we stay well."""

import asyncio
import json
import resource
import sys
import time

import pytest

from ical_feeds import apart
from ical_feeds.confined import run_confined
from ical_feeds.guard import MAX_BYTES, Problem
from ical_feeds.passing import packed, unpacked
from ical_feeds.read import NotACalendar, read
from tests.ical_feeds.conftest import WINDOW
from tests.ical_feeds.world import HEAD, calendar, events

GOOD = "BEGIN:VEVENT\r\nUID:1\r\nDTSTART:20270112T090000Z\r\nSUMMARY:Bon\r\nEND:VEVENT\r\n"
REPAIRED = (
    f"\r\n{HEAD}REFRESH-INTERVAL;VALUE=DURATION:PT2H\r\nSOURCE;VALUE=URI:https://site.fr/a.ics\r\n{GOOD}"
    "BEGIN:VEVENT\r\nUID:2\r\nDTSTART;TZID=Lune:20270113T0\r\n 90000\r\nSUMMARY:Loin\r\nRRULE:FREQ=WEEKLY;COUNT=2\r\n"
    "DTEND:hier\r\nCATEGORIES:Jeux,Numérique\r\nGEO:48.1;-1.6\r\nEND:VEVENT\r\n"
    "BEGIN:VEVENT\r\nUID:3\r\nSUMMARY:Sans date\r\nEND:VEVENT\r\n"
    "BEGIN:VEVENT\r\nUID:4\r\nDTSTART:20270112T090000Z\r\nSUMMARY:Trop\r\nRRULE:FREQ=SECONDLY\r\nEND:VEVENT\r\n"
    "END:VCALENDAR\r\n"
).encode()


async def of(body):
    return await apart.read_apart(body, default_timezone="Europe/Paris", window=WINDOW)


async def test_it_reads_what_reading_here_would_and_says_where():
    found = await of(REPAIRED)
    assert found == read(REPAIRED, default_timezone="Europe/Paris", window=WINDOW)
    assert (found.name, found.wished, found.source) == ("Agenda", 7200, "https://site.fr/a.ics")
    assert found.problems == [
        Problem("zone_unknown", "Lune", 13),
        Problem("end_unreadable", "Loin", 13),
        Problem("start_unreadable", "Sans date", 23),
        Problem("recurrence_too_often", "Trop", 27),
    ]


def test_a_reading_travels_whole():
    found = read(REPAIRED, default_timezone="Europe/Paris", window=WINDOW)
    assert unpacked(json.loads(packed(found))) == found


@pytest.mark.parametrize(
    ("body", "reason", "line"),
    [(b"<html><title>Oups</title>", "html", 0), (calendar(*events(2))[:-20], "truncated", 18), (b"", "empty", 0)],
)
async def test_what_is_no_calendar_is_said_as_here(body, reason, line):
    with pytest.raises(NotACalendar) as refused:
        await of(body)
    assert (refused.value.reason, refused.value.line) == (reason, line)


async def test_what_takes_too_long_is_killed(monkeypatch):
    monkeypatch.setattr(apart, "DEADLINE_SECONDS", 0.05)
    before = time.monotonic()
    with pytest.raises(NotACalendar, match="too_dear"):
        await of(calendar(*events(2)))
    assert time.monotonic() - before < 5


def test_the_child_reads_what_is_compiled_and_writes_nothing(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path))
    told = run_confined("code", b"import sys; print(sys.pycache_prefix, sys.dont_write_bytecode)\n", 60)
    assert f"{tmp_path} True" in told.decode()


def series(rule, number):
    """So many events with a rule each, and a good one."""
    made = [GOOD.replace("UID:1", f"UID:r{n}").replace("END:V", f"{rule}\r\nEND:V") for n in range(number)]
    return (HEAD + "".join([*made, GOOD]) + "END:VCALENDAR\r\n").encode()


HOSTILE = {
    "50 megabytes": (lambda: b"BEGIN:VCALENDAR\r\n" + b"x" * 50_000_000, "too_large"),
    "just short of too large": (lambda: b"BEGIN:VCALENDAR\r\nX-A:" + b"x" * (MAX_BYTES - 30), "truncated"),
    "100,000 properties": (lambda: series("ATTENDEE:mailto:a@b.fr\r\n" * 100_000, 1), ""),
    "rules without end": (lambda: series("RRULE:FREQ=DAILY;BYSETPOS=300;COUNT=9", 1), ""),
    "too many dates": (lambda: series("RRULE:FREQ=DAILY", 45), "too_many_dates"),
}


@pytest.mark.parametrize("kind", HOSTILE)
async def test_meanwhile_we_answer_and_stay_small(kind):
    make, reason = HOSTILE[kind]
    body = make()
    size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    watching = asyncio.create_task(_watch())
    await asyncio.sleep(0)
    try:
        await of(body)
        said = ""
    except NotACalendar as refused:
        said = refused.reason
    watching.cancel()
    longest = await watching
    assert said == reason
    # A loaded machine delays everybody; reading here would have held up everything for the whole time.
    assert longest < 1
    # In kibibytes: the body, handed over, and its copies; not what reading it takes.
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - size < 80_000


async def _watch():
    """The longest time, in seconds, that this loop did not go round."""
    longest, last = 0.0, time.monotonic()
    try:
        while True:
            await asyncio.sleep(0.01)
            longest, last = max(longest, time.monotonic() - last), time.monotonic()
    except asyncio.CancelledError:
        return longest
