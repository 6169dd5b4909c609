"""Today, the box that finds everything, the sessions to record, whom to tell by hand."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.bookings import door_list
from server.bookings import queries as bookings
from server.desk import places, queries, search, words
from server.desk import today as days
from server.foundation import clock
from server.foundation.errors import NotFound
from server.foundation.forms import choices
from server.foundation.web import form_of, language_of, page, see_other
from server.foundation.words import clean
from server.notifications import actions as notifications
from server.notifications import queries as messages
from server.notifications import words as message_words
from server.planning.words import FIELDS
from server.prints import posted
from server.prints.telling import told
from server.workshops import programme
from server.workshops import words as workshop_words

AnyRequest = Request[Any, Any, Any]


def labels(words_by_key: dict[str, str], request: AnyRequest) -> dict[str, str]:
    """Return the words of a key in the language of the page."""
    return {found["value"]: found["label"] for found in choices(words_by_key, language_of(request))}


@get("/", opt={"power": Power.ENTER})
async def today(request: AnyRequest, bibliotheque: FromQuery[str] = "") -> Response[str]:
    """Today in one library, or in all those of the person: who comes, what is needed, what changed, what waits."""
    person, now = person_of(request), clock.now()
    everywhere = await programme.reach(person)
    reach = everywhere.only(bibliotheque)
    papers = await posted.outdated([one.id for one in reach.desk], bool(reach.desk) and reach is everywhere, now)
    return page(
        request,
        "desk/today.html",
        private=True,
        now=now,
        found=await days.today(person, reach, now, whole=reach is everywhere),
        papers=[told(group, language_of(request)) for group in papers],
        libraries=[{"value": library.slug, "label": library.name} for library in everywhere.seen],
        library="" if reach is everywhere else bibliotheque,
        states=labels(workshop_words.STATES, request),
        party_states=labels(words.PARTIES, request),
        kinds=labels(message_words.KINDS, request),
        change_words=labels(words.CHANGES, request),
        count_words=words.COUNTS,
        field_words=labels(FIELDS | words.FIELDS, request),
        may_date=bool(everywhere.programmed),
    )


@get("/standard", opt={"power": Power.LOOK})
async def switchboard(request: AnyRequest) -> Response[str]:
    """What to say on the telephone: the next free seat, and the workshops of the week."""
    person, now = person_of(request), clock.now()
    if not await programme.libraries_seen(person):
        raise NotFound
    return page(request, "desk/switchboard.html", now=now, week=await places.week(person, now))


@get("/personnes", opt={"power": Power.LOOK})
async def people(request: AnyRequest) -> Response[str]:
    """The box that finds a person, a session, a workshop or a library; what it is told is in no address."""
    return page(request, "desk/people.html", private=True, search="", found=None, most=search.MOST, states={})


@post("/personnes", opt={"power": Power.LOOK}, status_code=200)
async def find(request: AnyRequest) -> Response[str]:
    """What the box finds: sent as a form, so that no name stands in an address, a log or a history."""
    text = clean((await form_of(request)).get("q", ""), 200)
    reach = await programme.reach(person_of(request))
    return page(
        request,
        "desk/people.html",
        private=True,
        search=text,
        found=await search.find(reach, text, clock.now()) if text else None,
        most=search.MOST,
        states=labels(words.PARTIES, request),
        session_states=labels(workshop_words.STATES, request),
        may_date=bool(reach.programmed),
    )


@get("/a-renseigner", opt={"power": Power.BOOK})
async def to_record(request: AnyRequest) -> Response[str]:
    """The sessions that are over and of which nobody said who came."""
    reach, now = await programme.reach(person_of(request)), clock.now()
    found = await door_list.to_record([library.id for library in reach.desk], now)
    return page(request, "desk/to_record.html", found=found)


@get("/prevenir", opt={"power": Power.BOOK})
async def to_tell(request: AnyRequest) -> Response[str]:
    """Whom to tell by hand: of what other agendas answered, or did not; that booking has opened."""
    reach, now = await programme.reach(person_of(request)), clock.now()
    found = await queries.to_tell_by_hand(reach, now)
    return page(request, "desk/tell.html", private=True, found=found, kinds=labels(message_words.KINDS, request))


@post("/messages/{message_id:uuid}/fait", opt={"power": Power.BOOK}, status_code=303)
async def call_made(request: AnyRequest, message_id: FromPath[UUID]) -> Response[Any]:
    """Mark as made a call about a request to another agenda, or about an opening."""
    await _require_desk(request, message_id)
    await notifications.done(message_id, by=person_of(request).by, now=clock.now())
    return see_other(f"/bureau/prevenir?defaire=dit:{message_id}")


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
        return "/bureau/prevenir" if booking is None else "/bureau"
    if page_name == "booking":
        return f"/bureau/inscriptions/{booking}/messages"
    return f"/bureau/seances/{(await bookings.by_id(booking)).session.id}/messages?fait=encore"


async def _require_desk(request: AnyRequest, message: UUID) -> None:
    person, booking = person_of(request), await messages.booking_of(message)
    if booking is not None:
        await programme.require_desk(person, await bookings.library_of(booking))
    elif not await programme.may_book_somewhere(person):
        raise NotFound


HANDLERS = [today, switchboard, people, find, to_record, to_tell, call_made, try_again]
