"""How much is held in a period, told by whom: ours, our peers' and calendars', by place, month, level and themes."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

from federation.blocking import unseen
from server.agenda.conditions import SEEN, once, tag
from server.agenda.together import run
from server.agenda.twins import TOLD_BETTER
from server.calendars.imported import LEVEL, LIBRARY, SHOWN, THEMES, TOGETHER
from server.foundation.settings import settings
from server.workshops.words import THEMES as WORDS

OURS = """
SELECT s.library, s.mode = 'online' AS online, w.kind, {once} AS counted, s.starts_at, s.presenter, s.capacity, s.taken,
  s.waiting
FROM session s JOIN kinds w ON w.id = s.workshop
WHERE s.state = 'published' AND NOT s.practice AND s.starts_at >= {} AND s.starts_at < {}
"""
# What yields to another telling (SEEN) is told all the same, by who tells it: it counts there and not in the sum.
THEIRS = f"""
SELECT r.host, coalesce(nullif(r.place_name, ''), nullif(r.owner_name, ''), r.host) AS place, r.postal_code, r.locality,
  '' AS insee, r.is_online AS online, r.level,
  ARRAY(SELECT DISTINCT t FROM unnest(r.tag_keys) t WHERE t = any({{}}::text[]) ORDER BY t) AS themes,
  CASE WHEN {SEEN} THEN true ELSE false END AS counted, r.starts_at, '' AS presenter, r.latitude, r.longitude,
  coalesce(r.capacity, 0) AS capacity, greatest(0, coalesce(r.capacity - r.remaining, 0)) AS taken, 0 AS waiting
FROM fed_remote_event r
WHERE r.tombstoned_at IS NULL AND r.host <> {{}} AND r.status NOT IN ('cancelled', 'postponed') AND NOT {unseen("r")}
  AND r.starts_at >= {{}} AND r.starts_at < {{}}
"""  # noqa: S608 (constants only)
OF_CALENDARS = f"""
SELECT coalesce(nullif(c.label, ''), c.host), coalesce(l.name, nullif(e.location, ''), c.label),
  coalesce(l.postal_code, ''), coalesce(l.city, ''), coalesce(l.insee, ''), false, {LEVEL}, {THEMES}::text[],
  NOT ({" OR ".join(TOLD_BETTER)}), e.starts_at, '', coalesce(e.latitude, l.latitude),
  coalesce(e.longitude, l.longitude), 0, 0, 0
FROM {TOGETHER} LEFT JOIN library l ON l.id = {LIBRARY}
WHERE {SHOWN} AND e.status <> 'cancelled' AND e.starts_at >= {{}} AND e.starts_at < {{}}
"""  # noqa: S608
MONTH = "date_trunc('month', starts_at AT TIME ZONE {})::date AS month"
SUMS = """
  count(*)::int AS sessions, sum(capacity)::int AS seats, sum(taken)::int AS taken, sum(waiting)::int AS waiting,
  (count(*) FILTER (WHERE capacity > 0 AND taken >= capacity))::int AS full_sessions"""
# Numbers in one array and names in one text: each array of dates or texts takes long to read.
SIDE_BY_SIDE = """
  string_agg(presenter, chr(10)) AS presenters,
  array_agg(ARRAY[month - date '2000-01-01', sessions, seats, taken, waiting, full_sessions]) AS by_month,
  sum(sessions)::int AS sessions, sum(seats)::int AS seats, sum(taken)::int AS taken, sum(waiting)::int AS waiting,
  sum(full_sessions)::int AS full_sessions"""
# By month and presenter, then these side by side: so nothing is sorted for each group. What our libraries are called,
# where they are, levels and themes come last: ids and numbers are quicker to sort.
TALLIES = f"""
WITH kinds AS MATERIALIZED (
  SELECT id, level, themes::text[] AS themes, dense_rank() OVER (ORDER BY level, themes)::int AS kind FROM workshop),
ours AS (
  SELECT library, online, kind, counted, {SIDE_BY_SIDE} FROM (
    SELECT library, online, kind, counted, {MONTH}, presenter, {SUMS}
    FROM ({{ours}}) AS told GROUP BY 1, 2, 3, 4, 5, 6) AS monthly GROUP BY 1, 2, 3, 4),
