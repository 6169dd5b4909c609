"""Copy a session or its series: where to, then every date with its reason, then the sessions."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.foundation import clock
from server.foundation.errors import Invalid, Refused
from server.foundation.forms import faults
from server.foundation.spoken import weekday_date
from server.foundation.web import form_of, language_of, page, see_other
from server.planning import copying, forms, listing, queries
from server.planning.copying import Copy, Where
from server.planning.listing import Group, Listing, Row
from server.planning.moving import local_day
from server.workshops import local_time, programme
from server.workshops.forms import chosen
from server.workshops.queries import SessionView

AnyRequest = Request[Any, Any, Any]


@get("/seances/{session_id:uuid}/copier", opt={"power": Power.PLAN})
async def ask(request: AnyRequest, session_id: FromPath[UUID]) -> Response[str]:
    """Where to copy a session or its series, and from which day on."""
    session = await queries.session_to_plan(person_of(request), session_id)
    several = await queries.like_it(person_of(request), session)
    values = {"what": "all" if len(several) > 1 else "one", "library": str(session.library_id)}
    values |= {"room": str(session.room_id or ""), "first": local_day(several[0]).isoformat()}
    return await _form(request, session, values, {})


@post("/seances/{session_id:uuid}/copier", opt={"power": Power.PLAN}, status_code=200)
async def propose(request: AnyRequest, session_id: FromPath[UUID]) -> Response[str]:
    """Every date of the copies with its reason; nothing is written."""
    session, form = await queries.session_to_plan(person_of(request), session_id), await form_of(request)
    try:
        where, found = await _copies(request, session, form)
    except Refused as error:
        return await _form(request, session, form, faults(error, language_of(request), otherwise="first"))
    return _dates(request, session, form, where, found, {})


@post("/seances/{session_id:uuid}/copier/dates", opt={"power": Power.PLAN}, status_code=303)
async def keep(request: AnyRequest, session_id: FromPath[UUID]) -> Response[Any]:
    """Plan the copies ticked, or go back to the form."""
    session, form = await queries.session_to_plan(person_of(request), session_id), await form_of(request)
    if form.get("back"):
        return await _form(request, session, forms.carried(form), {})
    try:
        where, found = await _copies(request, session, form)
    except Refused as error:
        return await _form(request, session, form, faults(error, language_of(request), otherwise="first"))
    ticked, now = forms.ticked(form), clock.now()
    wanted = [copy for copy in found if str(copy.source.id) in ticked]
    try:
        batch = await copying.keep(
            wanted,
            where,
            public=form.get("publish") == "1",
            despite=form.get("despite", ""),
            batch=forms.key_of(form),
            by=person_of(request),
            now=now,
        )
    except Refused as error:
        errors = faults(error, language_of(request), otherwise="despite")
        if "library" in errors:
            return await _form(request, session, form, errors)
        return _dates(request, session, form, where, found, errors)
    return see_other(f"/bureau/series/{batch}?fait=1")


async def _copies(request: AnyRequest, session: SessionView, form: forms.Form) -> tuple[Where, list[Copy]]:
    """Return where the copies go, and the copies; raises Invalid."""
    known = await programme.rooms_to_programme(person_of(request))
    libraries = {str(found.id): found for found in await programme.libraries_to_programme(person_of(request))}
    library = libraries.get(form.get("library", "") or str(session.library_id))
    if library is None:
        raise Invalid({"library": "bad_choice"})
    room = chosen(form, "room") if form.get("room") else None
    if room and not any(of.id == library.id and each.id == room for of, each in known):
        raise Invalid({"room": "room_elsewhere"})
    first = local_time.day(form.get("first", ""))
    if first is None or not 2000 <= first.year <= 2100:
        raise Invalid({"first": "bad_date" if form.get("first") else "missing"})
    where = Where(library, room, first)
    sources = await queries.like_it(person_of(request), session) if form.get("what") == "all" else [session]
    return where, await copying.copies(sources, where, now=clock.now())


def _dates(
    request: AnyRequest,
    session: SessionView,
    form: forms.Form,
    where: Where,
    found: list[Copy],
    errors: dict[str, str],
) -> Response[str]:
    ticked = forms.ticked(form) if errors else None
    rows = [_row(copy, where, ticked, language_of(request)) for copy in found]
    action = f"/bureau/seances/{session.id}/copier/dates"
    shown = Listing(action, [Group(where.library, rows)], forms.carried(form), title=session.title)
    return listing.show(request, shown, errors, despite=form.get("despite", ""))


def _row(copy: Copy, where: Where, ticked: list[str] | None, language: str) -> Row:
    zone, plan = where.library.timezone, copy.plan
    words = listing.said(plan.starts_at, plan.ends_at, zone, language) if plan else weekday_date(copy.day, language)
    return listing.row(str(copy.source.id), words, copy.reasons, ticked, language)


async def _form(request: AnyRequest, session: SessionView, values: forms.Form, errors: dict[str, str]) -> Response[str]:
    person = person_of(request)
    libraries = await programme.libraries_to_programme(person)
    rooms = await programme.rooms_to_programme(person)
    return page(
        request,
        "planning/copy.html",
        status=422 if errors else 200,
        session=session,
        several=await queries.like_it(person, session),
        values=values,
        errors=errors,
        libraries=[{"value": str(library.id), "label": library.name} for library in libraries],
        rooms=listing.room_choices(rooms, several=len(libraries) > 1),
    )


HANDLERS = [ask, propose, keep]
