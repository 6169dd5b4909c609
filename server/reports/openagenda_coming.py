"""Which coming sessions OpenAgenda takes, and which it would refuse: from few columns, however many there are."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from server.foundation.database import DB
from server.reports.openagenda import NO_PLACE, why_not
from server.workshops.queries import PUBLIC

AHEAD = timedelta(days=365)
MOST = 5000  # of all, in the file
COMING = """
SELECT s.id, s.library AS library_id, s.mode, s.state, s.starts_at, s.ends_at FROM session s
WHERE s.state = any({}) AND s.ends_at >= {} AND s.starts_at < {} AND NOT s.practice
ORDER BY s.starts_at, s.id LIMIT {}
"""
ALL = """
SELECT count(*)::int AS sessions FROM session s
WHERE s.state = 'published' AND s.ends_at >= {} AND s.starts_at < {} AND NOT s.practice AND s.library = any({}::uuid[])
"""


@dataclass(frozen=True, slots=True)
class Light:
    """As much of a session as decides whether OpenAgenda takes it."""

    id: UUID
    library_id: UUID
    mode: str
    state: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Judged:
    """How many sessions are taken, those refused with a reason, by start, and how many come after the last of the file.

    `without_place` counts by library the sessions that wait for its number.
    """

    taken: int
    refused: tuple[tuple[UUID, str], ...]
    later: int
    without_place: Mapping[UUID, int]

    @property
    def reasons(self) -> dict[str, int]:
        """How many sessions are refused for each reason, most first."""
        return dict(Counter(why for _, why in self.refused).most_common())


async def coming(now: datetime) -> list[Light]:
    """Return the public sessions of a year to come, by start, `MOST` at most."""
    return [Light(**row) for row in await DB.rows(COMING, list(PUBLIC), now, now + AHEAD, MOST)]


async def judged(libraries: Collection[UUID], locations: Mapping[UUID, int], now: datetime) -> Judged:
    """Return what OpenAgenda takes of the published sessions of these libraries in a year to come."""
    found = await coming(now)
    mine = [one for one in found if one.library_id in libraries and one.state == "published"]
    told = [(one, why_not(one, locations)) for one in mine]
    later = 0
    if len(found) == MOST:
        (whole,) = await DB.rows(ALL, now, now + AHEAD, list(libraries))
        later = whole["sessions"] - len(mine)
    refused = tuple((one.id, why) for one, why in told if why)
    waiting = Counter(one.library_id for one, why in told if why == NO_PLACE)
    return Judged(len(mine) - len(refused), refused, later, waiting)
