"""Calendars of staff at the desk: of what one presents, of a room; and how often all feeds are read."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.foundation import clock
from server.foundation.errors import Refused
from server.foundation.forms import choices, faults, whole
from server.foundation.settings import settings
from server.foundation.web import form_of, language_of, page, see_other
from server.libraries.queries import all_libraries
from server.subscribers import actions, clients, queries, readings, rules
from server.subscribers.actions import Wish
from server.subscribers.addresses import code, subscribed
from server.subscribers.feed_names import Names
from server.subscribers.queries import FeedView
from server.subscribers.words import ALARMS, KINDS

DAYS = 30
Asked = Request[Any, Any, Any]


@get("/calendriers", opt={"power": Power.ENTER})
async def calendars(request: Asked) -> Response[str]:
    """The calendars that this person made, and the form for another one."""
    return await _list(request, {}, {})


@post("/calendriers", opt={"power": Power.ENTER}, status_code=201)
async def make(request: Asked) -> Response[Any]:
    """Make a calendar of what somebody presents, or of a room, and show its address, this once."""
    form = await form_of(request)
    kind = form.get("kind", "")
    wish = Wish(form.get("says") == "busy", whole(form.get("alarm", ""), 0), language_of(request))
    about = form.get("presenter" if kind == "presenter" else "room", "")
    try:
        token = await actions.make_for_staff(kind, about, wish, by=person_of(request), now=clock.now())
    except Refused as error:
        return await _list(request, form, faults(error, language_of(request), otherwise="kind"))
    return await _address(request, token, status=201)


@get("/calendriers/lectures", opt={"power": Power.ENTER})
async def read_by(request: Asked) -> Response[str]:
    """How often each feed was read in the last month, by which kind of application."""
    now, language = clock.now(), language_of(request)
    found = await readings.since((now - timedelta(days=DAYS)).date(), now)
    names = Names({library.slug: library.name for library in await all_libraries()}, language)
    rows = [{"what": names.of(one.feed), "reading": one} for one in found]
    shown: dict[str, Any] = {
        "rows": sorted(rows, key=lambda row: str(row["what"])),
        "days": DAYS,
        "client_names": clients.NAMES,
    }
    return page(request, "subscribers/readings.html", **shown)


@get("/calendriers/{feed_id:uuid}", opt={"power": Power.ENTER})
async def sheet(request: Asked, feed_id: FromPath[UUID]) -> Response[str]:
    """One calendar of this person: ask for another address, or stop it."""
    found = await queries.one_of_staff(person_of(request), feed_id)
    return page(request, "subscribers/staff_sheet.html", calendar=_shown(found), client_names=clients.NAMES)


@post("/calendriers/{feed_id:uuid}/adresse", opt={"power": Power.ENTER}, status_code=200)
async def rotate(request: Asked, feed_id: FromPath[UUID]) -> Response[str]:
    """Give a calendar another address and show it, this once; the old one stops."""
    found = await queries.one_of_staff(person_of(request), feed_id)
    return await _address(request, await actions.rotate(found, by=person_of(request).by, now=clock.now()), status=200)


@post("/calendriers/{feed_id:uuid}/arret", opt={"power": Power.ENTER}, status_code=303)
async def revoke(request: Asked, feed_id: FromPath[UUID]) -> Response[Any]:
    """Stop a calendar at once."""
    found = await queries.one_of_staff(person_of(request), feed_id)
    await actions.revoke(found, by=person_of(request).by, now=clock.now())
    return see_other("/bureau/calendriers?fait=arret")


def _shown(found: FeedView) -> dict[str, Any]:
    """Return a calendar as pages show it."""
    kind = KINDS["busy" if found.busy else "full"]
    return {
        "id": found.id,
        "about": found.room_name or found.presenter,
        "is_room": found.kind == "room",
        "says": kind,
        "made_at": found.made_at,
        "used_at": found.used_at,
        "used_by": found.used_by,
        "stops_at": found.stops_at,
        "state": found.state(clock.now()).value,
    }


async def _list(request: Asked, form: dict[str, str], errors: dict[str, str]) -> Response[str]:
    person = person_of(request)
    rooms = [
        {"value": str(room.id), "label": f"{library.name}, {room.name}"}
        for library, room in await queries.rooms_for(person)
    ]
    return page(
        request,
        "subscribers/staff.html",
        status=422 if errors else 200,
        calendars=[_shown(found) for found in await queries.of_staff(person)],
        rooms=rooms,
        alarms=choices(ALARMS, language_of(request)),
        client_names=clients.NAMES,
        presenter=person.name,
        values=form,
        errors=errors,
        done=request.query_params.get("fait", ""),
    )


async def _address(request: Asked, token: str, *, status: int) -> Response[str]:
    found = await queries.by_token(token, clock.now())
    name = found.room_name or found.presenter
    feed = subscribed(f"{settings().url}/p/{token}/{rules.FILES[found.kind]}", name)
    shown: dict[str, Any] = {"calendar": _shown(found), "feed": feed, "square": code(feed["webcal_url"])}
    return page(request, "subscribers/staff_address.html", status=status, private=True, **shown)


STAFF: list[ControllerRouterHandler] = [calendars, make, read_by, sheet, rotate, revoke]
