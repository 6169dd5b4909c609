"""Reminders of events (RFC 5545 §3.6.6): in private calendars, when they are asked for."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from ical_feeds.event import Feed, FeedEvent
from ical_feeds.write import feed

Make = Callable[..., FeedEvent]


def _written(event: FeedEvent) -> bytes:
    return feed(Feed("Mes ateliers", "", "Europe/Paris", "", "https://agenda.example.org/", (event,)), "-//x//FR")


@pytest.mark.parametrize(("minutes", "before"), [(60, timedelta(hours=1)), (1440, timedelta(days=1))])
def test_an_event_reminds_when_asked(event: Make, minutes: int, before: timedelta) -> None:
    calendar = Calendar.from_ical(_written(event(alarm_minutes=minutes, summary="Virus, et autres")))
    (alarm,) = calendar.walk("VALARM")
    assert alarm["TRIGGER"].dt == -before
    assert (alarm["ACTION"], alarm["DESCRIPTION"]) == ("DISPLAY", "Virus, et autres")


def test_an_event_does_not_unless_asked(event: Make) -> None:
    assert b"VALARM" not in _written(event(datetime(2027, 1, 12, 9, tzinfo=UTC)))


def test_a_calendar_without_an_address_says_none(event: Make) -> None:
    assert b"SOURCE" not in _written(event())
