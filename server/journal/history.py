"""What happened to one thing, from the journal."""

import json
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from server.foundation.database import DB
from server.journal.readers import Line
from server.journal.tables import Entry

MOST = 200
LATELY = """
SELECT id, at, actor, kind, subject, library, facts FROM journal
WHERE at >= {} AND actor = {} AND kind = any({}) ORDER BY id DESC LIMIT {}
"""


async def lately(actor: str, kinds: Iterable[str], since: datetime) -> list[Line]:
    """Return the lines of these kinds that somebody wrote since an instant, the latest first."""
    rows = await DB.rows(LATELY, since, actor, list(kinds), MOST)
    return [Line(**{**row, "facts": json.loads(row["facts"])}) for row in rows]


async def of(subject: UUID) -> list[Line]:
    """Return the lines about one thing, the oldest first."""
    rows = await Entry.select().where(Entry.subject == subject).order_by(Entry.id).limit(MOST)
    return [_line(row) for row in rows]


async def latest(subjects: Collection[UUID], most: int = MOST) -> list[Line]:
    """Return the last lines about some things, the newest first."""
    rows = (
        await Entry.select().where(Entry.subject.is_in(list(subjects))).order_by(Entry.id, ascending=False).limit(most)
    )
    return [_line(row) for row in rows]


def _line(row: dict[str, Any]) -> Line:
    facts = json.loads(row["facts"])
    return Line(row["id"], row["at"], row["actor"], row["kind"], row["subject"], row["library"], facts)


async def last_actor(subject: UUID, kind: str) -> str:
    """Return who wrote the last line of this kind about a thing, or an empty text."""
    row = (
        await Entry.select(Entry.actor)
        .where((Entry.subject == subject) & (Entry.kind == kind))
        .order_by(Entry.id, ascending=False)
        .first()
    )
    return row["actor"] if row else ""
