"""Imports, transport and bytes: folds, line ends, characters, pages that are no calendars, downloads cut short."""

from collections.abc import Callable

import pytest

from ical_feeds.guard import MAX_BYTES
from ical_feeds.read import NotACalendar, Reading

Read, File = Callable[..., Reading], Callable[..., str]
EVENT = "UID:1\nDTSTART:20270112T090000Z\nSUMMARY:{}"


def _titles(reading: Reading) -> list[str]:
    return [event.title for event in reading.events]


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "\ufeff" + text,
        lambda text: "\r\n\n  " + text,
        lambda text: text.replace("\r\n", "\n"),
        lambda text: text.replace("\r\n", "\r"),
        lambda text: text.replace("\r\n", "\r\r\n"),
        lambda text: text.rstrip(),
        lambda text: text.replace("\r\n", "\r\n\r\n"),
        lambda text: text.replace("SUMMARY:Ate", "SUMMARY:Ate\r\n\t"),
        lambda text: text.replace("SUMMARY:Ate", "SUMMARY:Ate\r\n "),
        lambda text: text.replace("END:VCALENDAR", "\r\n\r\nEND:VCALENDAR"),
        lambda text: text + "<!-- made in 0.2 s -->",
    ],
)
def test_shapes_of_a_file_are_read_silently(reading: Read, file: File, change: Callable[[str], str]) -> None:
    found = reading(change(file(EVENT.format("Atelier"))))
    assert (_titles(found), found.warnings) == (["Atelier"], [])


def test_a_line_of_any_bearable_length_is_read(reading: Read, file: File) -> None:
    found = reading(file(EVENT.format("x\nDESCRIPTION:" + "mot " * 5_000)))
    assert len(found.events[0].description) == 9_999
    assert found.warnings == []


def test_a_fold_inside_a_character_is_undone_before_decoding(reading: Read, file: File) -> None:
    raw = file(EVENT.format("Médiathèque")).encode().replace("é".encode(), b"\xc3\r\n \xa9")
    assert _titles(reading(raw)) == ["Médiathèque"]


@pytest.mark.parametrize(
    ("encoding", "content_type", "warnings"),
    [
        ("cp1252", "", ["not_utf8"]),
        ("cp1252", "text/calendar", ["not_utf8"]),
        ("cp1252", "text/calendar; charset=utf-8", ["not_utf8", "wrong_charset: utf-8"]),
        ("cp1252", "text/calendar; charset=rot13", ["not_utf8"]),
        ("iso8859-15", 'text/calendar; charset="ISO-8859-15"', []),
        ("cp1252", "text/calendar;charset=windows-1252", []),
        ("utf-8", "text/calendar;charset=iso-8859-1", []),
        ("utf-16", "", []),
    ],
)
def test_old_encodings_never_leave_a_replacement_character(
    reading: Read, file: File, encoding: str, content_type: str, warnings: list[str]
) -> None:
    found = reading(file(EVENT.format("Café de la bibliothèque à 5 €")).encode(encoding), content_type)
    assert _titles(found) == ["Café de la bibliothèque à 5 €"]
    assert sorted(found.warnings) == warnings


def test_one_bad_byte_does_not_spoil_the_other_lines(reading: Read, file: File) -> None:
    raw = file(EVENT.format("Médiathèque\nLOCATION:Caf\x00")).encode().replace(b"\x00", b"\xe9")
    (event,) = reading(raw).events
    assert (event.title, event.location) == ("Médiathèque", "Café")


@pytest.mark.parametrize(
    "control", ["\x00", "\x0b", "\x1f", "\x7f", "\x85", "\ufffe", "\uffff", "\ufffd", "\U0001fffe"]
)
def test_controls_go_and_the_event_stays(reading: Read, file: File, control: str) -> None:
    (event,) = reading(file(EVENT.format(f"Ate{control}lier\nDESCRIPTION:a{control}b"))).events
    assert (event.title, event.description) == ("Atelier", "ab")


@pytest.mark.parametrize(
    ("body", "reason", "detail"),
    [
        (b"", "empty", ""),
        (b" \r\n\x00", "empty", ""),
        (b"\xef\xbb\xbf", "empty", ""),
        (b"<!DOCTYPE html><html><head><title>Connexion &amp; compte</title>", "html", "Connexion & compte"),
        (b"\n<html><body>503</body></html>", "html", ""),
        (b"<?xml version='1.0'?><rss/>", "html", ""),
        (b"not found", "not_a_calendar", ""),
        (b'{"error": "BEGIN:VCALENDAR"}', "not_a_calendar", ""),
        (b"PK\x03\x04", "not_a_calendar", ""),
        (b"BEGIN:VCARD\nEND:VCARD", "not_a_calendar", ""),
        (b"BEGIN:VCALENDAR", "truncated", ""),
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART:20270112T090000Z\nEND:VEVENT\n", "truncated", ""),
        (b"BEGIN:VCALENDAR\nEND:VCALENDAR\nBEGIN:VCALENDAR\nBEGIN:VEVENT\n", "truncated", ""),
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nBEGIN:VCALENDAR\nEND:VCALENDAR\n", "truncated", ""),
        (b"BEGIN:VCALENDAR\nX:" + b"a" * MAX_BYTES, "too_large", ""),
    ],
)
def test_what_is_no_whole_calendar_is_refused_with_its_reason(
    reading: Read, body: bytes, reason: str, detail: str
) -> None:
    with pytest.raises(NotACalendar) as refused:
        reading(body)
    assert (refused.value.reason, refused.value.detail) == (reason, detail)


@pytest.mark.parametrize("kept", range(20, 140, 7))
def test_a_download_cut_anywhere_is_no_calendar(reading: Read, file: File, kept: int) -> None:
    text = file(EVENT.format("Atelier"), EVENT.format("Autre"))
    with pytest.raises(NotACalendar):
        reading(text[: min(kept, len(text) - 4)])


def test_a_calendar_without_events_is_a_good_calendar(reading: Read, file: File) -> None:
    found = reading(file(head="VERSION:2.0\nX-WR-CALNAME:  Agenda \\, Quimper "))
    assert (found.events, found.warnings, found.name) == ([], [], "Agenda , Quimper")


def test_all_calendars_of_a_stream_are_read_and_the_first_names_it(reading: Read, file: File) -> None:
    first = file(EVENT.format("Un"), head="X-WR-CALNAME:Premier")
    second = file(EVENT.format("Deux").replace("UID:1", "UID:2"), head="X-WR-CALNAME:Second")
    found = reading(first + second)
    assert (sorted(_titles(found)), found.name) == (["Deux", "Un"], "Premier")
