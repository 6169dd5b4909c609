"""Imports, syntax and structure: names, parameters, broken lines, old habits, foreign components."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from ical_feeds.read import Reading

Read, File = Callable[..., Reading], Callable[..., str]
START = "UID:1\nDTSTART:20270112T090000Z\n"
AT_NINE = datetime(2027, 1, 12, 9, tzinfo=UTC)


def test_case_and_white_space_do_not_matter(reading: Read, file: File) -> None:
    text = file(
        "Uid:1\ndtstart ; tzid = Europe/Paris :20270112T100000\nSummary : Atelier\n"
        "rrule:freq=weekly; byday = tu ;count=2"
    )
    found = reading(text.replace("BEGIN:VEVENT", "begin:vevent").replace("END:VEVENT", "End:VEvent "))
    assert [event.starts_at.isoformat() for event in found.events] == [
        "2027-01-12T09:00:00+00:00",
        "2027-01-19T09:00:00+00:00",
    ]
    assert {event.title for event in found.events} == {"Atelier"}
    assert found.warnings == []


@pytest.mark.parametrize(
    "line",
    ["no colon at all", "DESCRIPTION;X:a", 'LOCATION;ALTREP="x:y', "LOCATION;=b:c", "DESCRIPTION;X=1 Y:a;b", "DTEND:"],
)
def test_a_broken_line_goes_and_the_event_stays(reading: Read, file: File, line: str) -> None:
    (event,) = reading(file(f"{START}{line}\nSUMMARY:Atelier")).events
    assert (event.title, event.starts_at, event.location) == ("Atelier", AT_NINE, "")


def test_a_broken_start_refuses_that_event_alone(reading: Read, file: File) -> None:
    found = reading(file('UID:1\nDTSTART;TZID="x:20270112T090000\nSUMMARY:Perdu', f"{START}SUMMARY:Bon"))
    assert [event.title for event in found.events] == ["Bon"]
    assert "start_unreadable: Perdu" in found.warnings


@pytest.mark.parametrize("head", ["", "VERSION:2.5", "PRODID:&lt;b&gt;", "VERSION:2.0\nPRODID:", "METHOD:REQUEST"])
def test_the_head_of_the_file_does_not_matter(reading: Read, file: File, head: str) -> None:
    found = reading(file(f"{START}SUMMARY:Atelier", head=head))
    assert (len(found.events), found.warnings, found.events[0].status) == (1, [], "confirmed")


@pytest.mark.parametrize(
    "line",
    [
        "SUMMARY;ENCODING=QUOTED-PRINTABLE:Caf=C3=A9 num=C3=A9rique",
        "SUMMARY;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Caf=C3=A9 =\r\nnum=C3=A9rique",
        "SUMMARY;QUOTED-PRINTABLE;CHARSET=ISO-8859-1:Caf=E9 num=E9rique",
        "SUMMARY;ENCODING=QUOTED-PRINTABLE:Caf=E9 num=E9rique",
        "SUMMARY;ENCODING=quoted-printable;CHARSET=zip:Caf=C3=A9 num=C3=A9rique",
    ],
)
def test_quoted_printable_is_decoded(reading: Read, file: File, line: str) -> None:
    assert reading(file(START + line)).events[0].title == "Café numérique"


@pytest.mark.parametrize(
    ("geo", "place"),
    [
        ("47.99;-4.10", (47.99, -4.1)),
        ("47.99\\;-4.10", (47.99, -4.1)),
        ("47.99,-4.10", (47.99, -4.1)),
        ("47.99 ; -4.10", (47.99, -4.1)),
        ("97.99;-4.10", (None, None)),
        ("47.99;-184.10", (None, None)),
        ("nan;inf", (None, None)),
        ("47.99", (None, None)),
        ("1e400;0", (None, None)),
    ],
)
def test_a_place_is_two_numbers_in_range(reading: Read, file: File, geo: str, place: tuple[float, float]) -> None:
    (event,) = reading(file(f"{START}GEO:{geo}")).events
    assert (event.latitude, event.longitude) == place


def test_only_events_come_in_without_alarms_and_people(reading: Read, file: File) -> None:
    inner = (
        f"{START}ORGANIZER:MAILTO:a@b.fr\nATTENDEE;CN=x:mailto:c@d.fr\nCONTACT:mailto:e@f.fr\nSUMMARY:Atelier\n"
        "BEGIN:VALARM\nTRIGGER:-PT1H\nREPEAT:2147483647\nDURATION:PT1S\nDESCRIPTION:Alarme\nEND:VALARM\n"
        "DESCRIPTION:Un\ttexte\nX-ANY;A=B:c"
    )
    others = "".join(f"BEGIN:{kind}\n{START}END:{kind}\n" for kind in ("VTODO", "VJOURNAL", "VFREEBUSY", "X-NEW"))
    text = file(inner).replace("END:VCALENDAR", f"{others}X-WR-CALNAME:Après\nEND:VCALENDAR")
    found = reading(text)
    (event,) = found.events
    assert (event.title, event.description, found.name, found.warnings) == ("Atelier", "Un texte", "Après", [])


def test_a_cancelling_file_cancels(reading: Read, file: File) -> None:
    assert reading(file(START, head="METHOD:CANCEL")).events[0].status == "cancelled"


@pytest.mark.parametrize(
    ("written", "status"),
    [("CANCELLED", "cancelled"), ("canceled", "cancelled"), ("Tentative", "tentative"), ("BUSY", "confirmed")],
)
def test_a_status_is_one_of_three(reading: Read, file: File, written: str, status: str) -> None:
    assert reading(file(f"{START}STATUS:{written}")).events[0].status == status


def test_private_events_are_not_taken(reading: Read, file: File) -> None:
    found = reading(file(f"{START}CLASS:PRIVATE\nSUMMARY:Entretien", f"{START}CLASS:PUBLIC\nSUMMARY:Atelier"))
    assert ([event.title for event in found.events], found.warnings) == (["Atelier"], ["private: Entretien"])


def test_an_event_left_open_is_closed_by_what_follows(reading: Read, file: File) -> None:
    text = file(f"{START}BEGIN:VALARM\nTRIGGER:PT1H").replace("END:VCALENDAR", "END:NOISE\r\nEND:VCALENDAR")
    assert len(reading(text).events) == 1
