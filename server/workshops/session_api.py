"""Sessions for programs: list, read, date, change, publish, cancel, withdraw."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, Response, delete, get, patch, post
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.types import ControllerRouterHandler
from msgspec import UNSET, UnsetType

from server.accounts.guards import person_of, token_only
from server.foundation import clock
from server.foundation.errors import Invalid, NotFound
from server.foundation.problems import answers, cursor, read_cursor, read_instant
from server.foundation.settings import settings
from server.foundation.words import clean
from server.libraries import queries as library_queries
from server.workshops import api, listing, local_time, programme, queries, sessions
from server.workshops.keeping import KEPT
from server.workshops.pools import EVERYBODY
from server.workshops.queries import SessionView

AnyRequest = Request[Any, Any, Any]
MOST = 200
PUBLIC = {"access": "public"}


class NewSession(msgspec.Struct, forbid_unknown_fields=True):
    """A session to date. `workshop` and `library` are ids or slugs; times without offset are local to the library.

    `mode`: on_site, online, mixed. `room`: id of a room of the library. `place`: where, when it is not in the library.
    `opens_at`: when booking opens on line, null for at once; `closes_hours`: it ends so many hours before the start;
    `offer_hours`: a freed seat is held so long for the next who waits, 0 gives it at once.
    `kept_desk`, `kept_partner`, `kept_peer`, `kept_first`: seats kept for desk and telephone, partners, other agendas,
    people who come for the first time, until `release_hours` before the start. `laptops`: how many can be lent.
    `companions_count`: whether who accompanies somebody takes a seat.
    """

    workshop: str
    library: str
    starts_at: datetime
    ends_at: datetime
    capacity: int
    waiting_places: int = 0
    room: UUID | None = None
    mode: str = "on_site"
    online_url: str = ""
    place: str = ""
    presenter: str = ""
    note: str = ""
    pass_accepted: bool = False
    opens_at: datetime | None = None
    closes_hours: int = 0
    offer_hours: int = 0
    drop_in: bool = False
    kept_desk: int = 0
    kept_partner: int = 0
    kept_peer: int = 0
    kept_first: int = 0
    release_hours: int = 48
    laptops: int | None = None
    companions_count: bool = True


class SessionChange(msgspec.Struct, forbid_unknown_fields=True):
    """What to change of a session; what is left out stays. People who booked are told of dates and places."""

    starts_at: datetime | UnsetType = UNSET
    ends_at: datetime | UnsetType = UNSET
    capacity: int | UnsetType = UNSET
    waiting_places: int | UnsetType = UNSET
    room: UUID | UnsetType | None = UNSET
    mode: str | UnsetType = UNSET
    online_url: str | UnsetType = UNSET
    place: str | UnsetType = UNSET
    presenter: str | UnsetType = UNSET
    note: str | UnsetType = UNSET
    pass_accepted: bool | UnsetType = UNSET
    opens_at: datetime | UnsetType | None = UNSET
    closes_hours: int | UnsetType = UNSET
    offer_hours: int | UnsetType = UNSET
    drop_in: bool | UnsetType = UNSET
    kept_desk: int | UnsetType = UNSET
    kept_partner: int | UnsetType = UNSET
    kept_peer: int | UnsetType = UNSET
    kept_first: int | UnsetType = UNSET
    release_hours: int | UnsetType = UNSET
    laptops: int | UnsetType | None = UNSET
    companions_count: bool | UnsetType = UNSET


class Cancellation(msgspec.Struct, forbid_unknown_fields=True):
    """Why a session is cancelled, in words that everybody will read."""

    reason: str = ""


class Session(msgspec.Struct):
    """A session. `state`: draft, published, cancelled. Seats are in people; instants are in UTC.

    `seats_left`: what a newcomer may take on line now; `seats_kept`: free seats that are kept for some, see `kept_…`.
    """

    id: UUID
    state: str
    url: str
    ics_url: str
    workshop: UUID
    title: str
    library: UUID
    library_name: str
    timezone: str
    starts_at: datetime
    ends_at: datetime
    mode: str
    online_url: str
    place: str
    room: str
    presenter: str
    note: str
    pass_accepted: bool
    drop_in: bool
    capacity: int
    taken: int
    seats_left: int
    seats_kept: int
    kept_desk: int
    kept_partner: int
    kept_peer: int
    kept_first: int
    release_hours: int
    laptops: int | None
    companions_count: bool
    waiting_places: int
    waiting: int
    opens_at: datetime | None
    closes_hours: int
    offer_hours: int
    cancel_reason: str
    previous_starts_at: datetime | None
    version: int
    published_at: datetime | None
    updated_at: datetime


class Sessions(msgspec.Struct):
    """A piece of the list of sessions, by start; `next` is the address of the next piece, or null."""

    items: list[Session]
    next: str | None


COMPUTED = frozenset({"url", "seats_left", "seats_kept", *KEPT, "ics_url", "workshop", "library", "library_name"})


def _session(view: SessionView) -> Session:
    known = {name: getattr(view, name) for name in Session.__struct_fields__ if name not in COMPUTED}
    known |= zip(KEPT, view.kept, strict=True)
    url, seats = f"{settings().url}/seances/{view.id}", view.seats(clock.now())
    return Session(
        **known,
        url=url,
        seats_left=seats.for_newcomer(EVERYBODY),
        seats_kept=seats.free - seats.open_to(EVERYBODY),
        ics_url=f"{url}.ics",
        workshop=view.workshop_id,
        library=view.library_id,
        library_name=view.library,
    )


def _public(view: SessionView) -> Session:
    """Return what anybody may read: the address of an online meeting is for those who booked."""
    return _session(replace(view, online_url=""))


@get("/sessions", opt=PUBLIC, responses=answers(400))
async def find(
    since: FromQuery[str] = "",
    until: FromQuery[str] = "",
    library: FromQuery[str] = "",
    workshop: FromQuery[str] = "",
    cursor: FromQuery[str] = "",
    limit: FromQuery[int] = 50,
) -> Sessions:
    """Published and cancelled sessions by start, from now on unless `since` says otherwise.

    `since` and `until` are ISO 8601 dates or times; `library` and `workshop` are ids or slugs; `limit` is 200 at most.
    """
    zone = settings().timezone
    wanted = listing.Wanted(
        since=read_instant(since, zone, "since") if since else clock.now(),
        until=read_instant(until, zone, "until") if until else None,
        library=await api.known_library(library) if library else None,
        workshop=await _known_workshop(workshop) if workshop else None,
        after=read_cursor(cursor) if cursor else None,
        most=min(max(limit, 1), MOST),
    )
    found, more = await listing.public_page(wanted)
    asked = {"since": wanted.since.isoformat(), "until": until, "library": library, "workshop": workshop}
    return Sessions([_public(view) for view in found], _next(found, asked, wanted.most) if more else None)


def _next(found: list[SessionView], asked: dict[str, str], most: int) -> str:
    mark = cursor(found[-1].starts_at, found[-1].id)
    return listing.address(f"{settings().url}/api/v1/sessions", {**asked, "limit": str(most), "cursor": mark})


@get("/sessions/{session_id:uuid}", opt=PUBLIC, responses=answers(401, 404, 410))
async def session(request: AnyRequest, session_id: FromPath[UUID]) -> Session:
    """One session. A draft, and the address of an online meeting, are shown to a token of its library only."""
    if "authorization" not in request.headers:
        return _public(await queries.public_session(session_id))
    await token_only(request, request.route_handler)
    try:
        found = await programme.session_to_read(person_of(request), session_id)
    except NotFound:
        return _public(await queries.public_session(session_id))
    return _session(found if found.state == "draft" else await queries.public_session(session_id))


@post("/sessions", responses=answers(400, 401, 404, 409))
async def plan(request: AnyRequest, data: JSONBody[NewSession], despite: FromQuery[str] = "") -> Response[Session]:
    """Date a session; it is a draft until it is published. The programming role is needed in its library.

    `despite` says why what is in its way is passed over: agreed, shared, replaced, open, mistake.
    """
    library = await library_queries.by_id(await api.known_library(data.library))
    workshop = await _known_workshop(data.workshop)
    given = _given(data, library.timezone)
    planned = await sessions.plan_session(
        workshop, library.id, sessions.Plan(**given), by=person_of(request), now=clock.now(), despite=despite
    )
    answer = _session(await queries.session(planned))
    return Response(answer, status_code=201, headers={"location": f"/api/v1/sessions/{planned}"})


@patch("/sessions/{session_id:uuid}", responses=answers(400, 401, 404, 409))
async def change(
    request: AnyRequest, session_id: FromPath[UUID], data: JSONBody[SessionChange], despite: FromQuery[str] = ""
) -> Session:
    """Change a draft or published session. `despite`: as for a new one."""
    held = await programme.session_to_programme(person_of(request), session_id)
    changes = _given(data, held.timezone)
    await sessions.change_session(session_id, changes, by=person_of(request), now=clock.now(), despite=despite)
    return _session(await queries.session(session_id))


@post("/sessions/{session_id:uuid}/publication", status_code=200, responses=answers(400, 401, 404, 409))
async def publish(request: AnyRequest, session_id: FromPath[UUID], despite: FromQuery[str] = "") -> Session:
    """Publish a draft: it is in the agenda at once, and peers are told."""
    await sessions.publish(session_id, by=person_of(request), now=clock.now(), despite=despite)
    return _session(await queries.session(session_id))


@post("/sessions/{session_id:uuid}/cancellation", status_code=200, responses=answers(400, 401, 404, 409))
async def cancel(
    request: AnyRequest, session_id: FromPath[UUID], data: JSONBody[Cancellation | None] = None
) -> Session:
    """Cancel a published session: people who booked are told, and it stays visible as cancelled."""
    reason = clean(data.reason) if data else ""
    await sessions.cancel(session_id, reason, by=person_of(request), now=clock.now())
    return _session(await queries.session(session_id))


@delete("/sessions/{session_id:uuid}", responses=answers(401, 404, 409))
async def withdraw(request: AnyRequest, session_id: FromPath[UUID]) -> None:
    """Take a session that nobody has booked out of the agenda; a draft is erased."""
    await sessions.withdraw(session_id, by=person_of(request), now=clock.now())


async def _known_workshop(name: str) -> UUID:
    try:
        return (await api.named(clean(name))).id
    except NotFound:
        raise Invalid({"workshop": "bad_choice"}) from None


def _given(data: NewSession | SessionChange, zone: str) -> dict[str, Any]:
    """Return the fields of the plan that were given: texts cleaned, times as instants; raises Invalid."""
    given = {name: getattr(data, name) for name in SessionChange.__struct_fields__}
    return {name: _plain(name, value, zone) for name, value in given.items() if value is not UNSET}


def _plain(name: str, value: Any, zone: str) -> Any:
    if isinstance(value, str):
        return clean(value)
    if not isinstance(value, datetime):
        return value
    if not 2000 <= value.year <= 2100:
        raise Invalid({name: "bad_date"})
    return value if value.tzinfo else local_time.instant(value, zone, name)


READERS: list[ControllerRouterHandler] = [find, session]
PROGRAMS: list[ControllerRouterHandler] = [plan, change, publish, cancel, withdraw]
