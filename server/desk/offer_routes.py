"""What somebody answers, by telephone or in person, to the seat that is held for them: noted by staff."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.bookings import offers
from server.bookings import queries as bookings
from server.bookings.queries import BookingView
from server.foundation import clock
from server.foundation.errors import Invalid, Refused
from server.foundation.forms import faults
from server.foundation.web import form_of, language_of, page, see_other
from server.workshops import programme

AnyRequest = Request[Any, Any, Any]
ANSWERS = {"oui": offers.accept, "non": offers.decline}


@get("/inscriptions/{booking_id:uuid}/reponse", opt={"power": Power.BOOK})
async def ask(request: AnyRequest, booking_id: FromPath[UUID]) -> Response[Any]:
    """Whom to call, what to say, and the two answers."""
    view = await _view(request, booking_id)
    if view.party.state != "offered":
        return see_other(f"/bureau/seances/{view.session.id}")
    return _page(request, view, {})


@post("/inscriptions/{booking_id:uuid}/reponse", opt={"power": Power.BOOK}, status_code=303)
async def answer(request: AnyRequest, booking_id: FromPath[UUID]) -> Response[Any]:
    """Note yes or no."""
    view = await _view(request, booking_id)
    given = (await form_of(request)).get("reponse", "")
    try:
        if given not in ANSWERS:
            raise Invalid({"reponse": "bad_choice"})
        await ANSWERS[given](booking_id, by=person_of(request).by, now=clock.now())
    except Refused as error:
        return _page(request, view, faults(error, language_of(request), otherwise="reponse"))
    return see_other(f"/bureau/seances/{view.session.id}?fait=reponse-{given}")


async def _view(request: AnyRequest, booking: UUID) -> BookingView:
    await programme.require_desk(person_of(request), await bookings.library_of(booking))
    return await bookings.by_id(booking)


def _page(request: AnyRequest, view: BookingView, errors: dict[str, str]) -> Response[str]:
    until = view.party.offered_until
    return page(
        request,
        "desk/answer.html",
        status=422 if errors else 200,
        private=True,
        party=view.party,
        session=view.session,
        late=until is None or until <= clock.now(),
        errors=errors,
    )


HANDLERS = [ask, answer]
