"""Sessions that calendars of others told us, with what staff here changed about them, for those who show them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from ical_feeds.tables import Event
from server.foundation.errors import Gone, NotFound

# What a statement on imported sessions starts from: the event `e`, its subscription `c`, what staff changed `x`.
TOGETHER = """ical_event e JOIN calendar_subscription c ON c.id = e.feed LEFT JOIN calendar_edit x ON x.event = e.id"""
LIBRARY, LEVEL = "coalesce(x.library, c.library)", "coalesce(nullif(x.level, ''), c.level)"
THEMES, AUDIENCES = "coalesce(x.themes, c.themes)", "coalesce(x.audiences, c.audiences)"
# Everything but whether the same session is told by someone else too.
SHOWN = "e.taken AND e.withdrawn_at IS NULL AND x.hidden_at IS NULL"
IMPORTED = f"""
SELECT e.id, e.feed, e.uid, e.url, coalesce(nullif(x.title, ''), e.title) AS title, e.description, e.location,
  e.starts_at, e.ends_at, e.timezone, e.all_day, e.status, e.categories, e.latitude, e.longitude, e.taken,
  greatest(e.changed_at, x.updated_at, c.updated_at) AS changed_at, e.first_seen_at, e.previous_starts_at,
  e.withdrawn_at, x.hidden_at,
  c.label AS source, c.host, {LIBRARY} AS library, {THEMES} AS themes, {AUDIENCES} AS audiences, {LEVEL} AS level,
  x.event IS NOT NULL AS edited, l.name AS library_name, l.slug AS library_slug, l.city AS library_city,
  coalesce(l.phone, '') AS phone
FROM {TOGETHER} LEFT JOIN library l ON l.id = {LIBRARY}
"""  # noqa: S608 (constants only)
TAKEN_AWAY = "SELECT true AS gone FROM ical_event WHERE id = {}"


@dataclass(frozen=True)
class ImportedView:
    """A session that a calendar of others told us. All texts are plain.

    `source` is whose it is, in words, `url` its own page there (may be empty). `library` is the one of ours where it
    takes place, where staff said so. `themes`, `audiences` and `level` are keys of `server.workshops.words` that staff
    gave. `edited`: staff here changed something about it, which stands whatever its calendar says later.
    """

    id: UUID
    feed: UUID
    uid: str
    url: str
    title: str
    description: str
    location: str
    starts_at: datetime
    ends_at: datetime | None
    timezone: str
    all_day: bool
    status: str
    categories: tuple[str, ...]
    latitude: float | None
    longitude: float | None
    taken: bool
    changed_at: datetime
    first_seen_at: datetime
    previous_starts_at: datetime | None
    withdrawn_at: datetime | None
    hidden_at: datetime | None
    source: str
    host: str
    library: UUID | None
    themes: tuple[str, ...]
    audiences: tuple[str, ...]
    level: str
    edited: bool
    library_name: str | None
    library_slug: str | None
    library_city: str | None
    phone: str

    @property
    def is_online(self) -> bool:
        """Whether its place is an address of the web."""
        return self.location.lower().startswith(("https://", "http://"))


LISTS = ("categories", "themes", "audiences")


def view(row: dict[str, Any]) -> ImportedView:
    """Return the view of a row of IMPORTED."""
    values = {name: row[name] for name in ImportedView.__dataclass_fields__}
    return ImportedView(**{**values, **{name: tuple(row[name] or ()) for name in LISTS}})


async def imported_by_ids(ids: list[UUID]) -> dict[UUID, ImportedView]:
    """Return the imported sessions with these ids."""
    rows = await Event.raw(IMPORTED + " WHERE e.id = any({}::uuid[])", ids) if ids else []
    return {row["id"]: view(row) for row in rows}


async def imported(id: UUID) -> ImportedView:
    """Return one for the public; raises Gone when its calendar, its choice or staff took it away, NotFound."""
    found = (await imported_by_ids([id])).get(id)
    if found is None:
        if await Event.raw(TAKEN_AWAY, id):
            raise Gone
        raise NotFound
    if found.withdrawn_at or found.hidden_at or not found.taken:
        raise Gone
    return found
