"""Bookings of whole courses for programs: book, read, cancel."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request, Response, delete, get, post
from litestar.params import FromPath, HeaderParameter, JSONBody
from litestar.types import ControllerRouterHandler

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.bookings import api, course_queries, courses
from server.bookings.api import Booking, NewBooking
from server.bookings.course_queries import CourseView
from server.foundation import clock
from server.foundation.errors import Invalid
from server.foundation.problems import answers
from server.foundation.settings import settings
from server.workshops import programme
from server.workshops.series import series_for

AnyRequest = Request[Any, Any, Any]


class CourseBooking(msgspec.Struct):
    """The booking of a course. `state`: confirmed, waiting, cancelled; `position`: its rank on the waiting list.

    `dates` are its bookings, one a session, also those that were dropped; `url` is the page of all of them.
    """

    id: UUID
    series: UUID
    state: str
    reference: str
    position: int | None
    url: str
    dates: list[Booking]


def _course(view: CourseView) -> CourseBooking:
    return CourseBooking(
        id=view.id,
        series=view.series_id,
        state=view.state,
        reference=view.reference,
        position=view.position,
        url=settings().url + view.path,
        dates=[api.booking_of(row.party) for row in view.rows],
    )


@post("/series/{series_id:uuid}/bookings", opt={"power": Power.BOOK}, responses=answers(400, 401, 404, 409))
async def book(
    request: AnyRequest,
    series_id: FromPath[UUID],
    data: JSONBody[NewBooking],
    idempotency_key: Annotated[str | None, HeaderParameter(name="Idempotency-Key")] = None,
) -> Response[CourseBooking]:
    """Book all the coming dates of a course, or wait for all of them; 409 when neither can be. The desk role is needed.

    The same `Idempotency-Key` in the same course gives the same booking, as it has become since. `over` is refused: no
    rule is passed over for a whole course.
    """
    person = person_of(request)
    series = await series_for(person, series_id, Power.BOOK)
    if data.over:
        raise Invalid({"over": "bad_choice"})  # seats of many dates at once: nobody adds them blindly
    asked = api.request_of(series.id, data, api.key_of(idempotency_key))
    booked = await courses.book(series.id, asked, by=person.by, now=clock.now())
    made = _course(await course_queries.by_id(booked.id))
    return Response(made, status_code=201, headers={"location": f"/api/v1/course-bookings/{made.id}"})


@get("/course-bookings/{course_id:uuid}", opt={"power": Power.BOOK}, responses=answers(401, 404, 410))
async def read(request: AnyRequest, course_id: FromPath[UUID]) -> CourseBooking:
    """The booking of a course; 410 once its contact is erased. The desk role is needed."""
    return _course(await _at_desk(request, course_id))


@delete("/course-bookings/{course_id:uuid}", opt={"power": Power.BOOK}, responses=answers(401, 404, 409, 410))
async def cancel(request: AnyRequest, course_id: FromPath[UUID]) -> None:
    """Cancel what is left of a course; its seats go to those who wait. Cancelling twice is cancelling once."""
    view = await _at_desk(request, course_id)
    await courses.cancel(view.id, by=person_of(request).by, now=clock.now())


async def _at_desk(request: AnyRequest, course_id: UUID) -> CourseView:
    view = await course_queries.by_id(course_id)
    await programme.require_desk(person_of(request), view.rows[0].session.library_id)
    return view


PROGRAMS: list[ControllerRouterHandler] = [book, read, cancel]
