"""What is told to La Coop: the sheet of a session, a month with its files, and how a workshop is told."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.types import ControllerRouterHandler

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.foundation import clock
from server.foundation.errors import Refused
from server.foundation.forms import faults
from server.foundation.settings import settings
from server.foundation.web import form_of, language_of, page, see_other
from server.libraries.queries import LibraryView, libraries_for
from server.reports import annual_export, coop, coop_choosing, coop_export, coop_rules, coop_words, paging
from server.workshops import programme

AnyRequest = Request[Any, Any, Any]
GROUPS = {"themes": coop_words.THEMES, "materials": coop_words.MATERIALS}
# What a session lacks, as an address says it.
WORDS_OF = {"pretes": "", "presences": "not_recorded", "thematiques": "no_theme", "personne": "nobody"}


@get("/seances/{session_id:uuid}/coop", opt={"power": Power.BOOK})
async def sheet(request: AnyRequest, session_id: FromPath[UUID]) -> Response[str]:
    """What to write in the form of La Coop, field after field."""
    session = await programme.session_at_desk(person_of(request), session_id)
    told = await coop.activity(session.id)
    may_choose = session.workshop_id in await programme.workshops_to_change(person_of(request))
    fields = coop_export.sheet(told)
    return page(request, "reports/coop_sheet.html", session=session, told=told, fields=fields, may_choose=may_choose)


@get("/coop", opt={"power": Power.BOOK})
async def month_page(request: AnyRequest, mois: FromQuery[str] = "", etat: FromQuery[str] = "") -> Response[str]:
    """The sessions of a month, those that lack something, and the files; of all libraries or of one."""
    first, now = _month(mois), clock.now()
    own, only = await _libraries(request)
    found = await coop.month(first, _shifted(first, 1), paging.ids(own, only), now)
    state = WORDS_OF.get(etat)
    wanted = found.only(state)
    asked = {"mois": f"{first:%Y-%m}", "bibliotheque": only.slug if only else ""}
    part = paging.part(
        "/bureau/coop", request.query_params, len(wanted), **asked, etat=etat if etat in WORDS_OF else ""
    )
    shown = wanted[part.skip : part.skip + paging.PAGE]
    return page(
        request,
        "reports/coop_month.html",
        told=await coop.some(shown, first, _shifted(first, 1), now) if shown else [],
        counts={name: found.counts.get(lack, 0) for name, lack in WORDS_OF.items()},
        etat=etat,
        part=part,
        asked=asked,
        choices=paging.to_choose(own),
        month=first,
        before=_shifted(first, -1),
        after=_shifted(first, 1),
    )


@get("/coop/activites.json", opt={"power": Power.BOOK})
async def objects(request: AnyRequest, mois: FromQuery[str] = "") -> Response[bytes]:
    """The sessions of a month in the published format; of all libraries or of one."""
    first = _month(mois)
    return _file(coop_export.as_json(await _of_month(request, first)), "application/json", first, "json")


@get("/coop/activites.csv", opt={"power": Power.BOOK})
async def rows(request: AnyRequest, mois: FromQuery[str] = "") -> Response[bytes]:
    """The sessions of a month under the headings of La Coop's own spreadsheet; of all libraries or of one."""
    first = _month(mois)
    body = annual_export.as_csv(coop_export.as_rows(await _of_month(request, first)))
    return _file(body, "text/csv; charset=utf-8", first, "csv")


@get("/ateliers/{workshop_id:uuid}/coop", opt={"power": Power.PLAN})
async def ask_choice(request: AnyRequest, workshop_id: FromPath[UUID]) -> Response[str]:
    """Which themes and which equipment of La Coop are told of a workshop."""
    choice = await coop.choice_of(workshop_id)
    chosen = {"themes": list(choice.themes), "materials": list(choice.materials)}
    return await _choice_page(request, workshop_id, chosen, done=request.query_params.get("fait") == "1")


@post("/ateliers/{workshop_id:uuid}/coop", opt={"power": Power.PLAN}, status_code=303)
async def keep_choice(request: AnyRequest, workshop_id: FromPath[UUID]) -> Response[Any]:
    """Keep them; none leaves it to the themes of the workshop."""
    form, person = await form_of(request), person_of(request)
    chosen = {name: [value for value in values if form.get(f"{name}_{value}")] for name, values in GROUPS.items()}
    try:
        await coop_choosing.choose(workshop_id, **chosen, by=person, now=clock.now())
    except Refused as error:
        wrong = faults(error, language_of(request), otherwise="themes")
        return await _choice_page(request, workshop_id, chosen, errors=wrong)
    return see_other(f"/bureau/ateliers/{workshop_id}/coop?fait=1")


async def _choice_page(
    request: AnyRequest,
    workshop: UUID,
    chosen: dict[str, list[str]],
    *,
    errors: dict[str, str] | None = None,
    done: bool = False,
) -> Response[str]:
    found = await programme.workshop_to_change(person_of(request), workshop)
    return page(
        request,
        "reports/coop_choice.html",
        status=422 if errors else 200,
        workshop=found,
        groups=GROUPS,
        chosen=chosen,
        follows=[coop_words.THEMES[theme] for theme in coop_rules.themes(found.themes, ())],
        errors=errors or {},
        done=done,
    )


async def _of_month(request: AnyRequest, first: date) -> list[coop.Activity]:
    own, only = await _libraries(request)
    return await coop.activities(first, _shifted(first, 1), paging.ids(own, only), clock.now())


async def _libraries(request: AnyRequest) -> tuple[list[LibraryView], LibraryView | None]:
    """Return the libraries whose sessions this person tells, and the one that is asked for, or None for all."""
    own = await libraries_for(person_of(request), Power.BOOK)
    return own, paging.chosen(own, request.query_params.get("bibliotheque", ""))


def _month(text: str) -> date:
    """Return the first day of the month written "2027-01", of this month for anything else."""
    try:
        found = date.fromisoformat(f"{text[:7]}-01")
    except ValueError:
        found = clock.now().astimezone(ZoneInfo(settings().timezone)).date().replace(day=1)
    return found if 2000 <= found.year <= 2100 else date(2000, 1, 1)


def _shifted(first: date, months: int) -> date:
    """Return the first day of the month after, or before."""
    return (first + timedelta(days=32 if months > 0 else -1)).replace(day=1)


def _file(body: bytes, kind: str, first: date, ending: str) -> Response[bytes]:
    name = f"coop-{first:%Y-%m}.{ending}"
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return Response(body, media_type=kind, headers=headers)


STAFF: list[ControllerRouterHandler] = [sheet, month_page, objects, rows, ask_choice, keep_choice]
