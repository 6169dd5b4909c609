"""Import a programme: read a CSV, then write workshops and plan sessions that are not there yet."""

import csv
import io
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from server.accounts.rules import Person
from server.foundation.database import DB
from server.foundation.errors import Invalid, Refused
from server.foundation.words import clean, fold
from server.libraries.queries import LibraryView
from server.workshops.actions import Outline, write_workshop
from server.workshops.queries import all_workshops, sessions_of
from server.workshops.sessions import Plan, plan_session, publish
from server.workshops.tables import Session

MOST_LINES = 5000
COLUMNS = {
    "titre": "title", "title": "title", "atelier": "title", "date": "date", "debut": "start", "heure de debut": "start",
    "start": "start", "fin": "end", "heure de fin": "end", "end": "end", "places": "capacity", "capacity": "capacity",
    "liste d'attente": "waiting", "waiting": "waiting", "description": "description", "resume": "summary",
    "summary": "summary", "bibliotheque": "library", "library": "library", "intervenant": "presenter",
    "presenter": "presenter",
}  # fmt: skip
DAY_FORMATS = ("%Y-%m-%d", "%d/%m/%Y")
HOUR_FORMATS = ("%H:%M", "%Hh%M", "%Hh", "%H h %M", "%H h")


@dataclass(frozen=True)
class Row:
    """One session of a programme to import; `origin` says where it stands ("ligne 12"). Instants are aware.

    `uid` and `url` are those of the calendar that it comes from, so that it is known again when its organiser tells it.
    """

    origin: str
    title: str
    starts_at: datetime
    ends_at: datetime
    capacity: int = 8
    waiting_places: int = 5
    summary: str = ""
    description: str = ""
    library: str = ""
    presenter: str = ""
    uid: str = ""
    url: str = ""


@dataclass
class Report:
    """What came of an import; `refused` holds (origin, reason key)."""

    planned: int = 0
    known: int = 0
    workshops: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)


def read_csv(body: bytes, zone: str) -> tuple[list[Row], list[tuple[str, str]]]:
    """Read a CSV (comma or semicolon, UTF-8 or windows-1252, a line of headings) and return rows and refused lines.

    Raises Invalid when there is no column for the title, the date or the hour of start.
    """
    text = _decoded(body)
    separator = ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
    reader = csv.reader(io.StringIO(text), delimiter=separator)
    heads = [COLUMNS.get(fold(name), "") for name in next(reader, [])]
    if {"title", "date", "start"} - set(heads):
        raise Invalid({"file": "columns_missing"})
    rows: list[Row] = []
    refused: list[tuple[str, str]] = []
    for number, cells in enumerate(reader, start=2):
        if not any(cell.strip() for cell in cells) or number > MOST_LINES:
            continue
        values = {head: clean(cell) for head, cell in zip(heads, cells, strict=False) if head}
        try:
            rows.append(_row(f"ligne {number}", values, zone))
        except ValueError:
            refused.append((f"ligne {number}", "bad_date"))
    return rows, refused


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("windows-1252", errors="replace").replace("\ufffd", "")


def _row(origin: str, values: dict[str, str], zone: str) -> Row:
    """Return the row of one line; raises ValueError when a date, an hour or a number cannot be read."""
    start = _instant(values.get("date", ""), values.get("start", ""), zone)
    end = _instant(values.get("date", ""), values["end"], zone) if values.get("end") else start + timedelta(hours=2)
    return Row(
        origin,
        values.get("title", ""),
        start,
        end,
        int(values.get("capacity") or 8),
        int(values.get("waiting") or 5),
        values.get("summary", "")[:300],
        values.get("description", ""),
        values.get("library", ""),
        values.get("presenter", "")[:120],
    )


def _instant(day: str, hour: str, zone: str) -> datetime:
    return datetime.combine(_first(day, DAY_FORMATS).date(), _first(hour, HOUR_FORMATS).time(), ZoneInfo(zone))


def _first(text: str, formats: tuple[str, ...]) -> datetime:
    for form in formats:
        try:
            return datetime.strptime(text.strip().lower(), form)  # noqa: DTZ007  # the zone is put on afterwards
        except ValueError:
            continue
    raise ValueError(text)


async def import_programme(
    rows: list[Row], libraries: list[LibraryView], *, public: bool, by: Person, now: datetime
) -> Report:
    """Plan the sessions of `rows` (drafts, or published ones); what is already there is left as it is.

    The first library is the one of rows that name none. A session is known by its title, library and start.
    """
    report = Report()
    workshops = {fold(workshop.title): workshop.id for workshop in await all_workshops()}
    here = [library.id for library in libraries]
    first = min((row.starts_at for row in rows), default=now) - timedelta(days=1)
    last = max((row.starts_at for row in rows), default=now) + timedelta(days=1)
    held = await sessions_of(here, since=first, until=last, most=MOST_LINES)
    known = {(fold(session.title), session.library_id, session.starts_at) for session in held}
    for row in rows:
        library = _library(row, libraries)
        if library is None:
            report.refused.append((row.origin, "unknown_library"))
        elif (fold(row.title), library.id, row.starts_at) in known:
            report.known += 1
        else:
            await _plan(row, library, workshops, report, public=public, by=by, now=now)
            known.add((fold(row.title), library.id, row.starts_at))
    return report


def _library(row: Row, libraries: list[LibraryView]) -> LibraryView | None:
    if not row.library:
        return libraries[0] if libraries else None
    wanted = fold(row.library)
    return next((library for library in libraries if wanted in {library.slug, fold(library.name)}), None)


async def _plan(
    row: Row,
    library: LibraryView,
    workshops: dict[str, UUID],
    report: Report,
    *,
    public: bool,
    by: Person,
    now: datetime,
) -> None:
    try:
        if fold(row.title) not in workshops:
            outline = Outline(title=row.title, summary=row.summary, description=row.description)
            workshops[fold(row.title)] = await write_workshop(outline, library=None, by=by, now=now)
            report.workshops += 1
        plan = Plan(row.starts_at, row.ends_at, row.capacity, row.waiting_places, presenter=row.presenter)
        async with DB.transaction():
            session = await plan_session(workshops[fold(row.title)], library.id, plan, by=by, now=now)
            if row.uid or row.url:
                origin: dict[Any, Any] = {Session.imported_uid: row.uid, Session.imported_url: row.url}
                await Session.update(origin).where(Session.id == session)
            if public:
                await publish(session, by=by, now=now)
        report.planned += 1
    except Invalid as error:
        report.refused.append((row.origin, next(iter(error.fields.values()))))
    except Refused as error:
        report.refused.append((row.origin, error.reason))
