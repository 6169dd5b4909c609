"""One's own codes: set them up, print others, enter without them again."""

from typing import Any

from litestar import Request, Response, get, post

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.accounts.queries import member
from server.entry import queries, second_factor
from server.entry.code_pages import codes_page, set_up_page
from server.entry.means_routes import MEANS
from server.entry.threshold import first_again
from server.foundation import clock
from server.foundation.errors import NotFound, Refused
from server.foundation.forms import faults
from server.foundation.web import form_of, language_of, page, see_other

AnyRequest = Request[Any, Any, Any]


@get("/compte/code", opt={"power": Power.ENTER})
async def show(request: AnyRequest) -> Response[Any]:
    """Show the square to read with a telephone."""
    if again := await first_again(request, MEANS):
        return again
    return set_up_page(request, await member(person_of(request).id))


@post("/compte/code", opt={"power": Power.ENTER}, status_code=200)
async def set_up(request: AnyRequest) -> Response[Any]:
    """Keep the telephone's secret and show the recovery codes."""
    if again := await first_again(request, MEANS):
        return again
    form, person, now = await form_of(request), person_of(request), clock.now()
    own, sealed = await member(person.id), form.get("sealed", "")
    try:
        offer = second_factor.proposed(own, sealed, now=now)
        codes = await second_factor.set_up(person.id, offer.secret, form.get("code", ""), by=person.by, now=now)
    except Refused as error:
        return set_up_page(request, own, error=error, sealed=sealed)
    return codes_page(request, codes, MEANS)


@post("/compte/code/secours", opt={"power": Power.ENTER}, status_code=200)
async def renew_codes(request: AnyRequest) -> Response[Any]:
    """Show ten new recovery codes in place of those before."""
    if again := await first_again(request, MEANS):
        return again
    person = person_of(request)
    return codes_page(request, await second_factor.renew_codes(person.id, by=person.by, now=clock.now()), MEANS)


@get("/compte/code/retirer", opt={"power": Power.ENTER})
async def confirm_removal(request: AnyRequest) -> Response[Any]:
    """Ask before codes are done without."""
    if again := await first_again(request, MEANS):
        return again
    if await queries.second_factor_of(person_of(request).id) is None:
        raise NotFound
    return page(request, "entry/remove_code.html", errors={})


@post("/compte/code/retirer", opt={"power": Power.ENTER}, status_code=303)
async def remove(request: AnyRequest) -> Response[Any]:
    """Do without codes again."""
    if again := await first_again(request, MEANS):
        return again
    person = person_of(request)
    try:
        await second_factor.remove(person.id, by=person.by, now=clock.now())
    except Refused as error:
        errors = faults(error, language_of(request), otherwise="remove")
        return page(request, "entry/remove_code.html", status=422, errors=errors)
    return see_other(f"{MEANS}?fait=sans-code")


HANDLERS = [show, set_up, renew_codes, confirm_removal, remove]
