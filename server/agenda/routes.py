"""The pages that the public reads: the agenda, the libraries, a workshop, a session, how to subscribe."""

from collections.abc import Container, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, route
from litestar.background_tasks import BackgroundTask
from litestar.params import FromPath
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler

from server.agenda import feeds, missed, queries
from server.agenda.alternates import told, wants_activity
from server.agenda.cards import card, weeks
from server.agenda.filters import Filters, read
from server.agenda.forms import form_of_filters
from server.agenda.mirrored import MirroredView
from server.agenda.pictures import of_library, of_session
from server.agenda.schema_org import foreign_event, inside_page, session_event
from server.bookings.cards import learns, saying, words_of
from server.foundation import clock
from server.foundation.errors import NotFound
from server.foundation.settings import settings
from server.foundation.web import language_of, page, see_other
from server.libraries.opening import sentences
from server.libraries.queries import by_slug
from server.libraries.sheet_said import accessibility, for_the_public
from server.libraries.sheets import place_of
from server.materials.queries import of_workshop as materials_of
from server.sharing.node import actor_of, node
from server.sharing.offers import offers
from server.workshops.aidants_connect import offering
from server.workshops.domains import explained
from server.workshops.fitting import SAID, fit
from server.workshops.paths import around
from server.workshops.picturing import of_workshop
from server.workshops.queries import (
    SessionView,
    WorkshopView,
    public_session,
    sessions_of_workshop,
    workshop_by_slug,
)
from server.workshops.words import AUDIENCES, LEVELS

PAGE = 50
ALIKE = 3
OPEN = {"access": "public"}
Asked = Request[Any, Any, Any]


@get("/", opt=OPEN)
async def agenda(request: Asked) -> Response[Any]:
    """The list of sessions, by week. A fediverse server is sent to the instance actor."""
    if wants_activity(request.headers.get("accept", "")):
        return see_other(node().actor)
    now, zone, language = clock.now(), settings().timezone, language_of(request)
    filters = read(request.query_params)
    choices = await queries.choices(now, filters)
    said = _said(request)
    onwards = {"pour": said} if said else {}
    window = queries.page_window(filters, now, zone, _after(request.query_params.get("apres", "")))
    found = await queries.listed(filters, window, choices.libraries, most=PAGE + 1)
    shown = found[:PAGE]
    whole = queries.page_window(filters, now, zone)
    total = await queries.counted(filters, whole, choices.libraries)
    shown_page = page(
        request,
        "agenda/agenda.html",
        weeks=weeks(shown, zone=zone, language=language, now=now, offered=await _offered(shown, now), said=said),
        said=said,
        filters=form_of_filters(filters, choices, zone, language),
        total=total,
        next_url=f"/{filters.query(apres=_mark(shown[-1]), **onwards)}" if len(found) > PAGE else None,
        previous_url=f"/{filters.query(**onwards)}" if window.after else None,
        feed_url=f"/agenda.ics{filters.query()}",
        subscribe_url=f"/abonnements{filters.query()}",
        embed_url=f"/integrer{filters.query()}",
    )
    if not total and missed.worth(filters, request.headers.get("user-agent", "")):
        shown_page.background = BackgroundTask(missed.note, filters, choices.libraries, now)
    return told(shown_page, node().actor, f"/agenda.ics{filters.query()}")


def _said(request: Asked) -> str:
    """Return how at ease somebody said she is, as the address carries it."""
    said = request.query_params.get("pour", "")
    return said if said in SAID else ""


async def _offered(shown: Sequence[queries.Found], now: datetime) -> Container[str]:
    """Return the addresses of the sessions of peers in which a seat can be asked for from here."""
    return await offers([each.ap_id for each in shown if isinstance(each, MirroredView)], now)


def _mark(last: queries.Found) -> str:
    """Return the place in the list of its last entry shown: start and id."""
    return f"{last.starts_at.astimezone(UTC).isoformat().replace('+00:00', 'Z')}_{last.id}"


def _after(mark: str) -> tuple[datetime, UUID] | None:
    """Return the place that `_mark` wrote; anything else is the beginning of the list."""
    start, _, id = mark[:80].partition("_")
    try:
        at = datetime.fromisoformat(start)
        return (at.astimezone(UTC), UUID(id)) if at.tzinfo and 1900 < at.year < 9000 else None
    except ValueError:
        return None


@get("/bibliotheques", opt=OPEN)
async def libraries(request: Asked) -> Response[str]:
    """All libraries of this instance, by name."""
    now = clock.now()
    known, coming = (await queries.choices(now)).libraries, await queries.coming_by_library(now)
    shown = [
        {
            "name": each.name,
            "url": f"/bibliotheques/{each.page_name}",
            "address": each.address,
            "postal_code": each.postal_code,
            "city": each.city,
            "phone": each.phone,
            "coming": coming.get(each.id, 0),
        }
        for each in known
    ]
    return page(request, "agenda/libraries.html", libraries=shown)


