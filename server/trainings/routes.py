"""« Formations de l'équipe »: what one can follow and has covered, one training, who came, certificates, the team."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.foundation import clock
from server.foundation.errors import Refused
from server.foundation.reasons import sentence
from server.foundation.web import language_of, page, see_other
from server.foundation.words import slug
from server.libraries.queries import may, require
from server.trainings import actions, queries
from server.trainings.certificate import certificate
from server.trainings.words import SEATS

AnyRequest = Request[Any, Any, Any]
PAGE = "/bureau/formations"


@get("/formations", opt={"power": Power.ENTER})
async def listed(request: AnyRequest) -> Response[str]:
    """The trainings to come, those that one followed, and what one has covered."""
    person, now = person_of(request), clock.now()
    return page(
        request,
        "trainings/list.html",
        coming=await queries.coming(person, now),
        followed=await queries.followed(person, now),
        progress=await queries.progress(person),
        runs_team=person.may_somewhere(Power.RUN_TEAM),
        writes=person.may_somewhere(Power.RUN_TRAININGS),
        plans=person.may_somewhere(Power.PLAN),
        seat_words=SEATS,
        now=now,
    )


@get("/formations/{session_id:uuid}", opt={"power": Power.ENTER})
async def show(request: AnyRequest, session_id: FromPath[UUID]) -> Response[str]:
    """One training; whoever plans sessions there sees who takes part."""
    return await _page(request, session_id, "")


async def _page(request: AnyRequest, session: UUID, fault: str) -> Response[str]:
    person, now = person_of(request), clock.now()
    found = await queries.one(person, session)
    runs = await may(person, found.session.library_id, Power.PLAN)
    return page(
        request,
        "trainings/training.html",
        status=422 if fault else 200,
        private=True,
        training=found,
        seats=await queries.seats(session) if runs else [],
        runs=runs,
        seat_words=SEATS,
        fault=fault,
        done=request.query_params.get("fait", ""),
        now=now,
    )


@post("/formations/{session_id:uuid}/inscription", opt={"power": Power.ENTER}, status_code=303)
async def enrol(request: AnyRequest, session_id: FromPath[UUID]) -> Response[Any]:
    """Take a seat."""
    try:
        await actions.enrol(session_id, by=person_of(request), now=clock.now())
    except Refused as error:
        return await _page(request, session_id, _said(error, request))
    return see_other(f"{PAGE}/{session_id}?fait=inscription")


@post("/formations/{session_id:uuid}/retrait", opt={"power": Power.ENTER}, status_code=303)
async def leave(request: AnyRequest, session_id: FromPath[UUID]) -> Response[Any]:
    """Give one's seat back."""
    try:
        await actions.leave(session_id, by=person_of(request), now=clock.now())
    except Refused as error:
        return await _page(request, session_id, _said(error, request))
    return see_other(f"{PAGE}/{session_id}?fait=retrait")


@post("/formations/{session_id:uuid}/presences", opt={"power": Power.PLAN}, status_code=303)
async def note(request: AnyRequest, session_id: FromPath[UUID]) -> Response[Any]:
    """Note who came: one box for each person of the list."""
    form = await request.form()
    names = {name.removeprefix("present_") for name, value in form.multi_items() if value == "1"}
    present = {seat.id for seat in await queries.seats(session_id) if str(seat.id) in names}
    try:
        await actions.note(session_id, present, by=person_of(request), now=clock.now())
    except Refused as error:
        return await _page(request, session_id, _said(error, request))
    return see_other(f"{PAGE}/{session_id}?fait=presences")


@post("/formations/{session_id:uuid}/fermeture", opt={"power": Power.PUBLISH}, status_code=303)
async def close(request: AnyRequest, session_id: FromPath[UUID]) -> Response[Any]:
    """Make a training without anybody in it a draft again."""
    try:
        await actions.close(session_id, by=person_of(request), now=clock.now())
    except Refused as error:
        return await _page(request, session_id, _said(error, request))
    return see_other(f"/bureau/seances/{session_id}")


@get("/formations/{session_id:uuid}/annulation", opt={"power": Power.PLAN})
async def ask_call_off(request: AnyRequest, session_id: FromPath[UUID]) -> Response[str]:
    """Ask before a training with people in it is called off."""
    return await _ask_page(request, session_id, "")


@post("/formations/{session_id:uuid}/annulation", opt={"power": Power.PLAN}, status_code=303)
async def call_off(request: AnyRequest, session_id: FromPath[UUID]) -> Response[Any]:
    """Call a training off: those who take part are written to."""
    try:
        await actions.call_off(session_id, by=person_of(request), now=clock.now())
    except Refused as error:
        return await _ask_page(request, session_id, _said(error, request))
    return see_other(f"/bureau/seances/{session_id}")


async def _ask_page(request: AnyRequest, session: UUID, fault: str) -> Response[str]:
    found = await queries.one(person_of(request), session)
    await require(person_of(request), found.session.library_id, Power.PLAN)
    status = 422 if fault else 200
    return page(request, "trainings/call_off.html", status=status, private=True, training=found, fault=fault)


def _said(error: Refused, request: AnyRequest) -> str:
    return sentence(error.reason, language_of(request), **error.facts)


@get("/formations/{session_id:uuid}/attestation.pdf", opt={"power": Power.ENTER})
async def paper(request: AnyRequest, session_id: FromPath[UUID]) -> Response[Any]:
    """The certificate of who asks, once their presence is noted."""
    person = person_of(request)
    try:
        found = await queries.attended(person, session_id)
    except Refused as error:
        return await _page(request, session_id, _said(error, request))
    body = await certificate(person.name, found, language_of(request))
    name = f"attestation-{slug(found.session.title)}-{found.session.starts_at:%Y-%m-%d}.pdf"
    headers = {"cache-control": "no-store", "content-disposition": f'inline; filename="{name}"'}
    return Response(body, media_type="application/pdf", headers=headers)


@get("/formations/equipe", opt={"power": Power.RUN_TEAM})
async def team(request: AnyRequest) -> Response[str]:
    """What each member of the teams that one runs has covered of the core, and misses."""
    return page(request, "trainings/team.html", private=True, agents=await queries.team(person_of(request)))


HANDLERS = [listed, show, enrol, leave, note, close, ask_call_off, call_off, paper, team]
