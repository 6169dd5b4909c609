"""The calls of the day: whom to call, what to say, what came of it; on screen and on paper."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.types import ControllerRouterHandler

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.bookings import queries as bookings
from server.desk import words
from server.desk.routes import labels
from server.foundation import clock
from server.foundation.errors import NotFound, Refused
from server.foundation.forms import faults
from server.foundation.web import form_of, language_of, page, see_other
from server.notifications import calls
from server.notifications import queries as messages
from server.notifications import words as message_words
from server.workshops import programme

AnyRequest = Request[Any, Any, Any]
# The others come once these are made: the most urgent are first.
MOST_SHOWN = 60


@get("/appels", opt={"power": Power.BOOK})
async def calls_of_the_day(request: AnyRequest, fait: FromQuery[UUID | None] = None) -> Response[str]:
    """The calls of today in all of this person's libraries, the most urgent first."""
    made = None
    if fait is not None:
        await _require_desk(request, fait)
        made = await calls.just_made(fait)
    return await _page(request, {}, made=made)


@post("/appels/{message_id:uuid}", opt={"power": Power.BOOK}, status_code=303)
async def call(request: AnyRequest, message_id: FromPath[UUID]) -> Response[Any]:
    """Keep what came of a call."""
    await _require_desk(request, message_id)
    outcome = (await form_of(request)).get("issue", "")
    try:
        await calls.record(message_id, outcome, by=person_of(request).by, now=clock.now())
    except Refused as error:
        return await _page(request, faults(error, language_of(request), otherwise=f"appel-{message_id}"))
    return see_other(f"/bureau/appels?fait={message_id}")


@post("/appels/{message_id:uuid}/remettre", opt={"power": Power.BOOK}, status_code=303)
async def put_back(request: AnyRequest, message_id: FromPath[UUID]) -> Response[Any]:
    """Put a call back on the list, after a slip of the finger."""
    await _require_desk(request, message_id)
    await calls.put_back(message_id, by=person_of(request).by, now=clock.now())
    return see_other(f"/bureau/appels#appel-{message_id}")


async def _require_desk(request: AnyRequest, message: UUID) -> None:
    """Raise NotFound unless the message is about a booking in a library where this person may book people."""
    booking = await messages.booking_of(message)
    if booking is None:
        raise NotFound
    await programme.require_desk(person_of(request), await bookings.library_of(booking))


async def _page(request: AnyRequest, errors: dict[str, str], made: calls.Made | None = None) -> Response[str]:
    now = clock.now()
    libraries = [library.id for library in await programme.libraries_at_desk(person_of(request))]
    every = await calls.of_today(libraries, now)
    found = every[:MOST_SHOWN]
    return page(
        request,
        "desk/calls.html",
        status=422 if errors else 200,
        private=True,
        now=now,
        calls=[call for call in found if not call.later],
        later=[call for call in found if call.later],
        kinds=labels(message_words.KINDS, request),
        outcomes=labels(words.OUTCOMES, request),
        made=made,
        errors=errors,
        more=len(every) - len(found),
    )


HANDLERS: list[ControllerRouterHandler] = [calls_of_the_day, call, put_back]
