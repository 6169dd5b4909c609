"""The one list of the public: sessions of ours, of our peers and of calendars, one entry per real session, by start."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from federation.blocking import unseen
from server.agenda.conditions import once
from server.agenda.filters import Filters, department, midnight
from server.agenda.mirrored import MirroredView, mirrored, mirrored_by_ids
from server.agenda.places import department_of
from server.agenda.together import Window, run, union
from server.calendars.imported import ImportedView, imported, imported_by_ids
from server.foundation.errors import NotFound
from server.foundation.words import fold
from server.libraries.queries import LibraryView, all_libraries, rooms_of
from server.workshops.queries import SESSION, SessionView, session_view
from server.workshops.tables import Session
from server.workshops.touched import offered

HORIZON = timedelta(days=730)
FEED_BACK = timedelta(days=30)
FEED_AHEAD = timedelta(days=366)
MOST_COUNTED = 100_000
Found = SessionView | MirroredView | ImportedView


def page_window(filters: Filters, now: datetime, zone: str, after: tuple[datetime, UUID] | None = None) -> Window:
    """Return what a page lists: what is not over, or from the day asked for when that day is past."""
    opens, closes = filters.span(zone, now)
    today = midnight(now.astimezone(ZoneInfo(zone)).date(), zone)
    since = opens if opens and filters.du and opens < today else max(now, opens or now)
    return Window(since, min(closes or since + HORIZON, since + HORIZON), after=after)


def feed_window(filters: Filters, now: datetime, zone: str) -> Window:
    """Return what a feed holds: 30 days back to a year ahead, in whole days so that its content keeps for a day."""
    opens, closes = filters.span(zone, now)
    day = now.astimezone(ZoneInfo(zone)).date()
    since, until = midnight(day - FEED_BACK, zone), midnight(day + FEED_AHEAD, zone)
    since, until = max(since, opens or since), min(until, closes or until)
    return Window(since, until, today=midnight(day, zone))


@dataclass(frozen=True)
class Source:
    """Somebody whose sessions we show beside ours: `value` is the host."""

    value: str
    label: str


@dataclass(frozen=True)
class Choices:
    """What the forms of the agenda offer."""

    libraries: tuple[LibraryView, ...]
    sources: tuple[Source, ...]
    communes: tuple[str, ...]
    departments: tuple[str, ...]
    rooms: tuple[str, ...]
    presenters: tuple[str, ...]
    languages: tuple[str, ...]


async def choices(now: datetime, filters: Filters | None = None) -> Choices:
    """Return our libraries, whoever else has something to come, and where, in which language and by whom it may happen.

    Rooms are those of the library that is chosen.
    """
    libraries = await all_libraries()
    rows = await Session.raw(
        "SELECT host, locality, left(postal_code, 3) AS code FROM fed_remote_event r"  # noqa: S608 (constants only)
        f" WHERE tombstoned_at IS NULL AND starts_at > {{}} AND NOT {unseen('r')} GROUP BY 1, 2, 3"
        " UNION SELECT c.host, '', '' FROM calendar_subscription c WHERE c.host <> '' AND EXISTS"
        " (SELECT 1 FROM ical_event e WHERE e.feed = c.id AND e.taken AND e.withdrawn_at IS NULL AND e.starts_at > {})",
        now,
        now,
    )
    spelled = {fold(name): name for name in (*(row["locality"] for row in rows), *(each.city for each in libraries))}
    hosts = sorted({row["host"] for row in rows})
    communes = tuple(spelled[key] for key in sorted(spelled) if key)
    codes = {
        department_of(code) for code in (*(row["code"] for row in rows), *(each.postal_code for each in libraries))
    }
    chosen = next((each.id for each in libraries if filters and filters.bibliotheque in each.page_names), None)
    rooms = [room.name for room in await rooms_of(chosen)] if chosen else []
    presenters, languages = await offered()
    return Choices(
        tuple(libraries),
        tuple(Source(host, host) for host in hosts),
        communes,
        tuple(sorted(code for code in codes if department(code))),
        tuple(rooms),
        presenters,
        languages,
    )


async def listed(filters: Filters, window: Window, known: Sequence[LibraryView], *, most: int) -> list[Found]:
    """Return at most `most` entries that the filters leave in, by (start, id). `known` are our libraries."""
    sql, values = await union(filters, window, known, most=most)
    order = "DESC" if window.past else "ASC"
    chosen = f"SELECT kind, id, ap_id FROM ({sql}) AS found ORDER BY starts_at {order}, id {order} LIMIT {{}}"  # noqa: S608
    rows = await run(chosen, *values, most)
    ours = await _sessions([row["id"] for row in rows if row["kind"] == "local"])
    theirs = await mirrored_by_ids([row["ap_id"] for row in rows if row["kind"] == "remote"])
    of_calendars = await imported_by_ids([row["id"] for row in rows if row["kind"] == "imported"])
    found: dict[Any, Found] = {**ours, **theirs, **of_calendars}
    return [found[row["id"]] for row in rows if row["id"] in found]


async def from_elsewhere(id: UUID) -> MirroredView | ImportedView:
    """Return a session that is not ours; raises Gone if it was taken away, NotFound if we never had it."""
    try:
        return await mirrored(id)
    except NotFound:
        return await imported(id)


async def counted(filters: Filters, window: Window, known: Sequence[LibraryView], *, most: int = MOST_COUNTED) -> int:
    """Return how many entries the filters leave in; counting stops at `most`."""
    sql, values = await union(filters, window, known, most=most)
    counting = f"SELECT count(*) AS number FROM (SELECT FROM ({sql}) AS found LIMIT {{}}) AS first"  # noqa: S608
    rows = await run(counting, *values, most)
    return int(rows[0]["number"])


async def coming_by_library(now: datetime) -> dict[UUID, int]:
    """Return how many sessions each library of ours has still to come."""
    ((imported, values),) = once()
    rows = await Session.raw(
        "SELECT s.library, count(*) AS number FROM session s WHERE s.state = 'published' AND NOT s.practice"  # noqa: S608 (constants only)
        f" AND s.starts_at > {{}} AND {imported} GROUP BY s.library",
        now,
        *values,
    )
    return {row["library"]: row["number"] for row in rows}


async def _sessions(ids: list[UUID]) -> dict[UUID, SessionView]:
    rows = await Session.raw(SESSION + " WHERE s.id = any({})", ids)
    return {row["id"]: session_view(row) for row in rows}
