"""The sessions on a day of closing, as those who plan see them, and moving one in one click."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from server.accounts.queries import names_of
from server.accounts.rules import Person
from server.foundation.database import DB
from server.foundation.errors import NotFound, Refused
from server.libraries.closings import closings_of
from server.planning.closings import Hit, hit_by
from server.planning.editing import Edit, change_all
from server.planning.moving import local_day
from server.workshops.programme import libraries_to_programme, session_to_programme
from server.workshops.queries import SessionView

# A session on a local day on which its library is closed; who planned it, as the journal says.
HIT = """
SELECT DISTINCT s.id, s.library, c.id AS closing, (
  SELECT j.actor FROM journal j WHERE j.subject = s.id AND j.kind = 'session.planned' ORDER BY j.id LIMIT 1) AS author
FROM session s JOIN library l ON l.id = s.library JOIN closing c ON c.library = s.library
  AND (s.starts_at AT TIME ZONE l.timezone)::date <= c.last_on
  AND ((s.ends_at - interval '1 second') AT TIME ZONE l.timezone)::date >= c.first_on
WHERE s.library = any({}::uuid[]) AND s.starts_at > {} AND s.state IN ('draft', 'published') AND NOT s.practice
  AND s.place = '' AND s.mode <> 'online' AND ({}::uuid IS NULL OR c.id = {})
"""


@dataclass(frozen=True)
class ToMove:
    """A session that a closing hits, days on which it could be at the same hour, and who planned it."""

    hit: Hit
    author: str


async def count(person: Person, now: datetime) -> int:
    """Return how many sessions to come, of the libraries where a person plans, are on a day of closing."""
    rows = await DB.rows(HIT, await _libraries(person), now, None, None)
    return len({row["id"] for row in rows})


async def authors_of(closing: UUID, library: UUID, now: datetime) -> set[str]:
    """Return who planned the sessions that a closing hits, as the journal names them."""
    rows = await DB.rows(HIT, [library], now, closing, closing)
    return {row["author"] for row in rows if row["author"]}


async def of_author(closing: UUID, library: UUID, author: str, now: datetime) -> list[UUID]:
    """Return the sessions that a closing still hits and that somebody planned."""
    rows = await DB.rows(HIT, [library], now, closing, closing)
    return [row["id"] for row in rows if row["author"] == author]


async def to_move(person: Person, now: datetime) -> list[ToMove]:
    """Return these sessions by start, each with days to choose from."""
    rows = await DB.rows(HIT, await _libraries(person), now, None, None)
    authors = {row["id"]: row["author"] or "" for row in rows}
    names = await names_of({author for author in authors.values() if author})
    concerned = {row["library"] for row in rows}
    found: list[ToMove] = []
    for library in await libraries_to_programme(person):
        if library.id in concerned:
            today = now.astimezone(ZoneInfo(library.timezone)).date()
            hits = await hit_by(await closings_of(library.id, since=today), library, now)
            found += [ToMove(hit, names.get(authors.get(hit.session.id, ""), "")) for hit in hits]
    return sorted(found, key=lambda one: (one.hit.session.starts_at, one.hit.session.id))


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


async def _libraries(person: Person) -> Collection[UUID]:
    return [library.id for library in await libraries_to_programme(person)]
