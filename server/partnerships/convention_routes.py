"""Conventions at the desk: the list, one read and printed, written, signed, ended, copied, renewed, thrown away."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.foundation import clock
from server.foundation.errors import NotFound, Refused
from server.foundation.forms import faults
from server.foundation.web import form_of, language_of, page, see_other
from server.foundation.words import slug
from server.libraries.queries import LibraryView, libraries_for
from server.partners.queries import managed_by
from server.partnerships import convention_forms as forms
from server.partnerships import convention_queries as queries
from server.partnerships import conventions, words
from server.partnerships.convention_paper import written
from server.partnerships.convention_queries import Whole, day_of
from server.partnerships.convention_rules import MOST_CONTRIBUTIONS, MOST_PARTIES, TEXTS
from server.prints.routes import pdf
from server.workshops import local_time

AnyRequest = Request[Any, Any, Any]
RUN = {"power": Power.RUN_PARTNERSHIPS}
AT = "/conventions/{convention_id:uuid}"
Id = FromPath[UUID]


@get("/conventions", opt=RUN)
async def listed(request: AnyRequest) -> Response[str]:
    """The conventions of one's libraries, those that matter first."""
    today = day_of(clock.now())
    found = [(one, one.standing(today), one.next_on(today)) for one in await queries.listed(person_of(request))]
    done = request.query_params.get("fait", "")
    return page(request, "partnerships/conventions.html", rows=found, standings=words.STANDINGS, done=done)


@get("/conventions/nouvelle", opt=RUN)
async def ask_new(request: AnyRequest) -> Response[str]:
    """The form of a new convention, with the house's own texts."""
    return await _form(request, None, dict(conventions.FIRST_TEXTS), {})


@post("/conventions/nouvelle", opt=RUN, status_code=303)
async def write(request: AnyRequest) -> Response[Any]:
    """Write a convention down."""
    form, person = await form_of(request), person_of(request)
    offered = await _libraries(request)
    try:
        own = [one.id for one in offered]
        library = forms.read_choice(form.get("library", ""), own, "library", nothing=person.administrator)
        partner = await _partner(request, form)
        made = await conventions.write(forms.read(form), library, partner=partner, by=person, now=clock.now())
    except Refused as error:
        return await _form(request, None, form, faults(error, language_of(request), otherwise="title"))
    return see_other(f"/bureau/conventions/{made}?fait=ecrite")


@get(AT, opt=RUN)
async def show(request: AnyRequest, convention_id: Id) -> Response[str]:
    """A convention: where it stands, what it says, what can be done."""
    return _sheet(request, await queries.one(person_of(request), convention_id), {}, {})


@get(AT + "/modifier", opt=RUN)
async def ask_change(request: AnyRequest, convention_id: Id) -> Response[str]:
    """The form of a draft."""
    whole = await queries.one(person_of(request), convention_id)
    values = forms.show(whole.draft) | {"partner": str(whole.view.partner or "")}
    return await _form(request, whole, values, {})


@post(AT + "/modifier", opt=RUN, status_code=303)
async def change(request: AnyRequest, convention_id: Id) -> Response[Any]:
    """Replace what a draft says."""
    whole, form = await queries.one(person_of(request), convention_id), await form_of(request)
    try:
        partner = await _partner(request, form, whole.view.partner)
        draft = forms.read(form)
        await conventions.change(convention_id, draft, partner=partner, by=person_of(request), now=clock.now())
    except Refused as error:
        return await _form(request, whole, form, faults(error, language_of(request), otherwise="title"))
    return see_other(f"/bureau/conventions/{convention_id}?fait=ecrite")


@get(AT + "/convention.pdf", opt=RUN)
async def printed(request: AnyRequest, convention_id: Id) -> Response[bytes]:
    """The convention to print and to sign."""
    whole = await queries.one(person_of(request), convention_id)
    return pdf(await written(whole), f"convention-{slug(whole.view.title)}.pdf")


@post(AT + "/signature", opt=RUN, status_code=303)
async def sign(request: AnyRequest, convention_id: Id) -> Response[Any]:
    """Note the day on which all parties signed."""
    whole, form = await queries.one(person_of(request), convention_id), await form_of(request)
    try:
        day = local_time.day(form.get("signed_on", ""))
        await conventions.sign(convention_id, day, by=person_of(request), now=clock.now())
    except Refused as error:
        return _sheet(request, whole, form, faults(error, language_of(request), otherwise="signed_on"))
    return see_other(f"/bureau/conventions/{convention_id}?fait=signee")


