"""The page behind the link of a course: all its dates, one dropped without the others, or the whole cancelled."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from server.bookings import actions, course_queries, courses
from server.bookings.cards import ticket_card
from server.bookings.course_queries import CourseView
from server.bookings.doors import count_cancellation, count_miss
from server.bookings.queries import BookingView
from server.foundation import clock
from server.foundation.errors import NotFound, Refused
from server.foundation.web import language_of, page, see_other

SECRET = {"access": "secret"}
Asked = Request[Any, Any, Any]


def course_ticket(request: Asked, view: CourseView) -> Response[Any]:
    """Answer with the page of a course that was booked: what was decided, its dates, and the ticket to print."""
    dates = [_date(request, view, row) for row in view.rows]
    left = [date for date in dates if date["drop_url"]]
    shown: dict[str, Any] = {"booking": _booking(view), "dates": dates, "last": len(left) == 1}
    return page(request, "bookings/course_ticket.html", private=True, **shown, session=dates[0]["session"])


def _booking(view: CourseView) -> dict[str, Any]:
    told = ("people", "name", "companion", "helper", "email", "phone")
    values = {name: getattr(view.party, name) for name in told}
    open_still = bool(view.left(clock.now()))
    urls = {
        "ics_url": f"{view.path}.ics",
        "url": view.path,
        "data_url": f"{view.path}/donnees",
        "cancel_url": f"{view.path}/cycle/annulation" if open_still else None,
        "change_url": view.path if open_still else None,
    }
    facts = {"title": view.title, "reference": view.reference, "state": view.state, "position": view.position}
    return {**values, **urls, **facts, "channel": view.party.contact, "kept": len(view.kept())}


def _date(request: Asked, view: CourseView, row: BookingView) -> dict[str, Any]:
    """Return one date as the page shows it; `state` is that of the booking, or off when the session is cancelled."""
    now = clock.now()
    held = row.party.state == "confirmed"
    state = "off" if row.session.state == "cancelled" and row.party.state != "cancelled" else row.party.state
    return {
        "session": ticket_card(row.session, held=held, language=language_of(request), now=now),
        "state": state,
        "past": row.starts_at <= now,
        "drop_url": f"{view.path}/cycle/{row.party.id}/annulation" if row in view.left(now) else None,
    }


async def _course(request: Asked, secret: str) -> CourseView:
    """Return the course behind a link; raises Gone once erased, NotFound, or TooMany for who guesses."""
    view = await course_queries.by_secret(secret)
    if view is None:
        await count_miss(request)
        raise NotFound
    return view


@get("/reservations/{secret:str}/cycle/annulation", opt=SECRET)
async def cancel_question(request: Asked, secret: FromPath[str]) -> Response[Any]:
    """Ask before cancelling the whole course; this changes nothing."""
    view = await _course(request, secret)
    if not view.left(clock.now()):
        return see_other(view.path)
    return _asking(request, view, view.left(clock.now()))


@post("/reservations/{secret:str}/cycle/annulation", opt=SECRET, status_code=303)
async def cancel(request: Asked, secret: FromPath[str]) -> Response[Any]:
    """Cancel what is left of the course; its seats go to those who wait."""
    view = await _course(request, secret)
    await count_cancellation(view.id)
    await courses.cancel(view.id, by="patron", now=clock.now())
    return see_other(view.path)


@get("/reservations/{secret:str}/cycle/{booking:uuid}/annulation", opt=SECRET)
async def drop_question(request: Asked, secret: FromPath[str], booking: FromPath[UUID]) -> Response[Any]:
    """Ask before dropping one date."""
    view = await _course(request, secret)
    row = _row(view, booking)
    if row not in view.left(clock.now()):
        return see_other(view.path)
    return _asking(request, view, (row,), one=True)


@post("/reservations/{secret:str}/cycle/{booking:uuid}/annulation", opt=SECRET, status_code=303)
async def drop(request: Asked, secret: FromPath[str], booking: FromPath[UUID]) -> Response[Any]:
    """Drop one date; the others stay."""
    view = await _course(request, secret)
    row = _row(view, booking)
    await count_cancellation(row.session.id)
    try:
        await actions.cancel(row.party.id, by="patron", now=clock.now())
    except Refused:
        return see_other(view.path)  # it has started meanwhile: the page says so
    return see_other(view.path)


def _row(view: CourseView, booking: UUID) -> BookingView:
    """Return a date of this very course; raises NotFound."""
    found = next((row for row in view.rows if row.party.id == booking), None)
    if found is None:
        raise NotFound
    return found


def _asking(request: Asked, view: CourseView, rows: tuple[BookingView, ...], *, one: bool = False) -> Response[str]:
    dates = [_date(request, view, row)["session"] for row in rows]
    shown: dict[str, Any] = {"booking": _booking(view), "dates": dates, "one": one, "back_url": view.path}
    return page(request, "bookings/course_cancel.html", private=True, **shown)


HANDLERS: list[ControllerRouterHandler] = [cancel_question, cancel, drop_question, drop]
