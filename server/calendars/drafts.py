"""Calendars that somebody looks at before taking them up: what was read is kept for two hours, for who looked."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from ical_feeds.discovery import Copy
from ical_feeds.fetch import Fetched, What
from ical_feeds.passing import packed, unpacked
from server.accounts.rules import Person
from server.calendars.tables import CalendarDraft
from server.foundation.errors import NotFound
from server.foundation.ids import new_id

KEPT = timedelta(hours=2)


@dataclass(frozen=True)
class Looked:
    """What somebody looks at. `pasted` is what they typed or the name of their file; `feed` whose new file it is."""

    id: UUID
    copy: Copy
    pasted: str
    feed: UUID | None
    timezone: str


async def keep(copy: Copy, *, pasted: str, timezone: str, feed: UUID | None = None, by: Person, now: datetime) -> UUID:
    """Keep a good copy for a while, and return its id."""
    assert copy.reading is not None  # noqa: S101 (only good copies are kept)
    fetched = copy.fetched
    row = CalendarDraft(
        id=new_id(),
        by=by.by,
        feed=feed,
        pasted=pasted[:2_000],
        url=fetched.url,
        etag=fetched.etag,
        last_modified=fetched.last_modified,
        digest=fetched.digest,
        timezone=timezone,
        reading=packed(copy.reading),
        created_at=now,
    )
    await row.save()
    return row.id


async def kept(draft: UUID, *, by: Person) -> Looked:
    """Return what a person looks at; raises NotFound, also once it is forgotten."""
    row = await CalendarDraft.select().where((CalendarDraft.id == draft) & (CalendarDraft.by == by.by)).first()
    if row is None:
        raise NotFound
    told = {name: row[name] for name in ("etag", "last_modified", "digest")}
    fetched = Fetched(What.GOOD, row["url"], **told)
    copy = Copy(fetched, unpacked(json.loads(row["reading"])))
    return Looked(row["id"], copy, row["pasted"], row["feed"], row["timezone"])


async def forget(draft: UUID) -> None:
    """Forget one."""
    await CalendarDraft.delete().where(CalendarDraft.id == draft)


async def sweep(now: datetime) -> None:
    """Forget those of more than two hours ago."""
    await CalendarDraft.delete().where(CalendarDraft.created_at < now - KEPT)
