"""Partners, for those who manage the libraries that are open to them."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.foundation import clock
from server.foundation.errors import NotFound, Refused
from server.foundation.forms import faults
from server.foundation.settings import settings
from server.foundation.web import form_of, language_of, page, see_other
from server.libraries.queries import LibraryView, libraries_for
from server.partners import actions, queries, rules
from server.partners.queries import PartnerView
from server.partners.rules import Sheet
from server.workshops import local_time

AnyRequest = Request[Any, Any, Any]


async def _libraries(request: AnyRequest) -> list[LibraryView]:
    """Return the libraries that the person manages; raises NotFound when there is none."""
    found = await libraries_for(person_of(request), Power.RUN_PARTNERS)
    if not found:
        raise NotFound
    return found


async def _sheet(request: AnyRequest, libraries: list[LibraryView]) -> tuple[Sheet, dict[str, Any]]:
    """Return the sheet typed, and the same as the form shows it again."""
    form = await form_of(request)
    chosen = [library.id for library in libraries if form.get(f"library-{library.slug}") == "1"]
    typed = Sheet(form.get("name", ""), tuple(chosen), local_time.day(form.get("until", "")))
    return typed, {"name": typed.name, "until": form.get("until", ""), "libraries": chosen}


@get("/partenaires", opt={"power": Power.RUN_PARTNERS})
async def partners(request: AnyRequest) -> Response[str]:
    """The partners of the libraries that this person manages."""
    await _libraries(request)
    found = await queries.managed_by(person_of(request))
    made = await queries.how_many([partner.id for partner in found])
    rows = [
        {"partner": partner, "made": made.get(partner.id, 0), "open": partner.is_open(clock.now())} for partner in found
    ]
    return page(request, "partners/list.html", rows=rows)


@get("/partenaires/nouveau", opt={"power": Power.RUN_PARTNERS})
async def ask_new(request: AnyRequest) -> Response[str]:
    """The empty sheet of a partner to add."""
    libraries = await _libraries(request)
    chosen = [library.id for library in libraries] if len(libraries) == 1 else []
    return _form(request, None, libraries, {"libraries": chosen}, {})


@post("/partenaires/nouveau", opt={"power": Power.RUN_PARTNERS}, status_code=201)
async def add(request: AnyRequest) -> Response[str]:
    """Add a partner and show its link, this once."""
    libraries = await _libraries(request)
    sheet, typed = await _sheet(request, libraries)
    try:
        partner, token = await actions.make(sheet, by=person_of(request), now=clock.now())
    except Refused as error:
        return _form(request, None, libraries, typed, faults(error, language_of(request), otherwise="name"))
    return await _link(request, partner, token, status=201)


@get("/partenaires/{partner_id:uuid}", opt={"power": Power.RUN_PARTNERS})
async def sheet(request: AnyRequest, partner_id: FromPath[UUID]) -> Response[str]:
    """The sheet of a partner."""
    partner = await queries.one_managed(person_of(request), partner_id)
    typed = {"name": partner.name, "until": partner.until.isoformat(), "libraries": list(partner.libraries)}
    return _form(request, partner, await _libraries(request), typed, {})


@post("/partenaires/{partner_id:uuid}", opt={"power": Power.RUN_PARTNERS}, status_code=303)
async def change(request: AnyRequest, partner_id: FromPath[UUID]) -> Response[Any]:
    """Change the sheet of a partner; its link stays."""
    partner, libraries = await queries.one_managed(person_of(request), partner_id), await _libraries(request)
    sheet, typed = await _sheet(request, libraries)
    try:
        await actions.change(partner.id, sheet, by=person_of(request), now=clock.now())
    except Refused as error:
        return _form(request, partner, libraries, typed, faults(error, language_of(request), otherwise="name"))
    return see_other(f"/bureau/partenaires/{partner_id}?fait=fiche")


@post("/partenaires/{partner_id:uuid}/lien", opt={"power": Power.RUN_PARTNERS}, status_code=200)
async def renew(request: AnyRequest, partner_id: FromPath[UUID]) -> Response[str]:
    """Give a partner another link and show it, this once; the old one stops."""
    await queries.one_managed(person_of(request), partner_id)
    token = await actions.renew(partner_id, by=person_of(request), now=clock.now())
    return await _link(request, partner_id, token, status=200)


@get("/partenaires/{partner_id:uuid}/retirer", opt={"power": Power.RUN_PARTNERS})
async def confirm_revoke(request: AnyRequest, partner_id: FromPath[UUID]) -> Response[str]:
    """Ask before taking a partner's access back."""
    return page(request, "partners/revoke.html", partner=await queries.one_managed(person_of(request), partner_id))


@post("/partenaires/{partner_id:uuid}/retirer", opt={"power": Power.RUN_PARTNERS}, status_code=303)
async def revoke(request: AnyRequest, partner_id: FromPath[UUID]) -> Response[Any]:
    """Take a partner's access back, at once."""
    await queries.one_managed(person_of(request), partner_id)
    await actions.revoke(partner_id, by=person_of(request), now=clock.now())
    return see_other(f"/bureau/partenaires/{partner_id}?fait=retrait")


async def _link(request: AnyRequest, partner: UUID, token: str, status: int) -> Response[str]:
    found = await queries.one_managed(person_of(request), partner)
    link = f"{settings().url}/partenaires/{token}"
    return page(request, "partners/link.html", status=status, private=True, partner=found, link=link)


def _form(
    request: AnyRequest,
    partner: PartnerView | None,
    libraries: list[LibraryView],
    values: dict[str, Any],
    errors: dict[str, str],
) -> Response[str]:
    own = [library.id for library in libraries]
    return page(
        request,
        "partners/sheet.html",
        status=422 if errors else 200,
        partner=partner,
        libraries=libraries,
        values=values,
        errors=errors,
        may_change=partner is None or rules.may_change(own, partner.libraries),
        open=partner is not None and partner.is_open(clock.now()),
        done=request.query_params.get("fait", ""),
    )


HANDLERS = [partners, ask_new, add, sheet, change, renew, confirm_revoke, revoke]
