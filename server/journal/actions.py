"""Write the journal: one line per action, in its transaction.

A line takes its number and its digest at commit, by a trigger of the table (`journal_place_line`): the turn to write,
which all actions share, is held for no longer than that. So the order of numbers is the order of commits, and a reader
that follows them misses nothing.
"""

import hashlib
import json
from datetime import datetime
from typing import Any
from uuid import UUID

from server.foundation.database import DB

LOCK = 7261002  # the turn, taken at commit
# Until then the number is below nought, and what is chained stands in the place of the digest.
LINE = """
INSERT INTO journal (id, at, actor, kind, subject, library, facts, digest)
SELECT -nextval('journal_written'), {}::timestamptz, {}::text, {}::text, {}::uuid, {}::uuid, {}::jsonb,
  convert_to({}::text, 'UTF8')
"""


async def write(kind: str, subject: UUID, *, by: str, now: datetime, library: UUID | None = None, **facts: Any) -> None:
    """Add one line, inside the action's transaction. `facts` are ids, hosts and figures, never names."""
    await DB.rows(LINE, *line(kind, subject, by=by, now=now, library=library, **facts))


def line(
    kind: str, subject: UUID, *, by: str, now: datetime, library: UUID | None = None, **facts: Any
) -> tuple[Any, ...]:
    """Return the values of LINE, for a statement that writes the line along with what it tells."""
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, default=str)
    return now, by, kind, subject, library, text, told_as(now, by, kind, subject, text)


def told_as(at: datetime, actor: str, kind: str, subject: UUID, facts: str) -> str:
    """Return the text of a line that is chained; `facts` is JSON with its keys in order."""
    return "\n".join([at.isoformat(), actor, kind, str(subject), facts])


def chained(before: bytes, told: str) -> bytes:
    """Return the digest of a line that follows `before`; changing any earlier line breaks all later digests."""
    return hashlib.sha256(before + told.encode()).digest()
