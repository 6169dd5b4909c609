"""Bookings for programs: book, read, cancel."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request, Response, delete, get, post
from litestar.params import FromPath, HeaderParameter, JSONBody
from litestar.types import ControllerRouterHandler

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.bookings import actions, demand, offers, queries
from server.bookings.overriding import Over
from server.bookings.queries import PartyView
from server.foundation import clock
from server.foundation.errors import Invalid
from server.foundation.problems import answers
from server.foundation.settings import settings
from server.foundation.words import clean
from server.workshops import programme
from server.workshops.queries import library_of

AnyRequest = Request[Any, Any, Any]
LONGEST_KEY = 100
OVER = """Why a rule is passed over: room, need, mistake, agreed or shared. It is written in the journal.
With the desk role: the limit of bookings of one contact, and a course that is booked as a whole. With the programming
role: the number of seats, of which the session then has more."""


class NewBooking(msgspec.Struct, forbid_unknown_fields=True):
    """Who comes, and how to warn them. Only `name` is needed.

    `contact`: email, call or none; left out, it is what was given. `companion`: the other person of the party;
    `helper`: who books for them. `companions`: how many come along to help or interpret; they take a seat where the
    session says so. `first_time`: they come for the first time. `laptops`: how many to lend.
    `domain`: what an Aidants Connect slot is for, if they say it: papiers, famille, social, travail, logement,
    transports, argent, justice, etranger or loisirs.
    `language`: of the messages (fr, en). `over`: why a rule is passed over.
    """

    name: str
    people: int = 1
    email: str = ""
    phone: str = ""
    contact: str = ""
    companion: str = ""
    helper: str = ""
    language: str = "fr"
    companions: int = 0
    first_time: bool = False
    laptops: int = 0
    domain: str = ""
    over: Annotated[str, msgspec.Meta(description=OVER)] = ""


class Booking(msgspec.Struct):
    """A booking. `state`: confirmed, offered, waiting, cancelled; `position`: rank on the waiting list, 1 for the next.

    `offered_until`: until when an offered seat is held for the answer. `reference` is said aloud; `url` is the ticket's
    page: whoever has it may cancel. `channel` is the door it came through: web, desk, api, partner, or peer, from the
    agenda at `host`. `people` have or want a seat; those counted
    as `companions` take none. `domain` is what an Aidants Connect slot is for, if they said it.
    """

    id: UUID
    session: UUID
    state: str
    reference: str
    people: int
    companions: int
    first_time: bool
    laptops: int
    position: int | None
    offered_until: datetime | None
    url: str
    name: str
    companion: str
    helper: str
    contact: str
    email: str
    phone: str
    channel: str
    host: str
    domain: str
    created_at: datetime


class Bookings(msgspec.Struct):
    """The bookings of a session: those with seats, then those who wait; `next` is always null: the list is whole."""

    items: list[Booking]
    next: str | None = None


COMPUTED = frozenset({"session", "url"})


def booking_of(party: PartyView) -> Booking:
    """Return a booking as programs see it."""
    known = {name: getattr(party, name) for name in Booking.__struct_fields__ if name not in COMPUTED}
    url = f"{settings().url}/reservations/{queries.secret_of(party.id)}"
    return Booking(**known, session=party.session_id, url=url)


@post("/sessions/{session_id:uuid}/bookings", opt={"power": Power.BOOK}, responses=answers(400, 401, 404, 409))
async def book(
    request: AnyRequest,
    session_id: FromPath[UUID],
    data: JSONBody[NewBooking],
    idempotency_key: Annotated[str | None, HeaderParameter(name="Idempotency-Key")] = None,
) -> Response[Booking]:
    """Book seats, or a place on the waiting list; 409 when there is neither. The desk role is needed.

    The same `Idempotency-Key` in the same session gives the same booking, as it has become since.
    """
    person = person_of(request)
    await programme.require_desk_of(person, session_id)
    may_add = bool(data.over) and await programme.may_programme(person, await library_of(session_id))
    asked = request_of(session_id, data, key_of(idempotency_key), may_add=may_add)
    async with demand.counted(asked, clock.now()):
        booked = await actions.book(asked, by=person.by, now=clock.now())
    made = booking_of(booked.made or await queries.party(booked.id))
    return Response(made, status_code=201, headers={"location": f"/api/v1/bookings/{made.id}"})


def key_of(given: str | None) -> str | None:
    """Return the idempotency key given in a header; raises Invalid."""
    if given is None:
        return None
    if not 0 < len(given.strip()) <= LONGEST_KEY:
        raise Invalid({"Idempotency-Key": "too_long" if given.strip() else "missing"})
    return clean(given)


def request_of(session: UUID, data: NewBooking, key: str | None, *, may_add: bool = False) -> actions.Request:
    """Return the request that a program makes; `may_add` seats, where the rule of seats is passed over."""
    implied = "email" if data.email else "call" if data.phone else "none"
    return actions.Request(
        session=session,
        name=data.name,
        people=data.people,
        companion=data.companion,
        helper=data.helper,
        channel_of_contact=data.contact or implied,
        email=data.email,
        phone=data.phone,
        language=data.language,
        companions=data.companions,
        first_time=data.first_time,
        laptops=data.laptops,
        domain=data.domain,
        channel="api",
        idempotency_key=key,
        over=Over(data.over, seats=may_add) if data.over else None,
    )


@get("/sessions/{session_id:uuid}/bookings", opt={"power": Power.BOOK}, responses=answers(401, 404))
async def of_session(request: AnyRequest, session_id: FromPath[UUID]) -> Bookings:
    """The bookings of a session, with contacts. The desk role is needed."""
    session = await programme.session_at_desk(person_of(request), session_id)
    return Bookings([booking_of(party) for party in await queries.of_session(session.id)])


@get("/bookings/{booking_id:uuid}", opt={"power": Power.BOOK}, responses=answers(401, 404, 410))
async def booking(request: AnyRequest, booking_id: FromPath[UUID]) -> Booking:
    """One booking; 410 once its contact is erased. The desk role is needed."""
    await programme.require_desk(person_of(request), await queries.library_of(booking_id))
    return booking_of((await queries.by_id(booking_id)).party)


@delete("/bookings/{booking_id:uuid}", opt={"power": Power.BOOK}, responses=answers(401, 404, 409))
async def cancel(request: AnyRequest, booking_id: FromPath[UUID]) -> None:
    """Cancel a booking; its seats go to those who wait. Cancelling twice is cancelling once."""
    await programme.require_desk(person_of(request), await queries.library_of(booking_id))
    await actions.cancel(booking_id, by=person_of(request).by, now=clock.now())


@post(
    "/bookings/{booking_id:uuid}/acceptance",
    opt={"power": Power.BOOK},
    status_code=200,
    responses=answers(401, 404, 409, 410),
)
async def accept(request: AnyRequest, booking_id: FromPath[UUID]) -> Booking:
    """Say yes to an offered seat for somebody; 409 once the offer is over. Saying it twice is saying it once."""
    await programme.require_desk(person_of(request), await queries.library_of(booking_id))
    await offers.accept(booking_id, by=person_of(request).by, now=clock.now())
    return booking_of((await queries.by_id(booking_id)).party)


@post(
    "/bookings/{booking_id:uuid}/refusal",
    opt={"power": Power.BOOK},
    status_code=200,
    responses=answers(401, 404, 409, 410),
)
async def decline(request: AnyRequest, booking_id: FromPath[UUID]) -> Booking:
    """Say no to an offered seat for somebody: it goes to the next. 409 once the offer is over; twice is once."""
    await programme.require_desk(person_of(request), await queries.library_of(booking_id))
    await offers.decline(booking_id, by=person_of(request).by, now=clock.now())
    return booking_of((await queries.by_id(booking_id)).party)


PROGRAMS: list[ControllerRouterHandler] = [book, of_session, booking, cancel, accept, decline]
