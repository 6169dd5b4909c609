"""Who is told that booking has opened: one message each, then they are erased."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from server.bookings.openings import Watcher, watchers
from server.foundation.due import Due
from server.foundation.ids import new_id
from server.foundation.languages import N_
from server.notifications import opened, rules
from server.notifications.sms import texter
from server.notifications.tables import Message

KIND = "opened"
DUE = """
SELECT w.id, w.email, w.phone, l.timezone
FROM opening_watch w JOIN session s ON s.id = w.session JOIN library l ON l.id = s.library
WHERE s.state = 'published' AND s.starts_at > {} AND (s.opens_at IS NULL OR s.opens_at <= {})
  AND NOT EXISTS (SELECT 1 FROM message m WHERE m.watch = w.id) ORDER BY w.id LIMIT {}
"""
# The message goes with whom it told. What could not be sent is kept until its day, for staff to look at.
TOLD = """
DELETE FROM opening_watch w USING message m
WHERE m.watch = w.id AND m.state IN ('sent', 'dropped', 'unsure') RETURNING w.id
"""
CALLS = """
SELECT m.id, m.watch, m.state FROM message m JOIN opening_watch w ON w.id = m.watch JOIN session s ON s.id = w.session
WHERE ((m.state = 'owed' AND m.channel = 'call') OR m.state = 'dead') AND s.state = 'published' AND s.starts_at > {}
  AND s.library = any({}::uuid[]) ORDER BY s.starts_at, m.id LIMIT 100
"""

TO_DO = Due(
    one=N_("%(num)s personne attend de savoir que les inscriptions sont ouvertes"),
    many=N_("%(num)s personnes attendent de savoir que les inscriptions sont ouvertes"),
    url="/bureau/prevenir",
    value="""
SELECT count(*) FROM message m JOIN opening_watch w ON w.id = m.watch JOIN session s ON s.id = w.session
WHERE ((m.state = 'owed' AND m.channel = 'call') OR m.state = 'dead') AND s.state = 'published' AND s.starts_at > $2
  AND s.library = any($1)""",
)


@dataclass(frozen=True)
class Telling:
    """Somebody whom staff tell that booking has opened: a call to make, or a message that was `unsent`.

    `says` is what to say, one text per paragraph.
    """

    message: UUID
    watcher: Watcher
    unsent: bool
    says: list[str]


async def owe_due(now: datetime, most: int = 100) -> int:
    """Owe a message to each who waits for an opening that has come, once; erase those told. Return how many are owed.

    Several workers may do so at once: the key of a message is its watcher.
    """
    rows = await Message.raw(DUE, now, now, most)
    made = [_message(row, now) for row in rows]
    if made:
        await Message.insert(*made).on_conflict(target=Message.dedupe_key, action="DO NOTHING")
    await Message.raw(TOLD)
    return len(made)


def _message(row: dict[str, Any], now: datetime) -> Message:
    texting = texter() is not None
    return Message(
        id=new_id(),
        watch=row["id"],
        kind=KIND,
        channel=rules.opening_channel(row["email"], row["phone"], zone=row["timezone"], texting=texting),
        dedupe_key=f"{KIND}:{row['id']}",
        due_at=now,
        created_at=now,
    )


async def to_call(libraries: list[UUID], now: datetime) -> list[Telling]:
    """Return whom staff have to tell for these libraries: calls to make, and messages that could not be sent."""
    rows = await Message.raw(CALLS, now, libraries)
    found = await watchers([row["watch"] for row in rows])
    known = [(row, found[row["watch"]]) for row in rows if row["watch"] in found]
    return [Telling(row["id"], each, row["state"] == "dead", opened.paragraphs(each)) for row, each in known]
