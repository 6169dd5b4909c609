"""Diagnostics at the desk: written down with the person, read with where they lead, erased when she asks."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.agenda.learning import next_by_competence
from server.bookings.cards import card
from server.foundation import clock
from server.foundation.errors import Invalid, NotFound, Refused
from server.foundation.forms import choices, faults, whole
from server.foundation.languages import translator
from server.foundation.web import form_of, language_of, page, see_other
from server.guidance import diagnostics, words
from server.guidance.diagnostic_rules import LEVELS, MEASURED, SERVICES, Result, Step, Tagged, refer, weakest
from server.guidance.diagnostics import DiagnosticView
from server.libraries.queries import LibraryView, libraries_for
from server.workshops.competences import BANDS, COMPETENCES, by_domain
from server.workshops.queries import SessionView

PATH = "/bureau/diagnostics"
EACH = 8  # sessions looked at for each competence
MONTHS = timedelta(days=366)
AnyRequest = Request[Any, Any, Any]


@get("/diagnostics", opt={"power": Power.BOOK})
async def home(request: AnyRequest) -> Response[str]:
    """The latest diagnostics, the codes of campaigns, and how many were made by month and level."""
    return await _home(request, {})


async def _home(request: AnyRequest, errors: dict[str, str], typed: str = "") -> Response[str]:
    person, now, language = person_of(request), clock.now(), language_of(request)
    libraries = await _libraries(request)
    ids = [library.id for library in libraries]
    programmed = await libraries_for(person, Power.PLAN)
    return page(
        request,
        "guidance/diagnostics.html",
        status=422 if errors else 200,
        private=True,
        done=request.query_params.get("fait", ""),
        found=await diagnostics.latest(person, now),
        months=_by_month(await diagnostics.counts(ids, (now - MONTHS).date())),
        bands=choices(BANDS, language),
        libraries=libraries,
        campaigns=await diagnostics.campaigns(ids),
        programmed=[{"value": str(library.id), "label": library.name} for library in programmed],
        errors=errors,
        typed=typed,
    )


def _by_month(counted: list[diagnostics.Count]) -> list[tuple[date, dict[str, int]]]:
    months: dict[date, dict[str, int]] = {}
    for one in counted:
        months.setdefault(one.month, {})[one.band] = one.people
    return list(months.items())


async def _libraries(request: AnyRequest) -> list[LibraryView]:
    found = await libraries_for(person_of(request), Power.BOOK)
    if not found:
        raise NotFound
    return found


@post("/diagnostics/campagne", opt={"power": Power.PLAN}, status_code=303)
async def set_campaign(request: AnyRequest) -> Response[Any]:
    """Keep the code of a library's campaign."""
    form = await form_of(request)
    try:
        library = _chosen(form, await libraries_for(person_of(request), Power.PLAN))
        await diagnostics.set_campaign(library, form.get("campaign", ""), by=person_of(request), now=clock.now())
    except Refused as error:
        wrong = faults(error, language_of(request), otherwise="campaign")
        return await _home(request, wrong, form.get("campaign", ""))
    return see_other(f"{PATH}?fait=code")


def _chosen(form: dict[str, str], libraries: list[LibraryView]) -> UUID:
    """Return the library named, or the only one when none is; raises Invalid."""
    named = form.get("library", "")
    found = [one.id for one in libraries if str(one.id) == named or (not named and len(libraries) == 1)]
    if not found:
        raise Invalid({"library": "bad_choice"})
    return found[0]


@get("/diagnostics/nouveau", opt={"power": Power.BOOK})
async def ask_new(request: AnyRequest) -> Response[str]:
    """The empty sheet of a diagnostic."""
    return await _sheet(request, {}, {})


