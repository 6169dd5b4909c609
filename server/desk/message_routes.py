"""The messages of a session, of a booking, and those that could not be sent; writing to all the people of a session."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.bookings import queries as bookings
from server.desk import queries
from server.desk.routes import labels
from server.foundation import clock
from server.foundation.errors import NotFound, Refused
from server.foundation.forms import faults
from server.foundation.ids import new_token
from server.foundation.web import form_of, language_of, page, see_other
from server.notifications import actions, broadcast, receipts, words
from server.notifications import queries as messages
from server.notifications.queries import Receipt
from server.workshops import programme
from server.workshops.queries import PUBLIC, SessionView

AnyRequest = Request[Any, Any, Any]


def shown(found: list[Receipt], names: dict[UUID, str], request: AnyRequest) -> list[dict[str, Any]]:
    """Return receipts as the table of pages shows them; a name is empty once erased."""
    language = language_of(request)
    kinds, states = labels(words.KINDS, request), labels(receipts.STATES, request)
    channels = labels(receipts.CHANNELS, request)
    return [
        {
            "receipt": receipt,
            "name": names.get(receipt.booking, ""),
            "kind": kinds.get(receipt.kind, receipt.kind),
            "channel": channels[receipt.channel],
            "state": states[receipts.state(receipt)],
            "reason": receipts.reason(receipt, language),
            "again": receipt.state in actions.AGAIN,
        }
        for receipt in found
    ]


@get("/seances/{session_id:uuid}/messages", opt={"power": Power.BOOK})
async def of_session(request: AnyRequest, session_id: FromPath[UUID]) -> Response[str]:
    """What was sent to the people of a session, what became of it, and the form to write to all of them."""
    session = await programme.session_at_desk(person_of(request), session_id)
    return await _page(request, session, {"audience": "confirmed"}, {})


@post("/seances/{session_id:uuid}/messages", opt={"power": Power.BOOK}, status_code=303)
async def write(request: AnyRequest, session_id: FromPath[UUID]) -> Response[Any]:
    """Show whom a text would reach, and by which way; once that is confirmed, owe it."""
    person = person_of(request)
    session = await programme.session_at_desk(person, session_id)
    form = await form_of(request)
    audience, text = form.get("audience", ""), form.get("text", "")
    try:
        if form.get("confirmed") != "1":
            preview = await broadcast.preview(session, audience, text, clock.now())
            return _preview_page(request, session, audience, preview)
        key = f"{person.by}:{form.get('key') or new_token()}"[:100]
        await broadcast.write(session.id, audience, text, key=key, by=person.by, now=clock.now())
    except Refused as error:
        return await _page(request, session, form, faults(error, language_of(request), otherwise="text"))
    return see_other(f"/bureau/seances/{session.id}/messages?fait=ecrit")


def _preview_page(
    request: AnyRequest, session: SessionView, audience: str, preview: broadcast.Preview
) -> Response[Any]:
    values = {"audience": audience, "key": new_token()}
    return page(request, "desk/write.html", private=True, session=session, preview=preview, values=values)


async def _page(
    request: AnyRequest, session: SessionView, values: dict[str, str], errors: dict[str, str]
) -> Response[str]:
    found = await messages.of_session(session.id)
    known = await bookings.by_ids(list({receipt.booking for receipt in found}))
    names = {booking: view.party.name for booking, view in known.items()}
    return page(
        request,
        "desk/messages.html",
        status=422 if errors else 200,
        private=True,
        session=session,
        rows=shown(found, names, request),
        written=await broadcast.of_session(session.id),
        may_write=session.state in PUBLIC and session.starts_at > clock.now(),
        longest=broadcast.LONGEST,
        values=values,
        errors=errors,
        done=request.query_params.get("fait", ""),
    )


@get("/inscriptions/{booking_id:uuid}/messages", opt={"power": Power.BOOK})
async def of_booking(request: AnyRequest, booking_id: FromPath[UUID]) -> Response[str]:
    """What was sent to one party, and what became of it."""
    await programme.require_desk(person_of(request), await bookings.library_of(booking_id))
    view = await bookings.by_id(booking_id)
    rows = shown(await messages.of_booking(booking_id), {booking_id: view.party.name}, request)
    return page(request, "desk/booking_messages.html", private=True, session=view.session, party=view.party, rows=rows)


@get("/messages", opt={"power": Power.BOOK})
async def failed(request: AnyRequest) -> Response[str]:
    """The messages that could not be sent about sessions to come, in the libraries of this person."""
    found = await queries.failed(await programme.reach(person_of(request)), clock.now())
    names = {item.receipt.booking: item.party.name for item in found}
    rows = shown([item.receipt for item in found], names, request)
    done = request.query_params.get("fait", "")
    pairs = list(zip(rows, found, strict=True))
    dead = sum(item.receipt.state == "dead" for item in found)
    return page(request, "desk/failed.html", private=True, rows=pairs, dead=dead, done=done)


@post("/messages/encore", opt={"power": Power.BOOK}, status_code=303)
async def all_again(request: AnyRequest) -> Response[Any]:
    """Send once more all that failed; what has perhaps left is for staff to judge, one by one."""
    person = person_of(request)
    if not await programme.may_book_somewhere(person):
        raise NotFound
    failures = await queries.failed(await programme.reach(person), clock.now())
    found = [item.receipt.id for item in failures if item.receipt.state == "dead"]
    await actions.try_all_again(found, by=person.by, now=clock.now())
    return see_other("/bureau/messages?fait=encore")


HANDLERS = [of_session, write, of_booking, failed, all_again]
