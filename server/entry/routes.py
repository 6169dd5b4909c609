"""Sign in with a password, and sign out."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromQuery

from server.accounts import actions as accounts
from server.accounts import logins
from server.accounts.guards import cookie_name, recognise
from server.accounts.powers import Power
from server.entry import openid
from server.entry.sign_in_page import sign_in_page
from server.entry.step_routes import after_password
from server.entry.threshold import SIGN_IN, after, origin_of, with_cookie
from server.foundation import clock
from server.foundation.errors import Refused
from server.foundation.forms import faults
from server.foundation.settings import settings
from server.foundation.web import form_of, language_of, page, see_other

AnyRequest = Request[Any, Any, Any]


@get("/connexion", opt={"access": "public"})
async def ask(request: AnyRequest, retour: FromQuery[str] = "", encore: FromQuery[str] = "") -> Response[Any]:
    """The sign-in page; who is signed in already goes on, unless they are asked to show `encore` who they are."""
    person = await recognise(request)
    if person and not encore:
        return see_other(after(retour))
    return sign_in_page(request, after(retour))


@post("/connexion", opt={"access": "public"}, status_code=303)
async def sign_in(request: AnyRequest) -> Response[Any]:
    """Sign in, or lead to the step that remains; each sign-in has a new secret, and ends the login before."""
    form = await form_of(request)
    email, back_to = form.get("email", ""), after(form.get("retour", ""))
    try:
        staff = await accounts.verify(email, form.get("password", ""), origin=origin_of(request), now=clock.now())
    except Refused as error:
        errors = faults(error, language_of(request), otherwise="email")
        return sign_in_page(request, back_to, errors=errors, email=email)
    return await after_password(request, staff, back_to)


@post("/deconnexion", opt={"power": Power.ENTER}, status_code=200)
async def sign_out(request: AnyRequest) -> Response[Any]:
    """End this login: its cookie opens nothing any more. Who entered by an OpenID provider leaves it too.

    That goes by a page, as a form may not be redirected to another site (`form-action` of our policy).
    """
    secret = request.cookies.get(cookie_name(), "")
    onwards = await openid.farewell(secret)
    await logins.sign_out(secret)
    request.state.staff = None
    own = settings().openid
    left = page(request, "entry/left.html", private=True, onwards=onwards, name=own.name) if own and onwards else None
    return with_cookie(left or see_other(SIGN_IN), cookie_name(), "", max_age=0)


OPEN = [ask, sign_in]
HANDLERS = [sign_out]
