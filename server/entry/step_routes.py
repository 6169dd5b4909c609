"""Between a good password and the desk: give a code, or set codes up because one's role needs them."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromQuery

from server.accounts import actions as accounts
from server.accounts.guards import cookie_name
from server.accounts.queries import member
from server.entry import second_factor, steps
from server.entry.code_pages import codes_page, set_up_page
from server.entry.steps import Step
from server.entry.threshold import SIGN_IN, after, let_in, login_cookie, with_cookie
from server.foundation import clock
from server.foundation.errors import NotFound, Refused
from server.foundation.forms import faults
from server.foundation.web import form_of, language_of, page, see_other

AnyRequest = Request[Any, Any, Any]
PATHS = {Step.CODE: f"{SIGN_IN}/code", Step.SET_UP: f"{SIGN_IN}/protection"}
MINUTES_15 = 900


def _cookie() -> str:
    return f"{cookie_name()}-etape"


async def after_password(request: AnyRequest, staff: UUID, back_to: str) -> Response[Any]:
    """Let in who gave a good password, or lead them to the step that they have still to make."""
    step, now = await steps.after_password(staff), clock.now()
    if step is Step.IN:
        return await let_in(request, await accounts.open_login(staff, "password", now=now), back_to)
    secret = await steps.stop_halfway(staff, now=now)
    answer = see_other(f"{PATHS[step]}?retour={quote(back_to)}")
    return with_cookie(answer, _cookie(), secret, max_age=MINUTES_15)


async def _halfway(request: AnyRequest) -> UUID | None:
    try:
        return await steps.halfway(request.cookies.get(_cookie(), ""), now=clock.now())
    except NotFound:
        return None


async def _arrived(request: AnyRequest, answer: Response[Any]) -> Response[Any]:
    """Forget that this browser was halfway."""
    await steps.go_on(request.cookies.get(_cookie(), ""))
    return with_cookie(answer, _cookie(), "", max_age=0)


@get("/connexion/code", opt={"access": "public"})
async def ask_code(request: AnyRequest, retour: FromQuery[str] = "") -> Response[Any]:
    """Ask for the code of the telephone, or one on paper."""
    if await _halfway(request) is None:
        return see_other(SIGN_IN)
    return _code_page(request, after(retour), {})


def _code_page(request: AnyRequest, back_to: str, errors: dict[str, str]) -> Response[str]:
    status = 422 if errors else 200
    return page(request, "entry/code.html", status=status, private=True, back_to=back_to, errors=errors)


@post("/connexion/code", opt={"access": "public"}, status_code=303)
async def give_code(request: AnyRequest) -> Response[Any]:
    """Enter with a code."""
    form, staff, now = await form_of(request), await _halfway(request), clock.now()
    if staff is None:
        return see_other(SIGN_IN)
    back_to = after(form.get("retour", ""))
    try:
        means = await second_factor.check(staff, form.get("code", ""), now=now)
        secret = await accounts.open_login(staff, means, now=now)
    except Refused as error:
        return _code_page(request, back_to, faults(error, language_of(request), otherwise="code"))
    return await _arrived(request, await let_in(request, secret, back_to))


@get("/connexion/protection", opt={"access": "public"})
async def ask_set_up(request: AnyRequest, retour: FromQuery[str] = "") -> Response[Any]:
    """Show the square to read with a telephone to who must have codes and has none."""
    staff = await _halfway(request)
    if staff is None or await steps.after_password(staff) is not Step.SET_UP:
        return see_other(SIGN_IN)
    return set_up_page(request, await member(staff), back_to=after(retour))


@post("/connexion/protection", opt={"access": "public"}, status_code=200)
async def give_set_up(request: AnyRequest) -> Response[Any]:
    """Keep the telephone's secret, enter, and show the recovery codes."""
    form, staff, now = await form_of(request), await _halfway(request), clock.now()
    if staff is None or await steps.after_password(staff) is not Step.SET_UP:
        return see_other(SIGN_IN)
    person, back_to = await member(staff), after(form.get("retour", ""))
    try:
        offer = second_factor.proposed(person, form.get("sealed", ""), now=now)
        codes = await second_factor.set_up(staff, offer.secret, form.get("code", ""), by=f"staff:{staff}", now=now)
        secret = await accounts.open_login(staff, "code", now=now)
    except Refused as error:
        return set_up_page(request, person, back_to=back_to, error=error, sealed=form.get("sealed", ""))
    shown = codes_page(request, codes, back_to, entering=True)
    return await _arrived(request, await login_cookie(request, shown, secret))


OPEN = [ask_code, give_code, ask_set_up, give_set_up]
