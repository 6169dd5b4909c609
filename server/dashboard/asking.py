"""What part of the figures is asked for: one reading of the query string, for the page and for its files alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from server.agenda.filters import midnight
from server.dashboard.rules import following
from server.territories.geography import Commune
from server.territories.queries import TerritoryView
from server.territories.rules import holds
from server.workshops.words import LEVELS_SHORT, THEMES

BACK, AHEAD = 24, 12  # months that may be chosen, around this one
USUAL_BACK, USUAL_AHEAD = 6, 5
RADIUSES = (10, 20, 30, 50)
EVERYWHERE = "tout"


@dataclass(frozen=True)
class Asked:
    """A part of the figures: months are first days, both counted; `lacking` is a theme, "" for the one most lacking.

    `territory` is None for all that is known; `departement`, `theme` and `level` are empty for all.
    """

    territory: TerritoryView | None
    first: date
    last: date
    departement: str = ""
    theme: str = ""
    level: str = ""
    by: str = "commune"
    lacking: str = ""
    radius: int = 20

    def holds(self, commune: Commune | None) -> bool:
        """Tell whether what is in a commune is asked for; what is in none, with all that is known."""
        if commune is None:
            return self.territory is None and not self.departement
        if self.departement and commune.departement != self.departement:
            return False
        return self.territory is None or holds(self.territory.extent, commune)

    def span(self, zone: str) -> tuple[datetime, datetime]:
        """Return the instants at which the months begin and are over."""
        return midnight(self.first, zone), midnight(following(self.last), zone)

    def values(self) -> dict[str, str]:
        """Return the query string as fields, those too that are as usual."""
        return {
            "territoire": str(self.territory.id) if self.territory else EVERYWHERE,
            "du": f"{self.first:%Y-%m}",
            "au": f"{self.last:%Y-%m}",
            "departement": self.departement,
            "theme": self.theme,
            "niveau": self.level,
            "par": self.by,
            "manque": self.lacking,
            "rayon": str(self.radius),
        }

    @property
    def query(self) -> str:
        return urlencode({name: value for name, value in self.values().items() if value})


def choosable(now: datetime, zone: str) -> list[date]:
    """Return the months that may be chosen."""
    this = now.astimezone(ZoneInfo(zone)).date().replace(day=1)
    return [following(this, number) for number in range(-BACK, AHEAD + 1)]


def read(query: Mapping[str, str], known: Sequence[TerritoryView], now: datetime, zone: str) -> Asked:
    """Return what is asked for; what cannot be read is as usual: twelve months around now, the first territory."""
    months = {f"{month:%Y-%m}": month for month in choosable(now, zone)}
    this = now.astimezone(ZoneInfo(zone)).date().replace(day=1)
    first = months.get(query.get("du", ""), following(this, -USUAL_BACK))
    last = months.get(query.get("au", ""), following(this, USUAL_AHEAD))
    theme, level, lacking = query.get("theme", ""), query.get("niveau", ""), query.get("manque", "")
    radius = query.get("rayon", "")
    return Asked(
        _territory(query.get("territoire", ""), known),
        min(first, last),
        max(first, last),
        query.get("departement", "")[:3].upper(),
        theme if theme in THEMES else "",
        level if level in LEVELS_SHORT else "",
        "departement" if query.get("par") == "departement" else "commune",
        lacking if lacking in THEMES else "",
        int(radius) if radius in {str(each) for each in RADIUSES} else 20,
    )


def _territory(chosen: str, known: Sequence[TerritoryView]) -> TerritoryView | None:
    if chosen == EVERYWHERE:
        return None
    return next((each for each in known if str(each.id) == chosen), known[0] if known else None)
