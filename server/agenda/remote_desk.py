"""The desk asks another agenda for a seat: a name is enough; and the requests that wait for an answer."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.accounts.rules import Person
from server.agenda import queries as agenda
from server.agenda.filters import read
from server.agenda.mirrored import MirroredView
from server.agenda.remote_booking import There, there
from server.elsewhere import actions, queries, words
from server.elsewhere.queries import RequestView
from server.foundation import clock
from server.foundation.errors import NotFound, Refused
from server.foundation.forms import choices, faults
from server.foundation.ids import new_token
from server.foundation.settings import settings
from server.foundation.web import form_of, language_of, page, see_other
from server.sharing.offers import offers
from server.workshops import programme

MOST = 200
Asked = Request[Any, Any, Any]


async def _at_desk(request: Asked) -> Person:
    """Return the person; raises NotFound for who may book nobody."""
    person = person_of(request)
    if not await programme.may_book_somewhere(person):
        raise NotFound
    return person


@get("/ailleurs", opt={"power": Power.BOOK})
async def elsewhere(request: Asked) -> Response[str]:
    """The requests made to other agendas, those without an answer first, and the sessions where one may ask."""
    at_desk = await programme.may_book_somewhere(person_of(request))
    now, filters = clock.now(), read(request.query_params)
    window = agenda.page_window(filters, now, settings().timezone)
    known = (await agenda.choices(now)).libraries
    found = [each for each in await agenda.listed(filters, window, known, most=MOST) if isinstance(each, MirroredView)]
    offered = await offers([each.ap_id for each in found], now)
    labels = {each["value"]: each["label"] for each in choices(words.STATES, language_of(request))}
    asked = [
        {"view": view, "state": view.shown_state(now), "words": labels[view.shown_state(now)]}
        for view in (await queries.coming(now) if at_desk else [])
    ]
    sessions = [each for each in found if at_desk and each.ap_id in offered]
    text = request.query_params.get("q", "")
    return page(request, "elsewhere/desk.html", private=True, asked=asked, sessions=sessions, text=text)


@get("/ailleurs/{id:uuid}", opt={"power": Power.BOOK})
async def form(request: Asked, id: FromPath[UUID]) -> Response[str]:
    """A session of another agenda with the quick request."""
    await _at_desk(request)
    return _form_page(request, await there(id), {}, {})


@post("/ailleurs/{id:uuid}", opt={"power": Power.BOOK}, status_code=303)
async def ask(request: Asked, id: FromPath[UUID]) -> Response[Any]:
    """Ask for a seat for somebody at the desk; the same form sent twice is one request. No contact ever leaves."""
    person, at, given = await _at_desk(request), await there(id), await form_of(request)
    try:
        made = await actions.ask(_request(at, given), by=person.by, now=clock.now())
    except Refused as error:
        return _form_page(request, at, given, faults(error, language_of(request), otherwise="name"))
    return see_other(f"{(await queries.by_id(made)).path}?envoi=1")


def _request(at: There, given: dict[str, str]) -> actions.Request:
    email, phone = given.get("email", ""), given.get("phone", "")
    return actions.Request(
        at.open().snapshot,
        given.get("name", ""),
        contact="email" if email else "call" if phone else "none",
        email=email,
        phone=phone,
        channel="desk",
        idempotency_key=f"desk:{given.get('key') or new_token()}"[:100],
    )


def _form_page(request: Asked, at: There, given: dict[str, str], errors: dict[str, str]) -> Response[str]:
    return page(
        request,
        "elsewhere/desk_form.html",
        status=422 if errors else 200,
        private=True,
        session=at.card(request),
        open=at.offer is not None,
        values={"key": new_token(), **given},
        errors=errors,
    )


@get("/demandes/{booking:uuid}/annuler", opt={"power": Power.BOOK})
async def cancel_question(request: Asked, booking: FromPath[UUID]) -> Response[Any]:
    """Ask before giving a request up."""
    await _at_desk(request)
    return _cancel_page(request, await queries.by_id(booking), {})


@post("/demandes/{booking:uuid}/annuler", opt={"power": Power.BOOK}, status_code=303)
async def cancel(request: Asked, booking: FromPath[UUID]) -> Response[Any]:
    """Give a request up; the organiser is told."""
    person = await _at_desk(request)
    try:
        await actions.cancel(booking, by=person.by, now=clock.now())
    except Refused as error:
        faulty = faults(error, language_of(request), otherwise="cancel")
        return _cancel_page(request, await queries.by_id(booking), faulty)
    return see_other("/bureau/ailleurs")


@post("/demandes/{booking:uuid}/appel", opt={"power": Power.BOOK}, status_code=303)
async def called(request: Asked, booking: FromPath[UUID]) -> Response[Any]:
    """Keep that the organiser who does not answer was called: the call is no longer to make."""
    person = await _at_desk(request)
    await actions.note_call(booking, by=person.by, now=clock.now())
    return see_other(f"/bureau/prevenir?defaire=appel:{booking}")


def _cancel_page(request: Asked, view: RequestView, errors: dict[str, str]) -> Response[str]:
    status = 422 if errors else 200
    return page(request, "elsewhere/desk_cancel.html", status=status, private=True, asked=view, errors=errors)


HANDLERS = [elsewhere, form, ask, cancel_question, cancel, called]
