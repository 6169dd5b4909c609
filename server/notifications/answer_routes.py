"""The page behind the short link of a message: « Oui, je viens » or « Non, je ne viens pas »."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from server.bookings.doors import count_miss
from server.bookings.queries import BookingView
from server.foundation import clock
from server.foundation.errors import NotFound, Refused
from server.foundation.forms import faults
from server.foundation.web import form_of, language_of, page, see_other
from server.notifications import answers
from server.notifications.answers import Answer

SECRET = {"access": "secret"}
COMING = {"oui": True, "non": False}
Asked = Request[Any, Any, Any]


async def _found(request: Asked, token: str) -> tuple[BookingView, Answer]:
    """Return the booking behind a short link; raises Gone once erased, NotFound, or TooMany for who guesses."""
    try:
        return await answers.by_token(token)
    except NotFound:
        await count_miss(request)
        raise


@get("/v/{token:str}", opt=SECRET)
async def question(request: Asked, token: FromPath[str]) -> Response[str]:
    """Ask whether the party is coming; opening the page changes nothing, as mail scanners do it too."""
    view, answer = await _found(request, token)
    return _page(request, view, answer, {})


@post("/v/{token:str}", opt=SECRET, status_code=303)
async def answer(request: Asked, token: FromPath[str]) -> Response[Any]:
    """Keep the answer; a no gives the seat to somebody else."""
    view, kept = await _found(request, token)
    said = (await form_of(request)).get("reponse", "")
    if said not in COMING:
        return _page(request, view, kept, faults(Refused("bad_choice"), language_of(request), otherwise="reponse"))
    try:
        await answers.answer(view.party.id, coming=COMING[said], by="patron", now=clock.now())
    except Refused as error:
        return _page(request, view, kept, faults(error, language_of(request), otherwise="reponse"))
    return see_other(f"/v/{token}")


def _page(request: Asked, view: BookingView, answer: Answer, errors: dict[str, str]) -> Response[str]:
    return page(
        request,
        "notifications/answer.html",
        status=422 if errors else 200,
        private=True,
        session=view.session,
        party=view.party,
        answer=answer,
        open=view.session.state == "published" and view.starts_at > clock.now(),
        errors=errors,
    )


HANDLERS: list[ControllerRouterHandler] = [question, answer]
