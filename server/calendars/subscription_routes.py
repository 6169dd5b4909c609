"""Subscriptions to calendars of others, for staff: the list, one pasted address, the look before it is kept."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.params import FromPath

from ical_feeds.choosing import Choice, categories_of, searched
from ical_feeds.guard import MAX_BYTES
from ical_feeds.imported import ImportedEvent
from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.calendars import drafts, subscribing, subscriptions
from server.calendars.drafts import Looked
from server.calendars.health import Labels
from server.calendars.subscribing import Wish
from server.calendars.subscription_forms import read_wish, show_wish
from server.calendars.words import HEALTH, failure, told
from server.foundation import clock
from server.foundation.errors import Invalid, Refused
from server.foundation.forms import choices, faults
from server.foundation.web import form_of, language_of, page, see_other
from server.libraries.queries import libraries_for
from server.workshops.words import AUDIENCES, LEVELS_SHORT, THEMES

AnyRequest = Request[Any, Any, Any]
HOME = "/bureau/abonnements"
MOST_SHOWN = 30
UPLOAD = MAX_BYTES + 65_536


@get("/abonnements", opt={"power": Power.LOOK})
async def listed(request: AnyRequest) -> Response[str]:
    """All subscriptions, those first that need a person."""
    person = person_of(request)
    known = await subscriptions.subscriptions(person, clock.now())
    language = language_of(request)
    return page(
        request,
        "calendars/list.html",
        subscriptions=[(each, failure(each.error, each.error_detail, language)) for each in known],
        health=HEALTH,
        may_subscribe=person.may_somewhere(Power.FOLLOW),
        done=request.query_params.get("fait", ""),
    )


@get("/abonnements/nouveau", opt={"power": Power.FOLLOW})
async def ask_new(request: AnyRequest) -> Response[str]:
    """Ask for an address or a file."""
    await subscribing.require_somewhere(person_of(request))
    return _new(request, {}, {})


@post("/abonnements/nouveau", opt={"power": Power.FOLLOW}, status_code=303, request_max_body_size=UPLOAD)
async def look(request: AnyRequest) -> Response[Any]:
    """Read what is at the address, or in the file, and go and look at it."""
    form, person, now = await form_of(request), person_of(request), clock.now()
    try:
        body, name = await handed_in(request)
        if body and not form.get("address"):
            draft = await subscribing.look_in_file(body, name, by=person, now=now)
        else:
            draft = await subscribing.look(form.get("address", ""), by=person, now=now)
    except Refused as error:
        return _new(request, form, faults(error, language_of(request), otherwise="address"))
    return see_other(f"{HOME}/apercu/{draft}")


async def handed_in(request: AnyRequest) -> tuple[bytes, str]:
    """Return the file of a form and its name; nothing when there is none."""
    found = (await request.form()).get("file")
    if not isinstance(found, UploadFile):
        return b"", ""
    return await found.read(), found.filename or ""


def _new(request: AnyRequest, values: dict[str, str], errors: dict[str, str]) -> Response[str]:
    return page(request, "calendars/new.html", status=422 if errors else 200, values=values, errors=errors)


@get("/abonnements/apercu/{draft_id:uuid}", opt={"power": Power.FOLLOW})
async def preview(request: AnyRequest, draft_id: FromPath[UUID]) -> Response[str]:
    """Show what would come in, and how."""
    person = person_of(request)
    looked = await drafts.kept(draft_id, by=person)
    libraries = await libraries_for(person, Power.FOLLOW)
    library = libraries[0].id if len(libraries) == 1 and not person.administrator else None
    reading = looked.copy.reading
    wish = Wish(Choice(), Labels(reading.name if reading else "", library))
    return await _preview(request, looked, wish, show_wish(wish), {})


@post("/abonnements/apercu/{draft_id:uuid}", opt={"power": Power.FOLLOW}, status_code=303)
async def keep(request: AnyRequest, draft_id: FromPath[UUID]) -> Response[Any]:
    """Take the calendar up as wished; or, with the other button, only show again what would come in."""
    person, form, now = person_of(request), await form_of(request), clock.now()
    looked = await drafts.kept(draft_id, by=person)
    if looked.feed:
        feed = await subscribing.replace(draft_id, by=person, now=now)
        return see_other(f"{HOME}/{feed}?fait=fichier")
    try:
        wish = read_wish(form)
        if form.get("action") == "voir":
            return await _preview(request, looked, wish, form, {})
        feed = await subscribing.subscribe(draft_id, wish, by=person, now=now)
    except Refused as error:
        errors = faults(error, language_of(request), otherwise="label")
        wish = (
            Wish(Choice(), Labels("")) if isinstance(error, Invalid) and "library" in error.fields else read_wish(form)
        )
        return await _preview(request, looked, wish, form, errors)
    return see_other(f"{HOME}/{feed}?fait=abonne")


async def _preview(
    request: AnyRequest, looked: Looked, wish: Wish, values: dict[str, Any], errors: dict[str, str]
) -> Response[str]:
    reading = looked.copy.reading
    events = reading.events if reading else []
    now, language = clock.now(), language_of(request)
    coming = [event for event in events if event.starts_at > now]
    marked = [(event, _taken(wish.choice, event)) for event in coming]
    return page(
        request,
        "calendars/preview.html",
        status=422 if errors else 200,
        looked=looked,
        name=reading.name if reading else "",
        rows=marked[:MOST_SHOWN],
        number=len(coming),
        taken=sum(taken for _, taken in marked),
        problems=told(reading.problems if reading else (), language),
        found=categories_of(events),
        values=values,
        errors=errors,
        **await label_choices(request),
    )


def _taken(choice: Choice, event: ImportedEvent) -> bool:
    return choice.takes(searched(event), event.categories)


async def label_choices(request: AnyRequest) -> dict[str, Any]:
    """Return what a form of labels offers; `everywhere` says whether the whole network may be chosen."""
    person, language = person_of(request), language_of(request)
    libraries = await libraries_for(person, Power.FOLLOW)
    return {
        "libraries": [{"value": str(each.id), "label": each.name} for each in libraries],
        "everywhere": person.administrator,
        "levels": choices(LEVELS_SHORT, language),
        "themes": choices(THEMES, language),
        "audiences": choices(AUDIENCES, language),
    }


HANDLERS = [listed, ask_new, look, preview, keep]
