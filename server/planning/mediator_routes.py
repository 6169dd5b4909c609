"""People who present, for staff: the list, the sheet of each with hours and leave."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.accounts.queries import all_staff
from server.foundation import clock
from server.foundation.errors import Invalid, Refused
from server.foundation.forms import choices, faults
from server.foundation.languages import translator
from server.foundation.web import form_of, language_of, page, see_other
from server.libraries.queries import LibraryView, all_libraries
from server.planning import naming
from server.resources import busy, habilitations, mediators, words
from server.resources.fitness import Held
from server.resources.mediators import Sheet
from server.resources.people import MediatorView, leaves, people
from server.workshops import local_time

AnyRequest = Request[Any, Any, Any]
LIBRARY, COVERED = "library_", "covered_"
SINCE, UNTIL = "habilitated_on", "habilitated_until"
# Where the form says what is wrong with a habilitation.
AT = {"first_on": SINCE, "last_on": UNTIL, "libraries": "structure"}


@get("/mediateurs", opt={"power": Power.LOOK})
async def everybody(request: AnyRequest) -> Response[str]:
    """Everybody who presents: where, when, and whose name is shown."""
    person, known = person_of(request), list((await people()).by_id.values())
    names = {library.id: library.name for library in await all_libraries()}
    own = await mediators.managed(person)
    today = clock.now().date()
    away: dict[UUID, list[Any]] = {}
    for leave in await leaves([one.id for one in known], since=today):
        away.setdefault(leave.mediator, []).append(leave)
    rows = [
        {
            "mediator": one,
            "libraries": [names[which] for which in one.libraries if which in names],
            "leaves": away.get(one.id, []),
            "opens": one.staff == person.id or mediators.opens(person, own, one),
        }
        for one in known
    ]
    return page(request, "planning/mediators.html", rows=rows, may_add=bool(own))


@get("/mediateurs/nouveau", opt={"power": Power.RUN_LIBRARY})
async def ask_new(request: AnyRequest) -> Response[str]:
    """The empty sheet of somebody who presents."""
    return await _sheet(request, None, {"shown": "1"}, {})


@post("/mediateurs/nouveau", opt={"power": Power.RUN_LIBRARY}, status_code=303)
async def add(request: AnyRequest) -> Response[Any]:
    """Add somebody who presents."""
    form = await form_of(request)
    try:
        made = await naming.welcome(_read(form), by=person_of(request), now=clock.now())
    except Refused as error:
        return await _sheet(request, None, form, faults(error, language_of(request), otherwise="name"))
    return see_other(f"/bureau/mediateurs/{made}?fait=1")


@get("/mediateurs/{which:uuid}", opt={"power": Power.LOOK})
async def show(request: AnyRequest, which: FromPath[UUID]) -> Response[str]:
    """The sheet of somebody, for who may change it, or for themselves."""
    found = await mediators.mediator_of_leave(person_of(request), which)
    return await _sheet(request, found, _typed(found), {})


@post("/mediateurs/{which:uuid}", opt={"power": Power.RUN_LIBRARY}, status_code=303)
async def change(request: AnyRequest, which: FromPath[UUID]) -> Response[Any]:
    """Change somebody, and what their sessions say of it."""
    found, form = await mediators.mediator_to_change(person_of(request), which), await form_of(request)
    try:
        await naming.change(which, _read(form), by=person_of(request), now=clock.now())
    except Refused as error:
        return await _sheet(request, found, form, faults(error, language_of(request), otherwise="name"))
    return see_other(f"/bureau/mediateurs/{which}?fait=1")


@get("/mediateurs/{which:uuid}/retirer", opt={"power": Power.RUN_LIBRARY})
async def confirm_remove(request: AnyRequest, which: FromPath[UUID]) -> Response[str]:
    """Ask before taking somebody out."""
    found = await mediators.mediator_to_change(person_of(request), which)
    return page(request, "planning/mediator_removal.html", mediator=found)


@post("/mediateurs/{which:uuid}/retirer", opt={"power": Power.RUN_LIBRARY}, status_code=303)
async def remove(request: AnyRequest, which: FromPath[UUID]) -> Response[Any]:
    """Take somebody out; sessions keep the name that they write."""
    await naming.part_with(which, by=person_of(request), now=clock.now())
    return see_other("/bureau/mediateurs")


@post("/mediateurs/{which:uuid}/conges", opt={"power": Power.LOOK}, status_code=303)
async def add_leave(request: AnyRequest, which: FromPath[UUID]) -> Response[Any]:
    """Write down days on which somebody does not work."""
    found, form = await mediators.mediator_of_leave(person_of(request), which), await form_of(request)
    try:
        first_on, last_on = local_time.day(form.get("first_on", "")), local_time.day(form.get("last_on", ""))
        wrong = {} if first_on else {"first_on": "bad_date" if form.get("first_on") else "missing"}
        wrong |= {"last_on": "bad_date"} if form.get("last_on") and not last_on else {}
        if wrong or first_on is None:
            raise Invalid(wrong)
        await mediators.add_leave(which, first_on, last_on or first_on, by=person_of(request), now=clock.now())
    except Refused as error:
        errors = faults(error, language_of(request), otherwise="first_on")
        return await _sheet(request, found, _typed(found) | form, errors)
    return see_other(f"/bureau/mediateurs/{which}?fait=1")


@post("/mediateurs/{which:uuid}/conges/{leave:uuid}/retirer", opt={"power": Power.LOOK}, status_code=303)
async def remove_leave(request: AnyRequest, which: FromPath[UUID], leave: FromPath[UUID]) -> Response[Any]:
    """Take a leave back."""
    await mediators.remove_leave(which, leave, by=person_of(request), now=clock.now())
    return see_other(f"/bureau/mediateurs/{which}?fait=1")


@post("/mediateurs/{which:uuid}/habilitations", opt={"power": Power.RUN_LIBRARY}, status_code=303)
async def habilitate(request: AnyRequest, which: FromPath[UUID]) -> Response[Any]:
    """Write down that somebody is habilitated for Aidants Connect, from a day on."""
    found, form = await mediators.mediator_to_change(person_of(request), which), await form_of(request)
    try:
        await habilitations.habilitate(which, _habilitation(form), by=person_of(request), now=clock.now())
    except Refused as error:
        errors = {
            AT.get(name, name): said for name, said in faults(error, language_of(request), otherwise=SINCE).items()
        }
        return await _sheet(request, found, _typed(found) | form, errors)
    return see_other(f"/bureau/mediateurs/{which}?fait=1")


@post("/mediateurs/{which:uuid}/habilitations/{held:uuid}/retirer", opt={"power": Power.RUN_LIBRARY}, status_code=303)
async def take_back(request: AnyRequest, which: FromPath[UUID], held: FromPath[UUID]) -> Response[Any]:
    """Take a habilitation back."""
    await habilitations.take_back(which, held, by=person_of(request), now=clock.now())
    return see_other(f"/bureau/mediateurs/{which}?fait=1")


def _habilitation(form: dict[str, str]) -> Held:
    """Return the habilitation typed; raises Invalid."""
    since, until = local_time.day(form.get(SINCE, "")), local_time.day(form.get(UNTIL, ""))
    wrong = {} if since else {SINCE: "bad_date" if form.get(SINCE) else "missing"}
    wrong |= {UNTIL: "bad_date"} if form.get(UNTIL) and not until else {}
    if wrong or since is None:
        raise Invalid(wrong)
    try:
        libraries = [UUID(name.removeprefix(COVERED)) for name in form if name.startswith(COVERED)]
    except ValueError:
        raise Invalid({"structure": "bad_choice"}) from None
    return Held(form.get("structure", ""), since, until or None, libraries)


def _read(form: dict[str, str]) -> Sheet:
    """Return the sheet typed; raises Invalid."""
    try:
        staff = UUID(form["staff"]) if form.get("staff") else None
        libraries = [UUID(name.removeprefix(LIBRARY)) for name in form if name.startswith(LIBRARY)]
    except ValueError:
        raise Invalid({"staff": "bad_choice"}) from None
    hours = [form.get(f"hours_{day}", "") for day in range(7)]
    status = form.get("status", "")
    return Sheet(form.get("name", ""), form.get("shown") == "1", staff, libraries, hours, status)


def _typed(view: MediatorView) -> dict[str, str]:
    """Return the sheet as its form holds it."""
    hours = {f"hours_{day}": text for day, text in enumerate(view.hours)}
    typed = {"name": view.name, "shown": "1" if view.shown else "", "staff": str(view.staff or ""), **hours}
    typed |= {"status": view.status}
    return typed | {f"{LIBRARY}{which}": "1" for which in view.libraries}


async def _sheet(
    request: AnyRequest, view: MediatorView | None, values: dict[str, str], errors: dict[str, str]
) -> Response[str]:
    person, gettext = person_of(request), translator(language_of(request)).gettext
    own = await mediators.managed(person)
    accounts = [{"value": str(one.id), "label": one.name} for one in await all_staff() if not one.disabled]
    return page(
        request,
        "planning/mediator.html",
        status=422 if errors else 200,
        private=True,
        mediator=view,
        values=values,
        errors=errors,
        libraries=_offered(await all_libraries(), own, view),
        accounts=accounts,
        week=[{"name": f"hours_{day}", "words": gettext(name)} for day, name in enumerate(words.WEEK)],
        statuses=choices(words.STATUSES, language_of(request)),
        habilitations=await habilitations.of_mediator(view.id) if view else [],
        names={library.id: library.name for library in await all_libraries()},
        today=clock.now().date(),
        leaves=await leaves([view.id], since=clock.now().date()) if view else [],
        changes=view is None or await mediators.may_change(person, view),
        calendars=await busy.calendars_of(view.id) if view else [],
        done=request.query_params.get("fait", ""),
    )


def _offered(libraries: Iterable[LibraryView], own: set[UUID], view: MediatorView | None) -> list[LibraryView]:
    held = set(view.libraries) if view else set()
    return [library for library in libraries if library.id in own | held]


HANDLERS = [
    everybody, ask_new, add, show, change, confirm_remove, remove, add_leave, remove_leave, habilitate, take_back,
]  # fmt: skip
