"""A private feed at its address, and a patron's own: made from a booking, filled, renewed, stopped; no account."""

import contextlib
from dataclasses import replace
from typing import Any

from litestar import Request, Response, get, post, route
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from server.bookings import course_queries
from server.bookings import queries as bookings
from server.bookings.doors import count_find, count_miss
from server.bookings.queries import BookingView
from server.bookings.tickets import booking_of
from server.calendars.feeds import Calendar, answer
from server.elsewhere import queries as elsewhere
from server.foundation import clock, limits
from server.foundation.errors import Gone, Invalid, NotFound, Refused
from server.foundation.forms import choices, faults, whole
from server.foundation.settings import settings
from server.foundation.web import form_of, language_of, page, see_other
from server.subscribers import actions, clients, events, queries, rules, staff_sessions, trials
from server.subscribers.actions import Held, Wish
from server.subscribers.addresses import code, subscribed
from server.subscribers.queries import FeedView
from server.subscribers.words import ALARMS

SECRET = {"access": "secret"}
MOST_READINGS = {"most": 120, "seconds": 3600}
MOST_MADE = {"most": 20, "seconds": 3600}
# The pages of a booking, and of a seat asked of another agenda.
PLACES = ("/reservations/{secret:str}", "/demandes/{secret:str}")
Asked = Request[Any, Any, Any]


@route("/p/{token:str}/{name:str}", http_method=["GET", "HEAD"], opt=SECRET)
async def feed(request: Asked, token: FromPath[str], name: FromPath[str]) -> Response[bytes]:
    """A private feed; TooMany for an application gone wild. Of who reads it, only the kind of application is kept."""
    now, client = clock.now(), clients.kind(request.headers.get("user-agent", ""))
    if name == rules.TRIAL_FILE:
        return answer(request, await trials.read(token, client, now=now))
    found = await queries.by_token(token, now)
    if name != rules.FILES[found.kind]:
        raise NotFound
    await limits.count("feed", str(found.id), now=now, **MOST_READINGS)
    calendar = await _calendar(found)
    changed_at = await actions.note_reading(found, client, events.content(calendar), now=now)
    return answer(request, replace(calendar, changed_at=changed_at))


async def _calendar(found: FeedView) -> Calendar:
    if found.kind == "patron":
        return events.of_patron(found, await queries.gathered_in(found.id))
    sessions = await staff_sessions.of_feed(found, await queries.maker_of(found), clock.now())
    return events.of_staff(found, sessions)


@get([f"{place}/calendrier" for place in PLACES], opt=SECRET)
async def ask(request: Asked, secret: FromPath[str]) -> Response[Any]:
    """Ask whether to make a calendar with this booking in it, or to put it into one that exists."""
    return await _asking(request, await _held(request, secret), {}, {})


@post([f"{place}/calendrier" for place in PLACES], opt=SECRET, status_code=303)
async def make(request: Asked, secret: FromPath[str]) -> Response[Any]:
    """Make a calendar with this booking in it; its page holds the address, which is told nowhere else."""
    held, form = await _held(request, secret), await form_of(request)
    await limits.count("calendar", secret, now=clock.now(), **MOST_MADE)
    wish = Wish(form.get("says") == "busy", whole(form.get("alarm", ""), 0), language_of(request))
    try:
        token = await actions.make(held, wish, now=clock.now())
    except Invalid as error:
        return await _asking(request, held, form, faults(error, language_of(request), otherwise="alarm"))
    return see_other(f"/p/{token}?fait=nouveau")


@post([f"{place}/calendrier/ajout" for place in PLACES], opt=SECRET, status_code=303)
async def gather(request: Asked, secret: FromPath[str]) -> Response[Any]:
    """Put this booking into the calendar whose address is pasted."""
    held, form = await _held(request, secret), await form_of(request)
    token = rules.token_in(form.get("address", ""))
    try:
        await _gather(token, held)
    except Refused as error:
        return await _asking(request, held, form, faults(error, language_of(request), otherwise="address"))
    return see_other(f"/p/{token}?fait=ajout")


@post([f"{place}/calendrier/retrait" for place in PLACES], opt=SECRET, status_code=303)
async def take_out(request: Asked, secret: FromPath[str]) -> Response[Any]:
    """Take this booking out of all calendars."""
    held = await _held(request, secret)
    await actions.take_out(held, now=clock.now())
    return see_other(f"{held.path}/calendrier?fait=retrait")


@get("/p/{token:str}", opt=SECRET)
async def own(request: Asked, token: FromPath[str]) -> Response[Any]:
    """The page of a patron's calendar: its address, what is in it, when it was last read."""
    return await _own(request, token, {}, {})


