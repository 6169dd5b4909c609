"""The door of a session, on a phone: who came, who came without a booking and gets a seat."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.bookings import arrivals, attendance, door_list, opinions, words
from server.bookings import queries as bookings
from server.desk import count_routes
from server.desk.routes import labels
from server.foundation import clock
from server.foundation.errors import Invalid, Refused
from server.foundation.forms import faults, whole
from server.foundation.ids import new_id
from server.foundation.web import form_of, language_of, page, see_other
from server.workshops import programme
from server.workshops.queries import SessionView

AnyRequest = Request[Any, Any, Any]


@get("/seances/{session_id:uuid}/presences", opt={"power": Power.BOOK})
async def show(request: AnyRequest, session_id: FromPath[UUID]) -> Response[str]:
    """The list at the door: one tap for each party."""
    return await _page(request, await programme.session_at_desk(person_of(request), session_id))


async def _page(
    request: AnyRequest,
    session: SessionView,
    errors: dict[str, str] | None = None,
    values: dict[str, str] | None = None,
) -> Response[str]:
    now = clock.now()
    return page(
        request,
        "desk/door.html",
        status=422 if errors else 200,
        private=True,
        session=session,
        door=await door_list.door(session, now),
        begun=session.starts_at <= now,
        over=session.ends_at <= now,
        opinions=labels(words.OPINIONS, request),
        given=await opinions.of_session(session.id),
        errors=errors or {},
        values={"key": str(new_id()), **(values or {})},
    )


@post("/inscriptions/{booking_id:uuid}/presence", opt={"power": Power.BOOK}, status_code=303)
async def record(request: AnyRequest, booking_id: FromPath[UUID]) -> Response[Any]:
    """Record who of a party came, then go back where the button was: the list, or the page of the ticket."""
    person, form = person_of(request), await form_of(request)
    await programme.require_desk(person, await bookings.library_of(booking_id))
    session, reference = await door_list.place_of(booking_id)
    try:
        await attendance.record(booking_id, form.get("answer", ""), by=person.by, now=clock.now())
    except Refused as error:
        shown = await programme.session_at_desk(person, session)
        return await _page(
            request, shown, faults(_whole(error), language_of(request), otherwise=f"presence-{booking_id}")
        )
    if form.get("from") == "ticket":
        return see_other(f"/bureau/arrivee/{reference.replace(' ', '-')}")
    return see_other(f"/bureau/seances/{session}/presences#presence-{booking_id}")


def _whole(error: Refused) -> Refused:
    """Return what is wrong with an answer as a refusal of the party: it has no field of its own."""
    return Refused("bad_choice") if isinstance(error, Invalid) else error


@post("/seances/{session_id:uuid}/presences/reste", opt={"power": Power.BOOK}, status_code=303)
async def record_rest(request: AnyRequest, session_id: FromPath[UUID]) -> Response[Any]:
    """Record all others at once as present or absent."""
    session, form = await programme.session_at_desk(person_of(request), session_id), await form_of(request)
    try:
        await attendance.record_rest(session.id, form.get("answer", ""), by=person_of(request).by, now=clock.now())
    except Refused as error:
        return await _page(request, session, faults(_whole(error), language_of(request), otherwise="rest"))
    return see_other(f"{_address(session)}?defaire=reste:{session.id}")


@post("/seances/{session_id:uuid}/arrivees", opt={"power": Power.BOOK}, status_code=303)
async def add(request: AnyRequest, session_id: FromPath[UUID]) -> Response[Any]:
    """Write down somebody who came without a booking, by a name or as a head."""
    session, form = await programme.session_at_desk(person_of(request), session_id), await form_of(request)
    people = whole(form.get("people", ""), 1)
    newcomer = arrivals.Newcomer(_key(form), session.id, form.get("name", ""), people)
    try:
        await arrivals.add(newcomer, by=person_of(request).by, now=clock.now())
    except Refused as error:
        return await _page(request, session, faults(error, language_of(request), otherwise="name"), form)
    return see_other(f"{_address(session)}#arrivees")


def _key(form: dict[str, str]) -> UUID:
    try:
        return UUID(form.get("key", ""))
    except ValueError:
        return new_id()


@post("/arrivees/{arrival_id:uuid}/place", opt={"power": Power.BOOK}, status_code=303)
async def give(request: AnyRequest, arrival_id: FromPath[UUID]) -> Response[Any]:
    """Give a seat that nobody sits on to the first who waits."""
    session = await _session_of(request, arrival_id)
    try:
        await arrivals.give(arrival_id, by=person_of(request).by, now=clock.now())
    except Refused as error:
        return await _page(request, session, faults(error, language_of(request), otherwise=f"arrivee-{arrival_id}"))
    return see_other(f"{_address(session)}#arrivees")


@post("/arrivees/{arrival_id:uuid}/depart", opt={"power": Power.BOOK}, status_code=303)
async def leave(request: AnyRequest, arrival_id: FromPath[UUID]) -> Response[Any]:
    """Note that somebody who came without a booking is not there any more."""
    session = await _session_of(request, arrival_id)
    await arrivals.leave(arrival_id, by=person_of(request).by, now=clock.now())
    return see_other(f"{_address(session)}?defaire=depart:{arrival_id}")


async def _session_of(request: AnyRequest, arrival: UUID) -> SessionView:
    return await programme.session_at_desk(person_of(request), await door_list.session_of_arrival(arrival))


def _address(session: SessionView) -> str:
    return f"/bureau/seances/{session.id}/presences"


@get("/arrivee/{reference:str}", opt={"power": Power.BOOK})
async def ticket(request: AnyRequest, reference: FromPath[str]) -> Response[str]:
    """The page that the square of a ticket opens: is this the right session, and "Présent"."""
    person, now = person_of(request), clock.now()
    found = await door_list.by_reference(reference)
    await programme.require_desk(person, found.session.library_id)
    door = await door_list.door(found.session, now)
    party = next((party for party in door.parties if party.id == found.party.id), None)
    return page(
        request,
        "desk/checkin.html",
        private=True,
        booking=found.party,
        session=found.session,
        party=party,
        open=door.open,
    )


HANDLERS = [show, record, record_rest, add, give, leave, ticket, *count_routes.HANDLERS]
