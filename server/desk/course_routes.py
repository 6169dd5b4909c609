"""Courses at the desk: the list, one course with its dates and who booked it, booking it for somebody, cancelling."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.bookings import actions, course_queries, courses
from server.bookings import queries as booking_queries
from server.bookings.course_queries import CourseView
from server.desk import words
from server.desk.routes import labels
from server.desk.stopped import course_stopped
from server.foundation import clock
from server.foundation.errors import Refused
from server.foundation.forms import choices, faults, whole
from server.foundation.ids import new_token
from server.foundation.web import form_of, language_of, page, see_other
from server.workshops import programme
from server.workshops import words as workshop_words
from server.workshops.series import SeriesView, series_for, series_of_libraries

AnyRequest = Request[Any, Any, Any]


@get("/cycles", opt={"power": Power.LOOK})
async def index(request: AnyRequest) -> Response[str]:
    """The courses of the person's libraries that are not over."""
    person = person_of(request)
    libraries = [library.id for library in await programme.libraries_seen(person)]
    found = await series_of_libraries(libraries, since=clock.now())
    may_date = bool(await programme.libraries_to_programme(person))
    return page(request, "desk/courses.html", courses=found, may_date=may_date)


@get("/cycles/{series_id:uuid}", opt={"power": Power.LOOK})
async def show(request: AnyRequest, series_id: FromPath[UUID], inscrit: FromQuery[UUID | None] = None) -> Response[str]:
    """A course with its dates and its bookings, the quick booking first."""
    series = await series_for(person_of(request), series_id, Power.LOOK)
    return await _page(request, series, {}, {}, just_booked=inscrit)


@post("/cycles/{series_id:uuid}/inscriptions", opt={"power": Power.BOOK}, status_code=303)
async def book(request: AnyRequest, series_id: FromPath[UUID]) -> Response[Any]:
    """Book all the coming dates for somebody: a name is enough. A look-alike is asked about once, never refused."""
    person = person_of(request)
    series = await series_for(person, series_id, Power.BOOK)
    form = await form_of(request)
    key = f"desk:{form.get('key') or new_token()}"[:100]
    if await _is_double(series, form, key):
        return await _page(request, series, form, {}, alike=True)
    try:
        booked = await courses.book(series.id, _asked(series.id, form, key), by=person.by, now=clock.now())
    except Refused as error:
        return await _page(request, series, form, faults(error, language_of(request), otherwise="name"))
    return see_other(f"/bureau/cycles/{series.id}?inscrit={booked.id}")


async def _is_double(series: SeriesView, form: dict[str, str], key: str) -> bool:
    """Tell whether somebody of that name has the course already, and it was not said to be another person."""
    coming = series.coming(clock.now())
    if not coming or form.get("anyway") == "1" or await courses.was_booked_with(series.id, key):
        return False
    return bool(await booking_queries.look_alikes(coming[0].id, form.get("name", "")))


def _asked(series: UUID, form: dict[str, str], key: str) -> actions.Request:
    email, phone = form.get("email", ""), form.get("phone", "")
    implied = "email" if email else "call" if phone else "none"
    return actions.Request(
        session=series,
        name=form.get("name", ""),
        people=whole(form.get("people", ""), 1),
        channel_of_contact=form.get("contact") or implied,
        email=email,
        phone=phone,
        channel="desk",
        idempotency_key=key,
    )


async def _page(
    request: AnyRequest,
    series: SeriesView,
    values: dict[str, str],
    errors: dict[str, str],
    *,
    alike: bool = False,
    just_booked: UUID | None = None,
) -> Response[str]:
    person, language = person_of(request), language_of(request)
    at_desk = await programme.may_book(person, series.library_id)
    parties = await course_queries.of_series(series.id) if at_desk else []
    return page(
        request,
        "desk/course.html",
        status=422 if errors else 200,
        private=True,
        series=series,
        drafts=sum(date.state == "draft" for date in series.dates),
        coming=series.coming(clock.now()),
        parties=parties,
        just_booked=next((party for party in parties if party.id == just_booked), None),
        alike=alike,
        values={"key": new_token(), **values},
        errors=errors,
        at_desk=at_desk,
        may_change=await programme.may_programme(person, series.library_id),
        states=labels(workshop_words.STATES, request),
        party_states=labels(words.PARTIES, request),
        contacts=choices(words.CONTACTS, language),
        done=request.query_params.get("fait", ""),
        stopped=await course_stopped(parties, language, clock.now()) if at_desk else "",
    )


@get("/cycles/inscriptions/{course_id:uuid}/annuler", opt={"power": Power.BOOK})
async def confirm_cancel(request: AnyRequest, course_id: FromPath[UUID]) -> Response[str]:
    """Ask before cancelling what is left of a course."""
    view = await _course(request, course_id)
    return page(request, "desk/course_cancel.html", private=True, course=view, left=view.left(clock.now()), errors={})


@post("/cycles/inscriptions/{course_id:uuid}/annuler", opt={"power": Power.BOOK}, status_code=303)
async def cancel(request: AnyRequest, course_id: FromPath[UUID]) -> Response[Any]:
    """Cancel what is left of a course; its seats go to those who wait."""
    view = await _course(request, course_id)
    try:
        await courses.cancel(view.id, by=person_of(request).by, now=clock.now())
    except Refused as error:
        errors = faults(error, language_of(request), otherwise="cancel")
        return page(request, "desk/course_cancel.html", status=422, private=True, course=view, left=(), errors=errors)
    return see_other(f"/bureau/cycles/{view.series_id}")


async def _course(request: AnyRequest, course_id: UUID) -> CourseView:
    """Return the booking of a course for somebody at its desk; raises NotFound or Gone."""
    view = await course_queries.by_id(course_id)
    await programme.require_desk(person_of(request), view.rows[0].session.library_id)
    return view


HANDLERS = [index, show, book, confirm_cancel, cancel]
