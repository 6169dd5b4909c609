"""Closings and copies for programs: the days on which a library is closed, a session or its series on other days."""

from datetime import date
from typing import Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from litestar import Request, Response, delete, get, post
from litestar.params import FromPath, JSONBody
from litestar.types import ControllerRouterHandler

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.foundation import clock
from server.foundation.errors import Invalid
from server.foundation.problems import answers
from server.foundation.settings import settings
from server.foundation.words import clean
from server.libraries import api as libraries_api
from server.libraries import closings
from server.libraries import queries as library_queries
from server.libraries.closings import ClosingView
from server.planning import copying, queries
from server.planning.closings import hit_by
from server.planning.copying import Copy, Where
from server.workshops import api, programme
from server.workshops.queries import SessionView

AnyRequest = Request[Any, Any, Any]
PUBLIC = {"access": "public"}


class NewClosing(msgspec.Struct, forbid_unknown_fields=True):
    """Local days on which a library is closed, and why, in words for everybody. Without `last_on`, one day."""

    first_on: date
    reason: str
    last_on: date | None = None


class Closing(msgspec.Struct):
    """Days on which a library is closed, the last one included."""

    id: UUID
    first_on: date
    last_on: date
    reason: str


class Closings(msgspec.Struct):
    """The closings of a library that are not over, by their first day; `next` is always null: the list is whole."""

    items: list[Closing]
    next: str | None = None


class Hit(msgspec.Struct):
    """A session on a day of closing, and days on which it could be at the same hour."""

    session: UUID
    instead: list[date]


class Added(msgspec.Struct):
    """A closing, and the sessions to come that it hits: they stay as they are."""

    closing: Closing
    hits: list[Hit]


class NewCopies(msgspec.Struct, forbid_unknown_fields=True):
    """Copies of a session or of all those planned with it, the first of them on a day, in a library (id or slug).

    `dates`: the days that are wanted; without them, those that nothing speaks against. `despite`: as for a new session.
    """

    first: date
    scope: Literal["one", "all"] = "one"
    library: str = ""
    room: UUID | None = None
    dates: list[date] | None = None
    publish: bool = False
    despite: str = ""


class Copied(msgspec.Struct):
    """What was planned: the sessions by start, and what they share."""

    batch: UUID
    sessions: list[UUID]


def _closing(view: ClosingView) -> Closing:
    return Closing(view.id, view.first_on, view.last_on, view.reason)


@get("/libraries/{name:str}/closings", opt=PUBLIC, responses=answers(404))
async def closed(name: FromPath[str]) -> Closings:
    """The days to come on which a library is closed."""
    library = await libraries_api.named(clean(name))
    today = clock.now().astimezone(ZoneInfo(library.timezone)).date()
    return Closings([_closing(view) for view in await closings.closings_of(library.id, since=today)])


@post("/libraries/{name:str}/closings", opt={"power": Power.RUN_LIBRARY}, responses=answers(400, 401, 404))
async def close(request: AnyRequest, name: FromPath[str], data: JSONBody[NewClosing]) -> Added:
    """Close a library for some days. The manager's role is needed there."""
    library = await libraries_api.named(clean(name))
    by, now, last_on = person_of(request), clock.now(), data.last_on or data.first_on
    kept = await closings.add_closing(library.id, data.first_on, last_on, clean(data.reason), by=by, now=now)
    hits = [Hit(hit.session.id, list(hit.instead or ())) for hit in await hit_by([kept], library, now)]
    return Added(_closing(kept), hits)


@delete("/libraries/{name:str}/closings/{closing:uuid}", opt={"power": Power.RUN_LIBRARY}, responses=answers(401, 404))
async def open_again(request: AnyRequest, name: FromPath[str], closing: FromPath[UUID]) -> None:
    """Take a closing back. The manager's role is needed there."""
    library = await libraries_api.named(clean(name))
    await closings.remove_closing(closing, library.id, by=person_of(request), now=clock.now())


@post("/sessions/{session_id:uuid}/copies", opt={"power": Power.PLAN}, responses=answers(400, 401, 404, 409))
async def copy(request: AnyRequest, session_id: FromPath[UUID], data: JSONBody[NewCopies]) -> Response[Copied]:
    """Plan copies, all or none; bookings are not copied. The programming role is needed in both libraries."""
    person, now = person_of(request), clock.now()
    session = await queries.session_to_plan(person, session_id)
    where = await _where(request, session, data)
    sources = await queries.like_it(person, session) if data.scope == "all" else [session]
    found = await copying.copies(sources, where, now=now)
    wanted = [one for one in found if _wanted(one, data.dates)]
    batch = await copying.keep(wanted, where, public=data.publish, despite=data.despite, by=person, now=now)
    made = [one.id for one in await queries.batch_for(person, batch)]
    return Response(Copied(batch, made), headers={"location": f"{settings().url}/bureau/series/{batch}"})


def _wanted(one: Copy, dates: list[date] | None) -> bool:
    return not one.reasons if dates is None else one.day in dates


async def _where(request: AnyRequest, session: SessionView, data: NewCopies) -> Where:
    """Return where the copies go; raises Invalid."""
    library = await api.known_library(data.library) if data.library else session.library_id
    known = {found.id: found for found in await programme.libraries_to_programme(person_of(request))}
    if library not in known:
        raise Invalid({"library": "bad_choice"})
    rooms = await library_queries.rooms_of(library)
    if data.room and data.room not in {room.id for room in rooms}:
        raise Invalid({"room": "room_elsewhere"})
    if not 2000 <= data.first.year <= 2100:
        raise Invalid({"first": "bad_date"})
    return Where(known[library], data.room, data.first)


READERS: list[ControllerRouterHandler] = [closed]
PROGRAMS: list[ControllerRouterHandler] = [close, open_again, copy]
