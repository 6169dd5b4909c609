"""Files of funding at the desk: the list, one whole, what it says of itself, its plan, its sites, its renewal."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.foundation import clock
from server.foundation.errors import Refused
from server.foundation.forms import choices, faults
from server.foundation.web import form_of, language_of, page, see_other
from server.libraries.queries import libraries_for
from server.partnerships import balance, funding, words
from server.partnerships import funding_forms as forms
from server.partnerships import funding_queries as queries
from server.partnerships.convention_forms import read_choice
from server.partnerships.funding_queries import WholeFile
from server.partnerships.money import typed

AnyRequest = Request[Any, Any, Any]
RUN = {"power": Power.RUN_PARTNERSHIPS}
AT = "/financements/{file_id:uuid}"
Id = FromPath[UUID]


@get("/financements", opt=RUN)
async def listed(request: AnyRequest) -> Response[str]:
    """The files of one's libraries."""
    files = await queries.listed(person_of(request))
    return page(
        request,
        "partnerships/funding.html",
        files=files,
        programmes=words.PROGRAMMES,
        states=words.STATES,
        done=request.query_params.get("fait", ""),
    )


@get("/financements/nouveau", opt=RUN)
async def ask_new(request: AnyRequest) -> Response[str]:
    """The form of a new file."""
    return await _form(request, None, {"programme": "ctl"}, {})


@post("/financements/nouveau", opt=RUN, status_code=303)
async def open_file(request: AnyRequest) -> Response[Any]:
    """Open a file."""
    form, person = await form_of(request), person_of(request)
    try:
        own = [one.id for one in await libraries_for(person, Power.RUN_PARTNERSHIPS)]
        library = read_choice(form.get("library", ""), own, "library", nothing=person.administrator)
        made = await funding.open_file(forms.read_outline(form), library, by=person, now=clock.now())
    except Refused as error:
        return await _form(request, None, form, faults(error, language_of(request), otherwise="title"))
    return see_other(f"/bureau/financements/{made}")


@get(AT, opt=RUN)
async def show(request: AnyRequest, file_id: Id) -> Response[str]:
    """A file: where it stands, its plan, actions, sites, meetings and pieces, and what is missing."""
    found = await queries.one(person_of(request), file_id)
    return page(
        request,
        "partnerships/funding_file.html",
        found=found,
        shares=[(share, balance.percent(rate)) for share, rate in zip(found.shares, found.rates, strict=True)],
        programmes=words.PROGRAMMES,
        states=words.STATES,
        funders=words.FUNDERS,
        lacking=[words.LACKING[name] for name in balance.lacking(found.held, "closed")],
        done=request.query_params.get("fait", ""),
    )


@get(AT + "/modifier", opt=RUN)
async def ask_change(request: AnyRequest, file_id: Id) -> Response[str]:
    """The form of what a file says of itself."""
    found = await queries.one(person_of(request), file_id)
    return await _form(request, found, forms.show_outline(found), {})


@post(AT + "/modifier", opt=RUN, status_code=303)
async def change(request: AnyRequest, file_id: Id) -> Response[Any]:
    """Replace what a file says of itself and where it stands."""
    found, form = await queries.one(person_of(request), file_id), await form_of(request)
    try:
        outline, state = forms.read_outline(form), form.get("state", "")
        await funding.change(file_id, outline, state, by=person_of(request), now=clock.now())
    except Refused as error:
        return await _form(request, found, form, faults(error, language_of(request), otherwise="state"))
    return see_other(f"/bureau/financements/{file_id}?fait=garde")


@get(AT + "/plan", opt=RUN)
async def ask_plan(request: AnyRequest, file_id: Id) -> Response[str]:
    """The form of the plan."""
    found = await queries.one(person_of(request), file_id)
    return _plan(request, found, forms.show_plan(found), {})


