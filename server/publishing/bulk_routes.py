"""Do one thing to many sessions of a filtered list: tick, read what will happen, do it, read what was done, undo it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.foundation import clock
from server.foundation.errors import Invalid, Refused
from server.foundation.forms import choices, faults, whole
from server.foundation.ids import new_id
from server.foundation.reasons import sentence
from server.foundation.settings import settings
from server.foundation.web import form_of, language_of, page, see_other
from server.publishing import bulk, queries, results, words
from server.publishing.orders import Order
from server.workshops import local_time, programme
from server.workshops.queries import SessionView

AnyRequest = Request[Any, Any, Any]
PLAN: dict[str, Any] = {"power": Power.PLAN}
PICK = "pick_"
AHEAD = timedelta(days=120)
STATES = {
    "draft": ("draft", ""),
    "asked": ("draft", "asked"),
    "published": ("published", ""),
    "postponed": ("postponed", ""),
}
TYPED = ("action", "room", "presenter", "capacity", "reason", "note", "key")


@get("/publication", opt=PLAN)
async def choose(request: AnyRequest) -> Response[str]:
    """The list to tick, filtered as its address says."""
    return await _list(request, dict(request.query_params), {}, {})


@post("/publication/prevoir", opt=PLAN, status_code=200)
async def foresee(request: AnyRequest) -> Response[str]:
    """What will happen to each session that is ticked; nothing is written."""
    form = await form_of(request)
    try:
        return await _foreseen(request, form)
    except Refused as error:
        return await _list(request, form, form, faults(error, language_of(request), otherwise="action"))


@post("/publication/faire", opt=PLAN, status_code=303)
async def do(request: AnyRequest) -> Response[Any]:
    """Do it, session by session, then show what came of each."""
    form, person = await form_of(request), person_of(request)
    if form.get("back"):
        return await _list(request, form, form, {})
    try:
        order, found, key = _order(form), await _ticked(request, form), _key(form)
        language = language_of(request)
        await bulk.carry_out(key, order, found, by=person, now=clock.now(), language=language)
    except Refused as error:
        return await _list(request, form, form, faults(error, language_of(request), otherwise="action"))
    return see_other(f"/bureau/publication/{key}")


@get("/publication/{key:uuid}", opt=PLAN)
async def show(request: AnyRequest, key: FromPath[UUID]) -> Response[str]:
    """What was done to each session, and what was not and why."""
    return await _result(request, key, {})


@post("/publication/{key:uuid}/defaire", opt=PLAN, status_code=303)
async def undo(request: AnyRequest, key: FromPath[UUID]) -> Response[Any]:
    """Undo what can be."""
    try:
        await bulk.undo(key, by=person_of(request), now=clock.now(), language=language_of(request))
    except Refused as error:
        return await _result(request, key, faults(error, language_of(request), otherwise="undo"))
    return see_other(f"/bureau/publication/{key}")


def _order(form: dict[str, str]) -> Order:
    room = form.get("room", "")
    try:
        chosen = UUID(room) if room else None
    except ValueError:
        raise Invalid({"room": "bad_choice"}) from None
    capacity = whole(form["capacity"], -1) if form.get("capacity") else None
    texts = {name: form.get(name, "") for name in ("presenter", "reason", "note")}
    return Order(form.get("action", ""), room=chosen, capacity=capacity, **texts).check()


def _key(form: dict[str, str]) -> UUID:
    try:
        return UUID(form.get("key", ""))
    except ValueError:
        raise Invalid({"action": "bad_choice"}) from None


async def _ticked(request: AnyRequest, form: dict[str, str]) -> list[SessionView]:
    names = [name.removeprefix(PICK) for name in form if name.startswith(PICK)]
    try:
        ids = [UUID(name) for name in names]
    except ValueError:
        raise Invalid({"action": "bad_choice"}) from None
    found = await queries.ticked(person_of(request), ids)
    if not found:
        raise Refused("nothing_ticked")
    return found


async def _foreseen(request: AnyRequest, form: dict[str, str]) -> Response[str]:
    order, language = _order(form), language_of(request)
    found = await bulk.rehearse(order, await _ticked(request, form), by=person_of(request), now=clock.now())
    rows = [await results.foreseen(one, order, language) for one in found]
    return page(
        request,
        "publishing/foreseen.html",
        rows=rows,
        doing=sum(not row["why"] for row in rows),
        told=sum(row["told"] for row in rows if not row["why"]),
        action=choices({order.action: words.ACTIONS[order.action]}, language)[0]["label"],
        undoable=order.undoable,
        carried={name: value for name, value in form.items() if name.startswith(PICK) or name in (*TYPED, *FILTERS)}
        | {"key": str(new_id())},
    )


FILTERS = ("bibliotheque", "etat", "atelier", "du", "au")


async def _list(
    request: AnyRequest, asked: dict[str, Any], values: dict[str, str], errors: dict[str, str]
) -> Response[str]:
    person, language = person_of(request), language_of(request)
    libraries = await queries.libraries_to_plan(person)
    choice = _choice(asked, libraries)
    rooms = [(library, room) for library, room in await programme.rooms_to_programme(person)]
    return page(
        request,
        "publishing/choose.html",
        status=422 if errors else 200,
        sessions=await queries.listed(choice),
        most=queries.MOST,
        filters={name: str(asked.get(name, "")) for name in FILTERS},
        values=values,
        errors=errors,
        libraries=[{"value": one.slug, "label": one.name} for one in libraries],
        workshops=[{"value": str(one.id), "label": one.title} for one in await programme.workshops_to_date(person)],
        states=choices(words.STATES, language),
        state_words={found["value"]: found["label"] for found in choices(words.SESSION_STATES, language)},
        actions=[(found["value"], found["label"], "") for found in choices(words.ACTIONS, language)],
        rooms=[{"value": str(room.id), "label": f"{room.name} ({library.name})"} for library, room in rooms],
    )


def _choice(asked: dict[str, Any], libraries: list[Any]) -> queries.Choice:
    states, review = STATES.get(str(asked.get("etat", "")), (None, ""))
    within = [one.id for one in libraries if asked.get("bibliotheque", "") in {"", one.slug}]
    first, last = (local_time.day(str(asked.get(name, ""))) for name in ("du", "au"))
    zone, now = settings().timezone, clock.now()
    try:
        workshop = UUID(str(asked.get("atelier", "")))
    except ValueError:
        workshop = None
    return queries.Choice(
        libraries=within,
        states=(states,) if states else ("draft", "published", "postponed"),
        since=local_time.midnight(first, zone) if first else now,
        until=local_time.midnight(last + timedelta(days=1), zone) if last else now + AHEAD,
        review=review,
        workshop=workshop,
    )


async def _result(request: AnyRequest, key: UUID, errors: dict[str, str]) -> Response[str]:
    language, now = language_of(request), clock.now()
    found = await results.of(key, person_of(request), now, language)
    not_reached = sentence("not_reached", language)
    status = 422 if errors else 200
    return page(
        request, "publishing/result.html", status=status, result=found, errors=errors, not_reached=not_reached, key=key
    )


HANDLERS = [choose, foresee, do, show, undo]
