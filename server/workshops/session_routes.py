"""Date a session, change it, publish it, withdraw it: forms and confirmations for staff."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.accounts.queries import last_hand
from server.foundation import choosing, clock, meanwhile
from server.foundation.errors import Invalid, NotFound, Refused, Stale
from server.foundation.forms import choices, faults
from server.foundation.web import form_of, language_of, page, see_other
from server.libraries.queries import LibraryView
from server.workshops import conflicts, forms, individual, keeping, local_time, programme, queries, sessions, words
from server.workshops.field_words import SESSION_FIELDS, SESSION_SAYS
from server.workshops.queries import SessionView

AnyRequest = Request[Any, Any, Any]


@get("/seances/nouvelle", opt={"power": Power.PLAN})
async def ask_new(
    request: AnyRequest, atelier: FromQuery[str] = "", comme: FromQuery[UUID | None] = None
) -> Response[str]:
    """The form of a new session, of a workshop (`atelier`) or like another session (`comme`)."""
    person = person_of(request)
    await programme.require_programming(person)
    values = {"workshop": atelier, "capacity": "8", "waiting_places": "4", "mode": "on_site"}
    values |= {"closes_hours": "0", "offer_hours": "0", **keeping.PLAIN}
    values |= individual.USUAL if await queries.kind_of(atelier) else {}
    if comme is not None:
        values = forms.again(await programme.session_to_programme(person, comme))
    return await _form(request, None, values, {})


@post("/seances/nouvelle", opt={"power": Power.PLAN}, status_code=303)
async def plan(request: AnyRequest) -> Response[Any]:
    """Keep a draft session, then show it."""
    form, person = await form_of(request), person_of(request)
    await programme.require_programming(person)
    try:
        library = await _library(request, form)
        planned = await sessions.plan_session(
            forms.chosen(form, "workshop"),
            library.id,
            forms.read_plan(form, library.timezone),
            by=person,
            now=clock.now(),
            despite=form.get("despite", ""),
        )
    except NotFound:
        return await _refused(request, None, form, Invalid({"workshop": "bad_choice"}))
    except Refused as error:
        return await _refused(request, None, form, error)
    return see_other(f"/bureau/seances/{planned}")


async def _library(request: AnyRequest, form: forms.Form) -> LibraryView:
    """Return the library chosen; where there is only one, it goes without saying. Raises Invalid."""
    known = await programme.libraries_to_programme(person_of(request))
    if len(known) == 1 and not form.get("library"):
        return known[0]
    found = next((library for library in known if str(library.id) == form.get("library")), None)
    if found is None:
        raise Invalid({"library": "bad_choice"})
    return found


@get("/seances/{session_id:uuid}/modifier", opt={"power": Power.PLAN})
async def ask_change(request: AnyRequest, session_id: FromPath[UUID], jour: FromQuery[str] = "") -> Response[str]:
    """The form of a session, on another day when one is proposed (`jour`)."""
    session = await programme.session_to_programme(person_of(request), session_id)
    other = {"day": jour} if local_time.day(jour) else {}
    shown = forms.show_plan(session)
    return await _form(request, session, shown | meanwhile.opened(shown, session.version) | other, {})


@post("/seances/{session_id:uuid}/modifier", opt={"power": Power.PLAN}, status_code=303)
async def change(request: AnyRequest, session_id: FromPath[UUID]) -> Response[Any]:
    """Change a session, then show it; what somebody else changed meanwhile is shown first, to choose from."""
    return await _change(request, session_id, await form_of(request))


async def _change(request: AnyRequest, session_id: UUID, form: forms.Form) -> Response[Any]:
    person = person_of(request)
    session = await programme.session_to_programme(person, session_id)
    form |= {"workshop": str(session.workshop_id), "library": str(session.library_id)}
    if unsure := meanwhile.undecided(form):
        return await _choose(request, session, form, unsure)
    form = meanwhile.settled(form)
    try:
        plan, seen = forms.read_plan(form, session.timezone), meanwhile.seen(form)
        despite = form.get("despite", "")
        await sessions.change_session(session.id, plan, by=person, now=clock.now(), despite=despite, seen=seen)
    except Stale:
        session = await programme.session_to_programme(person, session_id)
        if found := meanwhile.differences(form, forms.show_plan(session)):
            return await _choose(request, session, form, found)
        return await _change(request, session_id, form | {meanwhile.VERSION: str(session.version)})
    except Refused as error:
        return await _refused(request, session, form, error)
    return see_other(f"/bureau/seances/{session.id}?fait=modifiee")


async def _choose(
    request: AnyRequest, session: SessionView, form: forms.Form, found: list[meanwhile.Difference]
) -> Response[Any]:
    address = f"/bureau/seances/{session.id}"
    rooms = {str(room.id): room.name for _, room in await programme.rooms_to_programme(person_of(request))}
    stocks = await programme.stocks_to_programme(person_of(request), session.library_id)
    about = choosing.Asked(
        title=f"{session.title}, {session.library}",
        action=f"{address}/modifier",
        back=(address, session.title),
        labels={**SESSION_FIELDS, **{f"{forms.STOCK}{one.id}": one.name for one in stocks}},
        says={**SESSION_SAYS, "room": rooms},
        version=session.version,
        who=await last_hand(session.id, "session.changed"),
    )
    return choosing.ask(request, about, form, found)


async def _refused(request: AnyRequest, session: SessionView | None, form: forms.Form, error: Refused) -> Response[str]:
    otherwise = "despite" if error.reason in conflicts.REASONS else individual.said_at(error.reason) or "day"
    errors = forms.said_at(faults(error, language_of(request), otherwise=otherwise))
    return await _form(request, session, form, errors)


async def _form(
    request: AnyRequest, session: SessionView | None, values: forms.Form, errors: dict[str, str]
) -> Response[str]:
    person, language = person_of(request), language_of(request)
    libraries = await programme.libraries_to_programme(person)
    rooms = await programme.rooms_to_programme(person)
    if session is not None:
        rooms = [(library, room) for library, room in rooms if library.id == session.library_id]
    return page(
        request,
        "workshops/session.html",
        status=422 if errors else 200,
        session=session,
        values=values,
        errors=errors,
        workshops=[{"value": str(w.id), "label": w.title} for w in await programme.workshops_to_date(person)],
        libraries=[{"value": str(library.id), "label": library.name} for library in libraries],
        rooms=[{"value": str(room.id), "label": _room_words(library, room.name, libraries)} for library, room in rooms],
        modes=[(found["value"], found["label"], "") for found in choices(words.MODES, language)],
        overrules=choices(words.OVERRULES, language),
        stocks=await programme.stocks_to_programme(person, session.library_id if session else None),
        people=await programme.people_to_programme(person),
    )


def _room_words(library: LibraryView, room: str, libraries: list[LibraryView]) -> str:
    return room if len(libraries) == 1 else f"{room} ({library.name})"


@get("/seances/{session_id:uuid}/publier", opt={"power": Power.PUBLISH})
async def confirm_publish(request: AnyRequest, session_id: FromPath[UUID]) -> Response[str]:
    """Show the draft once more, as the public will read it, before publishing."""
    session = await programme.session_to_programme(person_of(request), session_id)
    return page(request, "workshops/publish.html", session=session, errors={}, overrules=[])


@post("/seances/{session_id:uuid}/publier", opt={"power": Power.PUBLISH}, status_code=303)
async def publish(request: AnyRequest, session_id: FromPath[UUID]) -> Response[Any]:
    """Publish a draft."""
    session = await programme.session_to_programme(person_of(request), session_id)
    despite = (await form_of(request)).get("despite", "")
    try:
        await sessions.publish(session.id, by=person_of(request), now=clock.now(), despite=despite)
    except Refused as error:
        passable = error.reason in conflicts.REASONS or bool(despite)
        errors = faults(error, language_of(request), otherwise="despite" if passable else "publish")
        overrules = choices(words.OVERRULES, language_of(request)) if passable else []
        return page(request, "workshops/publish.html", status=422, session=session, errors=errors, overrules=overrules)
    return see_other(f"/bureau/seances/{session.id}?fait=publiee")


@get("/seances/{session_id:uuid}/retirer", opt={"power": Power.PLAN})
async def confirm_withdraw(request: AnyRequest, session_id: FromPath[UUID]) -> Response[str]:
    """Ask before taking a session out of the agenda."""
    session = await programme.session_to_programme(person_of(request), session_id)
    return page(request, "workshops/withdraw.html", session=session, errors={})


@post("/seances/{session_id:uuid}/retirer", opt={"power": Power.PLAN}, status_code=303)
async def withdraw(request: AnyRequest, session_id: FromPath[UUID]) -> Response[Any]:
    """Take a session out of the agenda; a draft is erased."""
    session = await programme.session_to_programme(person_of(request), session_id)
    try:
        await sessions.withdraw(session.id, by=person_of(request), now=clock.now())
    except Refused as error:
        errors = faults(error, language_of(request), otherwise="withdraw")
        return page(request, "workshops/withdraw.html", status=422, session=session, errors=errors)
    return see_other("/bureau/programme")


HANDLERS = [ask_new, plan, ask_change, change, confirm_publish, publish, confirm_withdraw, withdraw]
