"""What the holder of a booking may change on its page: how to be warned, how many come; and another session booked."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from server.bookings import course_queries, drafts, own_changes, questions, rules, targets
from server.bookings.cards import card
from server.bookings.doors import check_trap, origin
from server.bookings.queries import BookingView, PartyView
from server.bookings.routes import MOST_STARTS
from server.bookings.tickets import booking_of
from server.foundation import clock, limits
from server.foundation.errors import NotFound, Refused
from server.foundation.forms import faults, whole
from server.foundation.settings import settings
from server.foundation.web import form_of, language_of, page, see_other
from server.workshops.queries import SessionView, public_sessions

SECRET = {"access": "secret"}
Asked = Request[Any, Any, Any]
HORIZON = timedelta(days=60)
MOST_SHOWN = 12


async def _dates(request: Asked, secret: str) -> Sequence[BookingView]:
    """Return what is still to come behind a link: a booking, or the dates of a course; raises Gone or NotFound.

    Refused once all is over or cancelled.
    """
    course = await course_queries.by_secret(secret)
    if course is not None:
        left: Sequence[BookingView] = course.left(clock.now())
    else:
        view = await booking_of(request, secret)
        left = [view] if view.party.state != "cancelled" and view.starts_at > clock.now() else []
    if not left:
        raise Refused("session_past")
    return left


@get("/reservations/{secret:str}/prevenir", opt=SECRET)
async def ask_channel(request: Asked, secret: FromPath[str]) -> Response[str]:
    """Ask how to warn the person."""
    party, session, path = await _first(request, secret)
    return _page(request, "contact", session, path, {"channel": party.contact})


@post("/reservations/{secret:str}/prevenir", opt=SECRET, status_code=303)
async def change_channel(request: Asked, secret: FromPath[str]) -> Response[Any]:
    """Go and ask for the number or the address that this needs; what needs none is kept at once."""
    form = await form_of(request)
    if form.get("channel") in questions.REACHED_BY:
        _, _, path = await _first(request, secret)
        return see_other(f"{path}/prevenir/{form['channel']}")
    return await _keep(request, secret, "", form)


@get("/reservations/{secret:str}/prevenir/{channel:str}", opt=SECRET)
async def ask_contact(request: Asked, secret: FromPath[str], channel: FromPath[str]) -> Response[str]:
    """Ask for the number or the address."""
    party, session, path = await _first(request, secret)
    if channel not in questions.REACHED_BY:
        raise NotFound
    values = {"email": party.email, "phone": party.phone}
    return _page(request, "contact_detail", session, path, values, channel=channel, back=f"{path}/prevenir")


@post("/reservations/{secret:str}/prevenir/{channel:str}", opt=SECRET, status_code=303)
async def change_contact(request: Asked, secret: FromPath[str], channel: FromPath[str]) -> Response[Any]:
    """Keep how to warn the person."""
    return await _keep(request, secret, channel, await form_of(request))


async def _first(request: Asked, secret: str) -> tuple[PartyView, SessionView, str]:
    """Return the party, the session and the page of what comes next behind a link; raises as `_dates` does."""
    first = (await _dates(request, secret))[0]
    return first.party, first.session, first.path


async def _keep(request: Asked, secret: str, comment: str, form: dict[str, str]) -> Response[Any]:
    dates = await _dates(request, secret)
    session, path, channel = dates[0].session, dates[0].path, comment or form.get("channel", "")
    kept = {"email": dates[0].party.email, "phone": dates[0].party.phone} if comment else {}
    reach = own_changes.Reach(channel, **{name: form.get(name, kept.get(name, "")) for name in ("email", "phone")})
    try:
        await own_changes.change_reach(dates, reach, by="patron", now=clock.now())
    except Refused as error:
        kind, shown = ("contact_detail", comment) if comment else ("contact", "")
        back = f"{path}/prevenir" if comment else ""
        return _page(request, kind, session, path, form, error, channel=shown, back=back)
    return see_other(path)


@get("/reservations/{secret:str}/places", opt=SECRET)
async def ask_people(request: Asked, secret: FromPath[str]) -> Response[str]:
    """Ask how many come now."""
    party, session, path = await _first(request, secret)
    return _page(request, "places", session, path, {"people": str(party.people)}, party=party)


@post("/reservations/{secret:str}/places", opt=SECRET, status_code=303)
async def change_people(request: Asked, secret: FromPath[str]) -> Response[Any]:
    """Change how many come, if the seats allow it."""
    dates, form = await _dates(request, secret), await form_of(request)
    party, session, path = dates[0].party, dates[0].session, dates[0].path
    try:
        await own_changes.change_people(dates, whole(form.get("people", ""), -1), by="patron", now=clock.now())
    except Refused as error:
        return _page(request, "places", session, path, form, error, party=party)
    return see_other(path)


def _page(
    request: Asked,
    kind: str,
    session: SessionView,
    path: str,
    values: dict[str, str],
    error: Refused | None = None,
    *,
    back: str = "",
    **more: Any,
) -> Response[str]:
    language = language_of(request)
    return page(
        request,
        f"bookings/{kind}.html",
        status=422 if error else 200,
        private=True,
        session=card(session, language=language, now=clock.now()),
        back_url=back or path,
        values=values,
        errors=faults(error, language, otherwise="people") if error else {},
        most=min(rules.MOST_PEOPLE, session.capacity),
        by_sms=bool(settings().sms_url),
        **more,
    )


@get("/reservations/{secret:str}/aussi", opt=SECRET)
async def another(request: Asked, secret: FromPath[str]) -> Response[str]:
    """The next sessions that the same person may book without typing anything again."""
    view = await booking_of(request, secret)
    now, language = clock.now(), language_of(request)
    found = await public_sessions(since=now, until=now + HORIZON, most=MOST_SHOWN * 5)
    cards = [card(each, language=language, now=now) for each in found if each.id != view.session.id]
    free = [each for each in cards if each.bookable == "open" and not each.course_url][:MOST_SHOWN]
    return page(request, "bookings/another.html", private=True, name=view.party.name, sessions=free, back_url=view.path)


@post("/reservations/{secret:str}/aussi", opt=SECRET, status_code=303)
async def begin_another(request: Asked, secret: FromPath[str]) -> Response[Any]:
    """Begin a booking with what is known of the person, and go to its first open question: often the last page."""
    view = await booking_of(request, secret)
    form, now = await form_of(request), clock.now()
    check_trap(form)
    try:
        target = await targets.of_session(UUID(form.get("session", "")))
        await limits.count("draft", origin(request), now=now, **MOST_STARTS)
        token = await drafts.start(target, now, drafts.answers_of(view.party))
    except ValueError:
        raise NotFound from None
    kept = replace(await drafts.get(token, now), needs=target.needs)
    return see_other(target.address(token, questions.FLOW.first_open(kept)))


HANDLERS: list[ControllerRouterHandler] = [
    ask_channel, change_channel, ask_contact, change_contact, ask_people, change_people, another, begin_another,
]  # fmt: skip
