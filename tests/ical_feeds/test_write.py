"""Bytes of feeds: order, folding, escapes, characters, zones, stability; judged by a strict parser of another hand."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from ical_feeds.event import Feed, FeedEvent
from ical_feeds.write import etag, feed

PRODUCT = "-//Agendathèque//0.1.0//FR"
NASTY = 'Titre ,;\\"^ \U0001f389\U0001f469\U0001f3fd\u200d\U0001f4bb ' + "éàüœ" * 75
EMPTY = Feed(
    name="Agenda de Quimper",
    description="Mis à jour en continu, licence ouverte; contact : agenda@example.org",
    timezone="Europe/Paris",
    url="https://agenda.example.org/agenda.ics",
    page="https://agenda.example.org/",
    events=(),
)

Make = Callable[..., FeedEvent]


def _parsed(body: bytes) -> Calendar:
    calendar = Calendar.from_ical(body)
    assert isinstance(calendar, Calendar)
    assert not calendar.errors
    assert not any(component.errors for component in calendar.walk())
    return calendar


def _lines(body: bytes) -> list[str]:
    return body.decode().replace("\r\n ", "").split("\r\n")


def _value(body: bytes, name: str) -> list[str]:
    return [line.split(":", 1)[1] for line in _lines(body) if re.split("[:;]", line)[0] == name]


def test_every_line_ends_in_crlf_and_fits_in_75_octets(event: Make) -> None:
    body = feed(replace(EMPTY, events=[event(summary=NASTY, description=NASTY * 3, location=NASTY)]), PRODUCT)
    assert body.endswith(b"END:VCALENDAR\r\n")
    assert body.count(b"\r") == body.count(b"\n") == body.count(b"\r\n")
    for line in body.split(b"\r\n"):
        assert len(line) <= 75
        line.decode("utf-8")


@pytest.mark.parametrize("offset", range(1, 13))
@pytest.mark.parametrize("unit", ["a", "é", "€", "\U0001f389", "\n", "\\", ",", ";\n\\"])
def test_no_fold_cuts_a_character_or_an_escape(event: Make, unit: str, offset: int) -> None:
    text = "x" * offset + unit * 100 + "x"
    body = feed(replace(EMPTY, events=[event(description=text)]), PRODUCT)
    for line in body.split(b"\r\n"):
        line.decode("utf-8")
        backslashes = len(line) - len(line.rstrip(b"\\"))
        assert backslashes % 2 == 0
    (parsed,) = _parsed(body).events
    assert str(parsed["DESCRIPTION"]) == text


def test_a_title_survives_as_it_is(event: Make) -> None:
    (parsed,) = _parsed(feed(replace(EMPTY, events=[event(summary=NASTY)]), PRODUCT)).events
    assert str(parsed["SUMMARY"]) == NASTY


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("a\x00b\x0bc\x1fd\x7fe\x85f", "abcdef"),
        ("a\rb\r\nc\nd", "a\nb\nc\nd"),
        ("a\u2028b\u2029c", "a\nb\nc"),
        ("a\ud800b\udfffc\ufffed\uffffe", "abcde"),
        ("a\tb", "a b"),
        ("END:VEVENT\r\nBEGIN:VEVENT", "END:VEVENT\nBEGIN:VEVENT"),
    ],
)
def test_characters_that_break_readers_go(event: Make, written: str, expected: str) -> None:
    (parsed,) = _parsed(feed(replace(EMPTY, events=[event(description=written)]), PRODUCT)).events
    assert str(parsed["DESCRIPTION"]) == expected


def test_nothing_injects_a_line(event: Make) -> None:
    hostile = "x\r\nATTENDEE:mailto:a@b.fr\nX-EVIL:1"
    fields = dict.fromkeys(("uid", "summary", "description", "location", "url", "conference_url"), hostile)
    one = event(**fields, categories=(hostile,), timezone="Europe/Paris\r\nX-EVIL:1")
    body = feed(replace(EMPTY, events=[one], name=hostile, description=hostile, url=hostile, page=hostile), hostile)
    assert not any(line.startswith(("ATTENDEE", "X-EVIL")) for line in _lines(body))
    _parsed(body)


def test_text_escapes_four_things_and_no_colon(event: Make) -> None:
    body = feed(replace(EMPTY, events=[event(summary='a\\b;c,d:e"f^g')]), PRODUCT)
    assert _value(body, "SUMMARY") == ['a\\\\b\\;c\\,d:e"f^g']


def test_the_calendar_says_who_it_is() -> None:
    lines = _lines(feed(replace(EMPTY, color="Teal", refresh_minutes=90), PRODUCT))
    assert lines[:4] == ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN"]
    for expected in (
        "NAME:Agenda de Quimper",
        "X-WR-CALNAME:Agenda de Quimper",
        "X-WR-TIMEZONE:Europe/Paris",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H30M",
        "X-PUBLISHED-TTL:PT1H30M",
        "SOURCE;VALUE=URI:https://agenda.example.org/agenda.ics",
        "URL:https://agenda.example.org/",
        "COLOR:teal",
        "X-APPLE-CALENDAR-COLOR:#008080",
    ):
        assert expected in lines
    assert not any(line.startswith(("METHOD", "UID", "LAST-MODIFIED", "DTSTAMP")) for line in lines)


@pytest.mark.parametrize(("minutes", "period"), [(60, "PT1H"), (360, "PT6H"), (15, "PT15M"), (0, "PT1M")])
def test_the_refresh_interval_is_a_duration(minutes: int, period: str) -> None:
    assert _value(feed(replace(EMPTY, refresh_minutes=minutes), PRODUCT), "REFRESH-INTERVAL") == [period]


@pytest.mark.parametrize("color", ["#00FF00", "no-such-color", ""])
def test_a_color_is_a_css_name_or_absent(color: str) -> None:
    assert b"COLOR" not in feed(replace(EMPTY, color=color), PRODUCT)


def test_an_empty_feed_is_a_valid_calendar() -> None:
    calendar = _parsed(feed(EMPTY, PRODUCT))
    assert [component.name for component in calendar.subcomponents] == ["VTIMEZONE"]


@pytest.mark.parametrize("timezone", ["UTC", "Africa/Casablanca", "nonsense"])
def test_an_empty_feed_has_one_component_even_without_a_zone_to_say(timezone: str) -> None:
    assert len(_parsed(feed(replace(EMPTY, timezone=timezone), PRODUCT)).subcomponents) == 1


def test_an_event_has_what_clients_need(event: Make) -> None:
    one = event(
        sequence=3,
        categories=("Débuter", "Seniors, adultes"),
        latitude=47.9959,
        longitude=-4.1024,
        url="https://agenda.example.org/séances/é?a=1&b=%20",
        conference_url="https://visio.example.org/salle",
    )
    lines = _lines(feed(replace(EMPTY, events=[one]), PRODUCT))
    for expected in (
        "UID:0197b0a0-0000-7000-8000-000000000001",
        "DTSTAMP:20261120T080000Z",
        "LAST-MODIFIED:20261120T080000Z",
        "CREATED:20261001T080000Z",
        "SEQUENCE:3",
        "DTSTART;TZID=Europe/Paris:20270112T100000",
        "DTEND;TZID=Europe/Paris:20270112T113000",
        "STATUS:CONFIRMED",
        "GEO:47.995900;-4.102400",
        "URL:https://agenda.example.org/s%C3%A9ances/%C3%A9?a=1&b=%20",
        "CATEGORIES:Débuter,Seniors\\, adultes",
        "CONFERENCE;VALUE=URI;FEATURE=VIDEO:https://visio.example.org/salle",
        "TRANSP:TRANSPARENT",
        "X-MICROSOFT-CDO-BUSYSTATUS:FREE",
    ):
        assert expected in lines
    assert not any(line.startswith(("ATTENDEE", "ORGANIZER", "METHOD", "BEGIN:VALARM")) for line in lines)


def test_a_booking_blocks_the_time(event: Make) -> None:
    lines = _lines(feed(replace(EMPTY, events=[event(transparent=False)]), PRODUCT))
    assert {"TRANSP:OPAQUE", "X-MICROSOFT-CDO-BUSYSTATUS:BUSY"} <= set(lines)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "/relative", "file:///etc/passwd", "mailto:a@b.fr", "", "https://"]
)
def test_only_web_addresses_are_written(event: Make, url: str) -> None:
    body = feed(replace(EMPTY, page="", events=[event(url=url, conference_url=url)]), PRODUCT)
    assert _value(body, "URL") == _value(body, "CONFERENCE") == []


def test_the_order_is_start_then_uid_and_bytes_are_stable(event: Make) -> None:
    later = datetime(2027, 1, 13, 9, tzinfo=UTC)
    events = [event(later, uid="a"), event(uid="c"), event(uid="b"), event(uid="b2", timezone="Indian/Reunion")]
    body = feed(replace(EMPTY, events=events), PRODUCT)
    assert _value(body, "UID") == ["b", "b2", "c", "a"]
    assert feed(replace(EMPTY, events=events[::-1]), PRODUCT) == body


def test_only_the_zones_in_use_are_written(event: Make) -> None:
    events = [event(uid="a", timezone="Indian/Reunion"), event(uid="b", timezone="America/Miquelon")]
    assert _value(feed(replace(EMPTY, events=events), PRODUCT), "TZID") == ["America/Miquelon", "Indian/Reunion"]


@pytest.mark.parametrize(
    ("timezone", "start", "written"),
    [
        ("Europe/Paris", datetime(2027, 3, 28, 0, 30, tzinfo=UTC), ";TZID=Europe/Paris:20270328T013000"),
        ("Europe/Paris", datetime(2027, 3, 28, 1, 0, tzinfo=UTC), ";TZID=Europe/Paris:20270328T030000"),
        ("Europe/Paris", datetime(2027, 3, 29, 8, 0, tzinfo=UTC), ";TZID=Europe/Paris:20270329T100000"),
        ("Europe/Paris", datetime(2027, 10, 30, 8, 0, tzinfo=UTC), ";TZID=Europe/Paris:20271030T100000"),
        ("Europe/Paris", datetime(2027, 10, 31, 0, 30, tzinfo=UTC), ";TZID=Etc/GMT-1:20271031T013000"),
        ("Europe/Paris", datetime(2027, 10, 31, 1, 30, tzinfo=UTC), ";TZID=Etc/GMT-1:20271031T023000"),
        ("Europe/Paris", datetime(2027, 10, 31, 2, 0, tzinfo=UTC), ";TZID=Europe/Paris:20271031T030000"),
        ("America/Miquelon", datetime(2027, 3, 14, 12, 0, tzinfo=UTC), ";TZID=America/Miquelon:20270314T100000"),
        ("America/Miquelon", datetime(2027, 3, 28, 12, 0, tzinfo=UTC), ";TZID=America/Miquelon:20270328T100000"),
        ("America/Miquelon", datetime(2027, 11, 7, 13, 0, tzinfo=UTC), ";TZID=America/Miquelon:20271107T100000"),
        ("America/Miquelon", datetime(2027, 11, 7, 3, 30, tzinfo=UTC), ";TZID=Etc/GMT+3:20271107T003000"),
        ("Indian/Reunion", datetime(2027, 7, 1, 6, 0, tzinfo=UTC), ";TZID=Indian/Reunion:20270701T100000"),
        ("Pacific/Marquesas", datetime(2027, 7, 1, 19, 30, tzinfo=UTC), ";TZID=Pacific/Marquesas:20270701T100000"),
        ("Africa/Casablanca", datetime(2027, 7, 1, 9, 0, tzinfo=UTC), ":20270701T090000Z"),
        ("Europe/London", datetime(2027, 10, 31, 1, 30, tzinfo=UTC), ":20271031T013000Z"),
        ("nonsense", datetime(2027, 7, 1, 9, 0, tzinfo=UTC), ":20270701T090000Z"),
        ("UTC", datetime(2027, 7, 1, 9, 0, tzinfo=UTC), ":20270701T090000Z"),
    ],
)
def test_an_instant_is_written_so_that_it_comes_back(event: Make, timezone: str, start: datetime, written: str) -> None:
    body = feed(replace(EMPTY, events=[event(start, 30, timezone=timezone)]), PRODUCT)
    assert f"DTSTART{written}" in _lines(body)
    (parsed,) = _parsed(body).events
    assert parsed.start.astimezone(UTC) == start
    assert parsed.end.astimezone(UTC) == start + timedelta(minutes=30)


def test_a_thousand_events_come_back_and_stay_under_one_megabyte(event: Make) -> None:
    first = datetime(2026, 12, 1, 9, tzinfo=UTC)
    events = [event(first + timedelta(hours=7 * step), uid=f"uid-{step}") for step in range(1000)]
    body = feed(replace(EMPTY, events=events), PRODUCT)
    assert len(body) < 1_000_000
    parsed = _parsed(body).events
    assert [(str(each["UID"]), each.start) for each in parsed] == [(each.uid, each.starts_at) for each in events]


def test_a_tag_follows_the_content() -> None:
    assert re.fullmatch('"[0-9a-f]{32}"', etag(b"a"))
    assert etag(b"a") == etag(b"a") != etag(b"b")


@pytest.mark.parametrize(
    "fields",
    [
        {"starts_at": datetime(2027, 1, 1, 9)},
        {"changed_at": datetime(2027, 1, 1, 9)},
        {"ends_at": datetime(2027, 1, 12, 9, tzinfo=UTC)},
        {"status": "CANCELED"},
    ],
)
def test_an_event_that_cannot_be_is_refused(event: Make, fields: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"aware|after|status|compare"):
        replace(event(), **fields)  # type: ignore[arg-type]
