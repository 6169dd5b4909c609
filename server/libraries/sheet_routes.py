"""The sheet of a place, for those who manage it: what it says and lacks, and its sections to be filled in."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.accounts.queries import last_hand
from server.foundation import choosing, clock, meanwhile
from server.foundation.errors import NotFound, Refused, Stale
from server.foundation.forms import choices, faults
from server.foundation.reasons import sentence
from server.foundation.web import form_of, language_of, page, see_other
from server.libraries import queries, sheet_form, sheet_said, sheets, timetable
from server.libraries.opening import sentences
from server.libraries.sheet_form import Section
from server.libraries.sheet_rules import advice, blocking
from server.libraries.sheet_words import LISTS
from server.libraries.sheets import Place

AnyRequest = Request[Any, Any, Any]
MANAGES = {"power": Power.RUN_LIBRARY}


async def _place(request: AnyRequest, slug: str) -> Place:
    library = await queries.library_to_manage(person_of(request), slug)
    return await sheets.place_of(library.id)


def _section(name: str) -> Section:
    if name not in sheet_form.BY_NAME:
        raise NotFound
    return sheet_form.BY_NAME[name]


def _address(place: Place, section: str = "") -> str:
    return f"/bureau/bibliotheques/{place.library.slug}/fiche" + (f"/{section}" if section else "")


@get("/bibliotheques/{slug:str}/fiche", opt=MANAGES)
async def sheet(request: AnyRequest, slug: FromPath[str]) -> Response[str]:
    """What the sheet of a place says, what keeps it out of the national list, and what would make it better."""
    place, language = await _place(request, slug), language_of(request)
    sections = [
        {
            "section": section,
            "url": _address(place, section.name),
            "said": sheet_said.of_section(section, place, language),
        }
        for section in sheet_form.SECTIONS
    ]
    return page(
        request,
        "libraries/place.html",
        library=place.library,
        sections=sections,
        blocking=to_do(blocking(place.values), place, language),
        advice=to_do(advice(place.values), place, language),
        done=request.query_params.get("fait") == "fiche",
    )


def to_do(reasons: dict[str, str], place: Place, language: str) -> list[dict[str, str]]:
    """Return what is to be done on a sheet: the sentence, and the page where it is done."""
    return [
        {"words": sentence(reason, language), "url": _address(place, sheet_form.SECTION_OF[name])}
        for name, reason in reasons.items()
    ]


@get("/bibliotheques/{slug:str}/fiche/{section:str}", opt=MANAGES)
async def ask(request: AnyRequest, slug: FromPath[str], section: FromPath[str]) -> Response[str]:
    """A section of the sheet, to be changed."""
    asked, place = _section(section), await _place(request, slug)
    shown = sheet_form.shown(asked, place)
    return _form(request, asked, place, shown | meanwhile.opened(shown, place.version), {})


@post("/bibliotheques/{slug:str}/fiche/{section:str}", opt=MANAGES, status_code=303)
async def keep(request: AnyRequest, slug: FromPath[str], section: FromPath[str]) -> Response[Any]:
    """Keep a section; what somebody else changed in it meanwhile is shown first, to choose from."""
    return await _keep(request, _section(section), slug, await form_of(request))


async def _keep(request: AnyRequest, section: Section, slug: str, form: dict[str, Any]) -> Response[Any]:
    place = await _place(request, slug)
    if unsure := meanwhile.undecided(form):
        return await _choose(request, section, place, form, unsure)
    form, by = meanwhile.settled(form), person_of(request)
    try:
        told = sheet_form.told(section, form, place)
        await sheets.change_place(place.library.id, told, by=by, now=clock.now(), seen=meanwhile.seen(form))
    except Stale:
        place = await _place(request, slug)
        if found := meanwhile.differences(form, sheet_form.shown(section, place)):
            return await _choose(request, section, place, form, found)
        return await _keep(request, section, slug, form | {meanwhile.VERSION: str(place.version)})
    except Refused as error:
        errors = faults(error, language_of(request), otherwise="name")
        if "kinds" in errors:  # the ticks are all good: what is not was typed
            errors[sheet_form.OTHER.name] = errors.pop("kinds")
        return _form(request, section, place, form, errors)
    return see_other(f"{_address(place)}?fait=fiche")


async def _choose(
    request: AnyRequest, section: Section, place: Place, form: dict[str, Any], found: list[meanwhile.Difference]
) -> Response[Any]:
    about = choosing.Asked(
        title=place.library.name,
        action=_address(place, section.name),
        back=(_address(place), place.library.name),
        labels=sheet_form.labels(section, language_of(request)),
        says=sheet_form.said_as(section),
        version=place.version,
        who=await last_hand(place.library.id, "library.described"),
    )
    return choosing.ask(request, about, form, found)


def _form(
    request: AnyRequest, section: Section, place: Place, values: dict[str, Any], errors: dict[str, str]
) -> Response[str]:
    language = language_of(request)
    held = place.library.opening_hours
    return page(
        request,
        "libraries/place_section.html",
        status=422 if errors else 200,
        library=place.library,
        section=section,
        back_url=_address(place),
        values=values,
        errors=errors,
        answers={
            name: choices({code: each.words for code, each in found.items()}, language) for name, found in LISTS.items()
        },
        days=_days(language),
        as_written=sentences(held, language) if timetable.read(held) is None else [],
    )


def _days(language: str) -> list[dict[str, Any]]:
    """Return the days of the table, each with its times: {name, label}, and the label of the day."""
    labels = sheet_form.hour_labels(language)
    days = []
    for day in range(7):
        names = [timetable.name(day, edge) for edge in timetable.EDGES]
        title = labels[names[0]].partition(",")[0]
        times = [{"name": name, "label": labels[name].partition(", ")[2]} for name in names]
        days.append({"title": title, "times": times})
    return days


HANDLERS = [sheet, ask, keep]
