"""Make a course of sessions, publish it, rename it: forms for staff."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.accounts.rules import Person
from server.foundation import clock
from server.foundation.errors import Invalid, NotFound, Refused
from server.foundation.forms import faults
from server.foundation.web import form_of, language_of, page, see_other
from server.libraries.queries import LibraryView
from server.workshops import forms, programme, series, series_dates
from server.workshops.series import Course, SeriesView

AnyRequest = Request[Any, Any, Any]
TICKED = "date_"
USUAL = {"capacity": "8", "waiting_places": "4"}


@get("/cycles/nouveau", opt={"power": Power.PLAN})
async def ask_new(request: AnyRequest, atelier: FromQuery[str] = "") -> Response[str]:
    """The form of a new course: sessions to tick, and new dates to write."""
    await programme.require_programming(person_of(request))
    return await _form(request, {**USUAL, "workshop": atelier}, {})


@post("/cycles/nouveau", opt={"power": Power.PLAN}, status_code=303)
async def make(request: AnyRequest) -> Response[Any]:
    """Make the course, then show it: its new dates are drafts until they are published."""
    form, person = await form_of(request), person_of(request)
    await programme.require_programming(person)
    try:
        made = await _make(form, person)
    except NotFound:
        return await _form(
            request, form, faults(Invalid({"workshop": "bad_choice"}), language_of(request), otherwise="workshop")
        )
    except Refused as error:
        errors = forms.said_at(faults(error, language_of(request), otherwise="dates"))
        return await _form(request, form, errors)
    return see_other(f"/bureau/cycles/{made}")


async def _make(form: forms.Form, person: Person) -> UUID:
    """Make the course typed; raises Invalid, Refused or NotFound."""
    ticked = [forms.chosen({name: name.removeprefix(TICKED)}, name) for name in form if name.startswith(TICKED)]
    typed = form.get("days", "").split()
    course = Course(form.get("title", ""), form.get("singles") == "1")
    if not typed:
        workshop, library = await series.workshop_of(ticked)
        return await series.make_series(course, workshop, library, sessions=ticked, by=person, now=clock.now())
    home = await _library(form, person)
    plans = [forms.read_plan({**form, "day": day}, home.timezone) for day in typed]
    workshop = forms.chosen(form, "workshop")
    return await series.make_series(course, workshop, home.id, sessions=ticked, plans=plans, by=person, now=clock.now())


async def _library(form: forms.Form, person: Person) -> LibraryView:
    """Return the library chosen; where there is only one, it goes without saying. Raises Invalid."""
    known = await programme.libraries_to_programme(person)
    if len(known) == 1 and not form.get("library"):
        return known[0]
    found = next((library for library in known if str(library.id) == form.get("library")), None)
    if found is None:
        raise Invalid({"library": "bad_choice"})
    return found


async def _form(request: AnyRequest, values: forms.Form, errors: dict[str, str]) -> Response[str]:
    person = person_of(request)
    libraries = await programme.libraries_to_programme(person)
    found = await series.joinable([library.id for library in libraries], clock.now())
    return page(
        request,
        "workshops/series.html",
        status=422 if errors else 200,
        values=values,
        errors=errors if "day" not in errors else {**errors, "days": errors["day"]},
        sessions=found,
        workshops=[{"value": str(w.id), "label": w.title} for w in await programme.workshops_to_date(person)],
        libraries=[{"value": str(library.id), "label": library.name} for library in libraries],
    )


@post("/cycles/{series_id:uuid}/publier", opt={"power": Power.PUBLISH}, status_code=303)
async def publish(request: AnyRequest, series_id: FromPath[UUID]) -> Response[Any]:
    """Publish the drafts of a course together."""
    await series.publish_series(series_id, by=person_of(request), now=clock.now())
    return see_other(f"/bureau/cycles/{series_id}?fait=publie")


@get("/cycles/{series_id:uuid}/modifier", opt={"power": Power.PLAN})
async def ask_change(request: AnyRequest, series_id: FromPath[UUID]) -> Response[str]:
    """What a course is called, and whether one date may be booked alone."""
    found = await series.series_for(person_of(request), series_id, Power.PLAN)
    values = {"title": found.title, "singles": "1" if found.singles else ""}
    return await _change_page(request, found, values, {})


@post("/cycles/{series_id:uuid}/modifier", opt={"power": Power.PLAN}, status_code=303)
async def change(request: AnyRequest, series_id: FromPath[UUID]) -> Response[Any]:
    """Keep it, then show the course."""
    form, person = await form_of(request), person_of(request)
    course = Course(form.get("title", ""), form.get("singles") == "1")
    try:
        await series.rename_series(series_id, course, by=person, now=clock.now())
    except Refused as error:
        found = await series.series_for(person, series_id, Power.PLAN)
        return await _change_page(request, found, form, faults(error, language_of(request), otherwise="title"))
    return see_other(f"/bureau/cycles/{series_id}")


async def _change_page(
    request: AnyRequest, found: SeriesView, values: forms.Form, errors: dict[str, str]
) -> Response[str]:
    given = {"title": found.title, "singles": "1" if found.singles else ""} if "session" in errors else {}
    return page(
        request,
        "workshops/series_change.html",
        status=422 if errors else 200,
        series=found,
        joining=await series_dates.may_join(found, clock.now()),
        values={**given, **values},
        errors=errors,
    )


@post("/cycles/{series_id:uuid}/seances", opt={"power": Power.PLAN}, status_code=303)
async def add_date(request: AnyRequest, series_id: FromPath[UUID]) -> Response[Any]:
    """Add a session to a course: who has booked it is given the date, and told."""
    form, person = await form_of(request), person_of(request)
    try:
        await series_dates.add_date(series_id, forms.chosen(form, "session"), by=person, now=clock.now())
    except Refused as error:
        found = await series.series_for(person, series_id, Power.PLAN)
        return await _change_page(request, found, {}, faults(error, language_of(request), otherwise="session"))
    return see_other(f"/bureau/cycles/{series_id}?fait=ajoutee")


@get("/cycles/{series_id:uuid}/seances/{session_id:uuid}/retirer", opt={"power": Power.PLAN})
async def confirm_removal(request: AnyRequest, series_id: FromPath[UUID], session_id: FromPath[UUID]) -> Response[str]:
    """Ask before taking a date out of a course, and say what becomes of who booked it."""
    found = await series.series_for(person_of(request), series_id, Power.PLAN)
    return _removal_page(request, found, session_id, {})


@post("/cycles/{series_id:uuid}/seances/{session_id:uuid}/retirer", opt={"power": Power.PLAN}, status_code=303)
async def remove_date(request: AnyRequest, series_id: FromPath[UUID], session_id: FromPath[UUID]) -> Response[Any]:
    """Take a date out of a course."""
    person = person_of(request)
    try:
        await series_dates.remove_date(series_id, session_id, by=person, now=clock.now())
    except Refused as error:
        found = await series.series_for(person, series_id, Power.PLAN)
        return _removal_page(request, found, session_id, faults(error, language_of(request), otherwise="dates"))
    return see_other(f"/bureau/cycles/{series_id}?fait=retiree")


def _removal_page(request: AnyRequest, found: SeriesView, session: UUID, errors: dict[str, str]) -> Response[str]:
    """Return the page that asks; raises NotFound for what is no date of this course."""
    date = next((each for each in found.dates if each.id == session), None)
    if date is None:
        raise NotFound
    status = 422 if errors else 200
    return page(request, "workshops/series_removal.html", status=status, series=found, session=date, errors=errors)


HANDLERS = [ask_new, make, publish, ask_change, change, add_date, confirm_removal, remove_date]
