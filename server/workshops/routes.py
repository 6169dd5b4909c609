"""The programme by week, and the workshops, for staff."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.accounts.queries import last_hand
from server.foundation import choosing, clock, meanwhile
from server.foundation.errors import Refused, Stale
from server.foundation.forms import choices, faults
from server.foundation.settings import settings
from server.foundation.web import form_of, language_of, page, see_other
from server.resources.words import KINDS
from server.workshops import actions, forms, local_time, programme, queries, words
from server.workshops.competences import BANDS, LEVELS, band, by_domain, suggested
from server.workshops.field_words import WORKSHOP_FIELDS, WORKSHOP_SAYS
from server.workshops.queries import SessionView, WorkshopView

AnyRequest = Request[Any, Any, Any]


@get("/programme", opt={"power": Power.LOOK})
async def show_programme(
    request: AnyRequest, du: FromQuery[str] = "", bibliotheque: FromQuery[str] = "", etat: FromQuery[str] = ""
) -> Response[str]:
    """Four weeks of sessions of the person's libraries, drafts included; the filters are in the address."""
    person, zone = person_of(request), settings().timezone
    since = programme.monday(_chosen_day(du, zone), zone)
    choice = programme.Choice(since, bibliotheque, etat if etat in words.STATES else "")
    libraries, found = await programme.libraries_seen(person), await programme.programme(person, choice)
    return page(
        request,
        "workshops/programme.html",
        weeks=_by_week(found[: programme.MOST_LISTED], zone),
        more=len(found) > programme.MOST_LISTED,
        libraries=[{"value": library.slug, "label": library.name} for library in libraries],
        may_date=bool(await programme.libraries_to_programme(person)),
        states=choices(
            {name: words.STATES[name] for name in ("draft", "published", "postponed", "cancelled")},
            language_of(request),
        ),
        state_words={found["value"]: found["label"] for found in choices(words.STATES, language_of(request))},
        choice={"du": since.date().isoformat(), "bibliotheque": choice.library, "etat": choice.state},
        since=since,
        last=choice.until - timedelta(days=1),
        earlier=(since - timedelta(weeks=programme.WEEKS)).date().isoformat(),
        later=(since + timedelta(weeks=programme.WEEKS)).date().isoformat(),
    )


def _chosen_day(text: str, zone: str) -> datetime:
    """Return the day asked for in the address, else today; years that dates cannot hold are today."""
    day = local_time.day(text)
    if day is None or not 2000 <= day.year <= 2100:
        return clock.now()
    return datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(zone))


def _by_week(sessions: list[SessionView], zone: str) -> list[dict[str, Any]]:
    weeks: dict[datetime, list[SessionView]] = {}
    for session in sessions:
        weeks.setdefault(programme.monday(session.starts_at, zone), []).append(session)
    return [{"monday": monday, "sessions": found} for monday, found in weeks.items()]


@get("/ateliers", opt={"power": Power.LOOK})
async def workshops(request: AnyRequest) -> Response[str]:
    """The workshops that this person may date."""
    person = person_of(request)
    libraries = {library.id: library.name for library in await programme.libraries_seen(person)}
    rows = [
        {
            "workshop": workshop,
            "library": libraries.get(workshop.library, "") if workshop.library else "",
            "changeable": person.administrator or workshop.library is not None,
        }
        for workshop in await programme.workshops_to_date(person)
    ]
    levels = {found["value"]: found["label"] for found in choices(words.LEVELS_SHORT, language_of(request))}
    may_date = bool(await programme.libraries_to_programme(person))
    return page(request, "workshops/list.html", rows=rows, levels=levels, may_date=may_date)


@get("/ateliers/nouveau", opt={"power": Power.PLAN})
async def ask_new(request: AnyRequest, theme: FromQuery[str] = "") -> Response[str]:
    """The empty sheet of a workshop; for a theme, with it and the competences that it suggests."""
    await programme.require_programming(person_of(request))
    chosen = {f"theme_{theme}": "1"} if theme in words.THEMES else {}
    return await _sheet(request, None, _with_suggested({"minutes": "120", **chosen}), {})


def _with_suggested(form: forms.Form) -> forms.Form:
    """Return the form with the competences that its themes suggest, beside those that were chosen."""
    themes = [theme for theme in words.THEMES if form.get(f"theme_{theme}")]
    proposed = forms.show_competences(suggested(themes, form.get("level", "")))
    return {**form, **{name: level for name, level in proposed.items() if not form.get(name)}}


