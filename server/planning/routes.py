"""Plan a series by rule: the form, then every date kept or skipped with its reason, then the sessions."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.accounts.rules import Person
from server.foundation import clock
from server.foundation.errors import Invalid, NotFound, Refused
from server.foundation.forms import choices, faults
from server.foundation.web import form_of, language_of, page, see_other
from server.libraries.queries import LibraryView, rooms_of
from server.planning import actions, days, forms, listing, queries, words
from server.planning.listing import Group, Listing
from server.planning.rules import Proposal, looked_at, propose
from server.workshops import conflicts, programme
from server.workshops import words as workshop_words
from server.workshops.forms import chosen, said_at
from server.workshops.outfit import outfitted, usual_needs
from server.workshops.queries import workshop

AnyRequest = Request[Any, Any, Any]
# Where the form says what is wrong with the session of a day.
AT = {"day": "start", "end": "minutes", "ends_at": "minutes", "opens_day": "opens_before"}


@get("/planifier", opt={"power": Power.PLAN})
async def ask(
    request: AnyRequest, atelier: FromQuery[UUID | None] = None, comme: FromQuery[UUID | None] = None
) -> Response[str]:
    """The form of a series: of a workshop (`atelier`), like its latest session, or like another session (`comme`)."""
    person = person_of(request)
    await programme.require_programming(person)
    model = await queries.session_to_plan(person, comme) if comme else None
    if model is None and atelier is not None:
        model = await queries.latest(person, atelier)
    if model is not None:
        return await _form(request, forms.like(model), {})
    return await _form(request, forms.of_workshop(await workshop(atelier)) if atelier else forms.USUAL, {})


@post("/planifier", opt={"power": Power.PLAN}, status_code=200)
async def propose_dates(request: AnyRequest) -> Response[str]:
    """Every date of the series, kept or skipped, with its reason; nothing is written."""
    form, person = await form_of(request), person_of(request)
    await programme.require_programming(person)
    try:
        asked = await _asked(form, person)
        proposals = [await _proposals(form, asked.workshop, library) for library in asked.libraries]
    except Refused as error:
        return await _form(request, form, _faults(request, error))
    return _dates(request, form, asked, proposals, {})


@post("/planifier/dates", opt={"power": Power.PLAN}, status_code=303)
async def keep(request: AnyRequest) -> Response[Any]:
    """Plan the sessions of the dates ticked, or go back to the form."""
    form, person = await form_of(request), person_of(request)
    await programme.require_programming(person)
    if form.get("back"):
        return await _form(request, forms.carried(form), {})
    try:
        asked = await _asked(form, person)
        proposals = [await _proposals(form, asked.workshop, library) for library in asked.libraries]
    except Refused as error:
        return await _form(request, form, _faults(request, error))
    try:
        batch = await _keep(form, asked, person)
    except NotFound:
        return await _form(request, form, _faults(request, Invalid({"workshop": "bad_choice"})))
    except Refused as error:
        return _dates(request, form, asked, proposals, faults(error, language_of(request), otherwise="despite"))
    return see_other(f"/bureau/series/{batch}?fait=1")


@dataclass(frozen=True)
class Asked:
    """Of which workshop a series is, and where: in one library, or at the same dates in several."""

    workshop: UUID
    libraries: tuple[LibraryView, ...]

    def prefix(self, library: LibraryView) -> str:
        """Return how the names of the dates of a library begin: with nothing for the first one."""
        return "" if library == self.libraries[0] else f"{library.id}_"


async def _asked(form: forms.Form, person: Person) -> Asked:
    """Return what the series is of; where there is one library only, it goes without saying. Raises Invalid."""
    known = await programme.libraries_to_programme(person)
    offered = {found.id for found in await programme.workshops_to_date(person)}
    of = chosen(form, "workshop")
    if of not in offered:
        raise Invalid({"workshop": "bad_choice"})
    implied = str(known[0].id) if len(known) == 1 else ""
    library = next((one for one in known if str(one.id) == (form.get("library") or implied)), None)
    if library is None:
        raise Invalid({"library": "bad_choice"})
    also = tuple(one for one in known if form.get(f"also_{one.id}") == "1" and one != library)
    if form.get("room") and (also or form["room"] not in {str(room.id) for room in await rooms_of(library.id)}):
        raise Invalid({"room": "room_of_one" if also else "room_elsewhere"})
    return Asked(of, (library, *also))


async def _proposals(form: forms.Form, workshop_id: UUID, library: LibraryView) -> list[Proposal]:
    """Return the dates of the rule typed, kept and skipped; raises Invalid."""
    rule, skip = forms.read_rule(form), forms.read_skip(form)
    forms.read_course(form)
    found = looked_at(rule)
    if not found:
        raise Invalid({"first": "no_dates_found"})
    needs = await usual_needs(workshop_id, library.id)
    plan_on = outfitted(forms.plans_on(form, library.timezone), needs)
    why = await days.reasons(found, plan_on, library, skip, now=clock.now(), workshop=workshop_id)
    return propose(found, lambda day: why[day], most=rule.most)


async def _keep(form: forms.Form, asked: Asked, person: Person) -> UUID:
    plans = {
        library.id: list(map(forms.plans_on(form, library.timezone), forms.ticked_days(form, asked.prefix(library))))
        for library in asked.libraries
    }
    return await actions.plan_everywhere(
        asked.workshop,
        plans,
        course=forms.read_course(form),
        public=form.get("publish") == "1",
        despite=form.get("despite", ""),
        batch=forms.key_of(form),
        by=person,
        now=clock.now(),
    )


def _faults(request: AnyRequest, error: Refused) -> dict[str, str]:
    found = said_at(faults(error, language_of(request), otherwise="workshop"))
    return {AT.get(name, name): sentence for name, sentence in found.items()}


def _dates(
    request: AnyRequest, form: forms.Form, asked: Asked, found: list[list[Proposal]], errors: dict[str, str]
) -> Response[str]:
    groups = [
        _group(form, library, proposals, asked.prefix(library), language_of(request))
        for library, proposals in zip(asked.libraries, found, strict=True)
    ]
    shown = Listing("/bureau/planifier/dates", groups, forms.carried(form))
    return listing.show(request, shown, errors, despite=form.get("despite", ""))


def _group(form: forms.Form, library: LibraryView, proposals: list[Proposal], prefix: str, language: str) -> Group:
    ticked = forms.ticked(form) if forms.TICKED in "".join(form) else None
    plan_on = forms.plans_on(form, library.timezone)
    rows = listing.of_days(proposals, plan_on, library.timezone, ticked, language, prefix)
    return Group(library, rows, days.unknown(library, forms.read_skip(form), [one.day for one in proposals]))


async def _form(request: AnyRequest, values: forms.Form, errors: dict[str, str]) -> Response[str]:
    person, language = person_of(request), language_of(request)
    libraries = await programme.libraries_to_programme(person)
    rooms = await programme.rooms_to_programme(person)
    return page(
        request,
        "planning/plan.html",
        status=422 if errors else 200,
        values=values,
        errors=errors,
        workshops=[{"value": str(w.id), "label": w.title} for w in await programme.workshops_to_date(person)],
        libraries=[{"value": str(library.id), "label": library.name} for library in libraries],
        rooms=listing.room_choices(rooms, several=len(libraries) > 1),
        rhythms=choices(words.RHYTHMS, language),
        weekdays=choices(words.DAYS, language),
        booked=[(found["value"], found["label"], "") for found in choices(words.BOOKED, language)],
        modes=[(found["value"], found["label"], "") for found in choices(workshop_words.MODES, language)],
        stocks=await programme.stocks_to_programme(person),
        people=await programme.people_to_programme(person),
    )


@get("/series/{batch:uuid}", opt={"power": Power.PLAN})
async def show(request: AnyRequest, batch: FromPath[UUID]) -> Response[str]:
    """The sessions that were planned together."""
    return await _batch(request, batch, {})


@post("/series/{batch:uuid}/publier", opt={"power": Power.PUBLISH}, status_code=303)
async def publish(request: AnyRequest, batch: FromPath[UUID]) -> Response[Any]:
    """Publish those that are drafts, together."""
    form, person = await form_of(request), person_of(request)
    sessions = await queries.batch_for(person, batch)
    try:
        await actions.publish_all(
            [session.id for session in sessions], by=person, now=clock.now(), despite=form.get("despite", "")
        )
    except Refused as error:
        at = "despite" if error.reason in conflicts.REASONS else "publish"
        return await _batch(request, batch, faults(error, language_of(request), otherwise=at))
    return see_other(f"/bureau/series/{batch}?fait=publie")


async def _batch(request: AnyRequest, batch: UUID, errors: dict[str, str]) -> Response[str]:
    sessions = await queries.batch_for(person_of(request), batch)
    language = language_of(request)
    return page(
        request,
        "planning/batch.html",
        status=422 if errors else 200,
        batch=batch,
        sessions=sessions,
        drafts=sum(session.state == "draft" for session in sessions),
        to_come=queries.still_to_come(sessions, clock.now()),
        states={found["value"]: found["label"] for found in choices(workshop_words.STATES, language)},
        overrules=choices(workshop_words.OVERRULES, language),
        done=request.query_params.get("fait", ""),
        errors=errors,
    )


HANDLERS = [ask, propose_dates, keep, show, publish]
