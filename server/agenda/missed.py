"""Searches of the agenda that find nothing, counted by theme, place and week: what is asked for and not offered.

Nobody is in it: no address, no hour, no word but those of our themes. A search is counted once a minute at most, and
thirty of them, so that a program that tries everything fills nothing.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from server.agenda.filters import Filters
from server.foundation.database import DB
from server.foundation.ids import new_id
from server.foundation.settings import settings
from server.foundation.words import fold
from server.libraries.queries import LibraryView
from server.territories.geography import Commune, key, named
from server.territories.placing import commune_of
from server.workshops.words import THEMES

ONCE, MOST = timedelta(minutes=1), 30
ROBOT = re.compile("bot|crawl|spider|slurp|preview|monitor|curl|wget|python|http", re.I)
ONE_MORE = """
INSERT INTO search_missed AS m (id, week, theme, place, times, last_at)
SELECT {}, {}, {}, {}, 1, {} WHERE (SELECT count(*) FROM search_missed WHERE last_at > {}) < {}
ON CONFLICT (week, theme, place) DO UPDATE SET times = m.times + 1, last_at = excluded.last_at
WHERE m.last_at <= {}
"""
COUNTED = """
SELECT theme, place, sum(times)::int AS times FROM search_missed WHERE week >= {} AND week < {}
GROUP BY theme, place ORDER BY times DESC, theme, place
"""


@dataclass(frozen=True)
class Missed:
    """How often a theme was searched in vain in a place: codes as in the table, empty where none was asked for."""

    theme: str
    place: str
    times: int


def worth(filters: Filters, agent: str) -> bool:
    """Tell whether a search that found nothing is counted: of a theme, a place or words, and not by a robot."""
    return filters.narrow and bool(agent) and not ROBOT.search(agent)


def theme_of(filters: Filters) -> str:
    """Return the theme that is asked for: the one chosen, or else the only one that a word of the search belongs to."""
    said = {theme for word in filters.words for theme in _themes().get(word, ())}
    return filters.theme or (said.pop() if len(said) == 1 else "")


@cache
def _themes() -> dict[str, set[str]]:
    """Return the themes of each word, of four letters or more, of their own names."""
    found: dict[str, set[str]] = {}
    for theme, name in THEMES.items():
        for word in re.findall(r"\w{4,}", fold(name)):
            found.setdefault(word, set()).add(theme)
    return found


def place_of(filters: Filters, libraries: Collection[LibraryView]) -> str:
    """Return the code of the commune that is asked for, else that of the département, else an empty text.

    The name of a commune is looked for in the département chosen, or in those where there are libraries of ours.
    """
    if filters.bibliotheque:
        own = (_commune(one) for one in libraries if filters.bibliotheque in one.page_names)
        return next((each.code for each in own if each), "")
    if filters.commune:
        known = [filters.departement] if filters.departement else sorted(_departements(libraries))
        hits = {hit.code for each in known if (hit := named(each).get(key(filters.commune)))}
        if len(hits) == 1:
            return hits.pop()
    return filters.departement


def _departements(libraries: Iterable[LibraryView]) -> set[str]:
    return {found.departement for one in libraries if (found := _commune(one))}


def _commune(library: LibraryView) -> Commune | None:
    return commune_of(library.insee, library.postal_code, library.city)


async def note(filters: Filters, libraries: Collection[LibraryView], now: datetime) -> None:
    """Count a search that found nothing."""
    week = monday(now.astimezone(ZoneInfo(settings().timezone)).date())
    of = (week, theme_of(filters), place_of(filters, libraries))
    await DB.rows(ONE_MORE, new_id(), *of, now, now - ONCE, MOST, now - ONCE)


def monday(day: date) -> date:
    """Return the Monday of the week of a day."""
    return day - timedelta(days=day.weekday())


async def missed(since: date, until: date) -> list[Missed]:
    """Return what was searched in vain in the weeks that begin from one day to before another, most often first."""
    return [Missed(**row) for row in await DB.rows(COUNTED, since, until)]
