"""Our workshops as data·inclusion reads them, each judged once: kept until its workshop, library or sessions change."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from server.foundation.database import DB
from server.foundation.ids import new_id
from server.foundation.settings import settings
from server.foundation.words import slug
from server.libraries.sheets import Place, places
from server.reports import freshness, offer_reading
from server.reports.freshness import Scope, State
from server.reports.inclusion_quality import quality
from server.reports.inclusion_rows import Offer, OfferedSession, service
from server.reports.offer_reading import Pair

NAME = "sheets"
TURN = 7261037  # who judges waits for who is judging
FEW = 100  # are judged at once; more of them beside the loop
LAGGING = 100
# Those that are no more go, the others are written over.
KEEP = f"""
WITH noted AS ({freshness.KEEP}),
told AS (SELECT * FROM jsonb_to_recordset({{}}::text::jsonb) AS c(id uuid, library uuid, workshop uuid, title text,
  starts_at timestamptz, session uuid, body text, score float8, advice jsonb)),
gone AS (DELETE FROM offer_sheet o WHERE ({{}} OR o.library = any({{}}::uuid[]) OR o.workshop = any({{}}::uuid[]))
  AND NOT EXISTS (SELECT FROM told t WHERE t.library = o.library AND t.workshop = o.workshop))
INSERT INTO offer_sheet (id, library, workshop, title, starts_at, session, body, score, advice)
SELECT t.id, t.library, t.workshop, t.title, t.starts_at, t.session, t.body, t.score,
  ARRAY(SELECT jsonb_array_elements_text(t.advice))
FROM told t JOIN library l ON l.id = t.library JOIN workshop w ON w.id = t.workshop
ON CONFLICT (library, workshop) DO UPDATE SET title = EXCLUDED.title, starts_at = EXCLUDED.starts_at,
  session = EXCLUDED.session, body = EXCLUDED.body, score = EXCLUDED.score, advice = EXCLUDED.advice
"""  # noqa: S608 (constants only)
LISTED = """
SELECT o.workshop, o.title, o.score, o.advice, l.id AS library, l.name, l.slug FROM offer_sheet o
JOIN library l ON l.id = o.library WHERE o.library = any({}::uuid[])
ORDER BY coalesce(o.score, 0), l.name, o.starts_at, o.session LIMIT {} OFFSET {}
"""
COUNTED = """
SELECT count(*)::int AS sheets, count(*) FILTER (WHERE score >= {})::int AS good, avg(score) AS mean,
  (SELECT jsonb_object_agg(w.name, w.sheets) FROM (SELECT a.name, count(*) AS sheets FROM offer_sheet o
    CROSS JOIN LATERAL unnest(o.advice) AS a(name) WHERE o.library = any({}::uuid[]) GROUP BY 1) w) AS wanting
FROM offer_sheet WHERE library = any({}::uuid[])
"""
TOLD = "SELECT library, body FROM offer_sheet WHERE body <> '' ORDER BY starts_at, session"


@dataclass(frozen=True)
class Listed:
    """A workshop in a library (`name`, `slug`), its score or None, and names in ADVICE of what would raise it."""

    workshop: UUID
    title: str
    score: float | None
    advice: tuple[str, ...]
    library: UUID
    name: str
    slug: str


@dataclass(frozen=True)
class Counted:
    """How many sheets there are, how many are good enough, their mean score, and how many lack each thing."""

    sheets: int
    good: int
    mean: float | None
    wanting: Mapping[str, int]


def source() -> str:
    """Return the name of who produces the data, as data·inclusion writes names."""
    return slug(settings().name) or "agendatheque"


async def refresh(now: datetime) -> None:
    """Judge anew what something touched since it was judged; everything in another hour."""
    known = await freshness.state(NAME)
    if not await freshness.since(known, now) and known.behind < LAGGING:
        return
    async with DB.transaction():
        await DB.rows("SELECT pg_advisory_xact_lock({})", TURN)
        known = await freshness.state(NAME)
        if scope := await freshness.since(known, now):
            await _judge(scope, known, now)
        else:
            await freshness.note(NAME, known, now)


async def _judge(scope: Scope, state: State, now: datetime) -> None:
    offered = await offer_reading.offered(scope, now)
    known = {place.library.id: place for place in await places()}
    if len(offered) > FEW:
        rows = await asyncio.to_thread(_rows, offered, known, now)
    else:
        rows = _rows(offered, known, now)
    chosen = (scope.whole, list(scope.libraries), list(scope.workshops))
    await DB.rows(KEEP, *freshness.noted(NAME, state, now), rows, *chosen)


def _rows(offered: Mapping[Pair, Sequence[OfferedSession]], known: Mapping[UUID, Place], now: datetime) -> str:
    return json.dumps(
        [
            _row(Offer(known[library], sessions), library, workshop, sessions[0], now)
            for (library, workshop), sessions in offered.items()
            if library in known
        ],
        ensure_ascii=False,
    )


def _row(offer: Offer, library: UUID, workshop: UUID, first: OfferedSession, now: datetime) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": str(new_id()),
        "library": str(library),
        "workshop": str(workshop),
        "title": first.title,
        "starts_at": first.starts_at.isoformat(),
        "session": str(first.id),
        "body": "",
        "score": None,
        "advice": [],
    }
    try:
        row, judged = service(offer, site=settings().url, source=source(), today=now.date())
    except ValidationError:
        return told
    found = quality(judged)
    body = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
    return told | {"body": body, "score": found.score, "advice": found.wanting}


async def listed(libraries: Sequence[UUID], *, most: int, skip: int) -> list[Listed]:
    """Return the sheets of these libraries, the poorest first."""
    rows = await DB.rows(LISTED, libraries, most, skip)
    return [Listed(**row | {"advice": tuple(row["advice"] or ())}) for row in rows]


async def counted(libraries: Sequence[UUID], good: float) -> Counted:
    """Return how good the sheets of these libraries are; `good` is a score that is good enough."""
    (row,) = await DB.rows(COUNTED, good, libraries, libraries)
    mean = None if row["mean"] is None else round(row["mean"], 2)
    wanting = sorted(json.loads(row["wanting"] or "{}").items(), key=lambda one: (-one[1], one[0]))
    return Counted(row["sheets"], row["good"], mean, dict(wanting))


async def told() -> list[tuple[UUID, str]]:
    """Return the library and the JSON of each service that the schema takes, by library and by first date."""
    rows = [(row["library"], row["body"]) for row in await DB.rows(TOLD)]
    names = {row["id"]: row["name"] for row in await DB.rows("SELECT id, name FROM library")}
    return sorted(rows, key=lambda one: names.get(one[0], ""))
