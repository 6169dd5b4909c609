"""The agenda as feeds: every filter of the page works on the feed with the same query string."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Request, Response, route
from litestar.params import FromPath
from litestar.response.base import ASGIResponse
from litestar.types import ControllerRouterHandler

from server.agenda import queries
from server.agenda.entries import Entries
from server.agenda.events import mirrored_event
from server.agenda.filters import Filters, midnight, read
from server.agenda.forms import feed_addresses
from server.agenda.mirrored import MirroredView
from server.agenda.words import chosen
from server.bookings.fullness import turned_at
from server.calendars.feeds import MOST_EVENTS, Calendar, answer
from server.calendars.forms import form_of
from server.calendars.imported import ImportedView
from server.calendars.mirrored import imported_event
from server.calendars.serving import serve, wants_bytes
from server.calendars.slices import Slice
from server.calendars.translate import LANGUAGE, FeedEvent, session_event
from server.foundation.errors import NotFound, Refused
from server.foundation.settings import settings
from server.foundation.spoken import phone
from server.libraries.queries import LibraryView, all_libraries, by_slug
from server.workshops.queries import public_session

OPEN = {"access": "public", "compressed": True}
MOST_COUNTED = 5 * MOST_EVENTS  # a hub counts no further than it shows: counting reads as much
Asked = Request[Any, Any, Any]


@route(["/agenda.ics", "/agenda.atom", "/agenda.json"], http_method=["GET", "HEAD"], opt=OPEN)
async def agenda(request: Asked) -> ASGIResponse:
    """The agenda, or the part of it that the query string chooses, in one of its forms."""
    form = asked_form(request)
    entries = Entries(whole=wants_bytes(request, form))

    async def make(now: datetime) -> Slice:
        return await of_agenda(read(request.query_params), entries, now)

    return await serve(request, form, make, entries.events)


@route(
    [f"/bibliotheques/{{slug:str}}/agenda.{ending}" for ending in ("ics", "atom", "json")],
    http_method=["GET", "HEAD"],
    opt=OPEN,
)
async def library(request: Asked, slug: FromPath[str]) -> ASGIResponse:
    """The sessions of one library; without sessions it is a feed all the same."""
    form = asked_form(request)
    entries = Entries(whole=wants_bytes(request, form))

    async def make(now: datetime) -> Slice:
        found = await by_slug(slug)
        if slug != found.page_name:
            raise Moved(found.page_name)
        return await _of_library(found, read(request.query_params), entries, now)

    try:
        return await serve(request, form, make, entries.events)
    except Moved as there:
        return _moved(request, there.name)


class Moved(Exception):
    """The library has another name in its addresses now."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def _moved(request: Asked, name: str) -> ASGIResponse:
    """Send a reader of an old address to the new one, for good, with what was asked."""
    file, query = request.scope["path"].rpartition("/")[2], request.url.query
    address = f"{settings().url}/bibliotheques/{name}/{file}" + (f"?{query}" if query else "")
    headers = {"location": address, "cache-control": "public, max-age=86400", "access-control-allow-origin": "*"}
    return ASGIResponse(status_code=308, headers=headers)


def asked_form(request: Asked) -> str:
    """Return the key of the form that a request asks for."""
    said, ending = request.query_params, request.scope["path"].rpartition(".")[2]
    return form_of(ending, said.get("variant", ""), said.get("format", ""))


async def of_agenda(filters: Filters, entries: Entries, now: datetime) -> Slice:
    """Return a part of the agenda; raises Refused on a hub where that is too much for a calendar."""
    known, zone = await all_libraries(), settings().timezone
    said = chosen(filters, known, zone, LANGUAGE)
    found = await _found(filters, known, zone, entries, now)
    if settings().hub and found.total > MOST_EVENTS and not filters.narrow:
        raise Refused("feed_too_large")
    return Slice(
        name=feed_addresses(filters, said, LANGUAGE)["name"],
        description=_described(settings().phone),
        stem="/agenda",
        query=filters.query(),
        page=f"/{filters.query()}",
        filename="agenda",
        timezone=zone,
        onward=lambda day: replace(filters, du=day, quand="").query(),
        **found.parts(),
    )


