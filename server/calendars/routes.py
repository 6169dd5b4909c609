"""A booking at its secret address: the page, and with .ics the calendar to subscribe to."""

from collections.abc import Sequence
from typing import Any

from litestar import Request, Response, route
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from server.bookings import course_queries
from server.bookings.queries import BookingView
from server.bookings.tickets import booking_of, ticket
from server.calendars.feeds import Calendar, answer
from server.calendars.invitations import booking_event


@route("/reservations/{name:str}", http_method=["GET", "HEAD"], opt={"access": "secret"})
async def booking(request: Request[Any, Any, Any], name: FromPath[str]) -> Response[Any]:
    """The page of a booking (`name` is its secret), or with .ics its calendar.

    One handler for both, since routes match whole pieces of a path.
    """
    if not name.endswith(".ics"):
        return await ticket(request, name)
    secret = name.removesuffix(".ics")
    course = await course_queries.by_secret(secret)
    if course is not None:
        return answer(request, _calendar(course.title, course.path, course.rows, "cycle"))
    view = await booking_of(request, secret)
    return answer(request, _calendar(booking_event(view).summary, view.path, (view,), "seance"))


def _calendar(name: str, path: str, views: Sequence[BookingView], file: str) -> Calendar:
    """Return the calendar of a booking, or of all the dates of a course: those that were dropped say so."""
    events = [booking_event(view) for view in views]
    return Calendar(
        name=name,
        path=f"{path}.ics",
        page=path,
        events=events,
        changed_at=max(event.changed_at for event in events),
        timezone=views[0].timezone,
        filename=f"{file}-{views[0].starts_at:%Y-%m-%d}.ics",
        private=True,
        attached=True,
    )


HANDLERS: list[ControllerRouterHandler] = [booking]
