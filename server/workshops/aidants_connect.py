"""Aidants Connect, seen from outside: which libraries offer it now, which slots to come nobody may hold any more."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from server.foundation.database import DB
from server.foundation.due import Due
from server.foundation.languages import N_

# Somebody salaried is habilitated from one local day of the session to the other, in its library.
_FIT = """
SELECT FROM mediator m JOIN habilitation h ON h.mediator = m.id AND h.programme = 'aidants_connect'
WHERE m.id = which AND m.status = 'salaried' AND (cardinality(h.libraries) = 0 OR s.library = any(h.libraries))
  AND h.first_on <= (s.starts_at AT TIME ZONE l.timezone)::date
  AND (h.last_on IS NULL OR h.last_on >= ((s.ends_at - interval '1 second') AT TIME ZONE l.timezone)::date)
"""
_SLOTS = """
FROM session s JOIN workshop w ON w.id = s.workshop JOIN library l ON l.id = s.library
WHERE w.kind = 'aidants_connect' AND NOT s.practice
"""
# Nobody who presents is known any more, or one of those who present may not.
_UNHELD = f"""(cardinality(s.mediators) = 0
  OR EXISTS (SELECT FROM unnest(s.mediators) AS which WHERE NOT EXISTS ({_FIT})))"""
# Where somebody habilitated today presents by their sheet, or by what the habilitation says, or in a slot to come.
OFFERING = """
SELECT DISTINCT l.id FROM library l
JOIN habilitation h ON h.programme = 'aidants_connect' AND (cardinality(h.libraries) = 0 OR l.id = any(h.libraries))
  AND h.first_on <= ({}::timestamptz AT TIME ZONE l.timezone)::date
  AND (h.last_on IS NULL OR h.last_on >= ({}::timestamptz AT TIME ZONE l.timezone)::date)
JOIN mediator m ON m.id = h.mediator AND m.status = 'salaried'
WHERE l.id = any({}::uuid[]) AND (l.id = any(h.libraries)
  OR EXISTS (SELECT FROM workplace p WHERE p.mediator = m.id AND p.library = l.id)
  OR (l.id, m.id) IN (SELECT s.library, unnest(s.mediators) FROM session s JOIN workshop w ON w.id = s.workshop
    WHERE w.kind = 'aidants_connect' AND s.state = 'published' AND NOT s.practice AND s.ends_at > {}))
"""
TO_DO = Due(
    one=N_("%(num)s rendez-vous Aidants Connect n'a personne d'habilité ce jour-là"),
    many=N_("%(num)s rendez-vous Aidants Connect n'ont personne d'habilité ce jour-là"),
    url="/bureau/aidants-connect",
    value=f"""
SELECT count(*) {_SLOTS} AND s.library = any($3) AND s.ends_at > $2
  AND s.state IN ('draft', 'published', 'postponed') AND {_UNHELD}""",
)
UNHELD = f"""
SELECT s.id {_SLOTS} AND s.library = any({{}}::uuid[]) AND s.ends_at > {{}}
  AND s.state IN ('draft', 'published', 'postponed') AND {_UNHELD} ORDER BY s.starts_at, s.id LIMIT {{}}
"""
COMING = f"""
SELECT s.id {_SLOTS} AND s.library = any({{}}::uuid[]) AND s.ends_at > {{}} AND s.state = 'published'
ORDER BY s.starts_at, s.id LIMIT {{}}
"""


async def offering(libraries: Collection[UUID], now: datetime) -> set[UUID]:
    """Return which of these libraries offer Aidants Connect now, for their pages and for the exports.

    Somebody salaried has a habilitation that is current on the library's day and covers it, and works there: by their
    sheet, by the habilitation itself, or in a published slot to come.
    """
    rows = await DB.rows(OFFERING, now, now, list(libraries), now) if libraries else []
    return {row["id"] for row in rows}


async def unheld(libraries: Collection[UUID], now: datetime, most: int) -> list[UUID]:
    """Return the slots to come that no habilitated person holds any more, by start."""
    return [row["id"] for row in await DB.rows(UNHELD, list(libraries), now, most)]


async def coming(libraries: Collection[UUID], now: datetime, most: int) -> list[UUID]:
    """Return the published slots to come of these libraries, by start."""
    return [row["id"] for row in await DB.rows(COMING, list(libraries), now, most)]