others AS (
  SELECT host, place, postal_code, locality, insee, online, level, themes, counted, avg(latitude) AS latitude,
    avg(longitude) AS longitude, {SIDE_BY_SIDE} FROM (
    SELECT host, place, postal_code, locality, insee, online, level, themes, counted, {MONTH}, presenter,
      avg(latitude) AS latitude, avg(longitude) AS longitude, {SUMS}
    FROM ({THEIRS} UNION ALL {OF_CALENDARS}) AS told GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11) AS monthly
  GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9)
SELECT {{}}::text AS host, l.name AS place, l.postal_code, l.city AS locality, l.insee, o.online, k.level, k.themes,
  o.counted, l.latitude, l.longitude, o.presenters, o.by_month, o.sessions, o.seats, o.taken, o.waiting, o.full_sessions
FROM ours o JOIN library l ON l.id = o.library
JOIN (SELECT DISTINCT ON (kind) kind, level, themes FROM kinds) AS k ON k.kind = o.kind
UNION ALL SELECT * FROM others ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9
"""  # noqa: S608
KNOWN = f"""
SELECT {{}}::text AS host, l.name AS place, l.postal_code, l.city AS locality, l.insee, l.latitude, l.longitude,
  (SELECT max(s.starts_at) FROM session s
    WHERE s.library = l.id AND s.state = 'published' AND NOT s.practice) AS last_at
FROM library l
UNION ALL
SELECT r.host, r.place_name, r.postal_code, r.locality, '', avg(r.latitude), avg(r.longitude), max(r.starts_at)
FROM fed_remote_event r WHERE r.tombstoned_at IS NULL AND r.place_name <> '' AND NOT {unseen("r")}
GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
"""  # noqa: S608
NAMES = "SELECT host, max(name) AS name FROM fed_following WHERE state = 'accepted' AND name <> '' GROUP BY host"
FIRST = date(2000, 1, 1).toordinal()
TAGS = {form: key for key, words in WORDS.items() for form in (tag(words), key.replace("_", ""))}


class Month(NamedTuple):
    """What begins in a month, whose first day it is. `taken` and `waiting` are people; `full_sessions` have no seat
    left.
    """

    month: date
    sessions: int
    seats: int
    taken: int
    waiting: int
    full_sessions: int


class Tally(NamedTuple):
    """Sessions of one place, with one level and the same themes, as one host (or calendar) tells them.

    `counted` is false for those that somebody else's telling, or ours, stands for. `presenters` are the names that the
    public reads, of ours only. Figures are as in `Month`; `by_month` has them as numbers, the months as days since
    2000, and may have several of one month.
    """

    host: str
    place: str
    postal_code: str
    locality: str
    insee: str
    online: bool
    level: str
    themes: tuple[str, ...]
    counted: bool
    latitude: float | None
    longitude: float | None
    presenters: tuple[str, ...]
    by_month: list[list[int]]
    sessions: int
    seats: int
    taken: int
    waiting: int
    full_sessions: int

    @property
    def months(self) -> Iterator[Month]:
        return (Month(date.fromordinal(FIRST + days), *figures) for days, *figures in self.by_month)


class Known(NamedTuple):
    """A place that is known here, whenever something was held there; `last_at`: when the last session begins."""

    host: str
    place: str
    postal_code: str
    locality: str
    insee: str
    latitude: float | None
    longitude: float | None
    last_at: datetime | None


async def tallies(since: datetime, until: datetime) -> list[Tally]:
    """Return what begins from `since` to before `until` and is not cancelled, by place; months are of our zone."""
    ((condition, values),) = once()
    own = settings()
    sql = TALLIES.replace("{ours}", OURS.replace("{once}", condition))
    ours = [own.timezone, *values, since, until]
    theirs = [own.timezone, list(TAGS), own.host, since, until, since, until]
    rows = await run(sql, *ours, *theirs, own.host, roomy=True)
    return [_tally(row) for row in rows]


def _tally(row: dict[str, Any]) -> Tally:
    themes = dict.fromkeys(TAGS.get(name, name) for name in row["themes"] or ())
    presenters = tuple(dict.fromkeys(name for name in row["presenters"].split("\n") if name))
    return Tally(**row | {"themes": tuple(sorted(themes)), "presenters": presenters})


async def places() -> list[Known]:
    """Return the places that are known: our libraries, and wherever peers ever told a session."""
    return [Known(**row) for row in await run(KNOWN, settings().host)]


async def names() -> dict[str, str]:
    """Return what the hosts that we follow are called, and our own name."""
    rows = await run(NAMES)
    return {row["host"]: row["name"] for row in rows} | {settings().host: settings().name}
