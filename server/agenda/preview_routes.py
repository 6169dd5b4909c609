"""A session as a patron will see it, for staff only: the public page marked as a preview; nothing is booked in it."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from litestar import Request, Response, get
from litestar.params import FromPath

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.agenda.cards import card
from server.foundation import clock
from server.foundation.web import language_of, page
from server.workshops import programme


@get("/seances/{session_id:uuid}/apercu", opt={"power": Power.LOOK})
async def preview(request: Request[Any, Any, Any], session_id: FromPath[UUID]) -> Response[str]:
    """The page of a session, a draft as if it were published."""
    found = await programme.session_to_read(person_of(request), session_id)
    shown = replace(found, state="published") if found.state == "draft" else found
    made = card(shown, language=language_of(request), now=clock.now())
    return page(
        request,
        "agenda/session.html",
        private=True,
        session=replace(made, booking_url=None, wish_url=None, watch_url=None),
        similar=[],
        preview_of=f"/bureau/seances/{found.id}",
        books=made.booking_url is not None,
    )


HANDLERS = [preview]
