"""The sessions on a day of closing, as those who plan see them, and moving one in one click."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from server.accounts.queries import names_of
from server.accounts.rules import Person
from server.foundation.database import DB
from server.foundation.errors import NotFound, Refused
from server.libraries.closings import closings_of
from server.libraries.queries import LibraryView
from server.planning.closings import Hit, hit_by
from server.planning.editing import Edit, change_all
from server.planning.moving import local_day
from server.workshops.programme import libraries_to_programme, session_to_programme
from server.workshops.queries import SessionView
from server.workshops.rules import LONGEST

# Sessions on a local day on which their library is closed.
# What is days away from a closing in any time zone is left out first, by the index of starts: a session has an end too.
CLOSED_ON = """
FROM session s JOIN library l ON l.id = s.library JOIN closing c ON c.library = s.library
  AND s.starts_at < c.last_on + 2 AND s.starts_at > c.first_on - {days} AND s.ends_at > c.first_on - 1
  AND (s.starts_at AT TIME ZONE l.timezone)::date <= c.last_on
  AND ((s.ends_at - interval '1 second') AT TIME ZONE l.timezone)::date >= c.first_on
WHERE l.id = any({}::uuid[]) AND s.starts_at > {} AND NOT s.practice
  AND s.state IN ('draft', 'internal', 'published')
  AND s.place = '' AND s.mode <> 'online' AND ({}::uuid IS NULL OR c.id = {})
""".replace("{days}", str(LONGEST.days + 2))
# Who planned it, as the journal says.
AUTHOR = """
SELECT DISTINCT s.id, (
  SELECT j.actor FROM journal j WHERE j.subject = s.id AND j.kind = 'session.planned' ORDER BY j.id LIMIT 1) AS author
"""
HIT = AUTHOR + CLOSED_ON
PLACES = (
    "SELECT s.library, count(DISTINCT s.id) AS sessions"
    + CLOSED_ON
    + " GROUP BY s.library ORDER BY min(s.starts_at), 1"
)


@dataclass(frozen=True)
class ToMove:
    """A session that a closing hits, days on which it could be at the same hour, and who planned it."""

    hit: Hit
    author: str


@dataclass(frozen=True)
class Place:
    """A library with sessions on a day of closing, and how many they are."""

    library: LibraryView
    count: int


@dataclass(frozen=True)
class Found:
    """The libraries that have such sessions, that with the nearest first; those of the one chosen, by start."""

    places: tuple[Place, ...] = ()
    chosen: LibraryView | None = None
    sessions: tuple[ToMove, ...] = ()


async def authors_of(closing: UUID, library: UUID, now: datetime) -> set[str]:
    """Return who planned the sessions that a closing hits, as the journal names them."""
    rows = await DB.rows(HIT, [library], now, closing, closing)
    return {row["author"] for row in rows if row["author"]}


async def of_author(closing: UUID, library: UUID, author: str, now: datetime) -> list[UUID]:
    """Return the sessions that a closing still hits and that somebody planned."""
    rows = await DB.rows(HIT, [library], now, closing, closing)
    return [row["id"] for row in rows if row["author"] == author]


async def to_move(person: Person, now: datetime, slug: str = "") -> Found:
    """Return where sessions of the person's libraries are on a day of closing.

    Days to choose from are looked for in one library alone, however many there are: that of the slug, or the first.
    """
    planned = {one.id: one for one in await libraries_to_programme(person)}
    rows = await DB.rows(PLACES, list(planned), now, None, None)
    places = tuple(Place(planned[row["library"]], row["sessions"]) for row in rows)
    if not places:
        return Found()
    chosen = next((place.library for place in places if place.library.slug == slug), places[0].library)
    return Found(places, chosen, await _of(chosen, now))


async def _of(library: LibraryView, now: datetime) -> tuple[ToMove, ...]:
    rows = await DB.rows(HIT, [library.id], now, None, None)
    authors = {row["id"]: row["author"] or "" for row in rows}
    names = await names_of({author for author in authors.values() if author})
    today = now.astimezone(ZoneInfo(library.timezone)).date()
    hits = await hit_by(await closings_of(library.id, since=today), library, now)
    return tuple(ToMove(hit, names.get(authors.get(hit.session.id, ""), "")) for hit in hits)


async def move_to(session: UUID, day: date, *, by: Person, now: datetime) -> SessionView:
    """Put a session on another day at the same local hour; who booked is told. Raises Invalid, Refused or NotFound."""
    held = await session_to_programme(by, session)
    if held.practice:
        raise NotFound
    if held.starts_at <= now:
        raise Refused("session_over")
    moved = (day - local_day(held)).days
    await change_all([session], Edit(by_days=moved), by=by, now=now)
    return await session_to_programme(by, session)
