"""Workshops and sessions, for the public and for staff; the one way to obtain a session for someone."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from server.accounts.powers import Power
from server.accounts.rules import Person
from server.foundation.database import DB
from server.foundation.errors import Gone, NotFound
from server.libraries.queries import require
from server.workshops.tables import Session, Workshop
from server.workshops.views import SessionView as SessionView
from server.workshops.views import WorkshopView as WorkshopView

SESSION = """
SELECT s.id, s.state, s.starts_at, s.ends_at, s.mode, s.online_url, s.place, s.presenter, s.note, s.capacity,
  s.waiting_places, s.taken, s.waiting, s.cancel_reason, s.previous_starts_at, s.sequence, s.version, s.published_at,
  s.created_at, s.updated_at, s.room AS room_id, coalesce(r.name, '') AS room, coalesce(r.access, '') AS room_access,
  l.id AS library_id, l.slug AS library_slug, l.name AS library, l.version AS library_version, l.address,
  l.postal_code, l.city, l.latitude, l.longitude, l.timezone, l.phone, l.access,
  w.id AS workshop_id, w.slug AS workshop_slug, w.title, w.summary, w.description, w.level, w.themes, w.audiences,
  w.bring, w.prerequisites, w.competences, w.competence_levels, w.kind,
  greatest(s.updated_at, s.released_at, w.updated_at, l.updated_at, r.updated_at) AS changed_at,
  ARRAY[s.kept_desk, s.kept_partner, s.kept_peer, s.kept_first] AS kept,
  ARRAY[s.taken_desk, s.taken_partner, s.taken_peer, s.taken_first] AS seated, s.release_hours, s.laptops,
  s.laptops_taken, s.companions_count, s.opens_at, s.closes_hours, s.offer_hours, s.drop_in, s.pass_accepted,
  s.practice, s.series AS series_id, s.series_number, coalesce(k.title, '') AS series_title,
  coalesce(k.singles, true) AS singles,
  (SELECT count(*) FROM session o
    WHERE o.series = s.series AND o.state IN ('published', 'postponed', 'cancelled')) AS series_dates,
  s.imported_uid, s.imported_url, s.released_at, w.language, coalesce(r.facilities, l.facilities) AS facilities,
  s.batch, s.review, s.review_note, s.review_by, s.publish_at, s.previous_mode,
  coalesce(i.id, j.id) AS image_id, coalesce(i.alt, j.alt, '') AS image_alt,
  coalesce(i.width, j.width, 0) AS image_width, coalesce(i.height, j.height, 0) AS image_height,
  s.mediators, s.stocks, s.stock_numbers,
  CASE WHEN cardinality(s.mediators) = 0 THEN '' ELSE coalesce((SELECT string_agg(m.name, ', ' ORDER BY m.name)
    FROM mediator m WHERE m.id = any(s.mediators) AND NOT m.shown), '') END AS not_shown
