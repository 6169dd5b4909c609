"""Cancel a session, put it off, hold it after all: who will be told is said before."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.desk import queries
from server.foundation import clock
from server.foundation.errors import Refused
from server.foundation.forms import faults
from server.foundation.web import form_of, language_of, page, see_other
from server.workshops import postponing, programme, sessions
from server.workshops.queries import SessionView

AnyRequest = Request[Any, Any, Any]


@get("/seances/{session_id:uuid}/annuler", opt={"power": Power.PLAN})
async def confirm_call_off(request: AnyRequest, session_id: FromPath[UUID]) -> Response[str]:
    """Ask why before cancelling a session, and say how many people will be told."""
    session = await programme.session_to_programme(person_of(request), session_id)
    return await _call_off_page(request, session, {}, {})


@post("/seances/{session_id:uuid}/annuler", opt={"power": Power.PLAN}, status_code=303)
async def call_off(request: AnyRequest, session_id: FromPath[UUID]) -> Response[Any]:
    """Cancel a session: those who booked are told."""
    session = await programme.session_to_programme(person_of(request), session_id)
    form = await form_of(request)
    try:
        await sessions.cancel(session.id, form.get("reason", ""), by=person_of(request), now=clock.now())
    except Refused as error:
        return await _call_off_page(request, session, form, faults(error, language_of(request), otherwise="reason"))
    return see_other(f"/bureau/seances/{session.id}?fait=annulee")


async def _call_off_page(
    request: AnyRequest, session: SessionView, values: dict[str, str], errors: dict[str, str]
) -> Response[str]:
    told = await queries.told_of_cancellation(session)
    status = 422 if errors else 200
    return page(request, "desk/call_off.html", status=status, session=session, told=told, values=values, errors=errors)


@get("/seances/{session_id:uuid}/reporter", opt={"power": Power.PLAN})
async def confirm_postpone(request: AnyRequest, session_id: FromPath[UUID]) -> Response[str]:
    """Say how many people will be told before a session is put off."""
    session = await programme.session_to_programme(person_of(request), session_id)
    return await _postpone_page(request, session, "reporter", {})


@post("/seances/{session_id:uuid}/reporter", opt={"power": Power.PLAN}, status_code=303)
async def postpone(request: AnyRequest, session_id: FromPath[UUID]) -> Response[Any]:
    """Put a session off without a new date: those who booked are told, and keep their seats."""
    session = await programme.session_to_programme(person_of(request), session_id)
    try:
        await postponing.postpone(session.id, by=person_of(request), now=clock.now())
    except Refused as error:
        return await _postpone_page(request, session, "reporter", faults(error, language_of(request), otherwise="do"))
    return see_other(f"/bureau/seances/{session.id}?fait=reportee")


@get("/seances/{session_id:uuid}/maintenir", opt={"power": Power.PLAN})
async def confirm_hold(request: AnyRequest, session_id: FromPath[UUID]) -> Response[str]:
    """Say how many people will be told before a postponed session is held after all."""
    session = await programme.session_to_programme(person_of(request), session_id)
    return await _postpone_page(request, session, "maintenir", {})


@post("/seances/{session_id:uuid}/maintenir", opt={"power": Power.PLAN}, status_code=303)
async def hold(request: AnyRequest, session_id: FromPath[UUID]) -> Response[Any]:
    """Hold a postponed session on the date that it had."""
    session = await programme.session_to_programme(person_of(request), session_id)
    try:
        await postponing.hold(session.id, by=person_of(request), now=clock.now())
    except Refused as error:
        return await _postpone_page(request, session, "maintenir", faults(error, language_of(request), otherwise="do"))
    return see_other(f"/bureau/seances/{session.id}?fait=maintenue")


async def _postpone_page(request: AnyRequest, session: SessionView, what: str, errors: dict[str, str]) -> Response[str]:
    told = await queries.told_of_cancellation(session)
    status = 422 if errors else 200
    return page(request, "desk/postpone.html", status=status, session=session, told=told, what=what, errors=errors)


HANDLERS = [confirm_call_off, call_off, confirm_postpone, postpone, confirm_hold, hold]
