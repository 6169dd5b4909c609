"""Today, the search for a person, the calls made."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.bookings import queries as bookings
from server.calendars.subscriptions import waiting
from server.desk import places, queries, words
from server.foundation import clock
from server.foundation.errors import NotFound
from server.foundation.forms import choices
from server.foundation.web import form_of, language_of, page, see_other
from server.foundation.words import clean
from server.hooks.queries import stopped as stopped_hooks
from server.notifications import actions as notifications
from server.notifications import queries as messages
from server.notifications import words as message_words
from server.planning import to_move
from server.prints.telling import told
from server.workshops import local_time, programme
from server.workshops import words as workshop_words

AnyRequest = Request[Any, Any, Any]


def labels(words_by_key: dict[str, str], request: AnyRequest) -> dict[str, str]:
    """Return the words of a key in the language of the page."""
    return {found["value"]: found["label"] for found in choices(words_by_key, language_of(request))}


@get("/", opt={"power": Power.ENTER})
async def today(request: AnyRequest) -> Response[str]:
    """Today's sessions, the next days, the calls to make, the messages not sent, the calendars that need a person."""
    person = person_of(request)
    found = await queries.today(person, clock.now())
    return page(
        request,
        "desk/today.html",
        now=clock.now(),
        found=found,
        papers=[told(group, language_of(request)) for group in found.papers],
        states=labels(workshop_words.STATES, request),
        kinds=labels(message_words.KINDS, request),
        calendars=await waiting(person, clock.now()),
        to_move=await to_move.count(person, clock.now()),
        hooks=await stopped_hooks(person),
        may_date=bool(await programme.libraries_to_programme(person)),
        has_libraries=bool(await programme.libraries_seen(person)),
    )


@get("/standard", opt={"power": Power.LOOK})
async def switchboard(request: AnyRequest) -> Response[str]:
    """What to say on the telephone: the next free seat, and the workshops of the week."""
    person, now = person_of(request), clock.now()
    if not await programme.libraries_seen(person):
        raise NotFound
    return page(request, "desk/switchboard.html", now=now, week=await places.week(person, now))


@get("/personnes", opt={"power": Power.LOOK})
async def people(request: AnyRequest, q: FromQuery[str] = "") -> Response[Any]:
    """Find a person by a name, a reference or a telephone number; a date leads to its programme."""
    text = clean(q, 200)
    if day := local_time.day(text):
        return see_other(f"/bureau/programme?du={day.isoformat()}")
    found = await queries.search(person_of(request), text, clock.now()) if text else []
    return page(
        request,
        "desk/people.html",
        private=True,
        search=text,
        found=found,
        most=queries.MOST,
        states=labels(words.PARTIES, request),
    )


@post("/messages/{message_id:uuid}/fait", opt={"power": Power.BOOK}, status_code=303)
async def call_made(request: AnyRequest, message_id: FromPath[UUID]) -> Response[Any]:
    """Mark as made a call about a request to another agenda, or about an opening."""
    await _require_desk(request, message_id)
    await notifications.done(message_id, by=person_of(request).by, now=clock.now())
    return see_other("/bureau")


@post("/messages/{message_id:uuid}/encore", opt={"power": Power.BOOK}, status_code=303)
async def try_again(request: AnyRequest, message_id: FromPath[UUID]) -> Response[Any]:
    """Send once more a message that could not be sent, and go back to the page where that was asked."""
    await _require_desk(request, message_id)
    await notifications.try_again(message_id, by=person_of(request).by, now=clock.now())
    return see_other(await _back(message_id, (await form_of(request)).get("back", "")))


async def _back(message: UUID, page_name: str) -> str:
    booking = await messages.booking_of(message)
    if page_name == "failed":
        return "/bureau/messages?fait=encore"
    if booking is None or page_name not in ("session", "booking"):
        return "/bureau"
    if page_name == "booking":
        return f"/bureau/inscriptions/{booking}/messages"
    return f"/bureau/seances/{(await bookings.by_id(booking)).session.id}/messages?fait=encore"


async def _require_desk(request: AnyRequest, message: UUID) -> None:
    person, booking = person_of(request), await messages.booking_of(message)
    if booking is not None:
        await programme.require_desk(person, await bookings.library_of(booking))
    elif not await programme.may_book_somewhere(person):
        raise NotFound


HANDLERS = [today, switchboard, people, call_made, try_again]
