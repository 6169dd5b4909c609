"""Is the journal as it was written: each line carries the digest of all before it."""

import json

from server.journal.actions import chained, told_as
from server.journal.tables import Entry

PAGE = 1000


async def first_broken() -> int | None:
    """Return the id of the first line that was changed, or follows one that was changed or taken away; else None."""
    before, last = b"", 0
    while rows := await Entry.select().where(Entry.id > last).order_by(Entry.id).limit(PAGE):
        for row in rows:
            facts = json.dumps(json.loads(row["facts"]), ensure_ascii=False, sort_keys=True)
            told = told_as(row["at"], row["actor"], row["kind"], row["subject"], facts)
            if bytes(row["digest"]) != chained(before, told):
                return int(row["id"])
            before, last = bytes(row["digest"]), row["id"]
    return None
