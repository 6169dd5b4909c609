"""The national list of our places as files: made anew when something changed, remembered until then."""

import json
from dataclasses import dataclass, replace
from datetime import date, datetime

from server.foundation.database import DB
from server.foundation.settings import settings
from server.foundation.words import slug
from server.libraries.sheet_rules import blocking
from server.libraries.sheets import Place, PlaceView, places
from server.reports.place_rows import Row, as_csv, as_json, departements, listed
from server.workshops.aidants_connect import offering

AIDANTS_CONNECT = "aidants_connect"
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


# What was made last, with the day and the revision of the database at which.
_last: dict[str, tuple[tuple[str, date], Published]] = {}


async def published(now: datetime) -> Published:
    """Return the national list of our places as it is now; made anew when something changed, and each day."""
    state = (await DB.revision(), now.date())
    held, known = _last.get("list", (None, None))
    if known is not None and state[0] and held == state:
        return known
    own = settings()
    told = await with_programmes([place for place in await places() if not blocking(place.values)], now)
    made = Published(listed(told, site=own.url, source=own.name), max((one.updated_at for one in told), default=None))
    _last["list"] = (state, made)
    return made


async def with_programmes(found: list[Place], now: datetime) -> list[Place]:
    """Return places with what is known of them: Aidants Connect wherever somebody is habilitated today."""
    held = await offering([place.library.id for place in found], now)
    return [replace(place, sheet=_with_programme(place, place.library.id in held)) for place in found]


def _with_programme(place: Place, held: bool) -> PlaceView:
    others = tuple(code for code in place.sheet.programmes if code != AIDANTS_CONNECT)
    return replace(place.sheet, programmes=(AIDANTS_CONNECT, *others) if held else place.sheet.programmes)


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
