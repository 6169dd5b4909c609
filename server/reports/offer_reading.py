"""The sessions to come as data·inclusion is told of them: few columns of each, what their workshops say read once."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from server.foundation.database import DB
from server.reports.freshness import Scope
from server.reports.inclusion_rows import OfferedSession

AHEAD = timedelta(days=365)
# `changed_at` as that of a SessionView.
SESSIONS = """
SELECT s.id, s.library, s.workshop, s.mode, s.starts_at, s.pass_accepted, l.name, l.timezone,
  greatest(s.updated_at, s.released_at, w.updated_at, l.updated_at, r.updated_at) AS changed_at
FROM session s JOIN library l ON l.id = s.library JOIN workshop w ON w.id = s.workshop LEFT JOIN room r ON r.id = s.room
WHERE s.state = 'published' AND s.ends_at >= {} AND s.starts_at < {} AND NOT s.practice
  AND ({} OR s.library = any({}::uuid[]) OR s.workshop = any({}::uuid[]))
ORDER BY s.starts_at, s.id
"""
WORKSHOPS = """
SELECT id, slug, title, summary, description, level, themes, audiences, bring, prerequisites FROM workshop
WHERE id = any({}::uuid[])
"""
Pair = tuple[UUID, UUID]


async def offered(scope: Scope, now: datetime) -> dict[Pair, list[OfferedSession]]:
    """Return the published sessions of a year to come by library and workshop, by start; those of the scope."""
    chosen = (scope.whole, list(scope.libraries), list(scope.workshops))
    rows = await DB.rows(SESSIONS, now, now + AHEAD, *chosen)
    workshops = await DB.rows(WORKSHOPS, list({row["workshop"] for row in rows}))
    return _by_pair(rows, {row["id"]: _said(row) for row in workshops})


def _said(row: Mapping[str, Any]) -> dict[str, Any]:
    lists = {name: tuple(row[name] or ()) for name in ("themes", "audiences")}
    names = ("title", "summary", "description", "level", "bring", "prerequisites")
    return {name: row[name] for name in names} | lists | {"workshop_id": row["id"], "workshop_slug": row["slug"]}


def _by_pair(
    rows: Iterable[Mapping[str, Any]], workshops: Mapping[UUID, dict[str, Any]]
) -> dict[Pair, list[OfferedSession]]:
    found: dict[Pair, list[OfferedSession]] = {}
    for row in rows:
        said = workshops.get(row["workshop"])
        if said is not None:  # erased since
            one = OfferedSession(
                id=row["id"],
                starts_at=row["starts_at"],
                timezone=row["timezone"],
                mode=row["mode"],
                pass_accepted=row["pass_accepted"],
                changed_at=row["changed_at"],
                library=row["name"],
                **said,
            )
            found.setdefault((row["library"], row["workshop"]), []).append(one)
    return found
