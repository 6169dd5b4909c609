"""The libraries, for those who work there: list, sheet, rooms."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath

from server.accounts.guards import person_of
from server.accounts.powers import Power, allows
from server.accounts.queries import last_hand
from server.foundation import choosing, clock, meanwhile
from server.foundation.errors import Refused, Stale
from server.foundation.forms import choices, decimal, faults, whole
from server.foundation.web import form_of, language_of, page, see_other
from server.libraries import actions, queries, words
from server.libraries.field_words import FIELDS, SAYS
from server.libraries.queries import LibraryView

AnyRequest = Request[Any, Any, Any]
TEXTS = (
    "name", "address", "postal_code", "city", "timezone", "insee", "phone", "email", "website", "access",
    "opening_hours", "school_zone",
)  # fmt: skip
REMINDER_HOURS = 48


def _sheet(form: dict[str, Any]) -> actions.Sheet:
    """Return the sheet typed; raises Invalid at once for nothing: the action judges it."""
    texts = {name: form.get(name, "") for name in TEXTS}
    return actions.Sheet(
        **texts,
        latitude=decimal(form.get("latitude", "")),
        longitude=decimal(form.get("longitude", "")),
        reminder_hours=whole(form.get("reminder_hours", ""), REMINDER_HOURS),
        reviewed=form.get("reviewed") == "1",
        facilities=[name for name in words.FACILITIES if form.get(f"facility_{name}")],
    )


def _typed(library: LibraryView) -> dict[str, Any]:
    numbers = {"latitude": library.latitude, "longitude": library.longitude, "reminder_hours": library.reminder_hours}
    texts = {name: getattr(library, name) for name in TEXTS}
    texts["slug"] = library.page_name
    texts["reviewed"] = "1" if library.reviewed else ""
    texts |= {f"facility_{name}": "1" for name in library.facilities}
    return texts | {name: "" if number is None else str(number) for name, number in numbers.items()}


@get("/bibliotheques", opt={"power": Power.ENTER})
async def libraries(request: AnyRequest) -> Response[str]:
    """The libraries where this person works."""
    labels = {choice["value"]: choice["label"] for choice in choices(words.ROLES, language_of(request))}
    seen = await queries.libraries_seen_by(person_of(request))
    rows = [
        {
            "library": library,
            "role": labels.get(role.name.lower(), labels["manager"]),
            "manages": allows(role, Power.RUN_LIBRARY),
        }
        for library, role in seen
    ]
    return page(request, "libraries/list.html", rows=rows)


@get("/bibliotheques/nouvelle", opt={"power": Power.OPEN_LIBRARY})
async def ask_new(request: AnyRequest) -> Response[str]:
    """The empty sheet of a library to add."""
    return _form(request, None, {"timezone": "Europe/Paris", "reminder_hours": REMINDER_HOURS}, {})


@post("/bibliotheques/nouvelle", opt={"power": Power.OPEN_LIBRARY}, status_code=303)
async def add(request: AnyRequest) -> Response[Any]:
    """Add a library, then show its sheet, or the form of another one."""
    form = await form_of(request)
    try:
        added = await actions.open_library(
            _sheet(form), slug=form.get("slug", ""), by=person_of(request), now=clock.now()
        )
    except Refused as error:
        return _form(request, None, form, faults(error, language_of(request), otherwise="name"))
    if form.get("another"):
        return see_other("/bureau/bibliotheques/nouvelle?fait=ajoutee")
    return see_other(f"/bureau/bibliotheques/{(await queries.by_id(added)).slug}?fait=ajoutee")


@get("/bibliotheques/{slug:str}", opt={"power": Power.RUN_LIBRARY})
async def sheet(request: AnyRequest, slug: FromPath[str]) -> Response[str]:
    """The sheet of a library and its rooms, for those who manage it."""
    library = await queries.library_to_manage(person_of(request), slug)
    shown = _typed(library)
    return await _sheet_page(request, library, shown | meanwhile.opened(_compared(shown), library.version), {})


@post("/bibliotheques/{slug:str}", opt={"power": Power.RUN_LIBRARY}, status_code=303)
async def change(request: AnyRequest, slug: FromPath[str]) -> Response[Any]:
    """Change the sheet of a library; what somebody else changed meanwhile is shown first, to choose from."""
    return await _change(request, slug, await form_of(request))


async def _change(request: AnyRequest, slug: str, form: dict[str, Any]) -> Response[Any]:
    person = person_of(request)
    library = await queries.library_to_manage(person, slug)
    if unsure := meanwhile.undecided(form):
        return await _choose(request, library, form, unsure)
    form = meanwhile.settled(form)
    try:
        await actions.change_library(library.id, _sheet(form), by=person, now=clock.now(), seen=meanwhile.seen(form))
    except Stale:
        library = await queries.library_to_manage(person, slug)
        if found := meanwhile.differences(form, _compared(_typed(library))):
            return await _choose(request, library, form, found)
        return await _change(request, slug, form | {meanwhile.VERSION: str(library.version)})
    except Refused as error:
        return await _sheet_page(request, library, form, faults(error, language_of(request), otherwise="name"))
    return see_other(f"/bureau/bibliotheques/{slug}?fait=fiche")


def _compared(shown: dict[str, Any]) -> dict[str, Any]:
    """Return the fields that are kept with the sheet: its address has a form of its own."""
    return {name: value for name, value in shown.items() if name != "slug"}


async def _choose(
    request: AnyRequest, library: LibraryView, form: dict[str, Any], found: list[meanwhile.Difference]
) -> Response[Any]:
    address = f"/bureau/bibliotheques/{library.slug}"
    about = choosing.Asked(
        title=library.name,
        action=address,
        back=(address, library.name),
        labels=FIELDS,
        says=SAYS,
        version=library.version,
        who=await last_hand(library.id, "library.changed"),
    )
    return choosing.ask(request, about, form, found)


@post("/bibliotheques/{slug:str}/adresse", opt={"power": Power.RUN_LIBRARY}, status_code=303)
async def rename_pages(request: AnyRequest, slug: FromPath[str]) -> Response[Any]:
    """Give the public page of a library another name in its address."""
    library = await queries.library_to_manage(person_of(request), slug)
    form = await form_of(request)
    try:
        await actions.rename_pages(library.id, form.get("slug", ""), by=person_of(request), now=clock.now())
    except Refused as error:
        errors = faults(error, language_of(request), otherwise="slug")
        return await _sheet_page(request, library, {**_typed(library), **form}, errors)
    return see_other(f"/bureau/bibliotheques/{slug}?fait=adresse")


@post("/bibliotheques/{slug:str}/salles", opt={"power": Power.RUN_LIBRARY}, status_code=303)
async def add_room(request: AnyRequest, slug: FromPath[str]) -> Response[Any]:
    """Add a room to a library."""
    library = await queries.library_to_manage(person_of(request), slug)
    form = await form_of(request)
    try:
        await actions.add_room(
            library.id, form.get("room", ""), form.get("room_access", ""), by=person_of(request), now=clock.now()
        )
    except Refused as error:
        errors = faults(error, language_of(request), otherwise="room")
        return await _sheet_page(request, library, {**_typed(library), **form}, errors)
    return see_other(f"/bureau/bibliotheques/{slug}?fait=salle")


async def _sheet_page(
    request: AnyRequest, library: LibraryView, values: dict[str, Any], errors: dict[str, str]
) -> Response[str]:
    rooms = await queries.rooms_of(library.id)
    return _form(request, library, values, errors, rooms=rooms)


def _form(
    request: AnyRequest, library: LibraryView | None, values: dict[str, Any], errors: dict[str, str], **more: Any
) -> Response[str]:
    done = request.query_params.get("fait", "")
    status = 422 if errors else 200
    return page(
        request,
        "libraries/sheet.html",
        status=status,
        library=library,
        values=values,
        errors=errors,
        done=done,
        facilities=choices(words.FACILITIES, language_of(request)),
        school_zones=choices(words.SCHOOL_ZONES, language_of(request)),
        **{"rooms": [], **more},
    )


HANDLERS = [libraries, ask_new, add, sheet, change, add_room, rename_pages]
