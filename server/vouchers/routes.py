"""The vouchers given for a booking: the page behind its secret link, and the same at the desk."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.bookings import queries as bookings
from server.bookings.cards import ticket_card
from server.bookings.doors import origin
from server.bookings.queries import BookingView
from server.bookings.tickets import booking_of
from server.foundation import clock, limits
from server.foundation.errors import NotFound, Refused
from server.foundation.forms import choices, faults
from server.foundation.web import form_of, language_of, page, see_other
from server.vouchers import actions, queries, words
from server.workshops import programme

SECRET = {"access": "secret"}
MOST_TRIES = {"most": 30, "seconds": 600}
Asked = Request[Any, Any, Any]


@get("/reservations/{secret:str}/pass", opt=SECRET)
async def own(request: Asked, secret: FromPath[str]) -> Response[Any]:
    """The vouchers of one's booking, and the field for a code."""
    view = await booking_of(request, secret)
    return await _own(request, view, {})


@post("/reservations/{secret:str}/pass", opt=SECRET, status_code=303)
async def give(request: Asked, secret: FromPath[str]) -> Response[Any]:
    """Keep a voucher for one's booking. Tries are counted: a code is money."""
    view, now = await booking_of(request, secret), clock.now()
    await limits.count("voucher", origin(request), now=now, **MOST_TRIES)
    await limits.count("voucher-booking", str(view.party.id), now=now, **MOST_TRIES)
    errors = await _reserve(request, view, by="patron")
    return await _own(request, view, errors) if errors else see_other(f"{view.path}/pass")


@post("/reservations/{secret:str}/pass/{voucher:uuid}/retirer", opt=SECRET, status_code=303)
async def take_back(request: Asked, secret: FromPath[str], voucher: FromPath[UUID]) -> Response[Any]:
    """Take back a voucher that is not used."""
    view = await booking_of(request, secret)
    errors = await _remove(request, view, voucher, by="patron")
    return await _own(request, view, errors) if errors else see_other(f"{view.path}/pass")


async def _own(request: Asked, view: BookingView, errors: dict[str, str]) -> Response[str]:
    shown = await _shown(request, view)
    session = ticket_card(view.session, held=False, language=language_of(request), now=clock.now())
    address = f"{view.path}/pass"
    status = 422 if errors else 200
    return page(
        request,
        "vouchers/purse.html",
        status=status,
        private=True,
        session=session,
        address=address,
        errors=errors,
        back_url=view.path,
        **shown,
    )


@get("/inscriptions/{booking_id:uuid}/pass", opt={"power": Power.BOOK})
async def at_desk(request: Asked, booking_id: FromPath[UUID]) -> Response[Any]:
    """The vouchers of somebody's booking, and the field for a code."""
    return await _at_desk(request, await _view(request, booking_id), {})


@post("/inscriptions/{booking_id:uuid}/pass", opt={"power": Power.BOOK}, status_code=303)
async def give_at_desk(request: Asked, booking_id: FromPath[UUID]) -> Response[Any]:
    """Keep a voucher for somebody's booking."""
    view = await _view(request, booking_id)
    errors = await _reserve(request, view, by=person_of(request).by)
    return await _at_desk(request, view, errors) if errors else see_other(_desk_address(view))


@post("/inscriptions/{booking_id:uuid}/pass/{voucher:uuid}/retirer", opt={"power": Power.BOOK}, status_code=303)
async def take_back_at_desk(request: Asked, booking_id: FromPath[UUID], voucher: FromPath[UUID]) -> Response[Any]:
    """Give a voucher that is not used back to somebody."""
    view = await _view(request, booking_id)
    errors = await _remove(request, view, voucher, by=person_of(request).by)
    return await _at_desk(request, view, errors) if errors else see_other(_desk_address(view))


async def _view(request: Asked, booking: UUID) -> BookingView:
    """Return a booking for someone who may book people in its library; raises NotFound or Gone."""
    await programme.require_desk(person_of(request), await bookings.library_of(booking))
    return await bookings.by_id(booking)


def _desk_address(view: BookingView) -> str:
    return f"/bureau/inscriptions/{view.party.id}/pass"


async def _at_desk(request: Asked, view: BookingView, errors: dict[str, str]) -> Response[str]:
    shown = await _shown(request, view)
    address, status = _desk_address(view), 422 if errors else 200
    return page(
        request,
        "vouchers/desk.html",
        status=status,
        private=True,
        session=view.session,
        party=view.party,
        address=address,
        errors=errors,
        **shown,
    )


async def _shown(request: Asked, view: BookingView) -> dict[str, Any]:
    """Return what both pages show; raises NotFound where vouchers have no place."""
    purse = await queries.purse(view.party.id, view.party.people, view.session, clock.now())
    if not view.session.pass_accepted and not purse.vouchers:
        raise NotFound
    states = {found["value"]: found["label"] for found in choices(words.STATES, language_of(request))}
    takes = view.session.pass_accepted and view.party.state == "confirmed" and view.session.state == "published"
    terms = [asdict(issuer.terms) for issuer in purse.issuers]
    return {"purse": purse, "terms": terms, "states": states, "takes": takes, "people": view.party.people}


async def _reserve(request: Asked, view: BookingView, *, by: str) -> dict[str, str]:
    """Keep the voucher typed; return what is wrong, which never says the code."""
    code = (await form_of(request)).get("code", "")
    try:
        await actions.reserve(view.party.id, code, by=by, now=clock.now())
    except Refused as error:
        return faults(error, language_of(request), otherwise="code")
    return {}


async def _remove(request: Asked, view: BookingView, voucher: UUID, *, by: str) -> dict[str, str]:
    try:
        await actions.remove(view.party.id, voucher, by=by, now=clock.now())
    except Refused as error:
        return faults(error, language_of(request), otherwise="code")
    return {}


PUBLIC: list[ControllerRouterHandler] = [own, give, take_back]
HANDLERS: list[ControllerRouterHandler] = [at_desk, give_at_desk, take_back_at_desk]
