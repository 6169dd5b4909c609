"""The page of one's own ways in: passkeys, codes, accounts elsewhere."""

from typing import Any

from litestar import Request, Response, get

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.entry import queries
from server.entry.rules import by_name
from server.entry.threshold import first_again
from server.foundation.settings import settings
from server.foundation.web import page

AnyRequest = Request[Any, Any, Any]
MEANS = "/bureau/compte/cles"


@get("/compte/cles", opt={"power": Power.ENTER})
async def means(request: AnyRequest) -> Response[Any]:
    """By what one may enter; for that, one must have entered lately."""
    if again := await first_again(request, MEANS):
        return again
    return await means_page(request)


async def means_page(
    request: AnyRequest, *, errors: dict[str, str] | None = None, values: dict[str, str] | None = None
) -> Response[str]:
    """Return the page, with what is wrong (422) if anything is."""
    staff, own = person_of(request).id, settings().url
    return page(
        request,
        "entry/means.html",
        status=422 if errors else 200,
        private=True,
        passkeys=await queries.passkeys_of(staff),
        factor=await queries.second_factor_of(staff),
        accounts=await queries.outside_accounts_of(staff),
        due=await queries.needs_second_factor(staff),
        elsewhere="" if by_name(own) == own else by_name(own) + MEANS,
        done=request.query_params.get("fait", ""),
        errors=errors or {},
        values=values or {},
    )


HANDLERS = [means]
