"""Issuers of vouchers, for managers: the list, their terms; and the statement of a month, on paper or as CSV."""

from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.foundation import clock
from server.foundation.errors import Refused
from server.foundation.forms import choices, faults
from server.foundation.settings import settings
from server.foundation.web import form_of, language_of, page, see_other
from server.libraries.queries import all_libraries
from server.vouchers import forms, issuers, queries, statement, words
from server.vouchers.rules import Issuer

AnyRequest = Request[Any, Any, Any]


@get("/pass", opt={"power": Power.LOOK})
async def listed(request: AnyRequest) -> Response[str]:
    """The issuers, for all who work with them; for managers, the sessions where nobody said who came."""
    person = person_of(request)
    managed = await issuers.libraries_managed(person)
    names = {library.id: library.name for library in await all_libraries()}
    return page(
        request,
        "vouchers/issuers.html",
        issuers=await issuers.issuers_seen(person),
        names=names,
        managed=managed,
        unsaid=await queries.unsaid(managed, clock.now()),
        month=_this_month().strftime("%Y-%m"),
        done=request.query_params.get("fait", ""),
    )


@get("/pass/nouveau", opt={"power": Power.RUN_PASS})
async def ask_new(request: AnyRequest) -> Response[str]:
    """The form of a new issuer."""
    return await _form(request, None, {"per_person": "1", "absent": "given_back"}, {})


@post("/pass/nouveau", opt={"power": Power.RUN_PASS}, status_code=303)
async def write(request: AnyRequest) -> Response[Any]:
    """Add an issuer."""
    form, person = await form_of(request), person_of(request)
    managed = await issuers.libraries_to_manage(person)
    try:
        library = forms.read_library(form, managed, person.administrator)
        await issuers.write_issuer(library, forms.read_terms(form), by=person, now=clock.now())
    except Refused as error:
        return await _form(request, None, form, faults(error, language_of(request), otherwise="name"))
    return see_other("/bureau/pass?fait=garde")


@get("/pass/{issuer_id:uuid}", opt={"power": Power.RUN_PASS})
async def ask_change(request: AnyRequest, issuer_id: FromPath[UUID]) -> Response[str]:
    """The form of an issuer."""
    found = await issuers.issuer_to_change(person_of(request), issuer_id)
    return await _form(request, found, forms.show_terms(found.terms), {})


@post("/pass/{issuer_id:uuid}", opt={"power": Power.RUN_PASS}, status_code=303)
async def change(request: AnyRequest, issuer_id: FromPath[UUID]) -> Response[Any]:
    """Change the terms of an issuer."""
    person = person_of(request)
    found = await issuers.issuer_to_change(person, issuer_id)
    form = await form_of(request)
    try:
        await issuers.change_issuer(found.id, forms.read_terms(form), by=person, now=clock.now())
    except Refused as error:
        return await _form(request, found, form, faults(error, language_of(request), otherwise="name"))
    return see_other("/bureau/pass?fait=garde")


async def _form(
    request: AnyRequest, issuer: Issuer | None, values: dict[str, Any], errors: dict[str, str]
) -> Response[str]:
    person = person_of(request)
    managed = await issuers.libraries_to_manage(person)
    offered = [library for library in await all_libraries() if library.id in managed]
    absences = choices(words.ON_ABSENCE, language_of(request))
    return page(
        request,
        "vouchers/issuer.html",
        status=422 if errors else 200,
        issuer=issuer,
        values=values,
        errors=errors,
        libraries=[{"value": str(library.id), "label": library.name} for library in offered],
        everywhere=person.administrator,
        absences=[(found["value"], found["label"], "") for found in absences],
    )


@get("/pass/releve", opt={"power": Power.RUN_PASS})
async def month_page(request: AnyRequest, mois: FromQuery[str] = "") -> Response[str]:
    """The vouchers used in a month, with totals, to print."""
    told = await _statement(request, mois)
    return page(
        request,
        "vouchers/statement.html",
        told=told,
        month=_as_instant(told.month),
        previous=statement.preceding(told.month).strftime("%Y-%m"),
        following=statement.following(told.month).strftime("%Y-%m"),
        here_month=told.month.strftime("%Y-%m"),
    )


@get("/pass/releve.csv", opt={"power": Power.RUN_PASS})
async def month_file(request: AnyRequest, mois: FromQuery[str] = "") -> Response[bytes]:
    """The vouchers used in a month, for a spreadsheet."""
    told = await _statement(request, mois)
    headers = {
        "content-disposition": f'attachment; filename="pass-numerique-{told.month:%Y-%m}.csv"',
        "cache-control": "no-store",
    }
    return Response(
        statement.written(told, language_of(request)), media_type="text/csv; charset=utf-8", headers=headers
    )


async def _statement(request: AnyRequest, month: str) -> statement.Statement:
    managed = await issuers.libraries_to_manage(person_of(request))
    return await statement.statement(_month(month), managed)


def _month(text: str) -> date:
    """Return the first day of the month written "2027-01"; of the month before this one for anything else."""
    try:
        found = date.fromisoformat(f"{text[:7]}-01")
    except ValueError:
        return statement.preceding(_this_month())
    return found if 2000 <= found.year <= 2100 else statement.preceding(_this_month())


def _this_month() -> date:
    return clock.now().astimezone(ZoneInfo(settings().timezone)).date().replace(day=1)


def _as_instant(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(settings().timezone))


HANDLERS = [listed, ask_new, write, ask_change, change, month_page, month_file]
