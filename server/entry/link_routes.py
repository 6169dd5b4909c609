"""Pages behind a link: answer an invitation, choose another password; and the page where one asks for that."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.background_tasks import BackgroundTask
from litestar.params import FromPath

from server.accounts import actions as accounts
from server.accounts import links
from server.accounts.links import LinkView
from server.entry.means_routes import MEANS
from server.entry.step_routes import after_password
from server.entry.threshold import DESK, SIGN_IN, let_in, origin_of
from server.foundation import clock
from server.foundation.emails import email_fault
from server.foundation.errors import Gone, Invalid, NotFound, Refused
from server.foundation.forms import faults
from server.foundation.limits import count
from server.foundation.settings import settings
from server.foundation.web import form_of, language_of, page, see_other

AnyRequest = Request[Any, Any, Any]
SECRET = {"access": "secret"}
PUBLIC = {"access": "public"}
STATUS = {"open": 200, "used": 410, "expired": 410, "unknown": 404}


@get("/connexion/invitation/{secret:str}", opt=SECRET)
async def invitation(request: AnyRequest, secret: FromPath[str]) -> Response[str]:
    """Ask an invited person for their name and how they will enter; looking changes nothing."""
    return await _page(request, secret, "invitation", {}, {})


@post("/connexion/invitation/{secret:str}", opt=SECRET, status_code=303)
async def join(request: AnyRequest, secret: FromPath[str]) -> Response[Any]:
    """Take an invitation up: who chose a passkey adds it next, who chose a password goes on as after one."""
    form = await form_of(request)
    # Enter pressed in the field of the password sends the first button of the form.
    with_key = form.get("means") == "passkey" and not form.get("password")
    try:
        password = None if with_key else form.get("password", "")
        staff = await links.use(secret, "invitation", password, name=form.get("name", ""), now=clock.now())
    except (Gone, NotFound):
        return await _page(request, secret, "invitation", {}, {})
    except Refused as error:
        return await _page(request, secret, "invitation", form, faults(error, language_of(request), otherwise="name"))
    if not with_key:
        return await after_password(request, staff, DESK)
    return await let_in(request, await accounts.open_login(staff, "invitation", now=clock.now()), MEANS)


@get("/connexion/oubli", opt=PUBLIC)
async def ask(request: AnyRequest) -> Response[str]:
    """Ask for the e-mail address of who cannot enter any more."""
    return _forgot_page(request, {}, {})


@post("/connexion/oubli", opt=PUBLIC, status_code=200)
async def forgot(request: AnyRequest) -> Response[str]:
    """Say the same to everybody, at once; the message is owed when the answer has left."""
    email, now = (await form_of(request)).get("email", ""), clock.now()
    if not email or email_fault(email):
        wrong = Invalid({"email": "bad_email" if email else "missing"})
        return _forgot_page(request, {"email": email}, faults(wrong, language_of(request), otherwise="email"))
    await links.count_forgetting(email, origin=origin_of(request), now=now)
    answer = page(request, "entry/forgot_asked.html", private=True, email=email)
    answer.background = BackgroundTask(links.forgot, email, language_of(request), now=now)
    return answer


def _forgot_page(request: AnyRequest, values: dict[str, str], errors: dict[str, str]) -> Response[str]:
    status, mail = 422 if errors else 200, bool(settings().mail_url)
    return page(request, "entry/forgot.html", status=status, private=True, mail=mail, values=values, errors=errors)


@get("/connexion/mot-de-passe/{secret:str}", opt=SECRET)
async def password(request: AnyRequest, secret: FromPath[str]) -> Response[str]:
    """Ask for another password; looking changes nothing."""
    return await _page(request, secret, "password", {}, {})


@post("/connexion/mot-de-passe/{secret:str}", opt=SECRET, status_code=303)
async def choose(request: AnyRequest, secret: FromPath[str]) -> Response[Any]:
    """Keep another password; the person then enters as always, with their second factor if they have one."""
    try:
        await links.use(secret, "password", (await form_of(request)).get("password", ""), now=clock.now())
    except (Gone, NotFound):
        return await _page(request, secret, "password", {}, {})
    except Refused as error:
        return await _page(request, secret, "password", {}, faults(error, language_of(request), otherwise="password"))
    return see_other(f"{SIGN_IN}?fait=mot-de-passe")


async def _page(
    request: AnyRequest, secret: str, kind: str, values: dict[str, str], errors: dict[str, str]
) -> Response[str]:
    view = await _followed(request, secret, kind)
    state = view.state if view else "unknown"
    template = f"entry/{kind}.html" if state == "open" else "entry/link_over.html"
    status = 422 if errors and state == "open" else STATUS[state]
    values = {name: value for name, value in values.items() if name == "name"}
    known = {"view": view, "kind": kind, "state": state, "values": values, "errors": errors}
    answer = page(request, template, status=status, private=True, **known)
    answer.headers["referrer-policy"] = "no-referrer"
    return answer


async def _followed(request: AnyRequest, secret: str, kind: str) -> LinkView | None:
    """Return what a link opens, or None for one that is not known; who tries many has to wait."""
    try:
        return await links.followed(secret, kind, clock.now())
    except NotFound:
        await count("unknown-link", origin_of(request), most=30, seconds=60, now=clock.now())
        return None


HANDLERS = [invitation, join, ask, forgot, password, choose]
