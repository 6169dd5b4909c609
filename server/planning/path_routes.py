"""Plan a whole path in one go: a rule, then each workshop with its date in words, then the sessions."""

from datetime import date
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.accounts.rules import Person
from server.foundation import clock
from server.foundation.errors import Invalid, NotFound, Refused
from server.foundation.forms import choices, faults
from server.foundation.languages import translator
from server.foundation.spoken import weekday_date
from server.foundation.web import form_of, language_of, page, see_other
from server.libraries.queries import LibraryView, rooms_of
from server.planning import days, forms, listing, words
from server.planning.along import plan_path, step_plan, steps_needs
from server.planning.listing import Group, Listing, Row
from server.planning.rules import Proposal, looked_at, propose
from server.workshops import programme
from server.workshops.forms import said_at
from server.workshops.outfit import outfitted
from server.workshops.paths import PathView, StepView, path_view

AnyRequest = Request[Any, Any, Any]
Asked = tuple[PathView, LibraryView]


@get("/parcours/{path_id:uuid}/planifier", opt={"power": Power.PLAN})
async def ask(request: AnyRequest, path_id: FromPath[UUID]) -> Response[str]:
    """When the path begins, how often, where and with whom."""
    return await _form(request, await _path(person_of(request), path_id), forms.USUAL, {})


@post("/parcours/{path_id:uuid}/planifier", opt={"power": Power.PLAN}, status_code=200)
async def propose_dates(request: AnyRequest, path_id: FromPath[UUID]) -> Response[str]:
    """Each date, kept or skipped with its reason, with the workshop that it gets; nothing is written."""
    form, person = await form_of(request), person_of(request)
    path = await _path(person, path_id)
    try:
        asked = path, await _library(form, person, path)
        return await _dates(request, form, asked, {})
    except Refused as error:
        return await _form(request, path, form, said_at(faults(error, language_of(request), otherwise="first")))


@post("/parcours/{path_id:uuid}/dates", opt={"power": Power.PLAN}, status_code=303)
async def keep(request: AnyRequest, path_id: FromPath[UUID]) -> Response[Any]:
    """Plan the path on the dates ticked, or go back to the form."""
    form, person = await form_of(request), person_of(request)
    path = await _path(person, path_id)
    if form.get("back"):
        return await _form(request, path, forms.carried(form), {})
    try:
        asked = path, await _library(form, person, path)
        found = await _proposals(form, asked)
    except Refused as error:
        return await _form(request, path, form, said_at(faults(error, language_of(request), otherwise="first")))
    try:
        batch = await _keep(form, asked, person)
    except Refused as error:
        errors = faults(error, language_of(request), otherwise="despite")
        return await _dates(request, form, asked, errors, found)
    return see_other(f"/bureau/series/{batch}?fait=1")


async def _path(person: Person, path_id: UUID) -> PathView:
    """Return a path that the person may plan: the network's, or one of their libraries. Raises NotFound."""
    path, known = await path_view(path_id), await programme.libraries_to_programme(person)
    if not any(path.library in {None, one.id} for one in known):
        raise NotFound
    return path


async def _library(form: forms.Form, person: Person, path: PathView) -> LibraryView:
    """Return where the path is planned; where there is one library only, it goes without saying. Raises Invalid."""
    known = [one for one in await programme.libraries_to_programme(person) if path.library in {None, one.id}]
    implied = str(known[0].id) if len(known) == 1 else ""
    found = next((one for one in known if str(one.id) == (form.get("library") or implied)), None)
    if found is None:
        raise Invalid({"library": "bad_choice"})
    if form.get("room") and form["room"] not in {str(room.id) for room in await rooms_of(found.id)}:
        raise Invalid({"room": "room_elsewhere"})
    return found


async def _proposals(form: forms.Form, asked: Asked) -> list[Proposal]:
    """Return the dates of the rule typed: as many kept as the path has workshops. Raises Invalid."""
    path, library = asked
    rule = forms.read_rule({**form, "most": str(len(path.steps)), "last": ""})
    # What is free for the longest of the workshops, with all that they need, is free for each.
    longest = {**form, "minutes": str(max(step.minutes for step in path.steps))}
    plan_on = outfitted(forms.plans_on(longest, library.timezone), await steps_needs(path, library.id))
    found = looked_at(rule)
    why = await days.reasons(found, plan_on, library, forms.read_skip(form), now=clock.now())
    return propose(found, lambda day: why[day], most=rule.most)


async def _keep(form: forms.Form, asked: Asked, person: Person) -> UUID:
    path, library = asked
    ticked: list[date] = forms.ticked_days(form)
    if len(ticked) != len(path.steps):
        raise Invalid({"dates": "path_dates"}, steps=len(path.steps))
    plans = [step_plan(form, step, day, library.timezone) for step, day in zip(path.steps, ticked, strict=True)]
    return await plan_path(
        path,
        library.id,
        plans,
        public=form.get("publish") == "1",
        despite=form.get("despite", ""),
        batch=forms.key_of(form),
        by=person,
        now=clock.now(),
    )


async def _dates(
    request: AnyRequest,
    form: forms.Form,
    asked: Asked,
    errors: dict[str, str],
    found: list[Proposal] | None = None,
) -> Response[str]:
    path, library = asked
    proposals = found if found is not None else await _proposals(form, asked)
    rows = _rows(form, asked, proposals, language_of(request))
    group = Group(library, rows, days.unknown(library, forms.read_skip(form), [one.day for one in proposals]))
    title = translator(language_of(request)).gettext("parcours « %(title)s »") % {"title": path.title}
    shown = Listing(f"/bureau/parcours/{path.id}/dates", [group], forms.carried(form), title)
    return listing.show(request, shown, errors, despite=form.get("despite", ""))


def _rows(form: forms.Form, asked: Asked, proposals: list[Proposal], language: str) -> list[Row]:
    """Return the dates to tick: each kept one is said with the workshop that it gets, in order."""
    path, library = asked
    ticked = forms.ticked(form) if forms.TICKED in "".join(form) else None
    steps, rows = list(path.steps), []
    for one in proposals:
        name = one.day.isoformat()
        taken = bool(steps) and (one.kept if ticked is None else name in ticked)
        step = steps.pop(0) if taken else path.steps[-1]
        said = _said(form, step, one.day, library.timezone, language)
        words = f"{step.title} : {said}" if taken else said
        rows.append(listing.row(name, words, one.reasons, ticked, language))
    return rows


def _said(form: forms.Form, step: StepView, day: date, zone: str, language: str) -> str:
    """Return day and hours in words; the day alone when its hour does not exist."""
    try:
        plan = step_plan(form, step, day, zone)
    except Invalid:
        return weekday_date(day, language)
    return listing.said(plan.starts_at, plan.ends_at, zone, language)


async def _form(request: AnyRequest, path: PathView, values: forms.Form, errors: dict[str, str]) -> Response[str]:
    person, language = person_of(request), language_of(request)
    libraries = [one for one in await programme.libraries_to_programme(person) if path.library in {None, one.id}]
    rooms = await programme.rooms_to_programme(person)
    return page(
        request,
        "planning/path.html",
        status=422 if errors else 200,
        way=path,
        values=values,
        errors=errors,
        libraries=[{"value": str(library.id), "label": library.name} for library in libraries],
        rooms=listing.room_choices(rooms, several=len(libraries) > 1),
        rhythms=[found for found in choices(words.RHYTHMS, language) if found["value"] != "chosen"],
        people=await programme.people_to_programme(person),
    )


HANDLERS = [ask, propose_dates, keep]
