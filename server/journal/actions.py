"""Write the journal: one line per action, in its transaction, last."""

import hashlib
import json
from datetime import datetime
from typing import Any
from uuid import UUID

from server.foundation.database import WORK
from server.journal.tables import Entry

LOCK = 7261002
# Two statements, since the second must see what was committed while the first waited for its turn.
WAIT = "SELECT pg_advisory_xact_lock({})"
WRITE = """
WITH line AS (
  INSERT INTO journal (at, actor, kind, subject, library, facts, digest)
  SELECT {}, {}, {}, {}, {}, {}, sha256(
    coalesce((SELECT digest FROM journal ORDER BY id DESC LIMIT 1), ''::bytea) || convert_to({}, 'UTF8')
  ) RETURNING id
)
SELECT pg_notify({}, 'journal') FROM line
"""


async def write(kind: str, subject: UUID, *, by: str, now: datetime, library: UUID | None = None, **facts: Any) -> None:
    """Add one line; call it last, inside the action's transaction. `facts` are ids, hosts and figures, never names.

    The advisory lock makes the order of ids the order of commits, so that a reader that follows the id misses nothing.
    """
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, default=str)
    told = told_as(now, by, kind, subject, text)
    await Entry.raw(WAIT, LOCK)
    await Entry.raw(WRITE, now, by, kind, subject, library, text, told, WORK)


def told_as(at: datetime, actor: str, kind: str, subject: UUID, facts: str) -> str:
    """Return the text of a line that is chained; `facts` is JSON with its keys in order."""
    return "\n".join([at.isoformat(), actor, kind, str(subject), facts])


def chained(before: bytes, told: str) -> bytes:
    """Return the digest of a line that follows `before`; changing any earlier line breaks all later digests."""
    return hashlib.sha256(before + told.encode()).digest()
