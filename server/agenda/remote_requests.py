"""The page behind the secret link of a request to another agenda, its calendar, and giving the seat back."""

import asyncio
from types import SimpleNamespace
from typing import Any

from litestar import Request, Response, get, post, route
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from server.bookings.doors import count_miss
from server.calendars.feeds import Calendar, answer
from server.elsewhere import actions, queries, rules
from server.elsewhere.invitations import request_event
from server.elsewhere.queries import RequestView
from server.foundation import clock
from server.foundation.errors import NotFound
from server.foundation.web import page, see_other
from server.sharing.offers import STRANGER

SECRET = {"access": "secret"}
# How long the page waits for an answer when the request has just been sent: most organisers answer at once.
PATIENCE_SECONDS = 4.0
STEP_SECONDS = 0.25
Asked = Request[Any, Any, Any]


@route("/demandes/{name:str}", http_method=["GET", "HEAD"], opt=SECRET)
async def show(request: Asked, name: FromPath[str]) -> Response[Any]:
    """The page of a request (`name` is its secret), or with .ics its calendar.

    One handler for both, since routes match whole pieces of a path.
    """
    view = await _request_of(request, name.removesuffix(".ics"))
    if name.endswith(".ics"):
        return _calendar(request, view)
    if "envoi" in request.query_params:
        view = await _answered(view, name)
    return page(request, "elsewhere/request.html", private=True, **_values(view))


async def _request_of(request: Asked, secret: str) -> RequestView:
    """Return the request behind a link; raises Gone once erased, NotFound, or TooMany for who guesses."""
    try:
        return await queries.by_secret(secret)
    except NotFound:
        await count_miss(request)
        raise


async def _answered(view: RequestView, secret: str) -> RequestView:
    """Wait a moment for the answer, so that few people have to come back for it."""
    waited = 0.0
    while view.state == "asked" and waited < PATIENCE_SECONDS:
        await asyncio.sleep(STEP_SECONDS)
        waited += STEP_SECONDS
        view = await queries.by_secret(secret)
    return view


def _calendar(request: Asked, view: RequestView) -> Response[bytes]:
    """Answer with the calendar of a seat: there is one from the organiser's yes on."""
    if view.answered_at is None or view.state not in ("confirmed", "cancelled"):
        raise NotFound
    event = request_event(view)
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


def _values(view: RequestView) -> dict[str, Any]:
    now = clock.now()
    state = view.shown_state(now)
    open_still = view.state in rules.LIVE and view.starts_at > now
    told = ("reference", "told", "name", "helper", "email", "phone", "shares_contact")
    asked = {name: getattr(view, name) for name in told} | {
        "state": state,
        "channel": view.contact,
        "by_organiser": view.cancelled_by == "organiser",
        "ics_url": f"{view.path}.ics" if state == "confirmed" else None,
        "cancel_url": f"{view.path}/annulation" if open_still else None,
        "again_url": view.path,
        "as_name": rules.first_name(view.name) if view.shares_contact else STRANGER,
    }
    return {"asked": asked, "session": _session(view), "back_url": view.path}


def _session(view: RequestView) -> SimpleNamespace:
    told = ("title", "starts_at", "ends_at", "timezone", "place", "organiser", "page")
    there = {name: getattr(view, name) for name in told}
    return SimpleNamespace(**there, phone=view.organiser_phone, online=not view.place)


@get("/demandes/{secret:str}/annulation", opt=SECRET)
async def cancel_question(request: Asked, secret: FromPath[str]) -> Response[Any]:
    """Ask before giving up; this changes nothing."""
    view = await _request_of(request, secret)
    values = _values(view)
    if values["asked"]["cancel_url"] is None:
        return see_other(view.path)
    return page(request, "elsewhere/cancel.html", private=True, **values)


@post("/demandes/{secret:str}/annulation", opt=SECRET, status_code=303)
async def cancel(request: Asked, secret: FromPath[str]) -> Response[Any]:
    """Give the request or the seat up; the organiser is told."""
    view = await _request_of(request, secret)
    await actions.cancel(view.id, by="patron", now=clock.now())
    return see_other(view.path)


HANDLERS: list[ControllerRouterHandler] = [show, cancel_question, cancel]
