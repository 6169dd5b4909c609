"""The page behind a booking's secret link, and its cancellation."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler
from markupsafe import Markup

from server.bookings import actions, course_queries, opinions, queries, words
from server.bookings.cards import ticket_card
from server.bookings.course_tickets import course_ticket
from server.bookings.doors import count_cancellation, count_miss
from server.bookings.queries import BookingView
from server.bookings.square import square
from server.foundation import clock
from server.foundation.errors import NotFound
from server.foundation.forms import choices
from server.foundation.web import form_of, language_of, page, see_other

SECRET = {"access": "secret"}
Asked = Request[Any, Any, Any]


async def booking_of(request: Asked, secret: str) -> BookingView:
    """Return the booking behind a link; raises Gone once erased, NotFound, or TooMany for who guesses.

    Of a course it is the next date: what a page says or changes of the person is then said and changed for all dates.
    """
    try:
        course = await course_queries.by_secret(secret)
        return (course.left(clock.now()) or course.rows)[0] if course else await queries.by_secret(secret)
    except NotFound:
        await count_miss(request)
        raise


async def ticket(request: Asked, secret: str) -> Response[Any]:
    """Answer with the page of a booking, or of a whole course: what was decided, and the ticket to print."""
    course = await course_queries.by_secret(secret)
    if course is not None:
        return course_ticket(request, course)
    view = await booking_of(request, secret)
    if view.party.course:  # staff have the link of a date: all of them are on the page of the course
        return see_other(view.path)
    stage = await opinions.stage(view, clock.now())
    asked = choices(words.OPINIONS, language_of(request))
    return page(request, "bookings/ticket.html", private=True, opinion=stage, opinions=asked, **shown(request, view))


def shown(request: Asked, view: BookingView) -> dict[str, Any]:
    """Return what the pages of a booking show: the booking, the card of its session, the way back to its ticket."""
    return {"booking": _booking(view), "session": _session(request, view), "back_url": view.path}


def _session(request: Asked, view: BookingView) -> Any:
    held = view.party.state == "confirmed"
    language, domain = language_of(request), view.party.domain
    return ticket_card(view.session, held=held, language=language, now=clock.now(), domain=domain)


def _booking(view: BookingView) -> dict[str, Any]:
    told = ("reference", "state", "position", "people", "name", "companion", "helper", "email", "phone")
    values = {name: getattr(view.party, name) for name in (*told, "offered_until", "missed", "cancelled_by")}
    over = view.session.starts_at <= clock.now()
    ends = {
        "url": "",
        "ics_url": ".ics",
        "data_url": "/donnees",
        "yes_url": "/oui",
        "no_url": "/non",
        "pass_url": "/pass",
        "pdf_url": "/billet.pdf",
        "opinion_url": "/avis",
    }
    urls: dict[str, str | None] = {name: f"{view.path}{end}" for name, end in ends.items()}
    urls["messages_url"] = f"/entrainement/messages/{view.secret}"
    urls |= {"cancel_url": None if over else f"{view.path}/annulation", "change_url": None if over else view.path}
    until = view.party.offered_until
    values["square"] = Markup(square(view.party.reference)) if view.party.state == "confirmed" else ""  # noqa: S704 (ours)
    return {**values, **urls, "channel": view.party.contact, "late": until is not None and until <= clock.now()}


@get("/reservations/{secret:str}/annulation", opt=SECRET)
async def cancel_question(request: Asked, secret: FromPath[str]) -> Response[Any]:
    """Ask before cancelling; this changes nothing."""
    view = await booking_of(request, secret)
    if view.party.state == "cancelled" or view.session.starts_at <= clock.now():
        return see_other(view.path)
    if view.party.state == "offered":
        return see_other(f"{view.path}/non")
    return page(request, "bookings/cancel.html", private=True, **shown(request, view))


@post("/reservations/{secret:str}/annulation", opt=SECRET, status_code=303)
async def cancel(request: Asked, secret: FromPath[str]) -> Response[Any]:
    """Cancel the booking; its seats go to those who wait."""
    view = await booking_of(request, secret)
    await count_cancellation(view.session.id)
    await actions.cancel(view.party.id, by="patron", now=clock.now())
    return see_other(view.path)


@post("/reservations/{secret:str}/avis", opt=SECRET, status_code=303)
async def give_opinion(request: Asked, secret: FromPath[str]) -> Response[Any]:
    """Keep what somebody thought of the session, without their name."""
    view, form = await booking_of(request, secret), await form_of(request)
    await opinions.give(view, form.get("opinion", ""), now=clock.now())
    return see_other(f"{view.path}#avis")


HANDLERS: list[ControllerRouterHandler] = [give_opinion, cancel_question, cancel]