@post("/p/{token:str}/inscription", opt=SECRET, status_code=303)
async def add(request: Asked, token: FromPath[str]) -> Response[Any]:
    """Put another booking into the calendar, found by its reference and a name."""
    form = await form_of(request)
    await _patron(token)
    try:
        await _gather(token, await _found(request, form))
    except Refused as error:
        return await _own(request, token, form, faults(error, language_of(request), otherwise="reference"))
    return see_other(f"/p/{token}?fait=ajout")


@get("/p/{token:str}/changer", opt=SECRET)
async def change_question(request: Asked, token: FromPath[str]) -> Response[Any]:
    """Ask before giving the calendar another address, or stopping it; this changes nothing."""
    await _patron(token)
    return page(request, "subscribers/change.html", private=True, own_url=f"/p/{token}")


@post("/p/{token:str}/adresse", opt=SECRET, status_code=303)
async def rotate(request: Asked, token: FromPath[str]) -> Response[Any]:
    """Give the calendar another address; the old one stops."""
    fresh = await actions.rotate(await _patron(token), by="patron", now=clock.now())
    return see_other(f"/p/{fresh}?fait=adresse")


@post("/p/{token:str}/arret", opt=SECRET)
async def revoke(request: Asked, token: FromPath[str]) -> Response[Any]:
    """Stop the calendar at once; the bookings stay."""
    await actions.revoke(await _patron(token), by="patron", now=clock.now())
    return page(request, "subscribers/stopped.html", private=True, unused=False)


async def _patron(token: str) -> FeedView:
    """Return a patron's feed; raises NotFound for all others, Gone once it stopped."""
    found = await queries.by_token(token, clock.now())
    if found.kind != "patron":
        raise NotFound
    return found


async def _held(request: Asked, secret: str) -> Held:
    """Return what is behind a link; raises NotFound, TooMany for who guesses, or Gone."""
    if not request.url.path.startswith("/demandes/"):
        return await _whole(await booking_of(request, secret))
    try:
        view = await elsewhere.by_secret(secret)
    except NotFound:
        await count_miss(request)
        raise
    return Held([view.id], view.path, elsewhere=True)


async def _whole(view: BookingView) -> Held:
    """Return a booking, or all the dates of a course; raises NotFound for what is only practised."""
    if view.session.practice:
        raise NotFound
    rows = (await course_queries.by_id(view.party.course)).rows if view.party.course else (view,)
    return Held([row.party.id for row in rows], view.path)


async def _found(request: Asked, form: dict[str, str]) -> Held:
    """Return the booking that a form names; raises Invalid, or TooMany for who tries names."""
    missing = {name: "missing" for name in ("reference", "name") if not form.get(name)}
    if missing:
        raise Invalid(missing)
    await count_find(request, form["reference"])
    typed = (form["reference"], form["name"])
    with contextlib.suppress(NotFound, Gone):
        return await _whole(await bookings.find(*typed))
    with contextlib.suppress(NotFound, Gone):
        view = await elsewhere.find(*typed)
        return Held([view.id], view.path, elsewhere=True)
    raise Invalid({"reference": "booking_not_found"})


async def _gather(token: str, held: Held) -> None:
    try:
        await actions.gather(token, held, now=clock.now())
    except (NotFound, Gone):
        raise Invalid({"address": "calendar_unknown"}) from None


async def _asking(request: Asked, held: Held, form: dict[str, str], errors: dict[str, str]) -> Response[str]:
    return page(
        request,
        "subscribers/booking.html",
        status=422 if errors else 200,
        private=True,
        back_url=held.path,
        calendars=await queries.holding(held.ids[0]),
        client_names=clients.NAMES,
        alarms=choices(ALARMS, language_of(request)),
        values=form,
        errors=errors,
        done=request.query_params.get("fait", ""),
    )


async def _own(request: Asked, token: str, form: dict[str, str], errors: dict[str, str]) -> Response[Any]:
    try:
        found = await _patron(token)
    except Gone:
        return page(request, "subscribers/stopped.html", status=410, private=True, unused=True)
    name = settings().name
    address = subscribed(f"{settings().url}/p/{token}/{rules.FILES['patron']}", name)
    return page(
        request,
        "subscribers/own.html",
        status=422 if errors else 200,
        private=True,
        calendar=found,
        ending=found.state(clock.now()) is rules.State.ENDING,
        held=await queries.gathered_in(found.id),
        feed=address,
        square=code(address["webcal_url"]),
        own_url=f"/p/{token}",
        client_names=clients.NAMES,
        values=form,
        errors=errors,
        done=request.query_params.get("fait", ""),
    )


FEEDS: list[ControllerRouterHandler] = [feed]
PUBLIC: list[ControllerRouterHandler] = [ask, make, gather, take_out, own, add, change_question, rotate, revoke]
