"""The entries of a feed as stored events: found by the filters, made anew where their sources have changed since."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from server.agenda.events import imported_events, mirrored_events
from server.agenda.filters import Filters
from server.agenda.together import Window, run, union
from server.calendars import fragments
from server.calendars.fragments import MARK, SOURCES, Held, session_events
from server.calendars.imported import LIBRARY, TOGETHER
from server.calendars.translate import FeedEvent
from server.libraries.queries import LibraryView

# Of a copy, what its origin said counts and not when it was read: it is read again and again.
REMOTE_MARK = """md5(concat_ws('|', {}::text, r.ap_id, r.digest, r.owner_name, r.version, r.updated, r.status, r.name,
  r.starts_at))::uuid"""
IMPORTED_MARK = """md5(concat_ws('|', {}::text, e.digest, e.changed_at, x.xmin, x.ctid, c.xmin, c.ctid, l.xmin,
  l.ctid))::uuid"""
HELD = f"""
WITH counted AS MATERIALIZED (SELECT kind, id, starts_at, ap_id, mark FROM ({{union}}) AS entries
  ORDER BY starts_at {{order}}, id {{order}} LIMIT {{{{}}}}),
found AS MATERIALIZED (SELECT * FROM counted ORDER BY starts_at {{order}}, id {{order}} LIMIT {{{{}}}})
SELECT (SELECT count(*) FROM counted) AS total, found.kind, found.id, found.starts_at, found.ap_id, f.mark AS held,
  f.digest, f.size, f.zone, {{body}} AS body,
  CASE found.kind WHEN 'local' THEN (SELECT {MARK} FROM {SOURCES} WHERE s.id = found.id)
    WHEN 'remote' THEN found.mark
    ELSE (SELECT {IMPORTED_MARK} FROM {TOGETHER} LEFT JOIN library l ON l.id = {LIBRARY} WHERE e.id = found.id)
    END AS mark
FROM found LEFT JOIN session_ical f ON f.id = found.id ORDER BY found.starts_at {{order}}, found.id {{order}}
""".replace("{}::text", "{{}}::text")  # noqa: S608  # constants only
Row = dict[str, Any]


class Entries:
    """What was found for one answer, and from where each entry comes; `whole`: its bytes will be wanted as well."""

    def __init__(self, *, whole: bool = False) -> None:
        self._body = "f.body" if whole else "''::bytea"
        self._ours: set[UUID] = set()
        self._addresses: dict[UUID, str] = {}

    async def held(
        self, filters: Filters, window: Window, known: Sequence[LibraryView], *, most: int, counting: int
    ) -> tuple[list[Held], int]:
        """Return at most `most` entries that the filters leave in, by (start, id), as stored events, and their number.

        Counting stops at `counting`, which is at least `most`.
        """
        basis = fragments.basis()
        sql, values = await union(filters, window, known, most=counting, mark=(REMOTE_MARK, [basis]))
        order = "DESC" if window.past else "ASC"
        rows = await run(HELD.format(union=sql, order=order, body=self._body), *values, counting, most, basis, basis)
        self._ours |= {row["id"] for row in rows if row["kind"] == "local"}
        self._addresses |= {row["id"]: row["ap_id"] for row in rows if row["ap_id"]}
        fresh = {each.id: each for each in await self._made([row for row in rows if row["held"] != row["mark"]])}
        held = [fresh.get(row["id"]) or _held(row) for row in rows if row["id"] in fresh or row["digest"]]
        return held, rows[0]["total"] if rows else 0

    async def _made(self, stale: list[Row]) -> list[Held]:
        marks = {row["id"]: row["mark"] for row in stale}
        return await fragments.keep(await self._events(list(marks)), marks) if marks else []

    async def events(self, held: Sequence[Held]) -> list[FeedEvent]:
        """Return entries found before in full, in their order; those that have gone since are left out."""
        found = await self._events([each.id for each in held])
        return [found[each.id] for each in held if each.id in found]

    async def _events(self, ids: list[UUID]) -> dict[UUID, FeedEvent]:
        ours = [id for id in ids if id in self._ours]
        theirs = [self._addresses[id] for id in ids if id in self._addresses]
        imported = [id for id in ids if id not in self._ours and id not in self._addresses]
        return {
            **(await session_events(ours) if ours else {}),
            **(await mirrored_events(theirs) if theirs else {}),
            **(await imported_events(imported) if imported else {}),
        }


def _held(row: Row) -> Held:
    return Held(row["id"], row["starts_at"], row["digest"], row["size"], row["zone"], row["body"])