async def too_large(filters: Filters, known: Sequence[LibraryView], now: datetime) -> bool:
    """Tell whether this part of the agenda of a hub is too much for a calendar, and nothing was chosen to narrow it."""
    if not settings().hub or filters.narrow:
        return False
    window = queries.feed_window(filters, now, settings().timezone)
    return await queries.counted(filters, window, known, most=MOST_EVENTS + 1) > MOST_EVENTS


async def _of_library(library: LibraryView, asked: Filters, entries: Entries, now: datetime) -> Slice:
    filters, rest = replace(asked, bibliotheque=library.slug), replace(asked, bibliotheque="")
    found = await _found(filters, [library], library.timezone, entries, now)
    return Slice(
        name=library.name,
        description=_described(library.phone),
        stem=f"/bibliotheques/{library.page_name}/agenda",
        query=rest.query(),
        page=f"/bibliotheques/{library.page_name}",
        filename=f"agenda-{library.page_name}",
        timezone=library.timezone,
        onward=lambda day: replace(rest, du=day, quand="").query(),
        **found.parts(),
    )


def _described(number: str) -> str:
    return f"{settings().name} · {settings().url}" + (f" · {phone(number)}" if number else "")


@dataclass(frozen=True)
class _Found:
    """What a feed holds: at most one more than it shows, and how many there are, where these are at most `counted`."""

    held: Sequence[Any]
    total: int
    counted: int
    first_day: datetime
    until: datetime

    def parts(self) -> dict[str, Any]:
        """Return the parts of a Slice."""
        more = self.total > self.counted
        total = min(self.total, self.counted)
        return {"held": self.held, "found": total, "more": more, "until": self.until, "first_day": self.first_day}


async def _found(filters: Filters, known: Sequence[LibraryView], zone: str, entries: Entries, now: datetime) -> _Found:
    """Return the entries: those to come first, then, if there is room, the last ones past."""
    window = queries.feed_window(filters, now, zone)
    today = window.today or now
    ahead = replace(window, since=max(window.since, today))
    counted = MOST_EVENTS if settings().hub else MOST_COUNTED
    held, total = await entries.held(filters, ahead, known, most=MOST_EVENTS + 1, counting=counted + 1)
    past = replace(window, past=True, until=min(window.until, today))  # the index need not go further
    room, uncounted = MOST_EVENTS + 1 - len(held), counted + 1 - total
    if window.since < today and room:
        last, before = await entries.held(filters, past, known, most=room, counting=uncounted)
        held, total = held + last, total + before
    elif window.since < today and uncounted:
        total += await queries.counted(filters, past, known, most=uncounted)
    tomorrow = midnight(today.astimezone(ZoneInfo(zone)).date() + timedelta(days=1), zone)
    return _Found(held, total, counted, ahead.since, tomorrow)


async def session(request: Asked, id: UUID) -> Response[bytes]:
    """Answer with one session, whoever organises it, to save in a calendar; raises Gone once withdrawn, NotFound."""
    try:
        found: queries.Found = await public_session(id)
    except NotFound:
        found = await queries.from_elsewhere(id)
    event = await _event(found)
    calendar = Calendar(
        name=event.summary,
        path=f"/seances/{id}.ics",
        page=f"/seances/{id}",
        events=[event],
        changed_at=event.changed_at,
        timezone=found.timezone,
        filename=f"seance-{found.starts_at:%Y-%m-%d}.ics",
        attached=True,
    )
    return answer(request, calendar)


async def _event(found: queries.Found) -> FeedEvent:
    if isinstance(found, MirroredView):
        return mirrored_event(found)
    if isinstance(found, ImportedView):
        return imported_event(found)
    return session_event(found, turned_at=(await turned_at([found.id])).get(found.id))


HANDLERS: list[ControllerRouterHandler] = [agenda, library]
