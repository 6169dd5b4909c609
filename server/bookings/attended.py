"""What came of sessions that took place: one row each, with what was counted, for all that is reported to anybody.

Nothing nominative. A session that was cancelled, postponed, withdrawn, is not over, or was one to practise with is not
there. Days and years are those of the session's own library, by its time zone. None was not counted: it is not nought.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from server.foundation.database import DB

COUNTS = (
    "known feminin masculin genre_non_communique scolarise sans_emploi en_emploi retraite statut_non_communique "
    "classes visits pupils remote cents staff_minutes volunteers"
).split()
# Who came: those noted at the door, as soon as one was; else how many staff counted in all.
ATTENDED = f"""
SELECT s.id, s.workshop, s.library, w.title, w.themes, w.audiences, w.level, l.name AS library_name, l.city, l.insee,
  l.postal_code, l.timezone, s.starts_at, s.ends_at, (s.starts_at AT TIME ZONE l.timezone)::date AS day, s.mode,
  s.place, s.capacity, s.mediators, s.stocks, s.laptops, s.imported_uid, s.imported_url, s.created_at,
  greatest(s.updated_at, t.updated_at) AS changed_at, coalesce(b.people, 0)::int AS booked,
  CASE WHEN b.noted OR a.people > 0 THEN (coalesce(b.present, 0) + coalesce(a.people, 0))::int ELSE t.people
    END AS present,
  coalesce(t.off_site, CASE WHEN s.place <> '' THEN true END) AS off_site, {", ".join(f"t.{name}" for name in COUNTS)}
FROM session s JOIN library l ON l.id = s.library JOIN workshop w ON w.id = s.workshop
LEFT JOIN LATERAL (
  SELECT sum(o.people) AS people, sum(p.present) AS present, bool_or(p.booking IS NOT NULL) AS noted
  FROM booking o LEFT JOIN attendance p ON p.booking = o.id WHERE o.session = s.id AND o.state = 'confirmed') b ON true
LEFT JOIN LATERAL (
  SELECT sum(o.people) AS people FROM arrival o WHERE o.session = s.id AND o.state = 'seated') a ON true
LEFT JOIN session_count t ON t.session = s.id
WHERE s.state = 'published' AND NOT s.practice
"""  # noqa: S608 (constants only)
# `day` cannot be looked up in an index; the instants around it can.
OVER = ATTENDED + (
    " AND s.ends_at <= {} AND s.starts_at >= {} AND s.starts_at < {}"
    " AND (s.starts_at AT TIME ZONE l.timezone)::date >= {} AND (s.starts_at AT TIME ZONE l.timezone)::date < {}"
)
CHOSEN = OVER + (
    " AND ({}::uuid[] IS NULL OR s.id = any({}::uuid[])) AND ({}::uuid[] IS NULL OR s.workshop = any({}::uuid[]))"
    " AND ({}::uuid[] IS NULL OR s.library = any({}::uuid[])) ORDER BY s.starts_at, s.id"
)
ONE = ATTENDED + " AND s.id = {}"
AROUND = timedelta(days=1)
LISTS = ("themes", "audiences", "mediators", "stocks")


@dataclass(frozen=True)
class Attended:
    """A session that took place: `booked` and `present` in people, `cents` and `staff_minutes` in their units.

    `day` is local. `off_site` is known, without being counted, of a session that was held at another place.
    """

    id: UUID
    workshop: UUID
    library: UUID
    title: str
    themes: tuple[str, ...]
    audiences: tuple[str, ...]
    level: str
    library_name: str
    city: str
    insee: str
    postal_code: str
    timezone: str
    starts_at: datetime
    ends_at: datetime
    day: date
    mode: str
    place: str
    capacity: int
    mediators: tuple[UUID, ...]
    stocks: tuple[UUID, ...]
    laptops: int | None
    imported_uid: str
    imported_url: str
    created_at: datetime
    changed_at: datetime
    booked: int
    present: int | None
    off_site: bool | None
    known: int | None
    feminin: int | None
    masculin: int | None
    genre_non_communique: int | None
    scolarise: int | None
    sans_emploi: int | None
    en_emploi: int | None
    retraite: int | None
    statut_non_communique: int | None
    classes: int | None
    visits: int | None
    pupils: int | None
    remote: int | None
    cents: int | None
    staff_minutes: int | None
    volunteers: int | None

    @property
    def minutes(self) -> int:
        """How long it lasted."""
        return round((self.ends_at - self.starts_at).total_seconds() / 60)


def within(since: date, until: date, now: datetime) -> list[Any]:
    """Return the values that OVER asks for: sessions over at `now`, from one local day to before another."""
    first, last = (datetime(day.year, day.month, day.day, tzinfo=now.tzinfo) for day in (since, until))
    return [now, first - AROUND, last + AROUND, since, until]


async def attended(
    since: date,
    until: date,
    *,
    now: datetime,
    sessions: Collection[UUID] | None = None,
    workshops: Collection[UUID] | None = None,
    libraries: Collection[UUID] | None = None,
) -> list[Attended]:
    """Return the sessions that took place from one local day to before another, by start.

    `sessions`, `workshops` and `libraries` choose among them, all three at once; None is all of them, an empty
    collection is none.
    """
    chosen = [None if each is None else list(each) for each in (sessions, workshops, libraries)]
    twice = [value for each in chosen for value in (each, each)]
    return [_view(row) for row in await DB.rows(CHOSEN, *within(since, until, now), *twice)]


async def of_session(session: UUID) -> Attended | None:
    """Return what came of one session, over or not; None for one that is not published or is to practise with."""
    rows = await DB.rows(ONE, session)
    return _view(rows[0]) if rows else None


def _view(row: dict[str, Any]) -> Attended:
    return Attended(**row | {name: tuple(row[name] or ()) for name in LISTS})
