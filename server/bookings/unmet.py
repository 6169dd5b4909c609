"""Demand that is not met, in figures for staff: who waits, who was turned away, for what, from where. No names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from server.bookings.tables import Demand

SINCE = timedelta(days=183)
MOST = 100
# Who waits for a whole course waits on each of its dates, and is counted once, with the course.
ALONE = """coalesce((
  SELECT sum(b.people) FROM booking b WHERE b.session = s.id AND b.state = 'waiting' AND b.course IS NULL
), 0)"""
WHOLE = """(
  SELECT DISTINCT ON (b.course) b.people, s.series FROM booking b JOIN session s ON s.id = b.session
  WHERE b.course IS NOT NULL AND b.state = 'waiting' AND s.library = any({}::uuid[]) AND s.state = 'published'
    AND s.starts_at > {} AND s.series IS NOT NULL ORDER BY b.course, s.starts_at
)"""
COURSES = f"""
SELECT k.id, k.title, k.workshop, l.name AS library, k.library AS library_id, sum(c.people) AS waiting
FROM {WHOLE} c JOIN series k ON k.id = c.series JOIN library l ON l.id = k.library
GROUP BY k.id, l.id ORDER BY sum(c.people) DESC, k.title, k.id LIMIT {{}}
"""  # noqa: S608 (constants only)
SESSIONS = f"""
SELECT s.id, w.title, s.starts_at, s.ends_at, l.timezone, l.name AS library, s.library AS library_id,
  {ALONE} AS waiting, coalesce(d.people, 0) AS turned_away
FROM session s JOIN workshop w ON w.id = s.workshop JOIN library l ON l.id = s.library
LEFT JOIN (SELECT session, sum(people) AS people FROM demand WHERE why = 'no_place' GROUP BY session) d
  ON d.session = s.id
WHERE s.library = any({{}}::uuid[]) AND s.state = 'published' AND NOT s.practice AND s.starts_at > {{}}
  AND s.waiting + coalesce(d.people, 0) > 0 AND {ALONE} + coalesce(d.people, 0) > 0
ORDER BY {ALONE} + coalesce(d.people, 0) DESC, s.starts_at, s.id LIMIT {{}}
"""  # noqa: S608 (constants only)
FIGURES = """coalesce(sum(waiting), 0) AS waiting, coalesce(sum(people) FILTER (WHERE why = 'no_place'), 0) AS no_place,
  coalesce(sum(people) FILTER (WHERE why = 'hours'), 0) AS hours,
  coalesce(sum(people) FILTER (WHERE why = 'other'), 0) AS other"""
# Each session with people who wait, and each demand; a demand without a workshop has a theme of its own.
ALL = f"""(
  SELECT s.workshop, '' AS theme, '' AS commune, {ALONE} AS waiting, 0 AS people, '' AS why FROM session s
  WHERE s.library = any({{}}::uuid[]) AND s.state = 'published' AND NOT s.practice AND s.starts_at > {{}}
    AND s.waiting > 0
  UNION ALL
  SELECT k.workshop, '', '', c.people, 0, '' FROM {WHOLE} c JOIN series k ON k.id = c.series
  UNION ALL
  SELECT d.workshop, d.theme, d.commune, 0, d.people, d.why FROM demand d
  WHERE d.library = any({{}}::uuid[]) AND d.at > {{}}
)"""  # noqa: S608 (constants only)
ORDER = "ORDER BY sum(waiting) + sum(people) DESC, 1 LIMIT {}"
BY_WORKSHOP = f"""
SELECT w.title AS subject, {FIGURES} FROM {ALL} a JOIN workshop w ON w.id = a.workshop GROUP BY w.id, w.title {ORDER}
"""  # noqa: S608 (constants only)
BY_THEME = f"""
SELECT t.theme AS subject, {FIGURES} FROM {ALL} a LEFT JOIN workshop w ON w.id = a.workshop
CROSS JOIN LATERAL unnest(CASE WHEN a.theme <> '' THEN ARRAY[a.theme]::varchar[] ELSE w.themes END) AS t(theme)
GROUP BY t.theme {ORDER}
"""  # noqa: S608 (constants only)
BY_COMMUNE = f"""
SELECT commune AS subject, {FIGURES} FROM {ALL} a WHERE commune <> '' GROUP BY commune {ORDER}
"""  # noqa: S608 (constants only)


@dataclass(frozen=True)
class Awaited:
    """A session to come that has not places for all: how many people wait, how many were turned away."""

    id: UUID
    title: str
    starts_at: datetime
    ends_at: datetime
    timezone: str
    library: str
    library_id: UUID
    waiting: int
    turned_away: int

    @property
    def people(self) -> int:
        return self.waiting + self.turned_away


@dataclass(frozen=True)
class AwaitedCourse:
    """A course that people wait for, all its dates at once: how many people."""

    id: UUID
    title: str
    workshop: UUID
    library: str
    library_id: UUID
    waiting: int


@dataclass(frozen=True)
class Row:
    """Figures, in people, on a workshop (its title), a theme (its key) or a commune."""

    subject: str
    waiting: int
    no_place: int
    hours: int
    other: int


@dataclass(frozen=True)
class Unmet:
    """All of it, for some libraries: what waits now, and what was noted in six months."""

    courses: list[AwaitedCourse]
    sessions: list[Awaited]
    workshops: list[Row]
    themes: list[Row]
    communes: list[Row]


async def unmet(libraries: Sequence[UUID], now: datetime) -> Unmet:
    """Return the figures of these libraries, the greatest first."""
    ids = list(libraries)
    given = (ids, now, ids, now, ids, now - SINCE, MOST)
    return Unmet(
        courses=[AwaitedCourse(**row) for row in await Demand.raw(COURSES, ids, now, MOST)],
        sessions=[Awaited(**row) for row in await Demand.raw(SESSIONS, ids, now, MOST)],
        workshops=[Row(**row) for row in await Demand.raw(BY_WORKSHOP, *given)],
        themes=[Row(**row) for row in await Demand.raw(BY_THEME, *given)],
        communes=[Row(**row) for row in await Demand.raw(BY_COMMUNE, *given)],
    )
