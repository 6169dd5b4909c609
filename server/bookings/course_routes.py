"""The public page of a course: all its dates in words, and how to book them together."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from server.bookings.cards import card, course_card
from server.foundation import clock
from server.foundation.web import language_of, page
from server.workshops.series import public_series


@get("/cycles/{id:uuid}", opt={"access": "public"})
async def show(request: Request[Any, Any, Any], id: FromPath[UUID]) -> Response[str]:
    """A course with all its dates, those that are past or cancelled too."""
    series, now, language = await public_series(id), clock.now(), language_of(request)
    return page(
        request,
        "bookings/course.html",
        course=course_card(series, language=language, now=now),
        dates=[
            {"session": card(date, language=language, now=now), "past": date.starts_at <= now}
            for date in series.public()
        ],
    )


HANDLERS: list[ControllerRouterHandler] = [show]
