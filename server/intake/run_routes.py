"""What an import made, and undoing it."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.foundation import clock
from server.foundation.errors import Refused
from server.foundation.forms import choices
from server.foundation.reasons import sentence
from server.foundation.web import language_of, page, see_other
from server.intake import actions, queries, running
from server.intake.told import spoken_origin
from server.workshops.words import STATES

AnyRequest = Request[Any, Any, Any]
AGAIN_SECONDS = 3


@get("/imports/{run_id:uuid}", opt={"power": Power.PLAN})
async def report(request: AnyRequest, run_id: FromPath[UUID]) -> Response[str]:
    """The report of an import; while it is under way, how far it is: that page comes again by itself."""
    run = await queries.run_for(person_of(request), run_id)
    if run.running or run.undoing:
        answer = page(request, "intake/progress.html", run=run, left=len(run.there))
        answer.headers["refresh"] = str(AGAIN_SECONDS)
        return answer
    return await _report(request, run_id, "intake/report.html")


@get("/imports/{run_id:uuid}/defaire", opt={"power": Power.PLAN})
async def ask_undo(request: AnyRequest, run_id: FromPath[UUID]) -> Response[str]:
    """Ask before an import is undone, and say what will stay."""
    return await _report(request, run_id, "intake/undo.html")


async def _report(request: AnyRequest, run_id: UUID, template: str) -> Response[str]:
    run, language = await queries.run_for(person_of(request), run_id), language_of(request)
    refused = [
        {"where": spoken_origin(origin, language), "title": title, "why": sentence(reason, language)}
        for origin, title, reason in run.refused
    ]
    staying = [item.session for item in run.there if item.session and _stays(item.session, clock.now())]
    states = {found["value"]: found["label"] for found in choices(STATES, language)}
    return page(request, template, run=run, refused=refused, staying=staying, states=states)


def _stays(session: Any, now: Any) -> bool:
    booked = session.state == "published" and (session.taken or session.waiting)
    return bool(booked) or session.starts_at <= now


@post("/imports/{run_id:uuid}/defaire", opt={"power": Power.PLAN}, status_code=303)
async def undo(request: AnyRequest, run_id: FromPath[UUID]) -> Response[Any]:
    """Undo an import, and show what became of it."""
    person, now = person_of(request), clock.now()
    run = await queries.run_for(person, run_id)
    with suppress(Refused):  # it is still under way: its page says so
        await actions.begin_undo(run.id, by=person, now=now)
    await running.go_on(run.id, now)
    return see_other(f"/bureau/imports/{run.id}")


HANDLERS = [report, ask_undo, undo]
