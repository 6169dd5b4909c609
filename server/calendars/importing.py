"""Other people's .ics as rows of a programme to import."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from ical_feeds.apart import read_apart
from ical_feeds.guard import Problem
from ical_feeds.read import ImportedEvent, NotACalendar
from server.workshops.importing import Row

HORIZON = timedelta(days=548)  # eighteen months
LASTS = timedelta(hours=2)
# The problems after which an event does not come in, by how their keys begin, and what is said of it.
LEFT_OUT = {"recurrence_": "series_refused", "start_": "bad_date", "private": "private_there"}


@dataclass(frozen=True)
class LeftOut:
    """An event that does not come in: where it stands in the file ("ligne 12", or nothing), its title, and why."""

    origin: str
    title: str
    reason: str


async def read_calendar(body: bytes, zone: str, now: datetime) -> tuple[list[Row], list[LeftOut]]:
    """Read an .ics file in a child process; return the rows of its coming events, and those left out.

    An event without an end is taken to last two hours. Raises NotACalendar.
    """
    reading = await read_apart(body, default_timezone=zone, window=(now, now + HORIZON))
    left = [found for problem in reading.problems if (found := _problem(problem))]
    rows = []
    for event in reading.events:
        if event.status == "cancelled" or event.all_day:
            reason = "cancelled_there" if event.status == "cancelled" else "all_day"
            left.append(LeftOut("", event.title[:150], reason))
        else:
            rows.append(_row(event))
    return rows, left


def _problem(problem: Problem) -> LeftOut | None:
    reason = next((said for key, said in LEFT_OUT.items() if problem.key.startswith(key)), "")
    origin = f"ligne {problem.line}" if problem.line else ""
    return LeftOut(origin, problem.detail[:150], reason) if reason else None


def _row(event: ImportedEvent) -> Row:
    return Row(
        origin=event.uid,
        title=event.title[:150],
        starts_at=event.starts_at,
        ends_at=event.ends_at or event.starts_at + LASTS,
        ends_known=event.ends_at is not None,
        description=event.description,
        # The dates of a series share one identity: none of them is known by it.
        uid="" if event.recurrence_at else event.uid,
        url="" if event.recurrence_at else event.url,
    )


__all__ = ["NotACalendar", "read_calendar"]
