"""Write the journal: one line per action, in its transaction, last."""

import hashlib
import json
from datetime import datetime
from typing import Any
from uuid import UUID

from server.foundation.database import wake
from server.journal.tables import Entry

LOCK = 7261002


async def write(kind: str, subject: UUID, *, by: str, now: datetime, library: UUID | None = None, **facts: Any) -> None:
    """Add one line; call it last, inside the action's transaction.

    The advisory lock makes the order of ids the order of commits, so that a reader that follows the id misses nothing.
    """
    await Entry.raw(f"SELECT pg_advisory_xact_lock({LOCK})")
    last = await Entry.select(Entry.digest).order_by(Entry.id, ascending=False).limit(1).first()
    before = bytes(last["digest"]) if last else b""
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, default=str)
    line = Entry(at=now, actor=by, kind=kind, subject=subject, library=library, facts=text)
    line.digest = chained(before, now, by, kind, subject, text)
    await line.save()
    await wake("journal")


def chained(before: bytes, at: datetime, actor: str, kind: str, subject: UUID, facts: str) -> bytes:
    """Return the digest of a line that follows `before`; changing any earlier line breaks all later digests."""
    text = "\n".join([at.isoformat(), actor, kind, str(subject), facts])
    return hashlib.sha256(before + text.encode()).digest()
