"""The national list of our places as files: made anew when something changed, remembered until then."""

import json
from dataclasses import dataclass
from datetime import date, datetime

from server.foundation.database import DB
from server.foundation.settings import settings
from server.foundation.words import slug
from server.libraries.sheet_rules import blocking
from server.libraries.sheets import places
from server.reports.place_rows import Row, as_csv, as_json, departements, listed

SCHEMA = "LaMednum/standard-mediation-num"
TAGS = (
    "inclusion",
    "inclusion-numerique",
    "lieux-d-inclusion-numerique",
    "mediation",
    "mediation-numerique",
    "lieux-de-mediation-numerique",
)
MOST_TERRITORIES = 5


@dataclass(frozen=True)
class Published:
    """The lines of the list, and when one of them was last changed; None when there is no line."""

    rows: list[Row]
    updated_at: datetime | None

    @property
    def territory(self) -> str:
        """The départements, for the name of a file; "france" when there are many."""
        codes = departements(self.rows)
        return "-".join(codes).lower() if 0 < len(codes) <= MOST_TERRITORIES else "france"


@dataclass(frozen=True)
class File:
    """A file of open data: its bytes, media type and ending."""

    body: bytes
    media_type: str
    ending: str


# What was made last, and the revision of the database at which: nothing here can be out of date.
_last: dict[str, tuple[str, Published]] = {}


async def published() -> Published:
    """Return the national list of our places as it is now."""
    revision = await DB.revision()
    held, known = _last.get("list", ("", None))
    if known is not None and revision and held == revision:
        return known
    own = settings()
    told = [place for place in await places() if not blocking(place.values)]
    made = Published(listed(told, site=own.url, source=own.name), max((one.updated_at for one in told), default=None))
    _last["list"] = (revision, made)
    return made


def as_file(found: Published, ending: str) -> File:
    """Return the list as a file: "csv" or "json"."""
    if ending == "csv":
        return File(as_csv(found.rows), "text/csv", ending)
    return File(as_json(found.rows), "application/json", ending)


def filename(found: Published, ending: str, day: date) -> str:
    """Return the name of a file as the schema asks for: day, producer, what it is, territory."""
    producer = slug(settings().name) or "agendatheque"
    return f"{day.isoformat()}_{producer}_lieux-de-mediation-numerique_{found.territory}.{ending}"


def description(found: Published) -> File:
    """Return what a catalogue of open data is told of the list (publier.json)."""
    own, days = settings(), sorted(str(row["date_maj"]) for row in found.rows)
    told = {
        "title": f"Lieux de médiation numérique : {own.name}",
        "description": "Les bibliothèques où l'on peut se faire aider avec le numérique : adresses, heures, services.",
        "tags": list(TAGS),
        "frequency": "daily",
        "license": "lov2",
        "granularity": "poi",
        "start": days[0] if days else None,
        "end": days[-1] if days else None,
        "ressources": [
            {
                "source": f"{own.url}/donnees/lieux.{ending}",
                "schema": SCHEMA,
                "description": f"Lieux de médiation numérique, au format {ending.upper()}",
            }
            for ending in ("csv", "json")
        ],
    }
    return File(json.dumps(told, ensure_ascii=False, indent=1).encode(), "application/json", "json")