@post(AT + "/plan", opt=RUN, status_code=303)
async def plan(request: AnyRequest, file_id: Id) -> Response[Any]:
    """Replace the plan, if it balances."""
    found, form = await queries.one(person_of(request), file_id), await form_of(request)
    budget, shares = forms.read_plan(form)
    try:
        await funding.plan(file_id, budget, shares, by=person_of(request), now=clock.now())
    except Refused as error:
        return _plan(request, found, form, faults(error, language_of(request), otherwise="budget"))
    return see_other(f"/bureau/financements/{file_id}?fait=garde")


@get(AT + "/lieux", opt=RUN)
async def ask_sites(request: AnyRequest, file_id: Id) -> Response[str]:
    """The form of the sites."""
    found = await queries.one(person_of(request), file_id)
    values = {f"site-{site.library}": "1" for site in found.sites}
    values |= {f"cents-{site.library}": typed(site.cents) for site in found.sites}
    return await _sites(request, found, values, {})


@post(AT + "/lieux", opt=RUN, status_code=303)
async def place(request: AnyRequest, file_id: Id) -> Response[Any]:
    """Say in which libraries a file is carried out."""
    found, form, person = await queries.one(person_of(request), file_id), await form_of(request), person_of(request)
    own = [library.id for library in await libraries_for(person, Power.RUN_PARTNERSHIPS)]
    sites = forms.read_sites(form, own)
    try:
        balance.check_sites({f"cents-{library}": cents for library, cents in sites.items()})
        await funding.place(
            file_id, {library: cents or 0 for library, cents in sites.items()}, by=person, now=clock.now()
        )
    except Refused as error:
        return await _sites(request, found, form, faults(error, language_of(request), otherwise="sites"))
    return see_other(f"/bureau/financements/{file_id}?fait=garde")


@post(AT + "/renouvellement", opt=RUN, status_code=303)
async def renew(request: AnyRequest, file_id: Id) -> Response[Any]:
    """Open the file that follows."""
    made = await funding.renew(file_id, by=person_of(request), now=clock.now())
    return see_other(f"/bureau/financements/{made}?fait=suite")


@post(AT + "/suppression", opt=RUN, status_code=303)
async def throw_away(request: AnyRequest, file_id: Id) -> Response[Any]:
    """Throw a file in preparation away."""
    await funding.throw_away(file_id, by=person_of(request), now=clock.now())
    return see_other("/bureau/financements?fait=jete")


async def _form(
    request: AnyRequest, found: WholeFile | None, values: dict[str, Any], errors: dict[str, str]
) -> Response[str]:
    language = language_of(request)
    libraries = await libraries_for(person_of(request), Power.RUN_PARTNERSHIPS)
    return page(
        request,
        "partnerships/funding_form.html",
        status=422 if errors else 200,
        found=found,
        values=values,
        errors=errors,
        libraries=[{"value": str(one.id), "label": one.name} for one in libraries],
        everywhere=person_of(request).administrator,
        programmes=choices(words.PROGRAMMES, language),
        states=choices(words.STATES, language),
    )


def _plan(request: AnyRequest, found: WholeFile, values: dict[str, Any], errors: dict[str, str]) -> Response[str]:
    return page(
        request,
        "partnerships/funding_plan.html",
        status=422 if errors else 200,
        found=found,
        values=values,
        errors=errors,
        kinds=choices(words.FUNDERS, language_of(request)),
        most=balance.MOST_SHARES,
    )


async def _sites(
    request: AnyRequest, found: WholeFile, values: dict[str, Any], errors: dict[str, str]
) -> Response[str]:
    libraries = await libraries_for(person_of(request), Power.RUN_PARTNERSHIPS)
    status = 422 if errors else 200
    return page(
        request, "partnerships/funding_sites.html", status=status, found=found, values=values, errors=errors,
        libraries=libraries,
    )  # fmt: skip


HANDLERS: list[ControllerRouterHandler] = [
    listed, ask_new, open_file, show, ask_change, change, ask_plan, plan, ask_sites, place, renew, throw_away,
]  # fmt: skip
