"""Sessions for programs: list, read, date, change, publish, cancel, withdraw."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request, Response, delete, get, patch, post
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.types import ControllerRouterHandler
from msgspec import UNSET

from server.accounts.guards import person_of, token_only
from server.accounts.powers import Power
from server.foundation import clock
from server.foundation.errors import Invalid, NotFound
from server.foundation.problems import answers, cursor, if_match, read_cursor, read_instant, tagged
from server.foundation.settings import settings
from server.foundation.words import clean
from server.libraries import queries as library_queries
from server.workshops import api, listing, local_time, postponing, programme, publication, queries, sessions
from server.workshops.queries import SessionView
from server.workshops.session_shapes import (
    Cancellation,
    NewSession,
    Publication,
    Session,
    SessionChange,
    Sessions,
    public_shape,
    session_shape,
)

AnyRequest = Request[Any, Any, Any]
MOST = 200
PUBLIC = {"access": "public"}


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
    return Sessions([public_shape(view) for view in found], _next(found, asked, wanted.most) if more else None)


def _next(found: list[SessionView], asked: dict[str, str], most: int) -> str:
    mark = cursor(found[-1].starts_at, found[-1].id)
    return listing.address(f"{settings().url}/api/v1/sessions", {**asked, "limit": str(most), "cursor": mark})


@get("/sessions/{session_id:uuid}", opt=PUBLIC, responses=answers(401, 404, 410))
async def session(request: AnyRequest, session_id: FromPath[UUID]) -> Response[Session]:
    """One session. A draft, and the address of an online meeting, are shown to a token of its library only.

    Its `ETag` is the version of what staff wrote: send it as `If-Match` with a change.
    """
    found = await _shown(request, session_id)
    return tagged(found, found.version)


async def _shown(request: AnyRequest, session_id: UUID) -> Session:
    if "authorization" not in request.headers:
        return public_shape(await queries.public_session(session_id))
    await token_only(request, request.route_handler)
    try:
        found = await programme.session_to_read(person_of(request), session_id)
    except NotFound:
        return public_shape(await queries.public_session(session_id))
    return session_shape(found if found.state == "draft" else await queries.public_session(session_id))


@post("/sessions", opt={"power": Power.PLAN}, responses=answers(400, 401, 404, 409))
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
    answer = session_shape(await queries.session(planned))
    return tagged(answer, answer.version, status=201, location=f"/api/v1/sessions/{planned}")


@patch("/sessions/{session_id:uuid}", opt={"power": Power.PLAN}, responses=answers(400, 401, 404, 409, 412))
async def change(
    request: AnyRequest, session_id: FromPath[UUID], data: JSONBody[SessionChange], despite: FromQuery[str] = ""
) -> Response[Session]:
    """Change a draft or published session. `despite`: as for a new one. With `If-Match`, only that version of it."""
    person, seen = person_of(request), if_match(request)
    held = await programme.session_to_programme(person, session_id)
    changes = _given(data, held.timezone)
    await sessions.change_session(session_id, changes, by=person, now=clock.now(), despite=despite, seen=seen)
    changed = session_shape(await queries.session(session_id))
    return tagged(changed, changed.version)


@post(
    "/sessions/{session_id:uuid}/publication",
    opt={"power": Power.PUBLISH},
    status_code=200,
    responses=answers(400, 401, 404, 409),
)
async def publish(
    request: AnyRequest,
    session_id: FromPath[UUID],
    despite: FromQuery[str] = "",
    data: JSONBody[Publication | None] = None,
) -> Session:
    """Publish a draft: it is in the agenda at once, and peers are told; or at the instant given, by itself."""
    person, now = person_of(request), clock.now()
    if data and data.at:
        held = await programme.session_to_programme(person, session_id)
        at = data.at if data.at.tzinfo else local_time.instant(data.at, held.timezone, "at")
        await publication.plan_publication(session_id, at, by=person, now=now, despite=despite)
    else:
        await sessions.publish(session_id, by=person, now=now, despite=despite)
    return session_shape(await queries.session(session_id))


@post(
    "/sessions/{session_id:uuid}/cancellation",
    opt={"power": Power.PLAN},
    status_code=200,
    responses=answers(400, 401, 404, 409),
)
async def cancel(
    request: AnyRequest, session_id: FromPath[UUID], data: JSONBody[Cancellation | None] = None
) -> Session:
    """Cancel a published session: people who booked are told, and it stays visible as cancelled."""
    reason = clean(data.reason) if data else ""
    await sessions.cancel(session_id, reason, by=person_of(request), now=clock.now())
    return session_shape(await queries.session(session_id))


@post(
    "/sessions/{session_id:uuid}/postponement",
    opt={"power": Power.PLAN},
    status_code=200,
    responses=answers(401, 404, 409),
)
async def postpone(request: AnyRequest, session_id: FromPath[UUID]) -> Session:
    """Put a published session off without a new date: people who booked are told, and keep their seats.

    It is held again once it is given another date.
    """
    await postponing.postpone(session_id, by=person_of(request), now=clock.now())
    return session_shape(await queries.session(session_id))


@delete("/sessions/{session_id:uuid}", opt={"power": Power.PLAN}, responses=answers(401, 404, 409))
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
    needs = given.pop("equipment")
    told = {name: _plain(name, value, zone) for name, value in given.items() if value is not UNSET}
    if needs is UNSET or needs is None:
        return told
    return told | {"stocks": list(needs), "stock_numbers": list(needs.values())}


def _plain(name: str, value: Any, zone: str) -> Any:
    if isinstance(value, str):
        return clean(value)
    if not isinstance(value, datetime):
        return value
    if not 2000 <= value.year <= 2100:
        raise Invalid({name: "bad_date"})
    return value if value.tzinfo else local_time.instant(value, zone, name)


READERS: list[ControllerRouterHandler] = [find, session]
PROGRAMS: list[ControllerRouterHandler] = [plan, change, publish, cancel, postpone, withdraw]
