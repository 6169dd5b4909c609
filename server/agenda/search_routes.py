"""How to subscribe to the agenda or to a part of it, searches with a short address, and their feeds."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from litestar import Request, Response, post, route
from litestar.params import FromPath
from litestar.response.base import ASGIResponse
from litestar.types import ControllerRouterHandler

from server.agenda import guides, queries, searches
from server.agenda.entries import Entries
from server.agenda.feeds import asked_form, of_agenda, too_large
from server.agenda.filters import Filters, read
from server.agenda.forms import feed_addresses
from server.agenda.words import chosen
from server.bookings.doors import origin
from server.calendars.forms import ENDINGS
from server.calendars.serving import serve, wants_bytes
from server.calendars.slices import Slice
from server.foundation import clock, limits
from server.foundation.settings import settings
from server.foundation.web import form_of, language_of, page, see_other

OPEN = {"access": "public"}
MOST_SAVED = {"most": 30, "seconds": 3600}
Asked = Request[Any, Any, Any]


@route("/abonnements", http_method=["GET", "HEAD"], opt=OPEN)
async def subscriptions(request: Asked) -> Response[str]:
    """How to subscribe to the agenda, or to the part of it that the query string chooses."""
    return await _explained(request, read(request.query_params))


@post("/f", opt=OPEN, status_code=303)
async def save(request: Asked) -> Response[Any]:
    """Give a search a short address, and show it."""
    form, now = await form_of(request), clock.now()
    await limits.count("saved-search", origin(request), now=now, **MOST_SAVED)
    return see_other(f"/f/{await searches.save(read(form), now=now)}")


@route("/f/{name:str}", http_method=["GET", "HEAD"], opt={**OPEN, "compressed": True})
async def search(request: Asked, name: FromPath[str]) -> ASGIResponse:
    """A search with a short address: the page that says how to subscribe to it, or with an ending the feed itself."""
    id, _, ending = name.partition(".")
    if ending not in ENDINGS:
        return (await _explained(request, await searches.saved(id), short=id)).to_asgi_response(None, request)
    form = asked_form(request)
    entries = Entries(whole=wants_bytes(request, form))

    async def make(now: datetime) -> Slice:
        filters, day = await searches.saved(id), read(request.query_params).du
        found = await of_agenda(replace(filters, du=day, quand="") if day else filters, entries, now)
        query, file = Filters(du=day).query(), f"agenda-{id}"
        return replace(found, stem=f"/f/{id}", query=query, page=f"/f/{id}", filename=file, onward=_from)

    return await serve(request, form, make, entries.events)


def _from(day: date) -> str:
    return Filters(du=day).query()


async def _explained(request: Asked, filters: Filters, *, short: str = "") -> Response[str]:
    zone, language, now = settings().timezone, language_of(request), clock.now()
    known = (await queries.choices(now)).libraries
    said = chosen(filters, known, zone, language)
    return page(
        request,
        "agenda/subscriptions.html",
        feed=feed_addresses(filters, said, language, short=short),
        short=short,
        filters=filters.said(),
        agenda_url=f"/{filters.query()}",
        too_large=await too_large(filters, known, now),
        libraries=[{"name": each.name, "url": f"/abonnements?bibliotheque={each.slug}"} for each in known],
        all_url="/abonnements" if filters.said() else "",
        guides=guides.links(filters.query()),
    )


HANDLERS: list[ControllerRouterHandler] = [subscriptions, save, search]