@post("/diagnostics/nouveau", opt={"power": Power.BOOK}, status_code=303)
async def write(request: AnyRequest) -> Response[Any]:
    """Keep what was found out, with consent."""
    form = await form_of(request)
    try:
        library = _chosen(form, await _libraries(request))
        consent = form.get("consent") == "1"
        kept = await diagnostics.write(
            library, form.get("person", ""), _result(form), consent=consent, by=person_of(request), now=clock.now()
        )
    except Refused as error:
        return await _sheet(request, form, faults(error, language_of(request), otherwise="person"))
    return see_other(f"{PATH}/{kept}")


def _field(code: str) -> str:
    return "level_" + code.replace(".", "_")


def _result(form: dict[str, str]) -> Result:
    """Return the result typed; what has no level was not measured."""
    levels = {code: whole(form[_field(code)], -1) for code in MEASURED if form.get(_field(code))}
    return Result(whole(form.get("score", ""), -1), whole(form.get("out_of", ""), -1), levels)


async def _sheet(request: AnyRequest, values: dict[str, str], errors: dict[str, str]) -> Response[str]:
    libraries, language = await _libraries(request), language_of(request)
    domains = [(domain, [(_field(one.code), f"{one.code} ", one.title) for one in of]) for domain, of in by_domain()]
    return page(
        request,
        "guidance/diagnostic_form.html",
        status=422 if errors else 200,
        private=True,
        libraries=[{"value": str(library.id), "label": library.name} for library in libraries],
        domains=domains,
        services=(_field(SERVICES), words.SERVICES),
        levels=choices({str(level): words.LEVELS[str(level)] for level in LEVELS}, language),
        values=values,
        errors=errors,
    )


@get("/diagnostics/{diagnostic_id:uuid}", opt={"power": Power.BOOK})
async def sheet(request: AnyRequest, diagnostic_id: FromPath[UUID]) -> Response[str]:
    """A diagnostic and the sessions to which it leads; printable."""
    now, language = clock.now(), language_of(request)
    found = await diagnostics.for_person(person_of(request), diagnostic_id, now)
    steps = await _steps(found, now)
    at_desk = {library.id for library in await _libraries(request)}
    tell = translator(language).gettext
    return page(
        request,
        "guidance/diagnostic.html",
        private=True,
        found=found,
        band=tell(BANDS[found.band]),
        levels=[(_title(code, tell), tell(words.LEVELS[str(found.levels[code])])) for code in weakest(found.levels)],
        steps=[
            {
                "session": card(session, language=language, now=now),
                "what": _title(step.code, tell),
                "step": step,
                "url": f"/{'bureau/' if session.library_id in at_desk else ''}seances/{session.id}",
            }
            for step, session in steps
        ],
    )


def _title(code: str, tell: Any) -> str:
    return str(tell(words.SERVICES)) if code == SERVICES else f"{code} {tell(COMPETENCES[code].title)}"


async def _steps(found: DiagnosticView, now: datetime) -> list[tuple[Step, SessionView]]:
    """Return where a diagnostic leads: sessions of ours with a free seat."""
    coming = await next_by_competence(now, most=EACH, free=True)
    sessions = {one.id: one for each in coming.values() for one in each}
    steps = refer(found.levels, [_tagged(one) for one in sessions.values()])
    return [(step, sessions[step.session]) for step in steps]


def _tagged(session: SessionView) -> Tagged:
    levels = dict(zip(session.competences, session.competence_levels, strict=True))
    if "procedures" in session.themes and "2.4" in levels:
        levels[SERVICES] = levels["2.4"]
    return Tagged(session.id, session.title, session.starts_at, levels)


@post("/diagnostics/{diagnostic_id:uuid}/effacer", opt={"power": Power.BOOK}, status_code=303)
async def erase(request: AnyRequest, diagnostic_id: FromPath[UUID]) -> Response[Any]:
    """Erase a diagnostic, at once."""
    form = await form_of(request)
    mistaken = form.get("mistaken") == "1"
    await diagnostics.erase(diagnostic_id, mistaken=mistaken, by=person_of(request), now=clock.now())
    return see_other(f"{PATH}?fait=efface")


HANDLERS: list[ControllerRouterHandler] = [home, set_campaign, ask_new, write, sheet, erase]
