"""The statement that finds sessions of ours, of our peers and of calendars in one list, quick among very many."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from server.agenda import imports
from server.agenda.conditions import REMOTE_END, SEEN, Parts, asked, local, remote, under_way
from server.agenda.filters import Filters
from server.agenda.mirrored import REMOTE_ID
from server.agenda.places import resolve
from server.calendars.imported import TOGETHER
from server.foundation.database import DB
from server.libraries.queries import LibraryView

CANCELLED_STAYS = timedelta(days=7)
INSTANT = timedelta(microseconds=1)  # the shortest that the database tells apart
# A rare theme and a common one are not found alike; what is quick is not worth other processes, nor being compiled.
PLANNED = """SELECT set_config('plan_cache_mode', 'force_custom_plan', true), set_config('jit', 'off', true),
  set_config('max_parallel_workers_per_gather', '0', true)"""
ROOMY = "SELECT set_config('work_mem', '32MB', true)"
Statement = tuple[str, list[Any]]


@dataclass(frozen=True)
class Window:
    """What part of time is read: sessions not over at `since` that start before `until`.

    `today` is the last midnight, for a feed: cancelled sessions leave it after a week, and with `past` only what was
    over by then is read, from the newest. `after`: start and id of the last one seen.
    """

    since: datetime
    until: datetime
    after: tuple[datetime, UUID] | None = None
    today: datetime | None = None
    past: bool = False


@dataclass(frozen=True)
class Names:
    """How one side of the list calls what both have."""

    id: str
    starts_at: str
    ends_at: str
    state: str


OURS = Names("s.id", "s.starts_at", "s.ends_at", "s.state")
THEIRS = Names(REMOTE_ID, "r.starts_at", REMOTE_END, "r.status")
OF_CALENDARS = Names("e.id", "e.starts_at", imports.END, "e.status")
# What no index knows of a copy is looked at last, for as many as are wanted, in the order of the inner query, which its
# OFFSET keeps apart. Nearly all pass, but the planner would take them for few and read all: of a CASE it takes many.
LOOKED_AT = """r.starts_at, r.ap_id, r.uuid, r.host, r.url, r.hidden_at, r.same_as, r.same_uuid, r.first_seen_at,
  r.digest, r.owner_name, r.version, r.updated, r.status, r.name"""
FENCED = f"""SELECT 'remote' AS kind, r.id, r.starts_at, r.ap_id, {{mark}} AS mark FROM ({{inner}} OFFSET 0) AS r
  WHERE CASE WHEN {SEEN} THEN 1 ELSE 0 END <> 0"""  # noqa: S608
COPIES = f"SELECT {LOOKED_AT}, {REMOTE_ID} AS id FROM"
# Those under way are found by their times alone: they are few, which no index on anything else knows.
BEGUN = f"{COPIES} (SELECT * FROM fed_remote_event r WHERE {{when}} OFFSET 0) AS r WHERE {{chosen}}"  # noqa: S608
# No index has the events of a circle in order: they are read in parts of time, and no part before it is needed.
PARTS = tuple(timedelta(days=days) for days in (10, 40, 120))
UNMARKED: Statement = ("NULL::uuid", [])
NEITHER = "NULL AS ap_id, NULL::uuid AS mark"
OUR_SIDE = f"""SELECT 'local' AS kind, s.id, s.starts_at, {NEITHER}
  FROM session s JOIN workshop w ON w.id = s.workshop"""  # noqa: S608 (constants only)
CALENDARS_SIDE = f"SELECT 'imported' AS kind, e.id, e.starts_at, {NEITHER} FROM {TOGETHER}"  # noqa: S608


async def run(sql: str, *values: Any, roomy: bool = False) -> list[dict[str, Any]]:
    """Run a statement on the entries, planned for these values and for speed.

    `roomy`: thousands of groups are kept in memory, not sorted.
    """
    async with DB.transaction():
        await DB.rows(PLANNED)
        if roomy:
            await DB.rows(ROOMY)
        return await DB.rows(sql, *values)


async def union(
    filters: Filters, window: Window, known: Sequence[LibraryView], *, most: int, mark: Statement = UNMARKED
) -> Statement:
    """Return the statement that finds the entries: kind, id, start, and of remote ones address and `mark`.

    Each side brings its first `most` only, in the order of the window, so that an index on the start may serve.
    `mark` is an expression on the copy `r`, with its values.
    """
    there = await resolve(filters, known)
    parts = asked(filters, known, there)
    copies = [*_around(window, THEIRS), *parts.remote]
    own = [*local(window.since, window.until, in_feed=window.today is not None), *_around(window, OURS), *parts.local]
    calendars = [
        *imports.imported(window.since, window.until),
        *_around(window, OF_CALENDARS),
        *imports.asked(filters, known, there),
    ]
    sides = [
        _first(_select(OUR_SIDE, own), window),
        _fenced(_begun(window, copies), mark),
        _fenced(_theirs(window, copies, in_circle=there.centre is not None), mark),
        _first(_select(CALENDARS_SIDE, calendars), window),
    ]
    found = " UNION ALL ".join(f"({sql} LIMIT {{}})" for sql, _ in sides)
    return found, [value for _, values in sides for value in (*values, most)]


def _first(statement: Statement, window: Window) -> Statement:
    """Return a statement in the order of the window."""
    order = "DESC" if window.past else "ASC"
    return f"{statement[0]} ORDER BY starts_at {order}, id {order}", statement[1]


def _fenced(inner: Statement, mark: Statement) -> Statement:
    return FENCED.format(mark=mark[0], inner=inner[0]), [*mark[1], *inner[1]]


def _begun(window: Window, copies: Parts) -> Statement:
    """Return the statement on copies that had begun when the window opens and were not over."""
    when, values = _joined(under_way(window.since, window.until))
    chosen, more = _joined(copies)
    return _first((BEGUN.format(when=when, chosen=chosen), [*values, *more]), window)


def _theirs(window: Window, copies: Parts, *, in_circle: bool) -> Statement:
    """Return the statement on copies that start in the window.

    UNION ALL reads its parts one after the other, and only as far as the LIMIT around it wants.
    """
    spans = _in_parts(window) if in_circle and not window.past else [(window.since, window.until)]
    found = [_first(_select(f"{COPIES} fed_remote_event r", [*remote(*span), *copies]), window) for span in spans]
    if len(found) == 1:
        return found[0]
    parts = " UNION ALL ".join(f"({sql})" for sql, _ in found)
    return f"SELECT * FROM ({parts}) AS parts", [value for _, values in found for value in values]  # noqa: S608


def _in_parts(window: Window) -> list[tuple[datetime, datetime]]:
    """Return a window in parts, each longer than the one before; what starts at a cut is in the part that it ends."""
    cuts = [window.since + part for part in PARTS if window.since + part < window.until]
    return list(zip([window.since, *cuts], [*(cut + INSTANT for cut in cuts), window.until], strict=True))


def _around(window: Window, names: Names) -> Parts:
    """Return the conditions that the window adds: where the reader was, what has left a feed."""
    found: Parts = []
    if window.after:
        found.append((f"({names.starts_at}, {names.id}) > ({{}}, {{}})", list(window.after)))
    if window.today:
        stays = f"({names.state} NOT IN ('cancelled', 'withdrawn') OR {names.starts_at} > {{}})"
        found.append((stays, [window.today - CANCELLED_STAYS]))
    if window.past:
        found.append((f"{names.ends_at} <= {{}}", [window.today]))
    return found


def _select(head: str, parts: Parts) -> Statement:
    where, values = _joined(parts)
    return f"{head} WHERE {where}", values


def _joined(parts: Parts) -> Statement:
    """Return conditions as one, with their values; without any, all is wanted."""
    return " AND ".join(sql for sql, _ in parts) or "true", [value for _, values in parts for value in values]
