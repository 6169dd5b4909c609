"""Import a programme: say what each of its rows would do, then write workshops and plan sessions that are not there."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

from server.accounts.rules import Person
from server.foundation.database import DB
from server.foundation.errors import Invalid, Refused
from server.foundation.spoken import When
from server.foundation.words import fold, slug
from server.libraries.queries import LibraryView
from server.workshops.actions import Outline, write_workshop
from server.workshops.conflicts import Conflict, conflicts_in, names_in
from server.workshops.queries import SESSION, SessionView, all_workshops, session_view
from server.workshops.rules import check_publish
from server.workshops.sessions import Plan, plan_session, publish
from server.workshops.tables import Session

MOST_LINES = 5000
SEATS, WAITING = 8, 5
IMPORTED = (
    " WHERE s.imported_uid = any({}) AND s.imported_uid <> '' AND s.library = any({}) AND s.state <> 'withdrawn'"
    " AND NOT s.practice"
)
STARTING = " WHERE s.starts_at = any({}) AND s.library = any({}) AND s.state <> 'withdrawn' AND NOT s.practice"
Key = tuple[str, UUID, datetime]
COMPARED = ("starts_at", "ends_at", "capacity", "waiting_places", "presenter")


@dataclass(frozen=True)
class Row:
    """One session of a programme to import; `origin` says where it stands ("ligne 12"). Instants are aware.

    None is what the file does not say: then there are as many seats and waiting places as is `usual`, and the end is a
    guess unless `ends_known`. `uid` and `url` are those of the calendar that it comes from, so that it is known again
    when its organiser tells it.
    """

    origin: str
    title: str
    starts_at: datetime
    ends_at: datetime
    capacity: int | None = None
    waiting_places: int | None = None
    summary: str = ""
    description: str = ""
    library: str = ""
    presenter: str = ""
    uid: str = ""
    url: str = ""
    level: str = ""
    bring: str = ""
    competences: tuple[tuple[str, int], ...] = ()
    room: UUID | None = None
    room_name: str = ""
    ends_known: bool = True
    usual: tuple[int, int] = (SEATS, WAITING)


class Fate(Enum):
    """What an import does with a row: plans a session, or leaves the one that is there as it is, or refuses."""

    NEW = "new"
    KNOWN = "known"
    DIFFERS = "differs"
    REFUSED = "refused"


@dataclass(frozen=True)
class Judged:
    """A row with its fate; `reason` is a key, `session` the one that is there, `differs` names what is not the same.

    `workshop_new`: its workshop would be written too. `ways`: what is in its way; an import passes over it.
    """

    row: Row
    fate: Fate
    library: LibraryView | None = None
    session: UUID | None = None
    reason: str = ""
    differs: tuple[str, ...] = ()
    workshop_new: bool = False
    ways: tuple[Conflict, ...] = ()


@dataclass
class Report:
    """What came of an import; `refused` holds (origin, reason key)."""

    planned: int = 0
    known: int = 0
    workshops: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)


# Told of each session planned, in its transaction: its row, its id, and the workshop written for it, if any.
Keep = Callable[[Row, UUID, UUID | None], Awaitable[None]]


async def _forget(row: Row, session: UUID, workshop: UUID | None) -> None:
    """Keep nothing."""


async def judge_programme(
    rows: Sequence[Row], libraries: Sequence[LibraryView], *, public: bool, now: datetime
) -> list[Judged]:
    """Return what an import would do with each row, and change nothing.

    `libraries` are those where the person may date sessions; the first is the one of rows that name none. A session is
    known by the UID that it came with, or by its title, library and start.
    """
    here = [library.id for library in libraries]
    by_uid, known = await _held(rows, here)
    workshops = {(fold(workshop.title), workshop.library) for workshop in await all_workshops()}
    seen: set[Key] = set()
    judged = []
    for row in rows:
        library = library_named(row.library, libraries)
        key = _key(row.title, library.id, row.starts_at) if library else None
        there = (by_uid.get(row.uid) if row.uid else None) or (known.get(key) if key else None)
        found = _judge(row, library, there, public=public, now=now)
        if library and key and found.fate is Fate.NEW:
            found = replace(found, fate=Fate.KNOWN, reason="twice_in_file") if key in seen else found
            seen.add(key)
            found = replace(found, workshop_new=not workshops & {(key[0], library.id), (key[0], None)})
        judged.append(found)
    return await _with_ways(judged, now)


async def _with_ways(judged: Sequence[Judged], now: datetime) -> list[Judged]:
    """Return the rows with what is in the way of new ones: sessions that are there, closings, earlier rows."""
    new = [
        (place, each.library, each.row) for place, each in enumerate(judged) if each.fate is Fate.NEW and each.library
    ]
    slots = [(library.id, library.timezone, plan_of(row).slot()) for _, library, row in new]
    found = await conflicts_in(slots, now=now)
    ways = {place: conflicts for (place, _, _), conflicts in zip(new, found, strict=True)}
    earlier: dict[date, list[Judged]] = {}
    for place in sorted(ways, key=lambda place: judged[place].row.starts_at):
        same_day = earlier.setdefault(judged[place].row.starts_at.date(), [])
        ways[place] += [way for other in same_day for way in _between(judged[place].row, other)]
        same_day.append(judged[place])
    return [replace(each, ways=tuple(ways.get(place, ()))) for place, each in enumerate(judged)]


def _between(row: Row, other: Judged) -> list[Conflict]:
    """Return what an earlier row of the file is in the way of."""
    there, library = other.row, other.library
    if library is None or there.ends_at <= row.starts_at:
        return []
    facts = {"title": there.title, "when": When(there.starts_at, there.ends_at, library.timezone)}
    found = []
    if row.room and row.room == there.room:
        found.append(Conflict("room_taken", {**facts, "room": row.room_name}))
    if names_in(row.presenter) & names_in(there.presenter):
        found.append(Conflict("presenter_taken", {**facts, "library": library.name, "name": there.presenter}))
    return found


async def _held(rows: Sequence[Row], here: list[UUID]) -> tuple[dict[str, SessionView], dict[Key, SessionView]]:
    """Return the sessions of these libraries that rows may be: by the UID that they came with, and by their keys."""
    came = await Session.raw(SESSION + IMPORTED, [row.uid for row in rows if row.uid], here)
    starting = await Session.raw(SESSION + STARTING, [row.starts_at for row in rows], here)
    by_uid = {view.imported_uid: view for view in map(session_view, came)}
    return by_uid, {_key(view.title, view.library_id, view.starts_at): view for view in map(session_view, starting)}


def _key(title: str, library: UUID, starts_at: datetime) -> Key:
    return fold(title), library, starts_at


def _judge(row: Row, library: LibraryView | None, there: SessionView | None, *, public: bool, now: datetime) -> Judged:
    if library is None:
        return Judged(row, Fate.REFUSED, reason="unknown_library")
    if there is not None:
        differs = _differences(row, there)
        return Judged(row, Fate.DIFFERS if differs else Fate.KNOWN, library, there.id, differs=differs)
    try:
        outline_of(row).check()
        plan_of(row).check()
        if public:
            check_publish("draft", row.ends_at, now)
    except Refused as error:
        reason = next(iter(error.fields.values())) if isinstance(error, Invalid) else error.reason
        return Judged(row, Fate.REFUSED, library, reason=reason)
    return Judged(row, Fate.NEW, library)


def _differences(row: Row, there: SessionView) -> tuple[str, ...]:
    """Return what the file says otherwise than the session; what it does not say is no difference."""
    said = {name: getattr(row, name) for name in COMPARED}
    said |= {} if row.ends_known else {"ends_at": None}
    return tuple(name for name, value in said.items() if value not in (None, "") and value != getattr(there, name))


def library_named(name: str, libraries: Sequence[LibraryView]) -> LibraryView | None:
    """Return the library that is called so, or the only one whose name has these words in it; the first for no name."""
    if not name:
        return libraries[0] if libraries else None
    wanted = slug(name)
    exact = [library for library in libraries if wanted in {library.slug, slug(library.name)}]
    near = exact or [library for library in libraries if wanted and f"-{wanted}-" in f"-{slug(library.name)}-"]
    return near[0] if exact or len(near) == 1 else None


def outline_of(row: Row) -> Outline:
    """Return what a row tells of its workshop."""
    told = {name: getattr(row, name) for name in ("title", "summary", "description", "level", "bring")}
    levels = dict(row.competences)
    return Outline(**told, competences=list(levels), competence_levels=list(levels.values()))


def plan_of(row: Row) -> Plan:
    """Return what a row tells of its session."""
    return Plan(
        row.starts_at,
        row.ends_at,
        row.usual[0] if row.capacity is None else row.capacity,
        row.usual[1] if row.waiting_places is None else row.waiting_places,
        room=row.room,
        presenter=row.presenter,
    )


async def import_programme(
    rows: Sequence[Row],
    libraries: Sequence[LibraryView],
    *,
    public: bool,
    by: Person,
    now: datetime,
    keep: Keep = _forget,
) -> Report:
    """Plan the sessions of `rows` (drafts, or published ones); what is already there is left as it is."""
    report = Report()
    workshops = {(fold(workshop.title), workshop.library): workshop.id for workshop in await all_workshops()}
    for judged in await judge_programme(rows, libraries, public=public, now=now):
        if judged.fate is Fate.REFUSED:
            report.refused.append((judged.row.origin, judged.reason))
        elif judged.fate is not Fate.NEW:
            report.known += 1
        else:
            await _import(judged, workshops, report, public=public, by=by, now=now, keep=keep)
    return report


async def _import(
    judged: Judged,
    workshops: dict[tuple[str, UUID | None], UUID],
    report: Report,
    *,
    public: bool,
    by: Person,
    now: datetime,
    keep: Keep,
) -> None:
    """Plan one session, with its workshop if that is new: all of it or nothing."""
    row, title = judged.row, fold(judged.row.title)
    assert judged.library is not None  # noqa: S101 (what is new has its library)
    try:
        async with DB.transaction():
            workshop = workshops.get((title, judged.library.id)) or workshops.get((title, None))
            written = None if workshop else await write_workshop(outline_of(row), library=None, by=by, now=now)
            dated = workshop or written
            assert dated is not None  # noqa: S101 (one of them is there)
            session = await plan_session(dated, judged.library.id, plan_of(row), by=by, now=now, despite="imported")
            if row.uid or row.url:
                origin: dict[Any, Any] = {Session.imported_uid: row.uid, Session.imported_url: row.url}
                await Session.update(origin).where(Session.id == session)
            await keep(row, session, written)
            if public:
                await publish(session, by=by, now=now, despite="imported")
    except Refused as error:
        reason = next(iter(error.fields.values())) if isinstance(error, Invalid) else error.reason
        report.refused.append((row.origin, reason))
        return
    if written:
        workshops[title, None] = written
        report.workshops += 1
    report.planned += 1
