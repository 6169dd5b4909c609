"""Have a draft read again, send it back with a note, publish it later by itself; and the list of what waits."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.foundation import clock
from server.foundation.errors import Invalid, Refused
from server.foundation.forms import choices, faults
from server.foundation.web import form_of, language_of, page, see_other
from server.publishing import queries, words
from server.workshops import local_time, programme, publication, reviewing
from server.workshops import words as workshop_words
from server.workshops.conflicts import REASONS
from server.workshops.queries import SessionView

AnyRequest = Request[Any, Any, Any]
PLAN: dict[str, Any] = {"power": Power.PLAN}
PUBLISH: dict[str, Any] = {"power": Power.PUBLISH}
Do = Callable[[SessionView, dict[str, str]], Awaitable[None]]


@get("/a-relire", opt=PLAN)
async def list_waiting(request: AnyRequest) -> Response[str]:
    """The drafts that wait: to be read again, taken up by their author, published at their hour."""
    language, found = language_of(request), await queries.waiting(person_of(request), clock.now())
    reviews = {each["value"]: each["label"] for each in choices(words.REVIEWS, language)}
    stopped = {each["value"]: each["label"] for each in choices(words.STOPPED, language)}
    otherwise = choices({"": words.OTHERWISE}, language)[0]["label"]
    return page(
        request,
        "publishing/waiting.html",
        groups=[
            {"review": review, "label": label, "rows": [one for one in found if one.session.review == review]}
            for review, label in reviews.items()
        ],
        planned=[one for one in found if one.session.publish_at],
        stopped=stopped,
        otherwise=otherwise,
        done=request.query_params.get("fait", ""),
    )


@get("/seances/{session_id:uuid}/relecture", opt=PLAN)
async def ask(request: AnyRequest, session_id: FromPath[UUID]) -> Response[str]:
    """The form by which a draft is given to be read again."""
    return await _page(request, await _session(request, session_id), "ask", {}, {})


@post("/seances/{session_id:uuid}/relecture", opt=PLAN, status_code=303)
async def ask_review(request: AnyRequest, session_id: FromPath[UUID]) -> Response[Any]:
    """Give a draft to be read again."""

    async def do(session: SessionView, form: dict[str, str]) -> None:
        await reviewing.ask_review(session.id, form.get("note", ""), by=person_of(request), now=clock.now())

    return await _done(request, session_id, "ask", do, "relecture")


@post("/seances/{session_id:uuid}/relecture/reprendre", opt=PLAN, status_code=303)
async def take_back(request: AnyRequest, session_id: FromPath[UUID]) -> Response[Any]:
    """Ask no more that a draft be read again."""

    async def do(session: SessionView, _: dict[str, str]) -> None:
        await reviewing.take_back(session.id, by=person_of(request), now=clock.now())

    return await _done(request, session_id, "ask", do, "reprise")


@get("/seances/{session_id:uuid}/renvoyer", opt=PUBLISH)
async def ask_send_back(request: AnyRequest, session_id: FromPath[UUID]) -> Response[str]:
    """The form by which a draft goes back to its author."""
    return await _page(request, await _session(request, session_id), "send_back", {}, {})


@post("/seances/{session_id:uuid}/renvoyer", opt=PUBLISH, status_code=303)
async def send_back(request: AnyRequest, session_id: FromPath[UUID]) -> Response[Any]:
    """Give a draft back to its author, with a note."""

    async def do(session: SessionView, form: dict[str, str]) -> None:
        await reviewing.send_back(session.id, form.get("note", ""), by=person_of(request), now=clock.now())

    return await _done(request, session_id, "send_back", do, "rendue")


@get("/seances/{session_id:uuid}/publier-plus-tard", opt=PUBLISH)
async def ask_later(request: AnyRequest, session_id: FromPath[UUID]) -> Response[str]:
    """The form of the day and hour at which a draft is published by itself."""
    session, values = await _session(request, session_id), {"hour": "09:00"}
    if session.publish_at:
        values = {
            "day": local_time.written_day(session.publish_at, session.timezone),
            "hour": local_time.written_hour(session.publish_at, session.timezone),
        }
    return await _page(request, session, "later", values, {})


@post("/seances/{session_id:uuid}/publier-plus-tard", opt=PUBLISH, status_code=303)
async def publish_later(request: AnyRequest, session_id: FromPath[UUID]) -> Response[Any]:
    """Have a draft published by itself at a day and hour of the library."""

    async def do(session: SessionView, form: dict[str, str]) -> None:
        at, despite = _instant(form, session.timezone), form.get("despite", "")
        person, now = person_of(request), clock.now()
        await publication.plan_publication(session.id, at, by=person, now=now, despite=despite)

    return await _done(request, session_id, "later", do, "plus-tard")


@post("/seances/{session_id:uuid}/publier-plus-tard/renoncer", opt=PUBLISH, status_code=303)
async def give_up(request: AnyRequest, session_id: FromPath[UUID]) -> Response[Any]:
    """Leave a draft a draft."""

    async def do(session: SessionView, _: dict[str, str]) -> None:
        await publication.give_up_publication(session.id, by=person_of(request), now=clock.now())

    return await _done(request, session_id, "later", do, "renonce")


def _instant(form: dict[str, str], zone: str) -> datetime:
    day, hour = local_time.day(form.get("day", "")), local_time.hour(form.get("hour", ""))
    if day is None or hour is None:
        name = "day" if day is None else "hour"
        raise Invalid({name: "bad_date" if form.get(name) else "missing"})
    return local_time.instant(datetime.combine(day, hour), zone, "hour")


async def _session(request: AnyRequest, session_id: UUID) -> SessionView:
    return await programme.session_to_programme(person_of(request), session_id)


async def _done(request: AnyRequest, session_id: UUID, what: str, do: Do, said: str) -> Response[Any]:
    session, form = await _session(request, session_id), await form_of(request)
    try:
        await do(session, form)
    except Refused as error:
        otherwise = "despite" if error.reason in REASONS else "day" if what == "later" else "note"
        return await _page(request, session, what, form, faults(error, language_of(request), otherwise=otherwise))
    return see_other(f"/bureau/seances/{session.id}?fait={said}")


async def _page(
    request: AnyRequest, session: SessionView, what: str, values: dict[str, str], errors: dict[str, str]
) -> Response[str]:
    language = language_of(request)
    return page(
        request,
        "publishing/review.html",
        status=422 if errors else 200,
        session=session,
        what=what,
        values=values,
        errors=errors,
        overrules=choices(workshop_words.OVERRULES, language) if "despite" in errors or values.get("despite") else [],
    )


HANDLERS = [list_waiting, ask, ask_review, take_back, ask_send_back, send_back, ask_later, publish_later, give_up]
