"""Lines of a spreadsheet to rows of a programme: days, hours and numbers as people write them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from server.foundation.errors import Invalid
from server.foundation.words import clean, fold, one_line
from server.workshops import local_time
from server.workshops.competences import COMPETENCES, USUAL
from server.workshops.importing import Row

LASTS = timedelta(hours=2)
MONTHS = (
    "janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre",
    "decembre",
)  # fmt: skip
IN_WORDS = re.compile(r"(?:[a-z]+\.?,? )?(?:le )?([0-9]{1,2})(?:er)? ([a-z]{3,9})\.? ([0-9]{4})")
SHORT_YEAR = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4}|[0-9]{2})")
HOURS = re.compile(r"(?:de )?(.+?) ?(?:-|–|—|\ba\b|\bau\b|>|jusqu'a) ?([0-9].*)")
LASTING = re.compile(r"(?:([0-9]{1,2}) ?(?:h|:|heures?) ?)?(?:([0-9]{1,3}) ?(?:min(?:utes?)?|mn|')?)?")
NUMBER = re.compile(r"([0-9]{1,4})(?: ?(?:places?|personnes?|pers\.?|postes?))?")
COMPETENCE = re.compile(r"(?<![0-9.])([1-5]\.[1-4])(?![0-9])(?: ?(?::|=|\(?niveau) ?([1-8]))?")
LEVELS = {"debut": "beginner", "initiation": "beginner", "intermediaire": "intermediate", "continuer": "intermediate",
          "perfectionnement": "intermediate", "avance": "advanced", "aller plus loin": "advanced"}  # fmt: skip


@dataclass(frozen=True)
class Place:
    """A library as a line may name it; `rooms` by folded name."""

    zone: str
    rooms: Mapping[str, UUID]


@dataclass(frozen=True)
class Unreadable:
    """A line that cannot be read, and why; `title` helps to find it."""

    origin: str
    title: str
    reason: str


def row_of(
    origin: str, cells: Mapping[str, str], places: Mapping[str, Place], usual: tuple[int, int]
) -> Row | Unreadable:
    """Return the row that the cells of a line make, by field.

    `places` are libraries by what lines call them, folded; under "" is the one of lines that name none.
    """
    library = one_line(cells.get("library", ""))
    place = places.get(fold(library)) or places[""]
    title = one_line(cells.get("title", ""))
    try:
        return _row(origin, title, cells, library, place, usual)
    except Invalid as error:
        return Unreadable(origin, title[:150], next(iter(error.fields.values())))


def _row(origin: str, title: str, cells: Mapping[str, str], library: str, place: Place, usual: tuple[int, int]) -> Row:
    starts_at, ends_at, known = _span(cells, place.zone)
    level = next((level for word, level in LEVELS.items() if word in fold(cells.get("level", ""))), "")
    return Row(
        origin=origin,
        title=title,
        starts_at=starts_at,
        ends_at=ends_at,
        ends_known=known,
        capacity=_number(cells.get("capacity", "")),
        waiting_places=_number(cells.get("waiting", "")),
        summary=one_line(cells.get("summary", "")),
        description=clean(cells.get("description", "")),
        library=library,
        presenter=one_line(cells.get("presenter", "")),
        level=level,
        competences=_competences(cells.get("competences", ""), level),
        bring=clean(cells.get("bring", "")),
        room=_room(one_line(cells.get("room", "")), place),
        room_name=one_line(cells.get("room", "")),
        usual=usual,
    )


def _competences(text: str, level: str) -> tuple[tuple[str, int], ...]:
    """Return the competences that a text names ("2.1 : 3, 4.1"), each at its level or the usual one of the workshop."""
    found = {code: int(number or USUAL[level]) for code, number in COMPETENCE.findall(text) if code in COMPETENCES}
    return tuple(found.items())


def _span(cells: Mapping[str, str], zone: str) -> tuple[datetime, datetime, bool]:
    """Return start and end, and whether the end is told: by its hour, or by how long it lasts."""
    day_text, _, hour_beside = cells.get("date", "").partition(" ")
    day, hour_text = (local_time.day(day_text), hour_beside) if hour_beside else (None, "")
    day = day or written_day(cells.get("date", ""))
    first, last = hours(cells.get("start", "") or hour_text)
    last = local_time.hour(cells["end"]) if cells.get("end") else last
    if day is None or first is None or (cells.get("end") and last is None) or not 2000 <= day.year <= 2100:
        raise Invalid({"date": "bad_date"})
    starts_at = local_time.instant(datetime.combine(day, first), zone, "start")
    if last is not None:
        return starts_at, local_time.instant(datetime.combine(day, last), zone, "end"), True
    lasts = lasting(cells.get("minutes", ""))
    return starts_at, starts_at + (lasts or LASTS), lasts is not None


def written_day(text: str) -> date | None:
    """Return the day written "12/01/2027", "12.1.27", "mardi 12 janvier 2027", "2027-01-12", or None."""
    plain = fold(text).strip(" .")
    if found := SHORT_YEAR.fullmatch(plain):
        number, month, year = (int(part) for part in found.groups())
        return _date(year + 2000 if len(found[3]) == 2 else year, month, number)
    if found := IN_WORDS.fullmatch(plain):
        named = [place for place, name in enumerate(MONTHS, 1) if name.startswith(found[2])]
        return _date(int(found[3]), named[0], int(found[1])) if len(named) == 1 else None
    return local_time.day(plain)


def _date(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None


def hours(text: str) -> tuple[time | None, time | None]:
    """Return the hours written "14 h", "14:00", or "de 14h à 16h30"."""
    plain = fold(text)
    found = HOURS.fullmatch(plain)
    if found and (first := local_time.hour(found[1])):
        return first, local_time.hour(found[2])
    return local_time.hour(plain), None


def lasting(text: str) -> timedelta | None:
    """Return how long "1h30", "90 min", "2 h", "1:30" or "90" is; None for an empty text. Raises Invalid."""
    plain = fold(text)
    if not plain:
        return None
    found = LASTING.fullmatch(plain)
    minutes = int(found[1] or 0) * 60 + int(found[2] or 0) if found else 0
    if not minutes:
        raise Invalid({"minutes": "bad_number"})
    return timedelta(minutes=minutes)


def _number(text: str) -> int | None:
    plain = fold(text)
    if not plain:
        return None
    found = NUMBER.fullmatch(plain)
    if not found:
        raise Invalid({"capacity": "bad_number"})
    return int(found[1])


def _room(name: str, place: Place) -> UUID | None:
    if not name:
        return None
    if fold(name) not in place.rooms:
        raise Invalid({"room": "unknown_room"})
    return place.rooms[fold(name)]


def rows_of(
    lines: Sequence[Sequence[Any]], columns: Mapping[str, int], places: Mapping[str, Place], usual: tuple[int, int]
) -> list[Row | Unreadable]:
    """Return what each line makes; a line is its number followed by its cells."""
    made: list[Row | Unreadable] = []
    for number, *cells in lines:
        values = {field: cells[place] for field, place in columns.items() if place < len(cells)}
        made.append(row_of(f"ligne {number}", values, places, usual))
    return made
