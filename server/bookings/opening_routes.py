"""« Prévenez-moi » : ask to be told when booking opens, by e-mail or by telephone, without an account."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.types import ControllerRouterHandler

from server.bookings import openings
from server.bookings.cards import card
from server.bookings.doors import check_trap, origin
from server.foundation import clock, limits
from server.foundation.errors import Refused
from server.foundation.forms import faults
from server.foundation.web import form_of, language_of, page, see_other
from server.workshops.queries import SessionView, public_session

OPEN = {"access": "public"}
MOST = {"most": 10, "seconds": 600}
Asked = Request[Any, Any, Any]


@get("/seances/{id:uuid}/prevenez-moi", opt=OPEN)
async def ask(request: Asked, id: FromPath[UUID], note: FromQuery[str] = "") -> Response[Any]:
    """The form; once sent, the promise. Where booking is open there is nothing to wait for."""
    session = await public_session(id)
    try:
        openings.check_not_yet(session, clock.now())
    except Refused:
        return see_other(f"/seances/{id}")
    return _page(request, session, {}, {}, done=bool(note))


@post("/seances/{id:uuid}/prevenez-moi", opt=OPEN, status_code=303)
async def watch(request: Asked, id: FromPath[UUID]) -> Response[Any]:
    """Keep how to reach them."""
    session, form, now = await public_session(id), await form_of(request), clock.now()
    try:
        check_trap(form)
        await limits.count("watch", origin(request), now=now, **MOST)
        language = language_of(request)
        await openings.watch(session, form.get("email", ""), form.get("phone", ""), language=language, now=now)
    except Refused as error:
        return _page(request, session, form, faults(error, language_of(request), otherwise="email"))
    return see_other(f"/seances/{id}/prevenez-moi?note=1")


def _page(
    request: Asked, session: SessionView, values: dict[str, str], errors: dict[str, str], *, done: bool = False
) -> Response[str]:
    return page(
        request,
        "bookings/watch.html",
        status=422 if errors else 200,
        private=True,
        session=card(session, language=language_of(request), now=clock.now()),
        values=values,
        errors=errors,
        done=done,
    )


HANDLERS: list[ControllerRouterHandler] = [ask, watch]
