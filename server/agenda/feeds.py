"""The agenda as calendars: every filter of the page works on the feed with the same query string."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request, Response, route
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from server.agenda import queries
from server.agenda.filters import Filters, read
from server.agenda.forms import feed_addresses
from server.agenda.mirrored import MirroredView
from server.agenda.words import chosen
from server.bookings.fullness import turned_at
from server.calendars.feeds import MOST_EVENTS, Calendar, answer
from server.calendars.imported import ImportedView
from server.calendars.mirrored import imported_event, mirrored_event
from server.calendars.translate import LANGUAGE, FeedEvent, session_event
from server.foundation import clock
from server.foundation.errors import NotFound
from server.foundation.settings import settings
from server.foundation.spoken import phone
from server.libraries.queries import LibraryView, all_libraries, by_slug
from server.workshops.queries import SessionView, public_session

OPEN = {"access": "public"}
Asked = Request[Any, Any, Any]


@route("/agenda.ics", http_method=["GET", "HEAD"], opt=OPEN)
async def agenda(request: Asked) -> Response[bytes]:
    """The agenda, or the part of it that the query string chooses."""
    filters, known = read(request.query_params), await all_libraries()
    said = chosen(filters, known, settings().timezone, LANGUAGE)
    calendar = Calendar(
        name=feed_addresses(filters, said, LANGUAGE)["name"],
        path=f"/agenda.ics{filters.query()}",
        page=f"/{filters.query()}",
        events=(),
        changed_at=None,
        timezone=settings().timezone,
        description=_described(settings().phone),
        filename="agenda.ics",
    )
    return answer(request, await _filled(calendar, filters, known, clock.now()))


@route("/bibliotheques/{slug:str}/agenda.ics", http_method=["GET", "HEAD"], opt=OPEN)
async def library(request: Asked, slug: FromPath[str]) -> Response[bytes]:
    """The sessions of one library; without sessions it is a calendar all the same."""
    found = await by_slug(slug)
    filters = replace(read(request.query_params), bibliotheque=found.slug)
    calendar = Calendar(
        name=found.name,
        path=f"/bibliotheques/{found.slug}/agenda.ics{replace(filters, bibliotheque='').query()}",
        page=f"/bibliotheques/{found.slug}",
        events=(),
        changed_at=None,
        timezone=found.timezone,
        description=_described(found.phone),
        filename=f"agenda-{found.slug}.ics",
    )
    return answer(request, await _filled(calendar, filters, [found], clock.now()))


def _described(number: str) -> str:
    return f"{settings().name} · {settings().url}" + (f" · {phone(number)}" if number else "")


async def _filled(calendar: Calendar, filters: Filters, known: list[LibraryView], now: datetime) -> Calendar:
    """Return the calendar with its events: those to come first, then, if there is room, the last ones past."""
    window = queries.feed_window(filters, now, calendar.timezone)
    today = window.today or now
    ahead = replace(window, since=max(window.since, today))
    found = await queries.listed(filters, ahead, known, most=MOST_EVENTS + 1)
    if len(found) <= MOST_EVENTS:
        found += await queries.listed(filters, replace(window, past=True), known, most=MOST_EVENTS + 1 - len(found))
    total = await queries.counted(filters, window, known) if len(found) > MOST_EVENTS else len(found)
    # Entries leave the window at midnight: the list is then another one, whatever was last changed.
    changed = max(await queries.changed_at(now) or today, today)
    return replace(calendar, events=await _events(found[:MOST_EVENTS], now), found=total, changed_at=changed)


async def _events(found: list[queries.Found], now: datetime) -> list[FeedEvent]:
    turned = await turned_at([each.id for each in found if isinstance(each, SessionView)])
    return [_event(each, now, turned.get(each.id)) for each in found]


def _event(found: queries.Found, now: datetime, turned: datetime | None) -> FeedEvent:
    if isinstance(found, MirroredView):
        return _mirrored(found)
    if isinstance(found, ImportedView):
        return imported_event(found)
    return session_event(found, now=now, turned_at=turned)


def _mirrored(found: MirroredView) -> FeedEvent:
    town = f"{found.postal_code} {found.locality}".strip()
    place = ", ".join(part for part in (found.place_name, found.street, town) if part)
    return mirrored_event(
        uid=str(found.id),
        version=found.version,
        changed_at=found.changed_at,
        starts_at=found.starts_at,
        ends_at=found.ends_at,
        timezone=found.timezone,
        status=found.status,
        title=found.name,
        summary=found.summary,
        source=found.source,
        number=found.phone,
        page=found.url or f"{settings().url}/seances/{found.id}",
        location=place,
        latitude=found.latitude,
        longitude=found.longitude,
        categories=found.tags,
    )


async def session(request: Asked, id: UUID) -> Response[bytes]:
    """Answer with one session, whoever organises it, to save in a calendar; raises Gone once withdrawn, NotFound."""
    try:
        found: queries.Found = await public_session(id)
    except NotFound:
        found = await queries.from_elsewhere(id)
    events = await _events([found], clock.now())
    calendar = Calendar(
        name=events[0].summary,
        path=f"/seances/{id}.ics",
        page=f"/seances/{id}",
        events=events,
        changed_at=events[0].changed_at,
        timezone=found.timezone,
        filename=f"seance-{found.starts_at:%Y-%m-%d}.ics",
        attached=True,
    )
    return answer(request, calendar)


HANDLERS: list[ControllerRouterHandler] = [agenda, library]
