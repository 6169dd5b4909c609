"""A session at the desk: who comes, the quick booking, cancelling a booking or the session."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.bookings import demand, needs
from server.bookings import queries as booking_queries
from server.bookings.cards import offer
from server.bookings.queries import PartyView
from server.bookings.words import OVERRIDES
from server.desk import queries, quick, words
from server.desk.routes import labels
from server.desk.stopped import stopped
from server.foundation import clock
from server.foundation.errors import Refused
from server.foundation.forms import choices, faults
from server.foundation.ids import new_token
from server.foundation.web import form_of, language_of, page, see_other
from server.libraries.queries import by_id
from server.notifications import answers
from server.planning import overruled
from server.sharing import delivered
from server.vouchers import actions as vouchers
from server.workshops import programme, reviewing
from server.workshops import words as workshop_words
from server.workshops.conflicts import held_until
from server.workshops.domains import DOMAINS
from server.workshops.queries import PUBLIC, SessionView

AnyRequest = Request[Any, Any, Any]


@get("/seances/{session_id:uuid}", opt={"power": Power.LOOK})
async def show(
    request: AnyRequest, session_id: FromPath[UUID], inscrit: FromQuery[UUID | None] = None
) -> Response[str]:
    """A session with its bookings, the quick booking first."""
    session = await programme.session_to_read(person_of(request), session_id)
    return await _page(request, session, {}, {}, just_booked=inscrit)


@post("/seances/{session_id:uuid}/inscriptions", opt={"power": Power.BOOK}, status_code=303)
async def book(request: AnyRequest, session_id: FromPath[UUID]) -> Response[Any]:
    """Book at the desk: a name is enough. A look-alike is asked about once, never refused."""
    session = await programme.session_at_desk(person_of(request), session_id)
    form = await form_of(request)
    person, may_add = person_of(request), await programme.may_programme(person_of(request), session.library_id)
    if form.get("anyway") != "1" and (alike := await _look_alikes(session.id, form)):
        return await _page(request, session, form, {}, alike=alike)
    now = clock.now()
    try:
        asked = quick.asked(session.id, form, may_add=may_add)
        async with demand.counted(asked, now):
            booked = await vouchers.book(asked, form.get("code", ""), by=person.by, now=now)
    except Refused as error:
        errors = faults(error, language_of(request), otherwise=quick.about(error))
        return await _page(request, session, form, errors, passable=quick.may_pass(error, may_add=may_add))
    return see_other(f"/bureau/seances/{session.id}?inscrit={booked.id}")


async def _look_alikes(session: UUID, form: dict[str, str]) -> list[PartyView]:
    """Return who has the same name; of this very form sent already (Enter pressed twice), nobody."""
    found = await booking_queries.look_alikes(session, form.get("name", ""))
    return [] if found and await queries.was_booked_with(session, quick.key_of(form)) else found


async def _page(
    request: AnyRequest, session: SessionView, values: dict[str, str], errors: dict[str, str], **more: Any
) -> Response[str]:
    person, language = person_of(request), language_of(request)
    at_desk = await programme.may_book(person, session.library_id)
    parties = await booking_queries.of_session(session.id) if at_desk else []
    just_booked = more.pop("just_booked", None)
    return page(
        request,
        "desk/session.html",
        status=422 if errors else 200,
        private=True,
        session=session,
        parties=[{"party": party, "secret": booking_queries.secret_of(party.id)} for party in parties],
        needs=await needs.of_session(session.id) if at_desk else {},
        just_booked=next((party for party in parties if party.id == just_booked), None),
        secret=booking_queries.secret_of(just_booked) if just_booked else "",
        values={"key": new_token(), **values},
        errors=errors,
        at_desk=at_desk,
        may_change=not session.practice and await programme.may_programme(person, session.library_id),
        open=session.state == "published" and session.starts_at > clock.now(),
        walk_in=session.state == "published" and session.starts_at <= clock.now() < session.ends_at,
        seat_free=offer(session, session.seats(clock.now()), clock.now(), "desk") == "open",
        over=session.ends_at <= clock.now(),
        may_publish=await reviewing.may_publish(person, await by_id(session.library_id)),
        states=labels(workshop_words.STATES, request),
        party_states=labels(words.PARTIES, request),
        contacts=choices(words.CONTACTS, language),
        domains=choices(DOMAINS, language) if session.kind else [],
        answers=await answers.of_session(session.id) if at_desk else {},
        answer_words=labels(words.ANSWERS, request),
        stopped=await stopped(session, parties, language, clock.now()),
        delivered=await delivered.of_session(session.id) if session.state in PUBLIC else None,
        done=request.query_params.get("fait", ""),
        overruled=await overruled.of_session(session.id, language) if at_desk else [],
        held_until=held_until(session.updated_at, session.publish_at),
        now=clock.now(),
        overrides=choices(OVERRIDES, language),
        quick_fields=quick.FIELDS,
        opened=quick.unfolded(values, errors),
        **{"alike": [], "passable": False, **more},
    )


HANDLERS = [show, book]
