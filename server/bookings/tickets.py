"""The page behind a booking's secret link, its cancellation, and the way back to it by reference and name."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from server.bookings import actions, queries
from server.bookings.cards import ticket_card
from server.bookings.doors import check_trap, count_miss, origin
from server.bookings.queries import BookingView
from server.bookings.references import parse
from server.foundation import clock, limits, reasons
from server.foundation.errors import Gone, NotFound
from server.foundation.web import form_of, language_of, page, see_other
from server.foundation.words import fold

SECRET = {"access": "secret"}
OPEN = {"access": "public"}
MOST_FINDS = {"most": 20, "seconds": 600}
MOST_OF_ONE = {"most": 20, "seconds": 3600}
Asked = Request[Any, Any, Any]


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
    return page(request, "bookings/ticket.html", private=True, booking=_booking(view), session=_session(request, view))


def _session(request: Asked, view: BookingView) -> Any:
    held = view.party.state == "confirmed"
    return ticket_card(view.session, held=held, language=language_of(request), now=clock.now())


def _booking(view: BookingView) -> dict[str, Any]:
    told = ("reference", "state", "position", "people", "name", "companion", "helper", "email", "phone")
    values = {name: getattr(view.party, name) for name in told}
    over = view.session.starts_at <= clock.now()
    urls = {"ics_url": f"{view.path}.ics", "cancel_url": None if over else f"{view.path}/annulation"}
    return {**values, **urls, "channel": view.party.contact}


@get("/reservations/{secret:str}/annulation", opt=SECRET)
async def cancel_question(request: Asked, secret: FromPath[str]) -> Response[Any]:
    """Ask before cancelling; this changes nothing."""
    view = await booking_of(request, secret)
    if view.party.state == "cancelled" or view.session.starts_at <= clock.now():
        return see_other(view.path)
    shown = {"booking": _booking(view), "session": _session(request, view), "back_url": view.path}
    return page(request, "bookings/cancel.html", private=True, **shown)


@post("/reservations/{secret:str}/annulation", opt=SECRET, status_code=303)
async def cancel(request: Asked, secret: FromPath[str]) -> Response[Any]:
    """Cancel the booking; its seats go to those who wait."""
    view = await booking_of(request, secret)
    await actions.cancel(view.party.id, by="patron", now=clock.now())
    return see_other(view.path)


@get("/retrouver", opt=OPEN)
async def find_page(request: Asked) -> Response[str]:
    """Ask for the reference and the name."""
    return _find_page(request, {})


@post("/retrouver", opt=OPEN, status_code=303)
async def find(request: Asked) -> Response[Any]:
    """Go to the booking with this reference and this name. The reference is no secret: tries are counted."""
    form, now = await form_of(request), clock.now()
    check_trap(form)
    missing = {name: "missing" for name in ("reference", "name") if not form.get(name)}
    if missing:
        return _find_page(request, form, errors=missing)
    reference = parse(form["reference"]) or fold(form["reference"])
    await limits.count("find", origin(request), now=now, **MOST_FINDS)
    await limits.count("find-reference", reference, now=now, **MOST_OF_ONE)
    try:
        view = await queries.find(form["reference"], form["name"])
    except (NotFound, Gone):
        return _find_page(request, form, missing=True)
    return see_other(view.path)


def _find_page(
    request: Asked, form: dict[str, str], *, errors: dict[str, str] | None = None, missing: bool = False
) -> Response[str]:
    language = language_of(request)
    return page(
        request,
        "bookings/find.html",
        status=422 if errors or missing else 200,
        private=True,
        values={name: form.get(name, "")[:200] for name in ("reference", "name")},
        errors={name: reasons.sentence(why, language) for name, why in (errors or {}).items()},
        missing=missing,
    )


HANDLERS: list[ControllerRouterHandler] = [cancel_question, cancel, find_page, find]
