"""`agendatheque feed check`: what it says of calendars that are well, and of each thing that is not."""

from datetime import timedelta

import pytest
from click.testing import CliRunner

from ical_feeds.event import Feed, FeedEvent
from ical_feeds.write import feed
from server.calendars.checking import look
from server.cli import program
from server.commands.feed_judgements import of_checked
from server.foundation.http import Answer

URL = "https://agenda.example.org/agenda.ics"
ICS = {"content-type": "text/calendar; charset=utf-8"}
TAG = {**ICS, "etag": '"un"', "last-modified": "Mon, 11 Jan 2027 09:00:00 GMT"}


class Door:
    """A web of one server: what it answers to each address, and 304 to who has its tag unless it is `forgetful`."""

    def __init__(self, answers, *, forgetful=False):
        self.answers, self.forgetful = answers, forgetful

    def refusal(self, url):
        return "" if url.startswith("https://") and "10.0.0.1" not in url else "refused"

    async def send(self, method, url, *, headers=None, limit=0, seconds=0):
        found = self.answers.get(url, Answer(404, {}, b""))
        tag = found.headers.get("etag")
        if tag and not self.forgetful and (headers or {}).get("If-None-Match") == tag:
            return Answer(304, found.headers, b"")
        return found


@pytest.fixture
def calendar(now):
    """Return a function that writes a calendar of ours with so many events."""

    def made(events=2, *, name="Agenda de Quimper"):
        dates = [
            FeedEvent(
                f"uid-{n}", 0, now, now, now + timedelta(days=n + 1), now + timedelta(days=n + 1, hours=2),
                "Europe/Paris", "CONFIRMED", "Premiers pas", "", "", "",
            )
            for n in range(events)
        ]  # fmt: skip
        return feed(Feed(name, "", "Europe/Paris", URL, "https://agenda.example.org/", dates), "-//x//FR")

    return made


@pytest.fixture
def judge(now):
    """Return a function that gives what is said of an address: (well, says, mend)."""

    async def judged(answers, url=URL, **more):
        return of_checked(await look(Door(answers, **more), url, zone="Europe/Paris", now=now))

    return judged


def wrong(findings):
    return [finding.says for finding in findings if not finding.well]


async def test_a_calendar_of_ours_is_well(judge, calendar):
    found = await judge({URL: Answer(200, TAG, calendar())})
    assert wrong(found) == []
    said = "\n".join(finding.says for finding in found)
    for words in ('"Agenda de Quimper" holds 2 dates', "answers 304", "every 60 minutes", "ETag and Last-Modified"):
        assert words in said


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"etag": '"un"'}, "its Content-Type is missing"),
        ({"content-type": "text/plain", "etag": '"un"'}, "its Content-Type is text/plain"),
        ({"content-type": "text/calendar", "etag": '"un"'}, "its Content-Type does not say charset=utf-8"),
        (ICS, "it has no ETag and no Last-Modified, and is sent whole each time"),
    ],
)
async def test_what_its_headers_lack(judge, calendar, headers, expected):
    assert wrong(await judge({URL: Answer(200, headers, calendar())})) == [expected]


async def test_one_that_sends_all_again(judge, calendar):
    found = await judge({URL: Answer(200, TAG, calendar())}, forgetful=True)
    assert wrong(found) == ["it has ETag and Last-Modified, and yet sends all again when nothing has changed"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", "it is empty"),
        (b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\n", "it is cut off before its end"),
        (b"Bonjour", "it does not begin like a calendar"),
    ],
)
async def test_what_is_no_calendar(judge, body, expected):
    assert expected in wrong(await judge({URL: Answer(200, TAG, body)}))[-1]


async def test_what_had_to_be_mended_is_said_with_its_line(judge, calendar):
    body = calendar(1).replace(b"DTEND;TZID=Europe/Paris:", b"DTEND;TZID=Europe/Paris:demain")
    (said,) = wrong(await judge({URL: Answer(200, TAG, body)}))
    assert said.startswith("line ")
    assert "end unreadable" in said


async def test_one_without_name_or_pace(judge):
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", "BEGIN:VEVENT", "UID:a", "DTSTAMP:20270101T000000Z"]
    lines += ["DTSTART:20270120T090000Z", "SUMMARY:Pas", "END:VEVENT", "END:VCALENDAR", ""]
    found = wrong(await judge({URL: Answer(200, TAG, "\r\n".join(lines).encode())}))
    assert found == ["it has no name, and holds 1 dates from a month ago on", "it does not say how often to read it"]


async def test_one_that_is_too_large_for_google(judge, calendar):
    body = calendar(1).replace(b"SUMMARY:Premiers pas", b"SUMMARY:Premiers pas\r\nCOMMENT:" + b"x\r\n " * 250_000)
    assert "it is larger than 1 MB" in wrong(await judge({URL: Answer(200, TAG, body)}))


async def test_a_page_is_said_with_the_calendars_that_it_announces(judge):
    page = b'<html><head><title>Agenda</title><link rel="alternate" type="text/calendar" href="/a.ics"></head></html>'
    found = await judge({"https://agenda.example.org/": Answer(200, {}, page)}, "https://agenda.example.org/")
    assert 'is a web page: "Agenda"' in found[0].says
    assert found[0].mend == "It announces: https://agenda.example.org/a.ics"


@pytest.mark.parametrize(
    ("typed", "answer", "expected"),
    [
        ("pas une adresse", None, "this is not an address"),
        ("ftp://agenda.example.org/a.ics", None, "this is not an address"),
        ("https://10.0.0.1/a.ics", None, "this address must not be asked"),
        (URL, Answer(404, {}, b""), "there is nothing at this address (404)"),
        (URL, Answer(401, {}, b""), "it asks who we are (401)"),
        (URL, Answer(503, {}, b""), "it asks to be left alone for now (503)"),
        (URL, Answer(500, {}, b""), "its server has a fault (500)"),
        (URL, Answer(0, error="ClientConnectorError: x"), "nothing answers there"),
        (URL, Answer(302, {"location": URL}), "it leads from address to address without end"),
    ],
)
async def test_why_there_is_no_calendar(judge, typed, answer, expected):
    assert wrong(await judge({URL: answer} if answer else {}, typed)) == [expected]


async def test_webcal_and_a_redirection(judge, calendar):
    there = "https://ailleurs.example.org/a.ics"
    answers = {URL: Answer(308, {"location": there}, b""), there: Answer(200, TAG, calendar())}
    found = await judge(answers, URL.replace("https", "webcal"))
    assert wrong(found) == []
    assert f"which leads to {there}" in found[0].says


def test_the_command_ends_with_a_status():
    told = CliRunner().invoke(program, ["feed", "check", "https://10.0.0.1/agenda.ics"])
    assert told.exit_code == 1
    assert told.output.startswith("wrong  this address must not be asked")
