"""What a line of the journal about a course is for messages: one line about one of its dates says it for all."""

from dataclasses import replace

from server.bookings import course_queries
from server.foundation.errors import Gone, NotFound
from server.journal.readers import Line

OF_COURSE = {
    "course.confirmed": "booking.confirmed",
    "course.waited": "booking.waited",
    "course.promoted": "booking.promoted",
    "course.cancelled": "booking.cancelled",
}
# What these messages say is said of all the dates; what else is said of a date concerns this one only.
OF_ALL_DATES = frozenset({"confirmed", "waiting", "promoted"})
SAID_ONCE = frozenset({"booking.confirmed", "booking.waited", "booking.promoted"})


async def heard(line: Line) -> Line:
    """Return the line as messages hear it: that of a whole course is one about the first of its dates to come."""
    if line.kind not in OF_COURSE:
        return line
    try:
        course = await course_queries.by_id(line.subject)
    except (NotFound, Gone):
        return line  # erased since: there is nobody left to tell
    coming = [row for row in course.kept() if row.starts_at > line.at] or list(course.rows)
    return replace(line, kind=OF_COURSE[line.kind], subject=coming[0].party.id)


def said_with_all(line: Line) -> bool:
    """Tell whether the line of the whole course says what this one, about one of its dates, would say."""
    return "course" in line.facts and (line.kind in SAID_ONCE or "whole" in line.facts)
