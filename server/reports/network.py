"""What a hub adds up of its members' figures, each session once: what its dashboards are drawn from.

`totals(since, until)` gives one row for each commune and month, or for each of what `by` names; `themes` and `levels`
give sessions by theme and by level for each commune and month; `readings` says whose figures these are and how old.
All are of months from the one that holds `since` to before the one that holds `until`. Rows come from
`server/reports/gathering.py`, which reads what `server/reports/attendance_file.py` describes.

A session that two members tell counts once: with the member it comes from, or, when both have it from elsewhere, with
the first by the name of its host. People whom a member could not tell, as they were one to four, are not in the sums:
`hidden` says how many such figures there are (`hidden_present`: of who came), so that a sum of people is "at least".
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from server.foundation.database import DB

# What another member tells too is taken off again: it is in the sums of its month.
TOLD = """
WITH twice AS (SELECT r.* FROM member_figure r WHERE r.key <> '' AND EXISTS (
  SELECT 1 FROM member_figure o WHERE o.key = '' AND o.host <> r.host AND o.keys @> ARRAY[r.key]
    AND (o.host < r.host OR NOT EXISTS (SELECT 1 FROM member_figure i WHERE i.host = o.host AND i.key = r.key)))),
told AS (SELECT 1 AS sign, f.* FROM member_figure f WHERE f.key = '' UNION ALL SELECT -1, t.* FROM twice t)
"""
WHEN = "WHERE f.month >= date_trunc('month', {}::date) AND f.month < date_trunc('month', {}::date)"
SUMS = """
  sum(f.sign * f.sessions)::int AS sessions, sum(f.sign * f.seats)::int AS seats,
  sum(f.sign * f.recorded)::int AS recorded, sum(f.sign * f.booked)::int AS booked,
  sum(f.sign * f.present)::int AS present, sum(f.sign * f.unmet)::int AS unmet,
  sum(cardinality(f.masked))::int AS hidden,
  (count(*) FILTER (WHERE 'present' = any(f.masked)))::int AS hidden_present
"""
BY = {
    "commune": "f.insee, f.city, f.month",
    "place": "f.host, f.library, f.month",
    "month": "f.month",
    "year": "date_trunc('year', f.month)::date",
}
AS = {
    "commune": "f.month AS month, f.insee, f.city, '' AS host, '' AS library, '' AS name",
    "place": "f.month AS month, min(f.insee) AS insee, min(f.city) AS city, f.host, f.library, min(f.name) AS name",
    "month": "f.month AS month, '' AS insee, '' AS city, '' AS host, '' AS library, '' AS name",
    "year": "date_trunc('year', f.month)::date AS month, '' AS insee, '' AS city, '' AS host, '' AS library,"
    " '' AS name",
}
NAMED = """
SELECT f.month, f.insee, f.city, n.key AS name, sum(f.sign * n.value::int)::int AS sessions
FROM told f CROSS JOIN LATERAL jsonb_each_text({what}) n {when} GROUP BY 1, 2, 3, 4
HAVING sum(f.sign * n.value::int) > 0 ORDER BY 1, 2, 3, 4
"""
READINGS = """
SELECT r.host, r.name, r.url, r.made_at, r.read_at, r.tried_at, r.error,
  (SELECT coalesce(sum(f.sessions), 0)::int FROM member_figure f WHERE f.host = r.host AND f.key = '') AS sessions
FROM member_reading r ORDER BY r.name, r.host
"""


class Sum(NamedTuple):
    """Figures of a commune (or a place, or everywhere) and a month, whose first day it is.

    `present` and `booked` are None when nobody counted, or when no figure could be told. `place`: `host` and `library`
    name the library; `commune`: `insee` is its official code, or empty where a member did not give it.
    """

    month: date
    insee: str
    city: str
    host: str
    library: str
    name: str
    sessions: int
    seats: int
    recorded: int
    booked: int | None
    present: int | None
    unmet: int | None
    hidden: int
    hidden_present: int


@dataclass(frozen=True)
class Part:
    """Sessions of a commune and a month with a theme, or of a level: `name`."""

    month: date
    insee: str
    city: str
    name: str
    sessions: int


@dataclass(frozen=True)
class Reading:
    """Whose figures these are: `made_at` is when the member made them, `error` why the last try failed, or empty."""

    host: str
    name: str
    url: str
    made_at: datetime | None
    read_at: datetime | None
    tried_at: datetime | None
    error: str
    sessions: int


async def totals(since: date, until: date, *, by: str = "commune") -> list[Sum]:
    """Return the sums by month and by "commune" or "place", by "month" alone, or by "year"."""
    sql = f"{TOLD} SELECT {AS[by]}, {SUMS} FROM told f {WHEN} GROUP BY {BY[by]} ORDER BY 1, 3, 2, 5"  # noqa: S608
    return [Sum(**row) for row in await DB.rows(sql, since, until)]


async def themes(since: date, until: date) -> list[Part]:
    """Return the sessions by commune, month and theme (one of server/workshops/words.THEMES, or of another version)."""
    return await _parts("f.themes", since, until)


async def levels(since: date, until: date) -> list[Part]:
    """Return the sessions by commune, month and level: beginner, intermediate, advanced."""
    return await _parts("f.levels", since, until)


async def readings() -> list[Reading]:
    """Return whose figures there are, the hub's own among them, and how old they are."""
    return [Reading(**row) for row in await DB.rows(READINGS)]


async def _parts(column: str, since: date, until: date) -> list[Part]:
    sql = TOLD + NAMED.replace("{what}", column).replace("{when}", WHEN)
    return [Part(**row) for row in await DB.rows(sql, since, until)]
