"""Read the journal in order, each line once: the reader's work and its place move in one transaction."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from server.foundation.database import DB
from server.journal.tables import Entry, Failure, Place

MOST_TRIES = 5


@dataclass(frozen=True)
class Line:
    """A line of the journal, as a reader sees it."""

    id: int
    at: datetime
    actor: str
    kind: str
    subject: UUID
    library: UUID | None
    facts: dict[str, Any]


Handler = Callable[[Line, datetime], Awaitable[None]]


async def follow(reader: str, handler: Handler, *, now: datetime, most: int = 100) -> int:
    """Give the next lines to `handler`, at most `most`, and return how many were read.

    Another worker that holds the reader's place makes this return 0 at once. A line whose handler raises is noted
    with its error and tried again later; the next lines go on.
    """
    await Place.insert(Place(reader=reader)).on_conflict(target=Place.reader, action="DO NOTHING")
    async with DB.transaction():
        held = await Place.raw("SELECT last FROM journal_place WHERE reader = {} FOR UPDATE SKIP LOCKED", reader)
        if not held:
            return 0
        rows = await Entry.select().where(Entry.id > held[0]["last"]).order_by(Entry.id).limit(most)
        for row in rows:
            if error := await _treat(handler, _line(row), now):
                await Failure(reader=reader, entry=row["id"], error=error, again_at=now + timedelta(seconds=30)).save()
        if rows:
            await Place.update({Place.last: rows[-1]["id"]}).where(Place.reader == reader)
        return len(rows)


async def again(reader: str, handler: Handler, *, now: datetime, most: int = 20) -> int:
    """Try once more the lines of `reader` that failed; give up, visibly, after five tries."""
    async with DB.transaction():
        failed = await Failure.raw(
            "SELECT id, entry, attempts FROM journal_failure WHERE reader = {} AND again_at <= {} "
            "ORDER BY id LIMIT {} FOR UPDATE SKIP LOCKED",
            reader,
            now,
            most,
        )
        for row in failed:
            entry = await Entry.select().where(Entry.id == row["entry"]).first()
            error = await _treat(handler, _line(entry), now) if entry else ""
            await _after(row, error, now)
        return len(failed)


async def _after(row: dict[str, Any], error: str, now: datetime) -> None:
    if not error:
        await Failure.delete().where(Failure.id == row["id"])
        return
    tries = row["attempts"] + 1
    later = now + timedelta(minutes=2**tries) if tries < MOST_TRIES else None
    await Failure.update({Failure.attempts: tries, Failure.error: error, Failure.again_at: later}).where(
        Failure.id == row["id"]
    )


async def _treat(handler: Handler, line: Line, now: datetime) -> str:
    """Run the handler in a savepoint; return its error, or an empty text."""
    try:
        async with DB.transaction():
            await handler(line, now)
    except Exception as error:  # one bad line must not stop the others; the error is kept beside it
        return f"{type(error).__name__}: {error}"[:500]
    return ""


def _line(row: dict[str, Any]) -> Line:
    return Line(
        row["id"], row["at"], row["actor"], row["kind"], row["subject"], row["library"], json.loads(row["facts"])
    )
