"""Yes or no to an offered seat, behind the secret link. Mail scanners open links: only the button says anything."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from server.bookings import offers
from server.bookings.tickets import SECRET, Asked, booking_of, shown
from server.foundation import clock
from server.foundation.web import page, see_other


@get("/reservations/{secret:str}/oui", opt=SECRET)
async def ask_yes(request: Asked, secret: FromPath[str]) -> Response[Any]:
    """Show the button that takes the seat; this changes nothing."""
    return await _question(request, secret, "yes")


@get("/reservations/{secret:str}/non", opt=SECRET)
async def ask_no(request: Asked, secret: FromPath[str]) -> Response[Any]:
    """Show the button that leaves the seat to the next; this changes nothing."""
    return await _question(request, secret, "no")


async def _question(request: Asked, secret: str, answer: str) -> Response[Any]:
    view = await booking_of(request, secret)
    if view.party.state != "offered":
        return see_other(view.path)  # which says what has become of it
    return page(request, "bookings/offer.html", private=True, answer=answer, **shown(request, view))


@post("/reservations/{secret:str}/oui", opt=SECRET, status_code=303)
async def yes(request: Asked, secret: FromPath[str]) -> Response[Any]:
    """Take the seat."""
    view = await booking_of(request, secret)
    await offers.accept(view.party.id, by="patron", now=clock.now())
    return see_other(view.path)


@post("/reservations/{secret:str}/non", opt=SECRET, status_code=303)
async def no(request: Asked, secret: FromPath[str]) -> Response[Any]:
    """Leave the seat to the next who waits."""
    view = await booking_of(request, secret)
    await offers.decline(view.party.id, by="patron", now=clock.now())
    return see_other(view.path)


HANDLERS: list[ControllerRouterHandler] = [ask_yes, ask_no, yes, no]
