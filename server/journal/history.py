"""What happened to one thing, from the journal."""

import json
from uuid import UUID

from server.journal.readers import Line
from server.journal.tables import Entry

MOST = 200


async def of(subject: UUID) -> list[Line]:
    """Return the lines about one thing, the oldest first."""
    rows = await Entry.select().where(Entry.subject == subject).order_by(Entry.id).limit(MOST)
    return [
        Line(row["id"], row["at"], row["actor"], row["kind"], row["subject"], row["library"], json.loads(row["facts"]))
        for row in rows
    ]
