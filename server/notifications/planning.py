"""Plan the reminders of those who have a seat, and plan them anew when their session or their library changes."""

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from server.bookings.tables import Booking
from server.foundation.ids import new_id
from server.notifications import reminders, rules
from server.notifications.quiet_days import closed
from server.notifications.sms import texter
from server.notifications.tables import Message

SEATED = frozenset({"booking.confirmed", "booking.promoted", "booking.accepted", "booking.moved", "booking.date_added"})
OF_LIBRARY = frozenset({"reminder_hours", "postal_code", "timezone"})
# Exactly one of the three is given. Who booked at another agenda is reminded by it.
PARTIES = """
SELECT b.id, c.channel, coalesce(c.email, '') AS email, coalesce(c.phone, '') AS phone, s.starts_at, l.timezone,
  l.postal_code, l.reminder_hours
FROM booking b JOIN contact c ON c.booking = b.id JOIN session s ON s.id = b.session JOIN library l ON l.id = s.library
WHERE b.state = 'confirmed' AND b.channel <> 'peer' AND s.state = 'published' AND NOT s.practice
  AND s.starts_at > {} AND (b.id = {} OR s.id = {} OR l.id = {})
"""
MOVED = """
UPDATE message m SET state = 'dropped', done_at = {}, last_error = 'the session has moved'
FROM booking b JOIN session s ON s.id = b.session
WHERE b.id = m.booking AND m.kind = 'reminder' AND m.state = 'owed' AND m.booking = any({}::uuid[])
  AND m.starts_at <> s.starts_at RETURNING m.id
"""
NEVER = """
UPDATE message m SET state = 'dropped', done_at = {}, last_error = 'the library sends no reminders'
FROM booking b JOIN session s ON s.id = b.session JOIN library l ON l.id = s.library
WHERE b.id = m.booking AND m.kind = 'reminder' AND m.state = 'owed' AND l.id = {} AND l.reminder_hours = 0
RETURNING m.id
"""
# One reminder for a start: what was sent stays sent; what was put away, as the session had moved, comes back.
OWE = """
INSERT INTO message (id, booking, kind, channel, starts_at, dedupe_key, state, due_at, created_at, parts, attempts,
  last_error) VALUES ({}, {}, 'reminder', {}, {}, {}, 'owed', {}, {}, 0, 0, '')
ON CONFLICT (dedupe_key) DO UPDATE SET state = 'owed', channel = excluded.channel, due_at = excluded.due_at,
  created_at = excluded.created_at, done_at = NULL, last_error = '' WHERE message.state IN ('owed', 'dropped')
"""


async def of_booking(booking: UUID, *, since: datetime, now: datetime) -> None:
    """Plan the reminder of a party that has had a seat since `since`."""
    await _plan(await Booking.raw(PARTIES, now, booking, None, None), since, now)


async def of_session(session: UUID, *, since: datetime, now: datetime) -> None:
    """Plan anew the reminders of a session that was moved at `since`."""
    rows = await Booking.raw(PARTIES, now, None, session, None)
    await Message.raw(MOVED, now, [row["id"] for row in rows])
    await _plan(rows, since, now)


async def of_library(library: UUID, *, since: datetime, now: datetime) -> None:
    """Plan anew all reminders of a library that changed its habits, or its place, at `since`."""
    await Message.raw(NEVER, now, library)
    await _plan(await Booking.raw(PARTIES, now, None, None, library), since, now)


async def _plan(rows: list[dict[str, Any]], since: datetime, now: datetime) -> None:
    texting = texter() is not None
    for row in rows:
        zone, starts_at = row["timezone"], row["starts_at"]
        due_at = reminders.due(starts_at, row["reminder_hours"], zone, days_off(row["postal_code"], zone))
        ways = (row["channel"], row["email"], row["phone"])
        channel = rules.channel("reminder", *ways, zone=zone, texting=texting)
        if channel and reminders.worth(due_at, since):
            key = f"reminder:{row['id']}:{starts_at.isoformat()}"
            await Message.raw(OWE, new_id(), row["id"], channel, starts_at, key, due_at, now)


def days_off(postal_code: str, zone: str) -> Callable[[date], bool]:
    """Return what tells whether a day is a Sunday or a holiday in a place."""
    return partial(closed, postal_code=postal_code, zone=zone)
