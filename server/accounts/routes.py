"""Sign in and out of the desk."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromQuery

from server.accounts import actions
from server.accounts.guards import cookie_name, recognise
from server.foundation import clock
from server.foundation.errors import Refused
from server.foundation.forms import faults
from server.foundation.settings import settings
from server.foundation.web import form_of, language_of, own_path, page, see_other

AnyRequest = Request[Any, Any, Any]


def _after(address: str) -> str:
    """Return the staff page to go to after signing in: one of ours, or the desk."""
    path = own_path(address)
    inside = path.partition("?")[0].startswith("/bureau/") and not path.startswith("/bureau/connexion")
    return path if inside else "/bureau"


@get("/connexion", opt={"access": "public"})
async def ask(request: AnyRequest, retour: FromQuery[str] = "") -> Response[Any]:
    """The sign-in page; who is signed in already goes on."""
    if await recognise(request):
        return see_other(_after(retour))
    return page(request, "accounts/sign_in.html", private=True, values={}, errors={}, back_to=_after(retour))


@post("/connexion", opt={"access": "public"}, status_code=303)
async def sign_in(request: AnyRequest) -> Response[Any]:
    """Sign in: a new secret each time, the login that this browser had ends."""
    form = await form_of(request)
    email, back_to = form.get("email", ""), _after(form.get("retour", ""))
    origin = request.client.host if request.client else ""
    try:
        secret = await actions.sign_in(email, form.get("password", ""), origin=origin, now=clock.now())
    except Refused as error:
        errors = faults(error, language_of(request), otherwise="email")
        values = {"email": email}
        return page(
            request, "accounts/sign_in.html", status=422, private=True, values=values, errors=errors, back_to=back_to
        )
    await actions.sign_out(request.cookies.get(cookie_name(), ""))
    return _with_cookie(see_other(back_to), secret)


@post("/deconnexion", status_code=303)
async def sign_out(request: AnyRequest) -> Response[Any]:
    """End this login: its cookie opens nothing any more."""
    await actions.sign_out(request.cookies.get(cookie_name(), ""))
    return _with_cookie(see_other("/bureau/connexion"), "", max_age=0)


def _with_cookie(answer: Response[Any], secret: str, max_age: int | None = None) -> Response[Any]:
    """Set the login's cookie; it lasts as long as the browser's window, and eight hours at most on our side."""
    answer.set_cookie(
        cookie_name(), secret, max_age=max_age, path="/", secure=settings().secure, httponly=True, samesite="lax"
    )
    answer.headers["cache-control"] = "no-store"
    return answer


OPEN = [ask, sign_in]
HANDLERS = [sign_out]
