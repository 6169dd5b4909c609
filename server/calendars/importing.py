"""Other people's .ics as rows of a programme to import."""

from datetime import datetime, timedelta

from ical_feeds.read import ImportedEvent, NotACalendar, read
from server.workshops.importing import Row

HORIZON = timedelta(days=548)  # eighteen months


def read_calendar(body: bytes, zone: str, now: datetime) -> tuple[list[Row], list[tuple[str, str]]]:
    """Read an .ics file and return the rows of its coming events; raises NotACalendar.

    An event without an end is taken to last two hours; cancelled ones and all-day ones are left out.
    """
    reading = read(body, default_timezone=zone, window=(now, now + HORIZON))
    return [_row(event) for event in reading.events if event.status != "cancelled" and not event.all_day], []


def _row(event: ImportedEvent) -> Row:
    return Row(
        origin=event.uid,
        title=event.title[:150],
        starts_at=event.starts_at,
        ends_at=event.ends_at or event.starts_at + timedelta(hours=2),
        description=event.description,
        # The dates of a series share one identity: none of them is known by it.
        uid="" if event.recurrence_at else event.uid,
        url="" if event.recurrence_at else event.url,
    )


__all__ = ["NotACalendar", "read_calendar"]