FROM session s JOIN workshop w ON w.id = s.workshop JOIN library l ON l.id = s.library LEFT JOIN room r ON r.id = s.room
LEFT JOIN series k ON k.id = s.series LEFT JOIN image i ON i.session = s.id LEFT JOIN image j ON j.workshop = w.id
"""
ONE_SESSION = SESSION + " WHERE s.id = {}"
PUBLIC = ("published", "postponed", "cancelled")
LISTS = (
    "themes audiences kept seated facilities mediators stocks stock_numbers needed_kinds needed_numbers competences"
    " competence_levels"
).split()


def session_view(row: dict[str, Any]) -> SessionView:
    """Return the view of a row of the SESSION query.

    It is filled at once: a frozen class is given its fields one by one, and there are eighty in each of the hundreds of
    sessions that a page reads.
    """
    view = object.__new__(SessionView)
    vars(view).update(row, **{name: tuple(row[name] or ()) for name in LISTS if name in row})
    return view


async def sessions_by_ids(ids: Iterable[UUID]) -> dict[UUID, SessionView]:
    """Return the sessions with these ids, in one query; those that do not exist are left out."""
    rows = await Session.raw(SESSION + " WHERE s.id = any({}::uuid[])", list(set(ids)))
    return {row["id"]: session_view(row) for row in rows}


async def session(session_id: UUID) -> SessionView:
    """Return a session in any state; raises NotFound. For what acts by itself (relays), not for a person."""
    rows = await DB.rows(ONE_SESSION, session_id)
    if not rows:
        raise NotFound
    return session_view(rows[0])


async def library_of(session_id: UUID) -> UUID:
    """Return the library of a session in any state, for the check of roles; raises NotFound."""
    for row in await DB.rows("SELECT library FROM session WHERE id = {}", session_id):
        return UUID(str(row["library"]))
    raise NotFound


async def public_session(session_id: UUID) -> SessionView:
    """Return a published, postponed or cancelled session; raises Gone for a withdrawn one, NotFound for a draft."""
    found = await session(session_id)
    if found.state == "withdrawn":
        raise Gone
    if found.state not in PUBLIC:
        raise NotFound
    return found


async def session_for(person: Person, session_id: UUID, power: Power) -> SessionView:
    """Return a session for a member of staff with a power in its library; raises NotFound."""
    found = await session(session_id)
    await require(person, found.library_id, power)
    return found


async def sessions_of(
    library_ids: list[UUID], *, since: datetime, until: datetime, state: str = "", most: int = 500
) -> list[SessionView]:
    """Return the sessions of these libraries in all states but withdrawn, by start; none to practise with."""
    rows = await Session.raw(
        SESSION + " WHERE s.library = any({}) AND s.state <> 'withdrawn' AND s.ends_at >= {} AND s.starts_at < {} "
        "AND NOT s.practice AND ({}::text = '' OR s.state = {}) ORDER BY s.starts_at, s.id LIMIT {}",
        library_ids,
        since,
        until,
        state,
        state,
        most,
    )
    return [session_view(row) for row in rows]


async def public_sessions(
    *, since: datetime, until: datetime, library: UUID | None = None, most: int = 1000
) -> list[SessionView]:
    """Return the published and cancelled sessions, by start, of one library or of all."""
    rows = await Session.raw(
        SESSION
        + " WHERE s.state = any({}) AND s.ends_at >= {} AND s.starts_at < {} AND ({}::uuid IS NULL OR s.library = {}) "
        "AND NOT s.practice ORDER BY s.starts_at, s.id LIMIT {}",
        list(PUBLIC),
        since,
        until,
        library,
        library,
        most,
    )
    return [session_view(row) for row in rows]


async def sessions_of_workshop(workshop: UUID, *, since: datetime, most: int = 100) -> list[SessionView]:
    """Return the public sessions of a workshop that are not over, by start."""
    rows = await Session.raw(
        SESSION + " WHERE s.workshop = {} AND s.state = any({}) AND s.ends_at >= {} AND NOT s.practice "
        "ORDER BY s.starts_at, s.id LIMIT {}",
        workshop,
        list(PUBLIC),
        since,
        most,
    )
    return [session_view(row) for row in rows]


def _workshop(row: dict[str, Any]) -> WorkshopView:
    names = WorkshopView.__dataclass_fields__
    row = {name: tuple(row[name] or ()) if name in LISTS else row[name] for name in names}
    return WorkshopView(**row)


async def workshop_by_slug(slug: str) -> WorkshopView:
    """Return a workshop; raises NotFound."""
    row = await Workshop.select().where((Workshop.slug == slug) & Workshop.practice.eq(False)).first()
    if row is None:
        raise NotFound
    return _workshop(row)


async def workshop(workshop_id: UUID) -> WorkshopView:
    """Return a workshop; raises NotFound."""
    row = await Workshop.select().where(Workshop.id == workshop_id).first()
    if row is None:
        raise NotFound
    return _workshop(row)


async def kind_of(text: str) -> str:
    """Return the kind of the workshop whose id was typed; an empty text for an ordinary one, and for none."""
    try:
        return (await workshop(UUID(text))).kind
    except (ValueError, NotFound):
        return ""


async def all_workshops() -> list[WorkshopView]:
    """Return all workshops by title, but those to practise with."""
    found = await Workshop.select().where(Workshop.practice.eq(False)).order_by(Workshop.title)
    return [_workshop(row) for row in found]


async def public_workshops() -> list[WorkshopView]:
    """Return the workshops of which the public may hear, by title."""
    return [found for found in await all_workshops() if not found.professional]
