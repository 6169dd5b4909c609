"""The national list of our places as files."""

import json
from dataclasses import dataclass, replace
from datetime import date, datetime

import msgspec

from server.foundation.settings import settings
from server.foundation.words import slug
from server.libraries.sheet_rules import blocking
from server.libraries.sheets import Place, PlaceView, places
from server.reports import open_files
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
SUMMARY = "lieux-resume"


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
class Summary:
    """How many places there are in the list, when one last changed, and the territory in the name of a file."""

    total: int
    updated_at: datetime | None
    territory: str


async def published(now: datetime) -> Published:
    """Return the national list of our places."""
    own = settings()
    told = await with_programmes([place for place in await places() if not blocking(place.values)], now)
    return Published(listed(told, site=own.url, source=own.name), max((one.updated_at for one in told), default=None))


async def summary(now: datetime) -> Summary:
    """Return what is said of the list, kept like its files."""
    return msgspec.json.decode(await open_files.text(SUMMARY, as_summary, now), type=Summary)


async def as_summary(now: datetime) -> bytes:
    """Return a Summary as JSON."""
    found = await published(now)
    return msgspec.json.encode(Summary(len(found.rows), found.updated_at, found.territory))


async def as_csv_file(now: datetime) -> bytes:
    """Return the list as CSV."""
    return as_csv((await published(now)).rows)


async def as_json_file(now: datetime) -> bytes:
    """Return the list as JSON."""
    return as_json((await published(now)).rows)


async def with_programmes(found: list[Place], now: datetime) -> list[Place]:
    """Return places with what is known of them: Aidants Connect wherever somebody is habilitated today."""
    held = await offering([place.library.id for place in found], now)
    return [replace(place, sheet=_with_programme(place, place.library.id in held)) for place in found]


def _with_programme(place: Place, held: bool) -> PlaceView:
    others = tuple(code for code in place.sheet.programmes if code != AIDANTS_CONNECT)
    return replace(place.sheet, programmes=(AIDANTS_CONNECT, *others) if held else place.sheet.programmes)


def filename(territory: str, ending: str, day: date) -> str:
    """Return the name of a file as the schema asks for: day, producer, what it is, territory."""
    producer = slug(settings().name) or "agendatheque"
    return f"{day.isoformat()}_{producer}_lieux-de-mediation-numerique_{territory}.{ending}"


async def description(now: datetime) -> bytes:
    """Return what a catalogue of open data is told of the list (publier.json)."""
    found = await published(now)
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
    return json.dumps(told, ensure_ascii=False, indent=1).encode()