@post("/ateliers/nouveau", opt={"power": Power.PLAN}, status_code=303)
async def write(request: AnyRequest) -> Response[Any]:
    """Write a workshop down, then offer to date it."""
    form, person = await form_of(request), person_of(request)
    await programme.require_programming(person)
    if form.get("suggest"):
        return await _sheet(request, None, _with_suggested(form), {})
    try:
        library = forms.chosen(form, "library") if form.get("library") else None
        made = await actions.write_workshop(forms.read_outline(form), library=library, by=person, now=clock.now())
    except Refused as error:
        return await _sheet(request, None, form, faults(error, language_of(request), otherwise="title"))
    return see_other(f"/bureau/{'planifier' if form.get('series') else 'seances/nouvelle'}?atelier={made}")


@get("/ateliers/{workshop_id:uuid}", opt={"power": Power.PLAN})
async def sheet(request: AnyRequest, workshop_id: FromPath[UUID]) -> Response[str]:
    """The sheet of a workshop, for those who may change it."""
    found = await programme.workshop_to_change(person_of(request), workshop_id)
    shown = forms.show_outline(found)
    return await _sheet(request, found, shown | meanwhile.opened(shown, found.version), {})


@post("/ateliers/{workshop_id:uuid}", opt={"power": Power.PLAN}, status_code=303)
async def change(request: AnyRequest, workshop_id: FromPath[UUID]) -> Response[Any]:
    """Change what is told of a workshop; what somebody else changed meanwhile is shown first, to choose from."""
    form = await form_of(request)
    if form.get("suggest"):
        found = await programme.workshop_to_change(person_of(request), workshop_id)
        return await _sheet(request, found, _with_suggested(form), {})
    return await _change(request, workshop_id, form)


async def _change(request: AnyRequest, workshop_id: UUID, form: forms.Form) -> Response[Any]:
    person = person_of(request)
    found = await programme.workshop_to_change(person, workshop_id)
    if unsure := meanwhile.undecided(form):
        return await _choose(request, found, form, unsure)
    form = meanwhile.settled(form)
    try:
        outline, seen = forms.read_outline(form), meanwhile.seen(form)
        await actions.change_workshop(found.id, outline, by=person, now=clock.now(), seen=seen)
    except Stale:
        found = await programme.workshop_to_change(person, workshop_id)
        if differing := meanwhile.differences(form, forms.show_outline(found)):
            return await _choose(request, found, form, differing)
        return await _change(request, workshop_id, form | {meanwhile.VERSION: str(found.version)})
    except Refused as error:
        return await _sheet(request, found, form, faults(error, language_of(request), otherwise="title"))
    return see_other(f"/bureau/ateliers/{found.id}?fait=1")


async def _choose(
    request: AnyRequest, found: WorkshopView, form: forms.Form, differing: list[meanwhile.Difference]
) -> Response[Any]:
    address = f"/bureau/ateliers/{found.id}"
    about = choosing.Asked(
        title=found.title,
        action=address,
        back=(address, found.title),
        labels={**WORKSHOP_FIELDS, **{f"need_{kind}": words for kind, words in KINDS.items()}},
        says=WORKSHOP_SAYS,
        version=found.version,
        who=await last_hand(found.id, "workshop.changed"),
    )
    return choosing.ask(request, about, form, differing)


async def _sheet(
    request: AnyRequest, workshop: WorkshopView | None, values: forms.Form, errors: dict[str, str]
) -> Response[str]:
    language = language_of(request)
    libraries = await programme.libraries_to_programme(person_of(request))
    planned = await queries.sessions_of_workshop(workshop.id, since=clock.now()) if workshop else []
    return page(
        request,
        "workshops/sheet.html",
        status=422 if errors else 200,
        workshop=workshop,
        values=values,
        errors=errors,
        public_sessions=len(planned),
        libraries=[{"value": str(library.id), "label": library.name} for library in libraries],
        levels=choices(words.LEVELS, language),
        themes=choices(words.THEMES, language),
        audiences=choices(words.ALL_AUDIENCES, language),
        competences=by_domain(),
        levels_of_eight=_levels_of_eight(language),
        worked_on=any(name.startswith("competence") and value for name, value in {**values, **errors}.items()),
        tongues=choices(words.LANGUAGES, language),
        sorts=choices(words.KINDS, language),
        kinds=[kind | {"needed": bool(values.get(f"need_{kind['value']}"))} for kind in choices(KINDS, language)],
        done="fait" in request.query_params,
    )


def _levels_of_eight(language: str) -> list[dict[str, str]]:
    named = {label["value"]: label["label"] for label in choices(BANDS, language)}
    return [{"value": str(level), "label": f"{level} ({named[band(level)].lower()})"} for level in LEVELS]


HANDLERS = [show_programme, workshops, ask_new, write, sheet, change]
