"""How many messages are waiting, and how many could not be sent."""

from datetime import datetime

from server.notifications.tables import Message

COUNTED = """
SELECT count(*) FILTER (WHERE state = 'owed' AND channel = 'email') AS mails_owed,
  count(*) FILTER (WHERE state = 'owed' AND channel = 'sms') AS sms_owed,
  count(*) FILTER (WHERE state = 'owed' AND channel = 'call') AS calls_owed,
  count(*) FILTER (WHERE state <> 'owed' AND channel = 'email') AS mails_given_up,
  count(*) FILTER (WHERE state <> 'owed' AND channel = 'sms') AS sms_given_up
FROM message WHERE state IN ('owed', 'dead', 'unsure')
"""

DUE = "SELECT min(due_at) AS at FROM message WHERE state = 'owed' AND channel = 'email' AND due_at <= {}"


async def due(now: datetime) -> dict[str, datetime | None]:
    """Return when the oldest mail that is owed should have left."""
    return {"mails": (await Message.raw(DUE, now))[0]["at"]}


async def figures() -> dict[str, int]:
    """Return the numbers of messages by name."""
    rows: list[dict[str, int]] = await Message.raw(COUNTED)
    return rows[0]
