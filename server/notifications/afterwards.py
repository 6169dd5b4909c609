"""After a session, ask once those who came what they thought of it, by their own channel."""

from datetime import datetime, timedelta
from typing import Any

from server.bookings.tables import Booking
from server.foundation.database import wake
from server.foundation.ids import new_id
from server.notifications import rules
from server.notifications.sms import texter
from server.notifications.tables import Message

SOON = timedelta(hours=1)
LATE = timedelta(days=3)  # after that one has forgotten
# Who was recorded as absent is not asked; where nobody recorded anything, those who had a seat are.
CAME = """
SELECT b.id, c.channel, coalesce(c.email, '') AS email, coalesce(c.phone, '') AS phone, l.timezone
FROM booking b JOIN contact c ON c.booking = b.id JOIN session s ON s.id = b.session JOIN library l ON l.id = s.library
LEFT JOIN attendance a ON a.booking = b.id
WHERE s.state = 'published' AND NOT s.practice AND s.ends_at <= {} AND s.ends_at > {}
  AND b.state = 'confirmed' AND b.channel <> 'peer' AND coalesce(a.state, 'present') = 'present'
  AND NOT EXISTS (SELECT FROM message m WHERE m.booking = b.id AND m.kind = 'feedback')
  AND NOT EXISTS (SELECT FROM feedback_mark f WHERE f.booking = b.id)
ORDER BY s.ends_at, b.id LIMIT {}
"""
MOST = 2000


async def owe_due(now: datetime) -> int:
    """Owe a question to the parties of sessions that ended since a while, and return how many; each is asked once."""
    found = await Booking.raw(CAME, now - SOON, now - LATE, MOST)
    rows = [_message(row, channel, now) for row in found if (channel := _channel(row))]
    if rows:
        await Message.insert(*rows).on_conflict(target=Message.dedupe_key, action="DO NOTHING")
        await wake("messages")
    return len(rows)


def _channel(row: dict[str, Any]) -> str | None:
    ways = (row["channel"], row["email"], row["phone"])
    return rules.channel("feedback", *ways, zone=row["timezone"], texting=texter() is not None)


def _message(row: dict[str, Any], channel: str, now: datetime) -> Message:
    key = f"feedback:{row['id']}"
    facts = {"id": new_id(), "booking": row["id"], "kind": "feedback", "channel": channel}
    return Message(**facts, dedupe_key=key, due_at=now, created_at=now)
