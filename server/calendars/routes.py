"""A booking at its secret address: the page, and with .ics the calendar to subscribe to."""

from typing import Any

from litestar import Request, Response, route
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

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
    view = await booking_of(request, name.removesuffix(".ics"))
    event = booking_event(view)
    calendar = Calendar(
        name=event.summary,
        path=f"{view.path}.ics",
        page=view.path,
        events=[event],
        changed_at=event.changed_at,
        timezone=view.timezone,
        filename=f"seance-{view.starts_at:%Y-%m-%d}.ics",
        private=True,
        attached=True,
    )
    return answer(request, calendar)


HANDLERS: list[ControllerRouterHandler] = [booking]
