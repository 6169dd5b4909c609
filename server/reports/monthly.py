"""Our own figures by library and month, as they are published: people too few to be told are left out."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from server.bookings.attended import OVER, within
from server.foundation.database import DB
from server.foundation.settings import settings
from server.reports.attendance_file import PEOPLE, VERSION, AttendanceFile, Cell, write
from server.reports.rules import SHOWN_FROM, masked, session_key

MONTHS = f"""
SELECT x.library, to_char(x.day, 'YYYY-MM') AS month, count(*)::int AS sessions, sum(x.capacity)::int AS seats,
  count(x.present)::int AS recorded, sum(x.booked)::int AS booked, sum(x.present)::int AS present,
  array_agg(x.id ORDER BY x.id) AS ids, array_agg(x.imported_uid ORDER BY x.id) AS uids,
  array_agg(x.imported_url ORDER BY x.id) AS urls
FROM ({OVER}) x GROUP BY 1, 2
"""  # noqa: S608 (constants only)
THEMES = f"""
SELECT x.library, to_char(x.day, 'YYYY-MM') AS month, 'themes' AS what, t.theme AS name, count(*)::int AS number
FROM ({OVER}) x CROSS JOIN LATERAL unnest(x.themes) AS t(theme) GROUP BY 1, 2, 4
"""  # noqa: S608
LEVELS = f"""
SELECT x.library, to_char(x.day, 'YYYY-MM') AS month, 'levels' AS what, x.level AS name, count(*)::int AS number
FROM ({OVER}) x WHERE x.level <> '' GROUP BY 1, 2, 4
"""  # noqa: S608
SHARED = f"""
SELECT x.id, x.library, to_char(x.day, 'YYYY-MM') AS month, x.capacity AS seats, x.booked, x.present, x.themes, x.level,
  x.imported_uid, x.imported_url
FROM ({OVER}) x WHERE x.imported_uid <> '' OR x.imported_url <> '' ORDER BY x.day, x.id
"""  # noqa: S608
UNMET = """
SELECT d.library, to_char(d.at AT TIME ZONE l.timezone, 'YYYY-MM') AS month, sum(d.people)::int AS unmet
FROM demand d JOIN library l ON l.id = d.library
WHERE (d.at AT TIME ZONE l.timezone)::date >= {} AND (d.at AT TIME ZONE l.timezone)::date < {} GROUP BY 1, 2
"""
PLACES = "SELECT id, slug, name, city, insee FROM library"


@dataclass
class Sums:
    """What is added up for a library and a month."""

    sessions: int = 0
    seats: int = 0
    recorded: int = 0
    booked: int | None = None
    present: int | None = None
    unmet: int | None = None
    themes: dict[str, int] = field(default_factory=dict)
    levels: dict[str, int] = field(default_factory=dict)
    keys: list[str] = field(default_factory=list)


Place = tuple[UUID, str]


async def document(now: datetime) -> AttendanceFile:
    """Return the figures of this year and the year before."""
    year = now.astimezone(ZoneInfo(settings().timezone)).year
    span = (date(year - 1, 1, 1), date(year + 1, 1, 1))
    places = {row["id"]: row for row in await DB.rows(PLACES)}
    sums = await _sums(span, now)
    shared = [_of_session(row) for row in await DB.rows(SHARED, *within(*span, now))]
    months = [_cell(places[place], month, found) for (place, month), found in sorted(sums.items(), key=_order)]
    return AttendanceFile(
        version=VERSION,
        site=settings().url,
        name=settings().name[:200],
        made_at=now,
        masked_below=SHOWN_FROM,
        months=_with_company(months),
        shared=[_cell(places[one[0]], one[1], found, sums[one], alone=True) for one, found in shared],
    )


async def as_file(now: datetime) -> bytes:
    """Return the figures as they are published."""
    return write(await document(now))


def _with_company(cells: list[Cell]) -> list[Cell]:
    """Hide the smallest figure beside one that is hidden alone in its year: the year's sum, also public, would tell it.

    Of who came only: no sum of the others is public.
    """
    for year in {cell.month[:4] for cell in cells}:
        own = [cell for cell in cells if cell.month[:4] == year]
        told = [(cell.present, cell) for cell in own if cell.present]
        if told and sum("present" in cell.masked for cell in own) == 1:
            smallest = min(told, key=lambda one: one[0])[1]
            smallest.masked, smallest.present = [*smallest.masked, "present"], None
    return cells


def _order(item: tuple[Place, Sums]) -> tuple[str, str]:
    (place, month), _ = item
    return month, str(place)


async def _sums(span: tuple[date, date], now: datetime) -> dict[Place, Sums]:
    found: dict[Place, Sums] = defaultdict(Sums)
    asked = within(*span, now)
    for row in await DB.rows(MONTHS, *asked):
        one = found[row["library"], row["month"]]
        for name in ("sessions", "seats", "recorded", "booked", "present"):
            setattr(one, name, row[name])
        one.keys = [session_key(*each) for each in zip(row["ids"], row["uids"], row["urls"], strict=True)]
    for row in [*await DB.rows(THEMES, *asked), *await DB.rows(LEVELS, *asked)]:
        getattr(found[row["library"], row["month"]], row["what"])[row["name"]] = row["number"]
    for row in await DB.rows(UNMET, *span):
        found[row["library"], row["month"]].unmet = row["unmet"]
    return found


def _of_session(row: dict[str, Any]) -> tuple[Place, Sums]:
    counted = row["present"] is not None
    one = Sums(1, row["seats"], int(counted), row["booked"], row["present"])
    one.themes = dict.fromkeys(row["themes"] or (), 1)
    one.levels = {row["level"]: 1} if row["level"] else {}
    one.keys = [session_key(row["id"], row["imported_uid"], row["imported_url"])]
    return (row["library"], row["month"]), one


def _cell(place: dict[str, Any], month: str, found: Sums, whole: Sums | None = None, *, alone: bool = False) -> Cell:
    """Return figures without those that are too small; `alone`: of one session, among those of `whole`."""
    hidden = [name for name in PEOPLE if masked(getattr(found, name), getattr(whole, name) if whole else None)]
    people = {name: None if name in hidden else getattr(found, name) for name in PEOPLE}
    return Cell(
        library=place["slug"],
        name=place["name"],
        city=place["city"],
        insee=place["insee"],
        month=month,
        sessions=found.sessions,
        seats=found.seats,
        recorded=found.recorded,
        masked=hidden,
        themes=found.themes,
        levels=found.levels,
        keys=[] if alone else found.keys,
        key=found.keys[0] if alone else "",
        **people,
    )
