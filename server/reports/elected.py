"""A year in a few figures, for elected members and for anybody: those of the annual report, too few people left out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import msgspec

from server.bookings.attended import OVER, within
from server.foundation.database import DB
from server.foundation.settings import settings
from server.reports import annual, network, open_files
from server.reports.rules import masked

PEOPLE = (
    "participants",
    "digital_participants",
    "youth_participants",
    "off_site_participants",
    "pupils",
    "remote",
    "volunteers",
)
THEMES = f"""
SELECT t.theme, count(*)::int AS sessions FROM ({OVER}) x CROSS JOIN LATERAL unnest(x.themes) AS t(theme)
GROUP BY 1 ORDER BY 2 DESC, 1
"""  # noqa: S608 (constants only)
PLACES = f"SELECT count(DISTINCT x.library)::int AS places, sum(x.capacity)::int AS seats FROM ({OVER}) x"  # noqa: S608


@dataclass(frozen=True)
class Year:
    """What is shown of a year: indicators of the annual report; those in `hidden` are people too few to be told.

    `themes`: sessions by theme, most first. `recorded`: of how many sessions it is known who came.
    """

    year: int
    figures: annual.Figures
    hidden: frozenset[str]
    recorded: int
    places: int
    seats: int
    themes: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Together:
    """What a hub adds up of its members in a year; `hidden` figures of who came are not in the sum."""

    sessions: int
    seats: int
    present: int | None
    hidden: int
    members: tuple[network.Reading, ...]


async def year_shown(year: int, now: datetime) -> Year:
    """Return the figures of a year so far, as anybody may read them; those of the last two as they were this hour."""
    if not now.year - 1 <= year <= now.year:
        return await _year(year, now)

    async def made(now: datetime) -> bytes:
        return msgspec.json.encode(await _year(year, now))

    return msgspec.json.decode(await open_files.text(f"chiffres-{year}", made, now, quiet=None), type=Year)


async def _year(year: int, now: datetime) -> Year:
    report = await annual.report(year, now)
    asked = within(date(year, 1, 1), date(year + 1, 1, 1), now)
    (there,) = await DB.rows(PLACES, *asked)
    themes = await DB.rows(THEMES, *asked)
    hidden = hidden_of(report.network)
    figures = {name: None if name in hidden else number for name, number in report.network.items()}
    told = tuple((row["theme"], row["sessions"]) for row in themes)
    return Year(year, figures, hidden, report.recorded, there["places"], there["seats"] or 0, told)


def hidden_of(figures: annual.Figures) -> frozenset[str]:
    """Return which figures of people must not be shown: too small, or telling how few the others are."""
    whole = figures["participants"]
    return frozenset(
        name for name in PEOPLE if masked(figures[name], None if name in {"participants", "volunteers"} else whole)
    )


async def together(year: int) -> Together | None:
    """Return what the members of this hub did in a year; None where this is no hub, or nothing was read yet."""
    if not settings().hub:
        return None
    found = await network.totals(date(year, 1, 1), date(year + 1, 1, 1), by="year")
    read = tuple(one for one in await network.readings() if one.read_at and one.sessions)
    if not found:
        return None
    return Together(found[0].sessions, found[0].seats, found[0].present, found[0].hidden_present, read)


def labelled(themes: tuple[tuple[str, int], ...], names: Mapping[str, str]) -> list[tuple[str, int]]:
    """Return themes in words with their sessions; one that nobody knows any more is left out."""
    return [(names[theme], sessions) for theme, sessions in themes if theme in names]
