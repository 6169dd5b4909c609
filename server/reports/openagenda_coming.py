"""Which coming sessions OpenAgenda takes, and which it would refuse: judged kind by kind, however many there are."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from server.foundation.database import DB
from server.reports.openagenda import NO_PLACE, refusal
from server.workshops.queries import PUBLIC

AHEAD = timedelta(days=365)
MOST = 5000  # of all, in the file
COMING = """
SELECT s.id, s.library, s.mode, s.state, s.ends_at - s.starts_at AS lasts, s.starts_at FROM session s
WHERE s.state = any({}) AND s.ends_at >= {} AND s.starts_at < {} AND NOT s.practice
ORDER BY s.starts_at, s.id LIMIT {}
"""
KINDS = f"""
SELECT c.library, c.mode, c.lasts, count(*)::int AS sessions FROM ({COMING}) c
WHERE c.state = 'published' AND c.library = any({{}}::uuid[]) GROUP BY 1, 2, 3
"""  # noqa: S608 (constants only)
OF_KINDS = f"""
SELECT c.id, k.why FROM ({COMING}) c
JOIN unnest({{}}::uuid[], {{}}::text[], {{}}::interval[], {{}}::text[]) AS k(library, mode, lasts, why)
  ON k.library = c.library AND k.mode = c.mode AND k.lasts = c.lasts
WHERE c.state = 'published' ORDER BY c.starts_at, c.id LIMIT {{}} OFFSET {{}}
"""  # noqa: S608
ALL = """
SELECT count(*)::int AS sessions FROM session s
WHERE s.state = 'published' AND s.ends_at >= {} AND s.starts_at < {} AND NOT s.practice AND s.library = any({}::uuid[])
"""


@dataclass(frozen=True)
class Kind:
    """The sessions of a library that are held in one way and last as long: how many, and why they are refused."""

    library: UUID
    mode: str
    lasts: timedelta
    sessions: int
    why: str


@dataclass(frozen=True)
class Judged:
    """How many sessions are taken, those refused kind by kind, and how many come after the last of the file."""

    taken: int
    refused: tuple[Kind, ...]
    later: int

    @property
    def total(self) -> int:
        """How many sessions are refused."""
        return sum(one.sessions for one in self.refused)

    @property
    def reasons(self) -> dict[str, int]:
        """How many sessions are refused for each reason, most first."""
        found: Counter[str] = Counter()
        for one in self.refused:
            found[one.why] += one.sessions
        return dict(found.most_common())

    @property
    def without_place(self) -> Mapping[UUID, int]:
        """How many sessions wait for the number of their library."""
        found: Counter[UUID] = Counter()
        for one in self.refused:
            found[one.library] += one.sessions if one.why == NO_PLACE else 0
        return found


async def coming(locations: Mapping[UUID, int], now: datetime, *, with_status: bool) -> list[UUID]:
    """Return the sessions that the file tells, by start: those published, or with their state all that are public."""
    rows = await DB.rows(COMING, *_year(now))
    return [
        row["id"]
        for row in rows
        if (with_status or row["state"] == "published")
        and not refusal(row["library"], row["mode"], row["lasts"], locations)
    ]


async def judged(libraries: Collection[UUID], locations: Mapping[UUID, int], now: datetime) -> Judged:
    """Return what OpenAgenda takes of the published sessions of these libraries in a year to come."""
    rows = await DB.rows(KINDS, *_year(now), list(libraries))
    kinds = [Kind(**row, why=refusal(row["library"], row["mode"], row["lasts"], locations)) for row in rows]
    told = sum(one.sessions for one in kinds)
    (whole,) = await DB.rows(ALL, now, now + AHEAD, list(libraries))
    refused = tuple(one for one in kinds if one.why)
    return Judged(told - sum(one.sessions for one in refused), refused, whole["sessions"] - told)


async def of_kinds(kinds: Collection[Kind], now: datetime, *, most: int, skip: int) -> list[tuple[UUID, str]]:
    """Return the sessions of these kinds by start, each with why it is refused."""
    columns = ([getattr(one, name) for one in kinds] for name in ("library", "mode", "lasts", "why"))
    rows = await DB.rows(OF_KINDS, *_year(now), *columns, most, skip) if kinds else []
    return [(row["id"], row["why"]) for row in rows]


def _year(now: datetime) -> tuple[list[str], datetime, datetime, int]:
    return list(PUBLIC), now, now + AHEAD, MOST
