"""Invitations for mails: one person, the right method and status, names that cannot break out of their parameter."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from icalendar import Calendar, Event

from ical_feeds.event import FeedEvent, Invitation
from ical_feeds.write import invitation

PRODUCT = "-//Agendathèque//0.1.0//FR"
Make = Callable[..., FeedEvent]


def _invitation(event: FeedEvent, **fields: object) -> Invitation:
    usual = Invitation(event, "REQUEST", "Médiathèque", "mediatheque@example.org", "Zoé", "zoe@example.org")
    return replace(usual, **fields)  # type: ignore[arg-type]


def _parsed(body: bytes) -> tuple[Calendar, Event]:
    calendar = Calendar.from_ical(body)
    assert isinstance(calendar, Calendar)
    (event,) = calendar.events
    assert not event.errors
    return calendar, event


@pytest.mark.parametrize(
    ("method", "tentative", "status", "answer"),
    [
        ("REQUEST", False, "CONFIRMED", "ACCEPTED"),
        ("REQUEST", True, "TENTATIVE", "TENTATIVE"),
        ("CANCEL", False, "CANCELLED", "ACCEPTED"),
        ("CANCEL", True, "CANCELLED", "TENTATIVE"),
    ],
)
def test_method_status_and_answer_go_together(
    event: Make, method: str, tentative: bool, status: str, answer: str
) -> None:
    calendar, parsed = _parsed(invitation(_invitation(event(), method=method, tentative=tentative), PRODUCT))
    assert calendar["METHOD"] == method
    assert parsed["STATUS"] == status
    assert parsed["ATTENDEE"].params["PARTSTAT"] == answer
    assert parsed["ATTENDEE"].params["RSVP"] == "FALSE"
    assert str(parsed["ATTENDEE"]) == "mailto:zoe@example.org"
    assert str(parsed["ORGANIZER"]) == "mailto:mediatheque@example.org"
    assert parsed["ORGANIZER"].params["CN"] == "Médiathèque"


def test_the_zone_comes_along(event: Make) -> None:
    calendar, parsed = _parsed(invitation(_invitation(event(timezone="Indian/Reunion")), PRODUCT))
    assert [str(zone["TZID"]) for zone in calendar.timezones] == ["Indian/Reunion"]
    assert parsed.start.astimezone(UTC) == datetime(2027, 1, 12, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Le Goff, Zoé; dite:Zo", 'CN="Le Goff, Zoé; dite:Zo"'),
        ('La "Boutique"', "CN=\"La ^'Boutique^'\""),
        ("a^b", 'CN="a^^b"'),
        ("a\r\nATTENDEE:mailto:x@y.fr", 'CN="a ATTENDEE:mailto:x@y.fr"'),
        ("a\x00b", 'CN="ab"'),
    ],
)
def test_a_name_stays_in_its_parameter(event: Make, name: str, written: str) -> None:
    body = invitation(_invitation(event(), organizer_name=name, attendee_name=name), PRODUCT)
    text = body.decode().replace("\r\n ", "")
    assert f"ORGANIZER;{written}:mailto:mediatheque@example.org\r\n" in text
    assert text.count("\r\nATTENDEE") == 1


def test_without_a_name_there_is_no_name(event: Make) -> None:
    text = invitation(_invitation(event(), attendee_name="", organizer_name=" "), PRODUCT).decode().replace("\r\n ", "")
    assert "\r\nORGANIZER:mailto:mediatheque@example.org\r\n" in text
    assert "\r\nATTENDEE;ROLE=REQ-PARTICIPANT" in text


@pytest.mark.parametrize(
    ("email", "written"),
    [
        ("zoe+agenda@example.org", "mailto:zoe+agenda@example.org"),
        ("zoé@example.org", "mailto:zo%C3%A9@example.org"),
        ("a@b.fr?cc=x@y.fr", "mailto:a@b.fr%3Fcc%3Dx@y.fr"),
        ("a@b.fr\r\nX-EVIL:1", "mailto:a@b.frX-EVIL%3A1"),
    ],
)
def test_an_address_is_one_address(event: Make, email: str, written: str) -> None:
    text = invitation(_invitation(event(), attendee_email=email), PRODUCT).decode().replace("\r\n ", "")
    assert f":{written}\r\n" in text


def test_an_unknown_method_is_refused(event: Make) -> None:
    with pytest.raises(ValueError, match="PUBLISH"):
        _invitation(event(), method="PUBLISH")