@get(AT + "/fin", opt=RUN)
async def ask_end(request: AnyRequest, convention_id: Id) -> Response[str]:
    """Ask when a convention ended, and why."""
    whole = await queries.one(person_of(request), convention_id)
    return page(request, "partnerships/convention_end.html", whole=whole, values={}, errors={})


@post(AT + "/fin", opt=RUN, status_code=303)
async def end(request: AnyRequest, convention_id: Id) -> Response[Any]:
    """Note that a convention is over."""
    whole, form = await queries.one(person_of(request), convention_id), await form_of(request)
    try:
        day = local_time.day(form.get("ended_on", ""))
        await conventions.end(convention_id, day, form.get("why", ""), by=person_of(request), now=clock.now())
    except Refused as error:
        errors = faults(error, language_of(request), otherwise="ended_on")
        return page(request, "partnerships/convention_end.html", status=422, whole=whole, values=form, errors=errors)
    return see_other(f"/bureau/conventions/{convention_id}?fait=close")


@post(AT + "/copie", opt=RUN, status_code=303)
async def copy(request: AnyRequest, convention_id: Id) -> Response[Any]:
    """Write a draft that says the same."""
    made = await conventions.copy(convention_id, by=person_of(request), now=clock.now())
    return see_other(f"/bureau/conventions/{made}/modifier")


@post(AT + "/renouvellement", opt=RUN, status_code=303)
async def renew(request: AnyRequest, convention_id: Id) -> Response[Any]:
    """Write the draft that follows."""
    made = await conventions.renew(convention_id, by=person_of(request), now=clock.now())
    return see_other(f"/bureau/conventions/{made}/modifier")


@get(AT + "/suppression", opt=RUN)
async def ask_removal(request: AnyRequest, convention_id: Id) -> Response[str]:
    """Ask before throwing a draft away."""
    whole = await queries.one(person_of(request), convention_id)
    return page(request, "partnerships/convention_removal.html", whole=whole)


@post(AT + "/suppression", opt=RUN, status_code=303)
async def remove(request: AnyRequest, convention_id: Id) -> Response[Any]:
    """Throw a draft away."""
    await conventions.remove(convention_id, by=person_of(request), now=clock.now())
    return see_other("/bureau/conventions?fait=jetee")


async def _libraries(request: AnyRequest) -> list[LibraryView]:
    found = await libraries_for(person_of(request), Power.RUN_PARTNERSHIPS)
    if not found and not person_of(request).administrator:
        raise NotFound
    return found


async def _partner(request: AnyRequest, form: dict[str, Any], kept: UUID | None = None) -> UUID | None:
    """Return the partner chosen: one of those that the person manages, or the one that is there already."""
    known = [one.id for one in await managed_by(person_of(request))] + ([kept] if kept else [])
    return forms.read_choice(form.get("partner", ""), known, "partner", nothing=True)


async def _form(
    request: AnyRequest, whole: Whole | None, values: dict[str, Any], errors: dict[str, str]
) -> Response[str]:
    libraries, partners = await _libraries(request), await managed_by(person_of(request))
    return page(
        request,
        "partnerships/convention_form.html",
        status=422 if errors else 200,
        whole=whole,
        values=values,
        errors=errors,
        libraries=[{"value": str(one.id), "label": one.name} for one in libraries],
        partners=[{"value": str(one.id), "label": one.name} for one in partners],
        everywhere=person_of(request).administrator,
        articles=words.ARTICLES,
        texts=TEXTS,
        most=(MOST_PARTIES, MOST_CONTRIBUTIONS),
    )


def _sheet(request: AnyRequest, whole: Whole, values: dict[str, str], errors: dict[str, str]) -> Response[str]:
    today = day_of(clock.now())
    return page(
        request,
        "partnerships/convention.html",
        status=422 if errors else 200,
        whole=whole,
        standing=whole.view.standing(today),
        next_on=whole.view.next_on(today),
        standings=words.STANDINGS,
        missing=[words.MISSING[name] for name in whole.missing],
        articles=words.ARTICLES,
        values=values,
        errors=errors,
        done=request.query_params.get("fait", ""),
    )


HANDLERS: list[ControllerRouterHandler] = [
    listed, ask_new, write, show, ask_change, change, printed, sign, ask_end, end, copy, renew, ask_removal, remove,
]  # fmt: skip
