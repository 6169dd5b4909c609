"""Practise booking: the sessions to do it with, the messages that would have come, the sheet of exercises."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler
from markupsafe import Markup

from server.bookings.cards import card, ticket_card
from server.bookings.tickets import booking_of
from server.foundation import clock
from server.foundation.errors import NotFound
from server.foundation.forms import choices
from server.foundation.settings import settings
from server.foundation.squares import drawn
from server.foundation.web import language_of, page
from server.practice import queries, words

Asked = Request[Any, Any, Any]


@get("/entrainement", opt={"access": "public"})
async def listed(request: Asked) -> Response[str]:
    """The sessions to practise with."""
    language, now = language_of(request), clock.now()
    sessions = [card(each, language=language, now=now) for each in await queries.open_sessions()]
    return page(request, "practice/list.html", sessions=sessions)


@get("/entrainement/{session_id:uuid}/fiche", opt={"access": "public"})
async def sheet(request: Asked, session_id: FromPath[UUID]) -> Response[str]:
    """The exercises, to print."""
    found = await queries.open_session(session_id)
    shown = card(found, language=language_of(request), now=clock.now())
    square = Markup(drawn(f"{settings().url}/entrainement"))  # noqa: S704 (ours)
    return page(request, "practice/sheet.html", session=shown, square=square)


@get("/entrainement/messages/{secret:str}", opt={"access": "secret"})
async def messages(request: Asked, secret: FromPath[str]) -> Response[Any]:
    """What would have been sent about a booking to practise with."""
    view = await booking_of(request, secret)
    if not view.session.practice:
        raise NotFound
    language = language_of(request)
    return page(
        request,
        "practice/messages.html",
        private=True,
        session=ticket_card(view.session, held=False, language=language, now=clock.now()),
        messages=await queries.messages(view),
        channels={found["value"]: found["label"] for found in choices(words.CHANNELS, language)},
        contact=view.party.contact,
        back_url=view.path,
    )


HANDLERS: list[ControllerRouterHandler] = [listed, sheet, messages]
