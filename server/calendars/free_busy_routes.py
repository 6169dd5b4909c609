"""The free/busy address of somebody who presents, and those of other networks."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.calendars.around import is_here
from server.calendars.free_busy import calendar_of
from server.foundation import clock
from server.foundation.errors import Invalid, Refused
from server.foundation.forms import faults
from server.foundation.settings import settings
from server.foundation.web import form_of, language_of, page, see_other
from server.resources import busy
from server.resources.mediators import mediator_to_change

AnyRequest = Request[Any, Any, Any]


@get("/occupation/{token:str}/occupe.ifb", opt={"access": "public"})
async def occupied(token: FromPath[str]) -> Response[bytes]:
    """When somebody is busy, for the network that was given this address."""
    now = clock.now()
    body = await calendar_of(await busy.holder(token, now), token, now)
    headers = {"cache-control": "private, no-store", "x-robots-tag": "noindex", "referrer-policy": "no-referrer"}
    return Response(body, media_type="text/calendar", headers=headers)


@post("/mediateurs/{which:uuid}/occupation", opt={"power": Power.RUN_LIBRARY}, status_code=201)
async def give(request: AnyRequest, which: FromPath[UUID]) -> Response[str]:
    """Make a new address and show it, this once."""
    person = person_of(request)
    found = await mediator_to_change(person, which)
    token = await busy.give_address(which, by=person, now=clock.now())
    url = f"{settings().url}/occupation/{token}/occupe.ifb"
    return page(request, "calendars/free_busy.html", status=201, private=True, mediator=found, url=url)


@post("/mediateurs/{which:uuid}/occupation/arret", opt={"power": Power.RUN_LIBRARY}, status_code=303)
async def stop(request: AnyRequest, which: FromPath[UUID]) -> Response[Any]:
    """Stop the address at once."""
    await busy.stop_address(which, by=person_of(request), now=clock.now())
    return see_other(f"/bureau/mediateurs/{which}?fait=1")


@get("/mediateurs/{which:uuid}/occupation/suivre", opt={"power": Power.RUN_LIBRARY})
async def ask(request: AnyRequest, which: FromPath[UUID]) -> Response[str]:
    """The form for the address that another network gave."""
    found = await mediator_to_change(person_of(request), which)
    return page(request, "calendars/free_busy_follow.html", private=True, mediator=found, values={}, errors={})


@post("/mediateurs/{which:uuid}/occupation/suivre", opt={"power": Power.RUN_LIBRARY}, status_code=303)
async def follow(request: AnyRequest, which: FromPath[UUID]) -> Response[Any]:
    """Read the address that another network gave, from now on."""
    person, form = person_of(request), await form_of(request)
    found = await mediator_to_change(person, which)
    try:
        if is_here(form.get("url", "")):
            raise Invalid({"url": "busy_ours"})
        await busy.follow(which, form.get("label", ""), form.get("url", ""), by=person, now=clock.now())
    except Refused as error:
        shown: dict[str, Any] = {"values": form, "errors": faults(error, language_of(request), otherwise="url")}
        return page(request, "calendars/free_busy_follow.html", status=422, private=True, mediator=found, **shown)
    return see_other(f"/bureau/mediateurs/{which}?fait=1")


@post("/mediateurs/{which:uuid}/occupation/{calendar:uuid}/retirer", opt={"power": Power.RUN_LIBRARY}, status_code=303)
async def leave(request: AnyRequest, which: FromPath[UUID], calendar: FromPath[UUID]) -> Response[Any]:
    """Read an address no more."""
    await busy.leave(which, calendar, by=person_of(request), now=clock.now())
    return see_other(f"/bureau/mediateurs/{which}?fait=1")


FEEDS = [occupied]
STAFF = [give, stop, ask, follow, leave]
