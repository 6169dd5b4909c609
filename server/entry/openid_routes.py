"""Pages of the OpenID provider: leave for it, come back from it, forget that one did."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery

from server.accounts.guards import cookie_name, person_of, recognise
from server.accounts.powers import Power
from server.entry import openid
from server.entry.means_routes import MEANS
from server.entry.rules import ERRAND_LASTS
from server.entry.sign_in_page import sign_in_page
from server.entry.threshold import DESK, after, first_again, let_in, origin_of, with_cookie
from server.foundation import clock
from server.foundation.errors import Refused
from server.foundation.forms import faults
from server.foundation.web import language_of, see_other

AnyRequest = Request[Any, Any, Any]


def _cookie() -> str:
    return f"{cookie_name()}-ailleurs"


@get("/connexion/openid", opt={"access": "public"})
async def leave(request: AnyRequest, retour: FromQuery[str] = "") -> Response[Any]:
    """Send the browser to the provider. A link, not a form: it changes nothing here that one would mind."""
    try:
        again = await recognise(request) is not None
        departure = await openid.depart(after(retour), again=again, origin=origin_of(request), now=clock.now())
    except Refused as error:
        return sign_in_page(request, after(retour), errors=faults(error, language_of(request), otherwise="openid"))
    seconds = int(ERRAND_LASTS.total_seconds())
    return with_cookie(see_other(departure.address), _cookie(), departure.secret, max_age=seconds)


@get("/connexion/openid/retour", opt={"access": "public"})
async def come_back(request: AnyRequest) -> Response[Any]:
    """Enter with what the provider says, or say why not."""
    secret, now = request.cookies.get(_cookie(), ""), clock.now()
    state, code, issuer = (request.query_params.get(name, "") for name in ("state", "code", "iss"))
    try:
        arrival = await openid.arrive(state, secret, code, issuer, origin=origin_of(request), now=now)
    except Refused as error:
        answer: Response[Any] = sign_in_page(
            request, DESK, errors=faults(error, language_of(request), otherwise="openid")
        )
        return with_cookie(answer, _cookie(), "", max_age=0)
    return with_cookie(await let_in(request, arrival.secret, arrival.back_to), _cookie(), "", max_age=0)


@post("/compte/ailleurs/{account:uuid}/oublier", opt={"power": Power.ENTER}, status_code=303)
async def unlink(request: AnyRequest, account: FromPath[UUID]) -> Response[Any]:
    """Forget an account over there."""
    if again := await first_again(request, MEANS):
        return again
    person = person_of(request)
    await openid.unlink(person.id, account, by=person.by, now=clock.now())
    return see_other(f"{MEANS}?fait=oublie")


OPEN = [leave, come_back]
HANDLERS = [unlink]
