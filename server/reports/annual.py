"""The annual survey of libraries, from what was counted session by session: for each library, and for the network.

None is "not counted" (NC), which is not nought: a sum of what was counted is None where nobody counted anything. The
network's figures are counted over all its sessions: a workshop given in two libraries is one action there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from server.bookings.attended import OVER, within
from server.foundation.database import DB
from server.libraries.queries import LibraryView, all_libraries

Figures = Mapping[str, int | None]
FIRST_YEAR, LAST_YEAR = 2000, 2100


def _part(name: str, condition: str) -> str:
    """Return the columns of a part of the sessions: how many, and how many people came to them."""
    return f"""count(*) FILTER (WHERE {condition})::int AS {name}_occurrences,
  CASE WHEN count(*) FILTER (WHERE {condition}) = 0 THEN 0 ELSE sum(x.present) FILTER (WHERE {condition}) END::int
    AS {name}_participants"""


# Whether a session was outside the walls may not be known: then nothing is, not even that none was.
YEARLY = f"""
SELECT x.library, count(DISTINCT x.workshop)::int AS actions, count(*)::int AS occurrences,
  count(x.present)::int AS recorded, sum(x.present)::int AS participants,
  {_part("digital", "cardinality(x.themes) > 0")},
  {_part("youth", "'youth' = any(x.audiences)")}, count(x.off_site)::int AS placed, {_part("off_site", "x.off_site")},
  sum(x.classes)::int AS classes, sum(x.visits)::int AS visits, sum(x.pupils)::int AS pupils,
  sum(x.remote)::int AS remote, sum(x.cents)::bigint AS cents, sum(x.staff_minutes)::int AS staff_minutes,
  sum(x.volunteers)::int AS volunteers
FROM ({OVER}) x GROUP BY GROUPING SETS ((x.library), ())
"""  # noqa: S608 (constants only)
INDICATORS = (
    "actions",
    "occurrences",
    "participants",
    "digital_occurrences",
    "digital_participants",
    "youth_occurrences",
    "youth_participants",
    "off_site_occurrences",
    "off_site_participants",
    "classes",
    "visits",
    "pupils",
    "remote",
    "cents",
    "staff_minutes",
    "volunteers",
)
# The only names of columns that are known to be official, of the open data that the survey feeds.
OFFICIAL = {
    "nombre_actions_culturelles": "occurrences",
    "pop_touchee_actions_culturelles": "participants",
    "depenses_action_culturelle": "cents",
}
PARTS_OF_NOTHING = ("participants", "digital_participants", "youth_participants")


@dataclass(frozen=True)
class Site:
    """A library's figures of a year; `recorded` is of how many sessions it is known who came."""

    library: LibraryView
    figures: Figures
    recorded: int


@dataclass(frozen=True)
class Report:
    """A year: its libraries by name, and the whole network."""

    year: int
    sites: tuple[Site, ...]
    network: Figures
    recorded: int


async def report(year: int, now: datetime) -> Report:
    """Return the figures of a year so far; years are local to each library."""
    rows = await DB.rows(YEARLY, *within(date(year, 1, 1), date(year + 1, 1, 1), now))
    by_library: dict[UUID | None, dict[str, Any]] = {row["library"]: row for row in rows}
    sites = []
    for library in await all_libraries():
        row = by_library.get(library.id)
        sites.append(Site(library, _figures(row), row["recorded"] if row else 0))
    whole = by_library.get(None)
    return Report(year, tuple(sites), _figures(whole), whole["recorded"] if whole else 0)


def _figures(row: dict[str, Any] | None) -> Figures:
    """Return the indicators of a row; where no session took place nobody came, and the rest is not known."""
    if row is None or not row["occurrences"]:
        known = {"actions", "occurrences", "digital_occurrences", "youth_occurrences", *PARTS_OF_NOTHING}
        return {name: 0 if name in known else None for name in INDICATORS}
    unknown = () if row["placed"] else ("off_site_occurrences", "off_site_participants")
    return {name: None if name in unknown else row[name] for name in INDICATORS}