@get("/bibliotheques/{slug:str}", opt=OPEN)
async def library(request: Asked, slug: FromPath[str]) -> Response[Any]:
    """One library and what it has planned. A fediverse server is sent to its actor."""
    now = clock.now()
    found = await by_slug(slug)
    if wants_activity(request.headers.get("accept", "")):
        return see_other(actor_of(found.slug))
    if slug != found.page_name:
        return Redirect(f"/bibliotheques/{found.page_name}", status_code=308)
    filters = Filters(bibliotheque=found.slug)
    window = queries.page_window(filters, now, found.timezone)
    planned = await queries.listed(filters, window, [found], most=PAGE)
    sheet = {
        name: getattr(found, name)
        for name in ("name", "address", "postal_code", "city", "phone", "email", "website", "access")
    }
    shown = page(
        request,
        "agenda/library.html",
        library={**sheet, "hours": sentences(found.opening_hours, language_of(request))},
        place=await _place(found.id, language_of(request)),
        weeks=weeks(planned, zone=found.timezone, language=language_of(request), now=now),
        more_url=f"/{filters.query()}" if len(planned) == PAGE else None,
        feed_url=f"/bibliotheques/{found.page_name}/agenda.ics",
        picture=of_library(found, language_of(request)),
        shared_url=f"{settings().url}/bibliotheques/{found.page_name}",
        subscribe_url=f"/abonnements{filters.query()}",
        embed_url=f"/integrer{filters.query()}",
        aidants_connect=explained(language_of(request)) if found.id in await offering([found.id], now) else None,
    )
    return told(shown, actor_of(found.slug), f"/bibliotheques/{found.page_name}/agenda.ics")


async def _place(library: UUID, language: str) -> dict[str, Any]:
    """Return what the sheet of a library says, in words."""
    place = await place_of(library)
    return {
        "complement": place.sheet.complement,
        "summary": place.sheet.summary,
        "detail": place.sheet.detail,
        "said": for_the_public(place, language),
        "accessibility": accessibility(place),
    }


@get("/ateliers/{slug:str}", opt=OPEN)
async def workshop(request: Asked, slug: FromPath[str]) -> Response[str]:
    """One workshop and its coming dates."""
    now, language = clock.now(), language_of(request)
    found = await workshop_by_slug(slug)
    if found.professional:
        raise NotFound
    dates = await sessions_of_workshop(found.id, since=now)
    before, after = await around(found.id)
    return page(
        request,
        "agenda/workshop.html",
        before=before,
        after=after,
        workshop={**_workshop(found, language), "picture": await of_workshop(found.id)},
        sessions=[card(each, language=language, now=now) for each in dates],
        materials=await materials_of(found.id),
    )


def _workshop(found: WorkshopView, language: str) -> dict[str, Any]:
    told = ("title", "summary", "description", "level", "prerequisites", "bring")
    return {
        **{name: getattr(found, name) for name in told},
        "level_label": next(iter(words_of((found.level,), LEVELS, language)), ""),
        "audiences": words_of(found.audiences, AUDIENCES, language),
        "learns": learns(found.competences, language),
    }


@route("/seances/{name:str}", http_method=["GET", "HEAD"], opt=OPEN)
async def session(request: Asked, name: FromPath[str]) -> Response[Any]:
    """One session (`name` is its id), whoever organises it; 410 once withdrawn. With .ics: the same for calendars.

    One handler for both, since routes match whole pieces of a path. A fediverse server is sent to the event itself.
    """
    id = _id(name.removesuffix(".ics"))
    if name.endswith(".ics"):
        return await feeds.session(request, id)
    try:
        found = await public_session(id)
    except NotFound:
        return await _from_elsewhere(request, id)
    activity = f"{settings().url}/ap/evenements/{id}"
    if wants_activity(request.headers.get("accept", "")):
        return see_other(activity)
    return told(await _ours(request, found), activity, f"/seances/{id}.ics")


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None


async def _ours(request: Asked, found: SessionView) -> Response[str]:
    now, language = clock.now(), language_of(request)
    others = await sessions_of_workshop(found.workshop_id, since=now, most=ALIKE + 1)
    said = _said(request)
    alike = [card(each, language=language, now=now) for each in others if each.id != found.id][:ALIKE]
    similar = [saying(each, said) for each in alike]
    shown = card(found, language=language, now=now)
    shown = replace(shown, booking_url=saying(shown, said).booking_url)
    if found.practice:
        return page(request, "agenda/session.html", session=shown, similar=similar)
    picture, site = of_session(found, language), settings().url
    return page(
        request,
        "agenda/session.html",
        session=shown,
        similar=similar,
        fits=fit(said, found.level),
        picture=picture,
        shared_url=f"{site}/seances/{found.id}",
        structured=inside_page(session_event(found, site=site, image=picture.url, now=now)),
    )


async def _from_elsewhere(request: Asked, id: UUID) -> Response[str]:
    now, found = clock.now(), await queries.from_elsewhere(id)
    shown = card(found, language=language_of(request), now=now, offered=await _offered([found], now))
    here = f"{settings().url}/seances/{found.id}"
    structured, there = inside_page(foreign_event(found, page=here)), found.url or here
    told: dict[str, Any] = {"session": shown, "similar": [], "fits": fit(_said(request), found.level)}
    return page(request, "agenda/session.html", **told, shared_url=there, structured=structured)


HANDLERS: list[ControllerRouterHandler] = [agenda, libraries, library, workshop, session]
