"""The page behind a booking's secret link, and its cancellation."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from server.bookings import actions, queries
from server.bookings.cards import ticket_card
from server.bookings.doors import count_miss
from server.bookings.queries import BookingView
from server.foundation import clock
from server.foundation.errors import NotFound
from server.foundation.web import language_of, page, see_other

SECRET = {"access": "secret"}
Asked = Request[Any, Any, Any]
# What hangs below a booking's address.
PAGES = {"ics_url": ".ics", "data_url": "/donnees", "yes_url": "/accepter", "no_url": "/refuser", "pass_url": "/pass"}


async def booking_of(request: Asked, secret: str) -> BookingView:
    """Return the booking behind a link; raises Gone once erased, NotFound, or TooMany for who guesses."""
    try:
        return await queries.by_secret(secret)
    except NotFound:
        await count_miss(request)
        raise


async def ticket(request: Asked, secret: str) -> Response[Any]:
    """Answer with the page of a booking: what was decided, and the ticket to print."""
    view = await booking_of(request, secret)
    return page(request, "bookings/ticket.html", private=True, **shown(request, view))


def shown(request: Asked, view: BookingView) -> dict[str, Any]:
    """Return what the pages of a booking show: the booking, the card of its session, the way back to its ticket."""
    return {"booking": _booking(view), "session": _session(request, view), "back_url": view.path}


def _session(request: Asked, view: BookingView) -> Any:
    held = view.party.state == "confirmed"
    return ticket_card(view.session, held=held, language=language_of(request), now=clock.now())


def _booking(view: BookingView) -> dict[str, Any]:
    told = ("reference", "state", "position", "people", "name", "companion", "helper", "email", "phone")
    values = {name: getattr(view.party, name) for name in (*told, "offered_until", "missed", "cancelled_by")}
    over = view.session.starts_at <= clock.now()
    ends = {
        "ics_url": ".ics",
        "data_url": "/donnees",
        "yes_url": "/accepter",
        "no_url": "/refuser",
        "pass_url": "/pass",
    }
    urls: dict[str, str | None] = {name: f"{view.path}{end}" for name, end in ends.items()}
    urls["cancel_url"] = None if over else f"{view.path}/annulation"
    until = view.party.offered_until
    return {**values, **urls, "channel": view.party.contact, "late": until is not None and until <= clock.now()}


@get("/reservations/{secret:str}/annulation", opt=SECRET)
async def cancel_question(request: Asked, secret: FromPath[str]) -> Response[Any]:
    """Ask before cancelling; this changes nothing."""
    view = await booking_of(request, secret)
    if view.party.state == "cancelled" or view.session.starts_at <= clock.now():
        return see_other(view.path)
    if view.party.state == "offered":
        return see_other(f"{view.path}/refuser")
    return page(request, "bookings/cancel.html", private=True, **shown(request, view))


@post("/reservations/{secret:str}/annulation", opt=SECRET, status_code=303)
async def cancel(request: Asked, secret: FromPath[str]) -> Response[Any]:
    """Cancel the booking; its seats go to those who wait."""
    view = await booking_of(request, secret)
    await actions.cancel(view.party.id, by="patron", now=clock.now())
    return see_other(view.path)


HANDLERS: list[ControllerRouterHandler] = [cancel_question, cancel]
