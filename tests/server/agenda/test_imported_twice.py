"""A session that came by a calendar import and that its organiser tells us too is one entry, everywhere."""

from datetime import timedelta
from uuid import UUID

import pytest

from federation import blocking
from federation.tables import RemoteEvent
from server.agenda.filters import Filters
from server.agenda.queries import coming_by_library, counted, listed, page_window
from server.calendars.importing import read_calendar
from server.libraries.queries import all_libraries
from server.workshops.importing import import_programme
from server.workshops.queries import all_workshops

ZONE = "Europe/Paris"
NAME = "Souris et clavier"
CALENDAR = """BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//essai//FR\r
BEGIN:VEVENT\r
UID:{uid}\r
DTSTAMP:20270101T000000Z\r
DTSTART:{start}\r
DTEND:{end}\r
SUMMARY:Souris et clavier\r
{more}END:VEVENT\r
END:VCALENDAR\r
"""
IDENTITY = UUID("0192f3c1-6f1e-4c3a-9d5e-4b7a0c1d2e3f")
PAGE = f"https://quimper.example/seances/{IDENTITY}"


@pytest.fixture
def imported(maker, administrator, now):
    """Return a function that imports a calendar of one event and returns its session."""

    async def load(uid, url="", more=""):
        start = now + timedelta(days=3)
        text = CALENDAR.format(
            uid=uid,
            start=f"{start:%Y%m%dT%H%M%SZ}",
            end=f"{start + timedelta(hours=2):%Y%m%dT%H%M%SZ}",
            more=(f"URL:{url}\r\n" if url else "") + more,
        )
        rows, _ = await read_calendar(text.encode(), ZONE, now)
        await maker.library("jean-mace")
        report = await import_programme(rows, await all_libraries(), public=True, by=administrator, now=now)
        assert report.planned == len(rows)
        return len(await all_workshops())

    return load


async def seen(client, now, word="souris"):
    """Return what every way to the list holds: its page, its count, its feeds, the search."""
    known = await all_libraries()
    window = page_window(Filters(), now, ZONE)
    entries = [
        getattr(each, "name", "") or getattr(each, "title", "")
        for each in await listed(Filters(), window, known, most=9)
    ]
    return {
        "list": len(entries),
        "count": await counted(Filters(), window, known),
        "page": (await client.get("/")).text.count("<h3>"),
        "search": (await client.get("/", params={"q": word})).text.count("<h3>"),
        "ics": (await client.get("/agenda.ics")).text.count("BEGIN:VEVENT"),
    }


def everywhere(number):
    return dict.fromkeys(("list", "count", "page", "search", "ics"), number)


async def told(mirror, **more):
    """Have the organiser tell its session."""
    return await mirror(NAME, uuid=IDENTITY, url=PAGE, folded="souris et clavier quimper", **more)


@pytest.mark.parametrize(
    ("uid", "url"),
    [
        (str(IDENTITY), ""),
        (f"{IDENTITY}@quimper.example", ""),
        (str(IDENTITY).upper(), ""),
        ("42@quimper.example", PAGE),
        ("42@quimper.example", f"{PAGE}/"),
        (f"https://quimper.example/ap/evenements/{IDENTITY}", ""),
        ("42@quimper.example", f"https://quimper.example/ap/evenements/{IDENTITY}"),
    ],
)
async def test_it_is_shown_once_and_again_when_its_organiser_withdraws_it(client, imported, mirror, now, uid, url):
    await imported(uid, url)
    assert await seen(client, now) == everywhere(1)
    await told(mirror)
    assert await seen(client, now) == everywhere(1)
    assert "quimper.example" in (await client.get("/")).text
    assert list((await coming_by_library(now)).values()) == []
    await RemoteEvent.update({RemoteEvent.tombstoned_at: now}, force=True)
    assert await seen(client, now) == everywhere(1)
    assert "quimper.example" not in (await client.get("/agenda.ics")).text.replace(PAGE, "")
    assert list((await coming_by_library(now)).values()) == [1]


@pytest.mark.parametrize(
    ("uid", "url"),
    [
        ("42@quimper.example", ""),
        ("0192f3c1-6f1e-4c3a-9d5e-4b7a0c1d2e40", "https://quimper.example/seances/autre"),
        (f"x{IDENTITY}", ""),
        ("-" * 36, ""),
    ],
)
async def test_two_real_sessions_are_two_entries(client, imported, mirror, now, uid, url):
    await imported(uid, url)
    await told(mirror)
    assert await seen(client, now) == everywhere(2)


async def test_a_session_that_was_not_imported_is_never_hidden(client, maker, mirror, now):
    await maker.session(workshop=await maker.workshop(NAME))
    await told(mirror)
    assert await seen(client, now) == everywhere(2)


async def test_ours_is_shown_when_the_organiser_is_blocked_or_its_session_hidden(client, imported, mirror, now):
    await imported(str(IDENTITY))
    await told(mirror)
    ap_id = f"https://quimper.example/ap/evenements/{IDENTITY}"
    await blocking.hide(ap_id, now=now)
    assert await seen(client, now) == everywhere(1)
    assert list((await coming_by_library(now)).values()) == [1]
    await blocking.show_again(ap_id)
    assert list((await coming_by_library(now)).values()) == []
    await blocking.block("quimper.example", now=now)
    assert list((await coming_by_library(now)).values()) == [1]


async def test_the_dates_of_a_series_are_known_by_nothing_that_they_share(client, imported, mirror, now):
    await imported(str(IDENTITY), PAGE, more="RRULE:FREQ=DAILY;COUNT=3\r\n")
    await told(mirror)
    assert await seen(client, now) == everywhere(4)
