"""Dates of one course that changed together are told in one message: that of one date says the others too."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from server.bookings.queries import BookingView, by_ids
from server.notifications import news, rules
from server.notifications.news import News
from server.notifications.tables import Message

# What waits to tell the same person, in the same way, of another date of the course.
OTHERS = """
SELECT m.id, m.booking FROM message m JOIN booking b ON b.id = m.booking
WHERE b.course = {} AND m.kind = {} AND m.channel = {} AND m.state = 'owed' AND m.id <> {}
  AND (m.locked_until IS NULL OR m.locked_until <= {})
"""
TAKE = """
UPDATE message SET locked_until = {}, lease = {}, attempts = attempts + 1
WHERE id = any({}) AND state = 'owed' AND (locked_until IS NULL OR locked_until <= {}) RETURNING id
"""
SAID_TOGETHER = frozenset({"changed"})
Judge = Callable[[str, BookingView, News, datetime], str]


async def with_others(
    row: dict[str, Any], view: BookingView, heard: News, channel: str, why_not: Judge, now: datetime
) -> tuple[News, dict[UUID, BookingView]]:
    """Take what else there is to say of the course under the lease of `row`, whenever it is due.

    Return the news with all dates in their order, and the bookings by message, without that of the row.
    """
    if row["kind"] not in SAID_TOGETHER or view.party.course is None:
        return heard, {}
    owed = await Message.raw(OTHERS, view.party.course, row["kind"], channel, row["id"], now)
    views, told = await by_ids([one["booking"] for one in owed]), await news.of([one["id"] for one in owed])
    worth = {
        one["id"]: views[one["booking"]]
        for one in owed
        if one["booking"] in views and not why_not(row["kind"], views[one["booking"]], told[one["id"]], now)
    }
    taken = await Message.raw(TAKE, now + rules.LEASE, row["lease"], list(worth), now) if worth else []
    also = {one["id"]: worth[one["id"]] for one in taken}
    said = sorted(((also[message], told[message]) for message in also), key=lambda one: one[0].starts_at)
    return replace(heard, also=tuple(said)), also
